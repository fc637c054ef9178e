#include "plugins/transform/string_replace.h"

#include <algorithm>
#include <utility>

#include "plugins/common/column_text.h"
#include "plugins/transform/regex.h"

namespace hopline::plugins::transform {
namespace {

/// One column with the rules for it, in their order.
struct ColumnRules {
  struct Compiled {
    std::unique_ptr<Regex> regex;
    std::unique_ptr<Replacement> by;
  };
  size_t column = 0;
  std::vector<Compiled> rules;
};

ColumnRules::Compiled Compile(const ReplaceRule& rule) {
  Regex::Options options;
  options.literal = !rule.regex;
  options.any_case = !rule.case_sensitive;
  ColumnRules::Compiled compiled;
  compiled.regex =
      std::make_unique<Regex>(rule.pointer + "/replaceString", rule.find, options);
  compiled.by = std::make_unique<Replacement>(rule.pointer + "/replaceByString", rule.by,
                                              *compiled.regex, !rule.regex);
  return compiled;
}

/// Columns ascending, which is the order of the columns that the step makes.
std::vector<ColumnRules> ByColumn(const Fields& fields,
                                  const std::vector<ReplaceRule>& rules) {
  std::vector<ColumnRules> columns;
  for (const ReplaceRule& rule : rules) {
    const size_t column = FindColumn(fields, rule.pointer + "/name", rule.name);
    auto at = std::lower_bound(
        columns.begin(), columns.end(), column,
        [](const ColumnRules& one, size_t wanted) { return one.column < wanted; });
    if (at == columns.end() || at->column != column) {
      at = columns.insert(at, ColumnRules{});
      at->column = column;
    }
    at->rules.push_back(Compile(rule));
  }
  return columns;
}

class ReplaceWork final : public RowWork {
 public:
  ReplaceWork(const Fields& fields, const std::vector<ReplaceRule>& rules,
              const ColumnFormats& formats)
      : fields_(fields), columns_(ByColumn(fields, rules)), text_(formats, {}) {}

  Outcome Row(const BatchView& batch, int64_t row,
              std::vector<ColumnBuilder>& made) override {
    for (size_t i = 0; i < columns_.size(); ++i) {
      const size_t column = columns_[i].column;
      const Cell cell = batch.column(column).At(row);
      if (cell.is_null) {
        made[i].AppendNull();
        continue;
      }
      const char* reason = Apply(cell, columns_[i]);
      if (reason != nullptr) return {true, reason, column};
      made[i].AppendBytes(value_.view());
    }
    return {};
  }

 private:
  /// The replaced text is in value_.
  const char* Apply(const Cell& cell, const ColumnRules& column) {
    value_.Clear();
    const char* reason = text_.Append(value_, cell, fields_[column.column]);
    for (const ColumnRules::Compiled& rule : column.rules) {
      if (reason != nullptr) break;
      next_.Clear();
      reason = rule.by->Apply(next_, value_.view());
      std::swap(value_, next_);
    }
    return reason;
  }

  const Fields& fields_;
  const std::vector<ColumnRules> columns_;
  ColumnText text_;
  TextBuffer value_, next_;
};

}  // namespace

size_t FindColumn(const Fields& fields, const std::string& pointer,
                  const std::string& name) {
  const int64_t found = fields.Find(name);
  if (found >= 0) return static_cast<size_t>(found);
  std::string message = pointer + ": the rows have no column '" + name + "'; they have";
  const char* separator = " ";
  for (const Field& field : fields) {
    message.append(separator).append(field.name.empty() ? "(no name)" : field.name);
    separator = ", ";
  }
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH, message);
}

StringReplace::StringReplace(JobContext context)
    : context_(std::move(context)), formats_(ColumnFormats::Read(context_.settings)) {
  const Config& config = context_.config;
  for (uint64_t i = 0; i < config.Count("/condition"); ++i) {
    ReplaceRule rule;
    rule.pointer = "/condition/" + std::to_string(i);
    rule.name = config.Text(rule.pointer + "/name", "");
    rule.find = config.Text(rule.pointer + "/replaceString", "");
    rule.by = config.Text(rule.pointer + "/replaceByString", "");
    rule.regex = config.Bool(rule.pointer + "/useRegex", false);
    rule.case_sensitive = config.Bool(rule.pointer + "/caseSensitive", false);
    if (rule.find.empty()) {
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  rule.pointer + "/replaceString: is empty; give the text to find");
    }
    Compile(rule);
    rules_.push_back(std::move(rule));
  }
  if (rules_.empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/condition: is empty; give at least one replacement");
  }
}

Schema StringReplace::Bind(const ArrowSchema& in) {
  shape_ = StepShape::PassOn(in);
  for (const ReplaceRule& rule : rules_) {
    shape_.Replace(FindColumn(shape_.in, rule.pointer + "/name", rule.name));
  }
  return MakeSchema(shape_.out);
}

std::unique_ptr<ProcessorTask> StringReplace::OpenTask(TaskContext context) {
  auto work = std::make_unique<ReplaceWork>(shape_.in, rules_, formats_);
  return std::make_unique<RowTask>(shape_, std::move(work), context.scope);
}

}  // namespace hopline::plugins::transform
