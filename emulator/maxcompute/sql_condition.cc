#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "emulator/maxcompute/sql_parser.h"

// Conditions: read from tokens, and evaluated.
namespace hopline::emulator::maxcompute::sql {
namespace {

using Kind = Expression::Kind;

/// Parentheses may be nested this deep.
constexpr int kMaxDepth = 100;

Expression Make(Kind kind, std::vector<Expression> operands) {
  Expression expression;
  expression.kind = kind;
  expression.operands = std::move(operands);
  return expression;
}

Expression Literal(Value value) {
  Expression expression;
  expression.literal = std::move(value);
  return expression;
}

Value NumberOf(const std::string& text) {
  int64_t whole = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, whole);
  if (result.ec == std::errc() && result.ptr == end) return whole;
  return std::strtod(text.c_str(), nullptr);
}

class ConditionParser {
 public:
  explicit ConditionParser(TokenStream* tokens) : tokens_(tokens) {}

  Expression Or() {
    if (++depth_ > kMaxDepth) tokens_->Fail("the condition is nested too deeply");
    Expression either = And();
    if (tokens_->TakeWords({"or"})) {
      either = Pair(Kind::kOr, std::move(either), And());
      while (tokens_->TakeWords({"or"})) either.operands.push_back(And());
    }
    --depth_;
    return either;
  }

  Expression Selected() {
    const std::string name = tokens_->NeedName("a column or a function");
    if (tokens_->TakeSymbol("(")) return Function(name);
    Expression column;
    column.kind = Kind::kColumn;
    column.column = name;
    return column;
  }

 private:
  static Expression Pair(Kind kind, Expression left, Expression right) {
    std::vector<Expression> operands;
    operands.push_back(std::move(left));
    operands.push_back(std::move(right));
    return Make(kind, std::move(operands));
  }

  static Expression Not(Expression operand) {
    std::vector<Expression> operands;
    operands.push_back(std::move(operand));
    return Make(Kind::kNot, std::move(operands));
  }

  Expression And() {
    Expression both = Negation();
    if (tokens_->TakeWords({"and"})) {
      both = Pair(Kind::kAnd, std::move(both), Negation());
      while (tokens_->TakeWords({"and"})) both.operands.push_back(Negation());
    }
    return both;
  }

  Expression Negation() {
    bool negated = false;
    while (tokens_->TakeWords({"not"})) negated = !negated;
    Expression operand = Comparison();
    return negated ? Not(std::move(operand)) : operand;
  }

  Expression Comparison() {
    if (tokens_->TakeSymbol("(")) {
      Expression inner = Or();
      tokens_->NeedSymbol(")");
      return inner;
    }
    Expression left = Operand();
    constexpr std::pair<std::string_view, Kind> kSymbols[] = {
        {"=", Kind::kEqual},           {"==", Kind::kEqual},
        {"<>", Kind::kNotEqual},       {"!=", Kind::kNotEqual},
        {"<=", Kind::kLessOrEqual},    {"<", Kind::kLess},
        {">=", Kind::kGreaterOrEqual}, {">", Kind::kGreater}};
    for (const auto& [symbol, kind] : kSymbols) {
      if (tokens_->TakeSymbol(symbol)) return Pair(kind, std::move(left), Operand());
    }
    if (tokens_->TakeWords({"is"})) {
      const bool negated = tokens_->TakeWords({"not"});
      tokens_->NeedWords({"null"});
      Expression test = Make(Kind::kIsNull, {});
      test.operands.push_back(std::move(left));
      return negated ? Not(std::move(test)) : test;
    }
    const bool negated = tokens_->TakeWords({"not"});
    Expression test = Membership(std::move(left));
    return negated ? Not(std::move(test)) : test;
  }

