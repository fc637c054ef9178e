#include "plugins/transform/dx_filter.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "plugins/common/column_convert.h"
#include "plugins/common/number_text.h"
#include "plugins/common/words.h"
#include "plugins/transform/regex.h"
#include "plugins/transform/utf16.h"

namespace hopline::plugins::transform {
namespace {

struct Operator {
  const char* word;
  Comparison comparison;
};
constexpr Operator kOperators[] = {
    {"like", Comparison::kLike},   {"not like", Comparison::kNotLike},
    {">", Comparison::kGreater},   {">=", Comparison::kGreaterOrEqual},
    {"<", Comparison::kLess},      {"<=", Comparison::kLessOrEqual},
    {"=", Comparison::kEqual},     {"==", Comparison::kEqual},
    {"!=", Comparison::kNotEqual},
};

Comparison ReadOperator(const std::string& word) {
  const auto* found =
      std::find_if(std::begin(kOperators), std::end(kOperators),
                   [&](const Operator& o) { return EqualsIgnoringCase(word, o.word); });
  if (found != std::end(kOperators)) return found->comparison;
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              "/paras/0: '" + word +
                  "' is no operator; one of like, not like, >, >=, <, <=, =, ==, !=");
}

bool IsPattern(Comparison comparison) {
  return comparison == Comparison::kLike || comparison == Comparison::kNotLike;
}
bool IsEquality(Comparison comparison) {
  return comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
}

/// How a kind of column is compared.
enum class Ground : uint8_t { kReal, kWhole, kText };
Ground GroundOf(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kDouble:
      return Ground::kReal;
    case ColumnKind::kLong:
    case ColumnKind::kDate:
    case ColumnKind::kTime:
    case ColumnKind::kDatetime:
      return Ground::kWhole;
    default:
      return Ground::kText;
  }
}

/// The value that rows are compared with, in the three forms that it may have.
struct Operand {
  std::string text;
  bool is_null = false;  ///< the word null
  std::optional<int64_t> whole;
  std::optional<double> real;

  explicit Operand(const std::string& value)
      : text(value), is_null(EqualsIgnoringCase(value, "null")) {
    const char* end = value.data() + value.size();
    int64_t number = 0;
    const auto parsed = std::from_chars(value.data(), end, number);
    if (parsed.ec == std::errc() && parsed.ptr == end) whole = number;
    double decimal = 0;
    if (IsDecimal(value)) {
      const char* begin = value.data() + (value[0] == '+' ? 1 : 0);
      if (std::from_chars(begin, end, decimal).ec == std::errc()) real = decimal;
    }
  }
};

template <class T>
bool Holds(Comparison comparison, const T& left, const T& right) {
  switch (comparison) {
    case Comparison::kGreater:
      return left > right;
    case Comparison::kGreaterOrEqual:
      return left >= right;
    case Comparison::kLess:
      return left < right;
    case Comparison::kLessOrEqual:
      return left <= right;
    case Comparison::kEqual:
      return left == right;
    default:
      return left != right;
  }
}

class FilterWork final : public RowWork {
 public:
  FilterWork(const Field& field, const ColumnParameters& parameters,
             Comparison comparison, const ColumnFormats& formats)
      : field_(field),
        column_(parameters.column),
        comparison_(comparison),
        operand_(parameters.paras[1]),
        converter_(formats) {
    if (IsPattern(comparison)) {
      Regex::Options options;
      options.whole = true;
      regex_ = std::make_unique<Regex>("/paras/1", parameters.paras[1], options);
    }
  }

  Outcome Row(const BatchView& batch, int64_t row, std::vector<ColumnBuilder>&) override {
    const Cell cell = batch.column(column_).At(row);
    bool matches = false;
    const char* reason = nullptr;
    if (cell.is_null) {
      matches = NullMatches();
    } else {
      reason = IsPattern(comparison_) ? Like(cell, &matches) : Compare(cell, &matches);
    }
    return {!matches, reason, column_};
  }

 private:
  bool NullMatches() const {
    switch (comparison_) {
      case Comparison::kNotLike:
        return true;
      case Comparison::kEqual:
        return operand_.is_null;
      case Comparison::kNotEqual:
        return !operand_.is_null;
      default:
        return false;
    }
  }

