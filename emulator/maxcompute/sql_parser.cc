#include "emulator/maxcompute/sql_parser.h"

#include <charconv>
#include <utility>

#include "wire/common/encoding.h"

namespace hopline::emulator::maxcompute::sql {
namespace {

namespace wm = wire::maxcompute;

bool IsWord(const Token& token, std::string_view word) {
  return token.kind == Token::Kind::kWord && wire::ToLower(token.text) == word;
}

}  // namespace

// ---- Tokens

bool TokenStream::TakeWords(std::initializer_list<std::string_view> words) {
  size_t at = at_;
  for (const std::string_view word : words) {
    if (!IsWord(tokens_[at], word)) return false;
    ++at;  // the end is no word
  }
  at_ = at;
  return true;
}

void TokenStream::NeedWords(std::initializer_list<std::string_view> words) {
  if (TakeWords(words)) return;
  std::string expected;
  for (const std::string_view word : words) expected.append(word) += ' ';
  Fail(expected + "is expected");
}

bool TokenStream::TakeSymbol(std::string_view symbol) {
  if (peek().kind != Token::Kind::kSymbol || peek().text != symbol) return false;
  Next();
  return true;
}

void TokenStream::NeedSymbol(std::string_view symbol) {
  if (!TakeSymbol(symbol)) Fail("'" + std::string(symbol) + "' is expected");
}

std::string TokenStream::NeedName(const char* what) {
  if (peek().kind != Token::Kind::kWord && peek().kind != Token::Kind::kQuotedWord) {
    Fail(std::string(what) + " is expected");
  }
  return wire::ToLower(Next().text);
}

std::string TokenStream::NeedText(const char* what) {
  if (peek().kind != Token::Kind::kText) Fail(std::string(what) + " is expected");
  return Next().text;
}

int64_t TokenStream::NeedWholeNumber(const char* what) {
  const std::string& text = peek().text;
  int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (peek().kind != Token::Kind::kNumber || result.ec != std::errc() ||
      result.ptr != text.data() + text.size()) {
    Fail(std::string(what) + " is expected");
  }
  Next();
  return value;
}

wm::Type TokenStream::NeedType() {
  const Token first = peek();
  if (first.kind != Token::Kind::kWord) Fail("a type is expected");
  size_t end = Next().end;
  int depth = 0;
  do {
    const Token& token = peek();
    const bool symbol = token.kind == Token::Kind::kSymbol;
    if (symbol && (token.text == "<" || token.text == "(")) {
      ++depth;
    } else if (symbol && depth > 0 && (token.text == ">" || token.text == ")")) {
      --depth;
    } else if (depth == 0 || token.kind == Token::Kind::kEnd) {
      break;
    }
    end = Next().end;
  } while (depth > 0);
  wm::Type type;
  const wire::Status status =
      wm::ParseType(text_.substr(first.begin, end - first.begin), &type);
  if (!status.ok()) throw ParseFailure(text_, first.begin, status.message());
  return type;
}

void TokenStream::Fail(const std::string& what) const {
  throw ParseFailure(text_, peek().begin,
                     AtEnd() ? "the statement ends, and " + what
                             : "invalid token '" + peek().text + "', " + what);
}

// ---- Statements

TableName NeedTableName(TokenStream* tokens) {
  TableName name = {tokens->NeedName("the name of a table")};
  while (name.size() < 3 && tokens->TakeSymbol(".")) {
    name.push_back(tokens->NeedName("the name of a table"));
  }
  return name;
}

namespace {

std::vector<wm::Column> NeedColumns(TokenStream* tokens) {
  std::vector<wm::Column> columns;
  tokens->NeedSymbol("(");
  do {
    wm::Column& column = columns.emplace_back();
    column.name = tokens->NeedName("the name of a column");
    for (const wm::Column& earlier : columns) {
      if (&earlier != &column && earlier.name == column.name) {
        tokens->Fail("column " + column.name + " stands there twice");
      }
    }
    column.type = tokens->NeedType();
    while (true) {
      if (tokens->TakeWords({"not", "null"})) {
        column.nullable = false;
      } else if (tokens->TakeWords({"comment"})) {
        column.comment = tokens->NeedText("a comment");
      } else if (!tokens->TakeWords({"null"})) {
        break;
      }
    }
  } while (tokens->TakeSymbol(","));
  tokens->NeedSymbol(")");
  return columns;
}

/// Partition columns have few types.
void CheckPartitionKeys(const wm::TableSchema& schema, const TokenStream& tokens) {
  for (const wm::Column& key : schema.partition_keys) {
    switch (key.type.kind) {
      case wm::TypeKind::kTinyint:
      case wm::TypeKind::kSmallint:
      case wm::TypeKind::kInt:
      case wm::TypeKind::kBigint:
      case wm::TypeKind::kString:
      case wm::TypeKind::kChar:
      case wm::TypeKind::kVarchar:
        break;
      default:
        tokens.Fail("partition column " + key.name + " must be a whole number or a text");
    }
    for (const wm::Column& column : schema.columns) {
      if (column.name == key.name) {
        tokens.Fail("column " + key.name + " stands there twice");
      }
    }
  }
}

CreateTable NeedCreateTable(TokenStream* tokens) {
  CreateTable statement;
  statement.if_not_exists = tokens->TakeWords({"if", "not", "exists"});
  statement.table = NeedTableName(tokens);
  statement.schema.columns = NeedColumns(tokens);
  while (true) {
    if (tokens->TakeWords({"comment"})) {
      statement.comment = tokens->NeedText("a comment");
    } else if (tokens->TakeWords({"partitioned", "by"})) {
      statement.schema.partition_keys = NeedColumns(tokens);
    } else if (tokens->TakeWords({"lifecycle"})) {
      statement.lifecycle_days = tokens->NeedWholeNumber("a number of days");
    } else {
      break;
    }
  }
  CheckPartitionKeys(statement.schema, *tokens);
  return statement;
}

wm::PartitionSpec NeedPartition(TokenStream* tokens) {
  wm::PartitionSpec spec;
  tokens->NeedSymbol("(");
  do {
    std::string name = tokens->NeedName("the name of a partition column");
    tokens->NeedSymbol("=");
    const Token& value = tokens->peek();
    if (value.kind != Token::Kind::kText && value.kind != Token::Kind::kNumber) {
      tokens->Fail("a partition value is expected");
    }
    spec.emplace_back(std::move(name), tokens->Next().text);
  } while (tokens->TakeSymbol(","));
  tokens->NeedSymbol(")");
  return spec;
}

std::vector<wm::PartitionSpec> NeedPartitions(TokenStream* tokens) {
  std::vector<wm::PartitionSpec> partitions;
  do {
    tokens->NeedWords({"partition"});
    partitions.push_back(NeedPartition(tokens));
    tokens->TakeSymbol(",");
  } while (tokens->peek().kind == Token::Kind::kWord);
  return partitions;
}

Statement NeedAlterTable(TokenStream* tokens) {
  TableName table = NeedTableName(tokens);
  if (tokens->TakeWords({"add"})) {
    const bool if_not_exists = tokens->TakeWords({"if", "not", "exists"});
    return AddPartitions{std::move(table), if_not_exists, NeedPartitions(tokens)};
  }
  tokens->NeedWords({"drop"});
  const bool if_exists = tokens->TakeWords({"if", "exists"});
  return DropPartitions{std::move(table), if_exists, NeedPartitions(tokens)};
}

Truncate NeedTruncate(TokenStream* tokens) {
  Truncate statement;
  statement.table = NeedTableName(tokens);
  if (tokens->peek().kind == Token::Kind::kWord) {
    statement.partitions = NeedPartitions(tokens);
  }
  return statement;
}

std::string TakeAlias(TokenStream* tokens) {
  return tokens->TakeWords({"as"}) ? tokens->NeedName("an alias") : std::string();
}

void NeedItems(TokenStream* tokens, Select* select) {
  if (tokens->TakeSymbol("*")) {
    select->all_columns = true;
    return;
  }
  if (tokens->TakeWords({"count"})) {
    tokens->NeedSymbol("(");
    if (!tokens->TakeSymbol("*") && tokens->NeedWholeNumber("'*' or 1") != 1) {
      tokens->Fail("count takes '*' or 1");
    }
    tokens->NeedSymbol(")");
    select->count = true;
    const std::string alias = TakeAlias(tokens);
    if (!alias.empty()) select->count_alias = alias;
    return;
  }
  do {
    Expression value = NeedSelected(tokens);
    select->items.push_back({std::move(value), TakeAlias(tokens)});
  } while (tokens->TakeSymbol(","));
}

Select NeedSelect(TokenStream* tokens) {
  Select select;
  NeedItems(tokens, &select);
  tokens->NeedWords({"from"});
  select.table = NeedTableName(tokens);
  if (tokens->TakeWords({"where"})) select.where = NeedCondition(tokens);
  if (tokens->TakeWords({"limit"})) select.limit = tokens->NeedWholeNumber("a number");
  return select;
}

Statement NeedStatement(TokenStream* tokens) {
  if (tokens->TakeWords({"create", "table"})) return NeedCreateTable(tokens);
  if (tokens->TakeWords({"alter", "table"})) return NeedAlterTable(tokens);
  if (tokens->TakeWords({"select"})) return NeedSelect(tokens);
  if (tokens->TakeWords({"truncate", "table"})) return NeedTruncate(tokens);
  if (tokens->TakeWords({"drop", "table"})) {
    const bool if_exists = tokens->TakeWords({"if", "exists"});
    return DropTable{NeedTableName(tokens), if_exists};
  }
  tokens->Fail("this emulator knows CREATE, ALTER, TRUNCATE and DROP TABLE, and SELECT");
}

}  // namespace

std::vector<Statement> Parse(std::string_view text) {
  TokenStream tokens(text);
  std::vector<Statement> statements;
  while (!tokens.AtEnd()) {
    if (tokens.TakeSymbol(";")) continue;
    if (tokens.TakeWords({"set"})) {
      while (!tokens.AtEnd() && !tokens.TakeSymbol(";")) tokens.Next();
      continue;
    }
    statements.push_back(NeedStatement(&tokens));
    if (!tokens.AtEnd()) tokens.NeedSymbol(";");
  }
  if (statements.empty()) tokens.Fail("a statement is expected");
  return statements;
}

}  // namespace hopline::emulator::maxcompute::sql
