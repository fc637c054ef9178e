#include "host/job/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "host/job/tokens.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;
namespace {

/// Names of one object, fast also for very many.
using NameIndex = std::unordered_map<std::string, size_t>;

class Parser {
 public:
  Parser(SourceText* source, DiagnosticList* list)
      : tokens_(source, list), source_(*source), list_(*list) {}

  Document Run() {
    try {
      Advance();
      if (token_.kind == TokenKind::kEnd) {
        tokens_.Fail(token_.place, "the document is empty");
      }
      document_.root = Value(0);
    } catch (const SyntaxError&) {
      document_.root = Json{};
    }
    return std::move(document_);
  }

 private:
  void Advance() {
    last_end_ = tokens_.At(token_.end);
    token_ = tokens_.Next();
  }
  /// Goes on after a value; nothing may follow the outermost one.
  void Leave(size_t depth) {
    if (depth == 0) return tokens_.ExpectEnd();
    Advance();
  }
  bool Is(TokenKind kind) const { return token_.kind == kind; }

  Json Value(size_t depth) {
    switch (token_.kind) {
      case TokenKind::kOpenObject:
        return Object(depth);
      case TokenKind::kOpenArray:
        return Array(depth);
      case TokenKind::kString:
        if (IsKeptReference()) {
          return Scalar(Json::Number(std::move(token_.text)), depth);
        }
        return Scalar(Json::String(std::move(token_.text)), depth);
      case TokenKind::kNumber:
        return Scalar(Json::Number(std::move(token_.text)), depth);
      case TokenKind::kWord:
        return Word(depth);
      case TokenKind::kColon:
        tokens_.Fail(token_.place, "a colon too many: delete it");
      default:
        break;
    }
    tokens_.Fail(token_.place,
                 fmt::format("a value is missing before {}", Text(token_.kind)));
  }

  Json Scalar(Json value, size_t depth) {
    value.place = token_.place;
    NoteOrigin();
    Leave(depth);
    return value;
  }

  Json Word(size_t depth) {
    const std::string& word = token_.text;
    if (word == "true" || word == "false") {
      return Scalar(Json::Bool(word == "true"), depth);
    }
    if (word == "null") return Scalar(Json{}, depth);
    const std::string lower = LowerAscii(word);
    if (lower == "true" || lower == "false" || lower == "null" || lower == "none") {
      tokens_.Fail(token_.place,
                   fmt::format("{}: write {}", word, lower == "none" ? "null" : lower));
    }
    tokens_.Fail(token_.place,
                 fmt::format("{0} is not a value: write \"{0}\" in double quotes",
                             tokens_.Shown(token_)));
  }

  /// Whether the token is a reference that was left in the place of a value.
  bool IsKeptReference() const {
    const VariableUse* use = source_.FirstUse(token_.begin);
    return use != nullptr && use->stays && use->begin == token_.begin;
  }

  void NoteOrigin() {
    const VariableUse* const end = source_.uses().data() + source_.uses().size();
    const VariableUse* use = source_.FirstUse(token_.begin);
    for (; use != nullptr && use != end && use->begin < token_.end; ++use) {
      ValueOrigin& origin = document_.origins[token_.place];
      const size_t quote = Is(TokenKind::kString) ? 1 : 0;
      origin.whole = origin.names.empty() && use->begin == token_.begin + quote &&
                     use->end + quote == token_.end;
      origin.names.push_back(use->name);
      origin.secret = tokens_.expects_secret();
    }
  }

  /// Opens an object or array; `[` and `{` share their rules about commas.
  Json Open(Json value, size_t depth) {
    if (depth == kMaxScriptDepth) {
      tokens_.Fail(token_.place,
                   fmt::format("nested deeper than {} levels", kMaxScriptDepth));
    }
    value.place = token_.place;
    Advance();
    return value;
  }

  Json Array(size_t depth) {
    Json array = Open(Json::Array(), depth);
    while (!Is(TokenKind::kCloseArray)) {
      if (Is(TokenKind::kComma)) ExtraComma();
      CheckClosable(array.place, "[", "]", TokenKind::kCloseObject);
      array.items.push_back(Value(depth + 1));
      if (Is(TokenKind::kColon)) {
        tokens_.Fail(array.items.back().place,
                     fmt::format("a list has no keys: close the [ opened in {}:{} with "
                                 "] before this one, or write {{ }} around it",
                                 array.place.line, array.place.column));
      }
      Separator(array.place, "[", "]", TokenKind::kCloseArray);
    }
    Leave(depth);
    return array;
  }