  const char* Like(const Cell& cell, bool* matches) {
    text_.Clear();
    const char* reason = converter_.ToText(text_, cell, field_);
    bool fits = false;
    if (reason == nullptr) reason = regex_->Matches(text_.view(), &fits);
    *matches = fits == (comparison_ == Comparison::kLike);
    return reason;
  }

  const char* Compare(const Cell& cell, bool* matches) {
    const Ground ground = GroundOf(cell.kind);
    if (ground == Ground::kText) return CompareText(cell, matches);
    if (IsEquality(comparison_) && operand_.is_null) {  // no number is null
      *matches = comparison_ == Comparison::kNotEqual;
      return nullptr;
    }
    return ground == Ground::kReal ? CompareReal(cell, matches)
                                   : CompareWhole(cell, matches);
  }

  const char* CompareText(const Cell& cell, bool* matches) {
    text_.Clear();
    const char* reason = converter_.ToText(text_, cell, field_);
    if (reason != nullptr) return reason;
    *matches = Holds(comparison_, CompareUnits(text_.view(), operand_.text), 0);
    return nullptr;
  }

  const char* CompareReal(const Cell& cell, bool* matches) {
    double value = 0;
    const char* reason = converter_.ToDouble(cell, field_, &value);
    if (reason != nullptr) return reason;
    if (!operand_.real.has_value()) return "the filter's value is no number";
    *matches = Holds(comparison_, value, *operand_.real);
    return nullptr;
  }

  const char* CompareWhole(const Cell& cell, bool* matches) {
    int64_t value = 0;
    const char* reason = converter_.ToLong(cell, field_, &value);
    if (reason != nullptr) return reason;
    if (!operand_.whole.has_value()) return "the filter's value is no whole number";
    *matches = Holds(comparison_, value, *operand_.whole);
    return nullptr;
  }

  const Field& field_;
  const size_t column_;
  const Comparison comparison_;
  const Operand operand_;
  ColumnConverter converter_;
  std::unique_ptr<Regex> regex_;
  TextBuffer text_;
};

/// A comparison that no row could pass is refused before any is read.
void NeedComparable(const Field& field, const std::string& value, Comparison comparison) {
  const Operand operand(value);
  const Ground ground = GroundOf(field.kind);
  const bool fits =
      ground == Ground::kText || IsPattern(comparison) ||
      (IsEquality(comparison) && operand.is_null) ||
      (ground == Ground::kReal ? operand.real.has_value() : operand.whole.has_value());
  if (fits) return;
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "/paras/1: '" + value + "' cannot be compared with column '" + field.name +
                  "', which is a " + KindName(field.kind) + "; give a " +
                  (ground == Ground::kReal ? "number" : "whole number"));
}

}  // namespace

DxFilter::DxFilter(JobContext context)
    : context_(std::move(context)),
      parameters_(ColumnParameters::Read(context_.config, {"operator", "value"})),
      formats_(ColumnFormats::Read(context_.settings)),
      comparison_(ReadOperator(parameters_.paras[0])) {
  if (parameters_.paras[1].empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/paras/1: is empty; give the value to compare with");
  }
  // The expression must be one before any row comes.
  static_cast<void>(
      FilterWork(Field::Of("", Type::kUtf8), parameters_, comparison_, formats_));
}

Schema DxFilter::Bind(const ArrowSchema& in) {
  shape_ = StepShape::PassOn(in);
  NeedColumn(shape_, parameters_.column);
  const Field& field = shape_.in[parameters_.column];
  if (field.kind != ColumnKind::kVariant) {
    NeedComparable(field, parameters_.paras[1], comparison_);
  }
  return MakeSchema(shape_.out);
}

std::unique_ptr<ProcessorTask> DxFilter::OpenTask(TaskContext context) {
  auto work = std::make_unique<FilterWork>(shape_.in[parameters_.column], parameters_,
                                           comparison_, formats_);
  return std::make_unique<RowTask>(shape_, std::move(work), context.scope);
}

}  // namespace hopline::plugins::transform