  Expression Membership(Expression left) {
    if (tokens_->TakeWords({"like"}))
      return Pair(Kind::kLike, std::move(left), Operand());
    if (tokens_->TakeWords({"between"})) {
      Expression low = Pair(Kind::kGreaterOrEqual, left, Operand());
      tokens_->NeedWords({"and"});
      Expression high = Pair(Kind::kLessOrEqual, std::move(left), Operand());
      return Pair(Kind::kAnd, std::move(low), std::move(high));
    }
    tokens_->NeedWords({"in"});
    Expression test = Make(Kind::kIn, {});
    test.operands.push_back(std::move(left));
    tokens_->NeedSymbol("(");
    do {
      test.operands.push_back(Operand());
    } while (tokens_->TakeSymbol(","));
    tokens_->NeedSymbol(")");
    return test;
  }

  /// Behind the parenthesis that opens.
  Expression Function(const std::string& name) {
    if (++depth_ > kMaxDepth) tokens_->Fail("the condition is nested too deeply");
    const bool concat = name == "concat";
    if (!concat && name != "length") {
      tokens_->Fail(name + " is no function that this emulator knows: concat, length");
    }
    Expression call = Make(concat ? Kind::kConcat : Kind::kLength, {});
    do {
      call.operands.push_back(Operand());
    } while (concat && tokens_->TakeSymbol(","));
    tokens_->NeedSymbol(")");
    --depth_;
    return call;
  }

  Expression Operand() {
    const bool negative = tokens_->TakeSymbol("-");
    if (tokens_->peek().kind == Token::Kind::kNumber) {
      return Literal(NumberOf((negative ? "-" : "") + tokens_->Next().text));
    }
    if (negative) tokens_->Fail("a number is expected");
    if (tokens_->peek().kind == Token::Kind::kText) return Literal(tokens_->Next().text);
    if (tokens_->TakeWords({"true"})) return Literal(true);
    if (tokens_->TakeWords({"false"})) return Literal(false);
    if (tokens_->TakeWords({"null"})) return Literal({});
    Expression value = Selected();
    // date '2024-01-01': the text compares as the column's own text does.
    const bool typed = value.column == "date" || value.column == "datetime" ||
                       value.column == "timestamp";
    if (typed && tokens_->peek().kind == Token::Kind::kText) {
      return Literal(tokens_->Next().text);
    }
    return value;
  }

  TokenStream* tokens_;
  int depth_ = 0;
};

std::optional<double> AsNumber(const Value& value) {
  if (const auto* whole = std::get_if<int64_t>(&value))
    return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(text->c_str(), &end);
  if (end != text->c_str() + text->size()) return std::nullopt;
  return number;
}

/// Below, at or above 0; nothing for NULL and for a text that is no number.
std::optional<int> Compare(const Value& left, const Value& right) {
  const auto order = [](const auto& a, const auto& b) {
    return a < b ? -1 : (b < a ? 1 : 0);
  };
  const auto* left_text = std::get_if<std::string>(&left);
  const auto* right_text = std::get_if<std::string>(&right);
  if (left_text != nullptr && right_text != nullptr)
    return order(*left_text, *right_text);
  const auto* left_whole = std::get_if<int64_t>(&left);
  const auto* right_whole = std::get_if<int64_t>(&right);
  if (left_whole != nullptr && right_whole != nullptr) {
    return order(*left_whole, *right_whole);
  }
  const auto left_number = AsNumber(left);
  const auto right_number = AsNumber(right);
  if (!left_number || !right_number) return std::nullopt;
  // NaN is equal to itself and above every other number.
  if (std::isnan(*left_number) || std::isnan(*right_number)) {
    return order(std::isnan(*left_number), std::isnan(*right_number));
  }
  return order(*left_number, *right_number);
}

/// Where the next character of a UTF-8 text begins.
size_t BehindCharacter(std::string_view text, size_t at) {
  do {
    ++at;
  } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80);
  return at;
}

/// '%' stands for any text, '_' for one character.
bool Like(std::string_view text, std::string_view pattern) {
  size_t t = 0;
  size_t p = 0;
  size_t star = std::string_view::npos;
  size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '_') {
      t = BehindCharacter(text, t);
      ++p;
    } else if (p < pattern.size() && pattern[p] == text[t] && pattern[p] != '%') {
      ++t;
      ++p;
    } else if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      star_text = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = star_text = BehindCharacter(text, star_text);
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('%', p) == std::string_view::npos;
}

