#include "plugins/transform/json_extracting.h"

#include <charconv>
#include <utility>

#include "plugins/common/column_text.h"
#include "plugins/common/number_text.h"
#include "plugins/common/words.h"
#include "plugins/transform/json_document.h"
#include "plugins/transform/string_replace.h"

namespace hopline::plugins::transform {
namespace {

constexpr const char* kNoJson = "the text is no JSON";
constexpr const char* kMissing = "there is no value at the path";
constexpr const char* kWrongType = "the value at the path has another type";

Field FieldOf(const Extraction& extraction) {
  switch (extraction.type) {
    case ExtractedType::kLong:
      return Field::Of(extraction.name, Type::kInt64);
    case ExtractedType::kDouble:  // decimal text: every digit counts
      return Field::Of(extraction.name, Type::kUtf8, ColumnKind::kDouble);
    case ExtractedType::kBool:
      return Field::Of(extraction.name, Type::kBool);
    case ExtractedType::kString:
      break;
  }
  return Field::Of(extraction.name, Type::kUtf8);
}

class ExtractWork final : public RowWork {
 public:
  ExtractWork(const Fields& fields, const std::vector<Extraction>& extractions,
              const ColumnFormats& formats)
      : fields_(fields), extractions_(extractions), text_(formats, {}) {
    for (const Extraction& extraction : extractions) {
      from_.push_back(FindColumn(fields, extraction.pointer, extraction.from));
    }
  }

  Outcome Row(const BatchView& batch, int64_t row,
              std::vector<ColumnBuilder>& made) override {
    parsed_ = kNone;
    for (size_t i = 0; i < extractions_.size(); ++i) {
      const char* problem = Extract(batch, row, i, made[i]);
      if (problem == nullptr) continue;
      if (extractions_[i].null_is_dirty) return {true, problem, from_[i]};
      made[i].AppendNull();
    }
    return {};
  }

 private:
  static constexpr size_t kNone = SIZE_MAX;

  /// Appends a cell, or nothing and says why there is none.
  const char* Extract(const BatchView& batch, int64_t row, size_t i, ColumnBuilder& out) {
    const Cell cell = batch.column(from_[i]).At(row);
    if (cell.is_null) return kMissing;
    if (parsed_ != from_[i]) {  // neighbours take from the same document mostly
      parsed_ = from_[i];
      buffer_.Clear();
      readable_ = text_.Append(buffer_, cell, fields_[from_[i]]) == nullptr &&
                  document_.Parse(buffer_.view());
    }
    if (!readable_) return kNoJson;
    const rapidjson::Value* value = extractions_[i].path.Find(document_.root());
    if (value == nullptr || value->IsNull()) return kMissing;
    return Append(*value, extractions_[i].type, out);
  }

  const char* Append(const rapidjson::Value& value, ExtractedType type,
                     ColumnBuilder& out) {
    if (type == ExtractedType::kString) return AppendText(value, out);
    if (type == ExtractedType::kBool) return AppendBool(value, out);
    if (!value.IsString()) return kWrongType;
    const std::string_view text = JsonDocument::TextOf(value);
    if (!IsDecimal(text)) return kWrongType;
    if (type == ExtractedType::kDouble) {
      out.AppendBytes(text);
      return nullptr;
    }
    value_.Clear();
    AppendTruncatedDecimal(value_, text);
    int64_t whole = 0;
    const char* end = value_.data() + value_.size();
    const auto parsed = std::from_chars(value_.data(), end, whole);
    if (value_.empty() || parsed.ec != std::errc()) return "the number is out of range";
    out.AppendFixed(whole);
    return nullptr;
  }

  /// Text and numbers as they are, anything else as JSON.
  const char* AppendText(const rapidjson::Value& value, ColumnBuilder& out) {
    if (value.IsString()) {
      out.AppendBytes(JsonDocument::TextOf(value));
      return nullptr;
    }
    value_.Clear();
    JsonDocument::Write(value_, value);
    out.AppendBytes(value_.view());
    return nullptr;
  }

  static const char* AppendBool(const rapidjson::Value& value, ColumnBuilder& out) {
    if (value.IsBool()) {
      out.AppendBool(value.GetBool());
      return nullptr;
    }
    if (!JsonDocument::IsText(value)) return kWrongType;
    const bool truth = EqualsIgnoringCase(JsonDocument::TextOf(value), "true");
    if (!truth && !EqualsIgnoringCase(JsonDocument::TextOf(value), "false")) {
      return kWrongType;
    }
    out.AppendBool(truth);
    return nullptr;
  }

  const Fields& fields_;
  const std::vector<Extraction>& extractions_;
  std::vector<size_t> from_;
  ColumnText text_;
  TextBuffer buffer_, value_;
  JsonDocument document_;
  size_t parsed_ = kNone;  ///< column whose document is at hand, of the present row
  bool readable_ = false;
};

std::string Need(const Config& config, const std::string& pointer, const char* what) {
  std::string text = config.Text(pointer, "");
  if (!text.empty()) return text;
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, pointer + ": missing; give " + what);
}

ExtractedType ReadType(const std::string& pointer, const std::string& word) {
  const auto is = [&word](const char* lower) { return EqualsIgnoringCase(word, lower); };
  if (is("string")) return ExtractedType::kString;
  if (is("long") || is("int") || is("bigint")) return ExtractedType::kLong;
  if (is("double") || is("decimal")) return ExtractedType::kDouble;
  if (is("bool") || is("boolean")) return ExtractedType::kBool;
  throw Error(
      HOPLINE_STATUS_INVALID_ARGUMENT,
      pointer + ": unknown type '" + word +
          "'; one of STRING, LONG (INT, BIGINT), DOUBLE (DECIMAL), BOOL (BOOLEAN)");
}

bool ReadAction(const std::string& pointer, const std::string& word) {
  if (word.empty()) return false;
  if (EqualsIgnoringCase(word, "dirty_data")) return true;
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              pointer + ": '" + word +
                  "' is unknown; write DIRTY_DATA, or leave it out to get null");
}

}  // namespace

JsonExtracting::JsonExtracting(JobContext context)
    : context_(std::move(context)), formats_(ColumnFormats::Read(context_.settings)) {
  const Config& config = context_.config;
  for (uint64_t i = 0; i < config.Count("/column"); ++i) {
    const std::string at = "/column/" + std::to_string(i);
    const std::string path = Need(config, at + "/jsonPath", "a path such as $.name");
    extractions_.push_back(
        {Need(config, at + "/name", "the new column's name"),
         Need(config, at + "/fromColumn", "the column that holds the document"),
         JsonPath(at + "/jsonPath", path),
         ReadType(at + "/type", config.Text(at + "/type", "STRING")),
         ReadAction(at + "/nullOrInvalidDataAction",
                    config.Text(at + "/nullOrInvalidDataAction", "")),
         at + "/fromColumn"});
  }
  if (extractions_.empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/column: is empty; give at least one column to extract");
  }
}

Schema JsonExtracting::Bind(const ArrowSchema& in) {
  shape_ = StepShape::PassOn(in);
  for (const Extraction& extraction : extractions_) {
    FindColumn(shape_.in, extraction.pointer, extraction.from);
    shape_.out.push_back(FieldOf(extraction));
    shape_.from.push_back(-1);
  }
  return MakeSchema(shape_.out);
}

std::unique_ptr<ProcessorTask> JsonExtracting::OpenTask(TaskContext context) {
  auto work = std::make_unique<ExtractWork>(shape_.in, extractions_, formats_);
  return std::make_unique<RowTask>(shape_, std::move(work), context.scope);
}

}  // namespace hopline::plugins::transform