  Json Object(size_t depth) {
    Json object = Open(Json::Object(), depth);
    NameIndex index;
    while (!Is(TokenKind::kCloseObject)) {
      if (Is(TokenKind::kComma)) ExtraComma();
      CheckClosable(object.place, "{", "}", TokenKind::kCloseArray);
      const Token key = Key();
      const std::string name = tokens_.Shown(key);
      if (!Is(TokenKind::kColon)) {
        tokens_.Fail(last_end_,
                     fmt::format("a colon and a value are missing after \"{}\"", name));
      }
      tokens_.ExpectSecret(services::SoundsSecret(key.text));
      Advance();
      if (Is(TokenKind::kCloseObject) || Is(TokenKind::kComma)) {
        tokens_.Fail(token_.place, fmt::format("the value of \"{}\" is missing", name));
      }
      Store(key, Value(depth + 1), &object, &index);
      tokens_.ExpectSecret(false);
      Separator(object.place, "{", "}", TokenKind::kCloseObject);
    }
    Leave(depth);
    return object;
  }

  Token Key() {
    if (Is(TokenKind::kWord) || Is(TokenKind::kNumber)) {
      list_.Warn(
          token_.place, "",
          fmt::format("the key {0} has no quotes; write \"{0}\"", tokens_.Shown(token_)));
    } else if (!Is(TokenKind::kString)) {
      tokens_.Fail(token_.place, fmt::format("a key in quotes must stand here, found {}",
                                             Text(token_.kind)));
    }
    Token key = std::move(token_);
    token_ = {};
    token_.end = key.end;
    Advance();
    return key;
  }

  void Store(const Token& key, Json value, Json* object, NameIndex* index) {
    const auto [entry, fresh] = index->try_emplace(key.text, object->members.size());
    if (fresh) {
      object->members.push_back({key.text, key.place, std::move(value)});
      return;
    }
    services::JsonMember& earlier = object->members[entry->second];
    list_.Warn(key.place, "",
               fmt::format("\"{}\" stands twice (first in line {}); the last one counts",
                           tokens_.Shown(key), earlier.place.line));
    earlier.place = key.place;
    earlier.value = std::move(value);
  }

  [[noreturn]] void ExtraComma() {
    tokens_.Fail(token_.place, "a value is missing before the comma: delete the comma");
  }

  /// Refuses the end of the text and the wrong closing bracket inside `open`.
  void CheckClosable(const Place& opened, const char* open, const char* close,
                     TokenKind wrong) {
    if (!Is(TokenKind::kEnd) && !Is(wrong)) return;
    tokens_.Fail(token_.place, fmt::format("the {} opened in {}:{} is not closed: add {}",
                                           open, opened.line, opened.column, close));
  }

  /// After an element: a comma, the end, or neither.
  void Separator(const Place& opened, const char* open, const char* close,
                 TokenKind closing) {
    if (Is(closing)) return;
    if (Is(TokenKind::kComma)) {
      const Place comma = token_.place;
      Advance();
      if (Is(closing))
        list_.Warn(comma, "", "a comma too many before " + std::string(close));
      return;
    }
    CheckClosable(opened, open, close,
                  closing == TokenKind::kCloseArray ? TokenKind::kCloseObject
                                                    : TokenKind::kCloseArray);
    if (Is(TokenKind::kColon)) {
      tokens_.Fail(token_.place, "a colon cannot stand here: a key is missing before it");
    }
    list_.Warn(last_end_, "", "a comma is missing here");
  }

  static const char* Text(TokenKind kind) {
    switch (kind) {
      case TokenKind::kEnd:
        return "the end of the text";
      case TokenKind::kOpenObject:
        return "{";
      case TokenKind::kCloseObject:
        return "}";
      case TokenKind::kOpenArray:
        return "[";
      case TokenKind::kCloseArray:
        return "]";
      case TokenKind::kComma:
        return "the comma";
      case TokenKind::kColon:
        return "the colon";
      case TokenKind::kString:
      case TokenKind::kNumber:
      case TokenKind::kWord:
        break;
    }
    return "the text";
  }

  Tokenizer tokens_;
  SourceText& source_;
  DiagnosticList& list_;
  Document document_;
  Token token_;
  Place last_end_;  ///< where the token before token_ ended
};

}  // namespace

Document ParseTemplate(std::string_view text, DiagnosticList* list) {
  return ParseDocument(
      text, 0,
      [](const std::string&) {
        return VariableValue{{}, "", true};
      },
      list);
}

Document ParseDocument(std::string_view text, uint32_t file, const VariableLookup& lookup,
                       DiagnosticList* list) {
  if (text.size() > kMaxScriptBytes) {
    list->Error({}, "",
                fmt::format("{} bytes are too many; the limit is 16 MiB", text.size()));
    return {};
  }
  const size_t before = list->all().size();
  SourceText source = ExpandSource(text, file, lookup, list);
  // A text in another encoding has nothing to parse; undefined variables do not stop us.
  if (source.text().empty() && list->all().size() > before) return {};
  return Parser(&source, list).Run();
}

}  // namespace hopline::job