std::optional<bool> Truth(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  const auto number = AsNumber(value);
  if (!number) return std::nullopt;
  return *number != 0;
}

Value FromTruth(std::optional<bool> truth) { return truth ? Value(*truth) : Value(); }

bool Holds(Kind kind, int order) {
  switch (kind) {
    case Kind::kEqual:
      return order == 0;
    case Kind::kNotEqual:
      return order != 0;
    case Kind::kLess:
      return order < 0;
    case Kind::kLessOrEqual:
      return order <= 0;
    case Kind::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

/// AND and OR with unknown operands: one operand may decide alone.
Value Junction(bool deciding, const std::vector<Value>& operands) {
  bool unknown = false;
  for (const Value& operand : operands) {
    const auto truth = Truth(operand);
    if (truth == deciding) return deciding;
    unknown = unknown || !truth;
  }
  return unknown ? Value() : Value(!deciding);
}

Value In(const std::vector<Value>& operands) {
  bool unknown = false;
  for (size_t i = 1; i < operands.size(); ++i) {
    const auto order = Compare(operands[0], operands[i]);
    if (order == 0) return true;
    unknown = unknown || !order;
  }
  return unknown ? Value() : Value(false);
}

/// NULL if one of them is.
Value Concat(const std::vector<Value>& operands) {
  std::string all;
  for (const Value& operand : operands) {
    if (const auto* text = std::get_if<std::string>(&operand)) {
      all += *text;
    } else if (const auto* whole = std::get_if<int64_t>(&operand)) {
      all += std::to_string(*whole);
    } else {
      return {};
    }
  }
  return all;
}

Value Length(const Value& operand) {
  const auto* text = std::get_if<std::string>(&operand);
  if (text == nullptr) return {};
  return std::count_if(text->begin(), text->end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
  });
}

void Collect(const Expression& expression, std::vector<std::string>* names) {
  if (expression.kind == Kind::kColumn &&
      std::find(names->begin(), names->end(), expression.column) == names->end()) {
    names->push_back(expression.column);
  }
  for (const Expression& operand : expression.operands) Collect(operand, names);
}

}  // namespace

Expression NeedCondition(TokenStream* tokens) { return ConditionParser(tokens).Or(); }
Expression NeedSelected(TokenStream* tokens) {
  return ConditionParser(tokens).Selected();
}

std::vector<std::string> ColumnsIn(const Expression& expression) {
  std::vector<std::string> names;
  Collect(expression, &names);
  return names;
}

Value Evaluate(const Expression& expression, const std::vector<std::string>& names,
               const std::vector<Value>& values) {
  if (expression.kind == Kind::kLiteral) return expression.literal;
  if (expression.kind == Kind::kColumn) {
    const auto found = std::find(names.begin(), names.end(), expression.column);
    return values[static_cast<size_t>(found - names.begin())];
  }
  std::vector<Value> operands;
  for (const Expression& operand : expression.operands) {
    operands.push_back(Evaluate(operand, names, values));
  }
  switch (expression.kind) {
    case Kind::kAnd:
      return Junction(false, operands);
    case Kind::kOr:
      return Junction(true, operands);
    case Kind::kNot: {
      const auto truth = Truth(operands[0]);
      return truth ? FromTruth(!*truth) : Value();
    }
    case Kind::kIsNull:
      return std::holds_alternative<std::monostate>(operands[0]);
    case Kind::kIn:
      return In(operands);
    case Kind::kConcat:
      return Concat(operands);
    case Kind::kLength:
      return Length(operands[0]);
    case Kind::kLike: {
      const auto* text = std::get_if<std::string>(&operands[0]);
      const auto* pattern = std::get_if<std::string>(&operands[1]);
      if (text == nullptr || pattern == nullptr) return {};
      return Like(*text, *pattern);
    }
    default: {
      const auto order = Compare(operands[0], operands[1]);
      return order ? Value(Holds(expression.kind, *order)) : Value();
    }
  }
}

}  // namespace hopline::emulator::maxcompute::sql
