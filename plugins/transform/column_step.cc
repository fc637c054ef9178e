#include "plugins/transform/column_step.h"

#include <charconv>
#include <utility>

#include "plugins/common/column_text.h"
#include "plugins/common/config_checks.h"

namespace hopline::plugins::transform {
namespace {

class ColumnWork final : public RowWork {
 public:
  ColumnWork(const Field& field, size_t column, const ColumnFormats& formats,
             std::unique_ptr<TextFunction> function)
      : field_(field),
        column_(column),
        text_(formats, {}),
        function_(std::move(function)) {}

  Outcome Row(const BatchView& batch, int64_t row,
              std::vector<ColumnBuilder>& made) override {
    const Cell cell = batch.column(column_).At(row);
    if (cell.is_null && !function_->null_is_empty()) {
      made[0].AppendNull();
      return {};
    }
    in_.Clear();
    out_.Clear();
    const char* reason = cell.is_null ? nullptr : text_.Append(in_, cell, field_);
    if (reason == nullptr) reason = function_->Apply(out_, in_.view());
    if (reason == nullptr) made[0].AppendBytes(out_.view());
    return {true, reason, column_};
  }

 private:
  const Field& field_;
  const size_t column_;
  ColumnText text_;
  std::unique_ptr<TextFunction> function_;
  TextBuffer in_, out_;
};

}  // namespace

ColumnParameters ColumnParameters::Read(const Config& config,
                                        std::vector<const char*> names) {
  ColumnParameters parameters;
  if (!config.Has("/columnIndex")) {
    Refuse("/columnIndex: missing; number the column, from 0 on");
  }
  const int64_t column = config.Int64("/columnIndex");
  if (column < 0) Refuse("/columnIndex: must be 0 or more");
  parameters.column = static_cast<size_t>(column);
  parameters.paras = config.TextList("/paras");
  if (parameters.paras.size() != names.size()) {
    std::string message = "/paras: has " + std::to_string(parameters.paras.size()) +
                          " values where " + std::to_string(names.size()) + " belong:";
    for (const char* name : names) message.append(" ").append(name);
    Refuse(message);
  }
  return parameters;
}

size_t ColumnParameters::Number(size_t i) const {
  const std::string& text = paras[i];
  uint32_t number = 0;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) {
    Refuse("/paras/" + std::to_string(i) + ": '" + text + "' is no number from 0 on");
  }
  return number;
}

void NeedColumn(const StepShape& shape, size_t column) {
  if (column < shape.in.size()) return;
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH, "/columnIndex: " + std::to_string(column) +
                                                  " is out of range; the rows have " +
                                                  std::to_string(shape.in.size()) +
                                                  " columns, the first is 0");
}

ColumnStep::ColumnStep(JobContext context, std::vector<const char*> paras)
    : context_(std::move(context)),
      parameters_(ColumnParameters::Read(context_.config, std::move(paras))),
      formats_(ColumnFormats::Read(context_.settings)) {}

Schema ColumnStep::Bind(const ArrowSchema& in) {
  shape_ = StepShape::PassOn(in);
  NeedColumn(shape_, parameters_.column);
  shape_.Replace(parameters_.column);
  return MakeSchema(shape_.out);
}

std::unique_ptr<ProcessorTask> ColumnStep::OpenTask(TaskContext context) {
  auto work = std::make_unique<ColumnWork>(shape_.in[parameters_.column],
                                           parameters_.column, formats_, MakeFunction());
  return std::make_unique<RowTask>(shape_, std::move(work), context.scope);
}

}  // namespace hopline::plugins::transform
