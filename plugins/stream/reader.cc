#include "plugins/stream/reader.h"

#include <hopline/builder.hpp>

#include "plugins/stream/random.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace hopline::plugins::stream {
namespace {

/// Batches stay near the size of a core's second-level cache: the writer reads them while
/// they are warm.
constexpr uint64_t kBatchBytes = 512 << 10;

/// Plan entry: format number, then the number of the task. "1 3"
constexpr std::string_view kEntryFormat = "1 ";

uint64_t ReadEntry(std::string_view entry) {
  uint64_t task = 0;
  if (entry.starts_with(kEntryFormat)) {
    entry.remove_prefix(kEntryFormat.size());
    const char* end = entry.data() + entry.size();
    const auto parsed = std::from_chars(entry.data(), end, task);
    if (parsed.ec == std::errc() && parsed.ptr == end) return task;
  }
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              "the plan entry is not one of this version of stream; plan the run anew");
}

void AppendRandomText(ColumnBuilder& out, size_t length, Random& random) {
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  char* to = out.ReserveBytes(length);
  uint64_t bits = 0;
  for (size_t i = 0; i < length; ++i) {
    if (i % 8 == 0) bits = random.Next();
    to[i] = kAlphabet[(bits & 0xFF) * 62 >> 8];
    bits >>= 8;
  }
  out.CommitBytes(length);
}

/// One column of one task: makes the next n cells.
class ColumnSource {
 public:
  ColumnSource(const ColumnSpec& spec, Random random, uint64_t first_row)
      : spec_(spec), random_(random), row_(first_row), builder_(spec.field.type) {}

  /// A column of at least n rows. Constants are made once, for the largest batch.
  ColumnPtr Make(int64_t n) {
    if (spec_.source != ColumnSpec::Source::kConstant) {
      for (int64_t i = 0; i < n; ++i) Append();
      return builder_.Finish();
    }
    if (constant_ == nullptr) {
      for (int64_t i = 0; i < n; ++i) AppendConstant();
      constant_ = builder_.Finish();
    }
    return constant_;
  }

 private:
  void Append() {
    if (spec_.source == ColumnSpec::Source::kRandom) {
      AppendRandom();
    } else {
      AppendCounted();
    }
  }

  void AppendConstant() {
    switch (spec_.field.type) {
      case Type::kBool:
        return builder_.AppendBool(spec_.number != 0);
      case Type::kInt64:
      case Type::kTimestamp:
        return builder_.AppendFixed(spec_.number);
      default:
        return builder_.AppendBytes(spec_.text);
    }
  }

  void AppendRandom() {
    switch (spec_.field.type) {
      case Type::kBool: {
        const auto weights = static_cast<uint64_t>(spec_.low + spec_.high);
        return builder_.AppendBool(random_.Below(weights) >=
                                   static_cast<uint64_t>(spec_.low));
      }
      case Type::kDouble:
        return builder_.AppendFixed(spec_.real_low +
                                    (spec_.real_high - spec_.real_low) * random_.Real());
      case Type::kInt64:
      case Type::kTimestamp:
        return builder_.AppendFixed(random_.Between(spec_.low, spec_.high));
      default:
        return AppendRandomText(
            builder_, static_cast<size_t>(random_.Between(spec_.low, spec_.high)),
            random_);
    }
  }

  /// first + step x row, wrapping around beyond 64 bits.
  void AppendCounted() {
    const uint64_t row = row_++;
    if (spec_.field.type == Type::kDouble) {
      return builder_.AppendFixed(spec_.real_low +
                                  spec_.real_high * static_cast<double>(row));
    }
    const auto value = static_cast<int64_t>(static_cast<uint64_t>(spec_.low) +
                                            static_cast<uint64_t>(spec_.high) * row);
    if (spec_.field.type != Type::kUtf8) return builder_.AppendFixed(value);
    char* to = builder_.ReserveBytes(20);
    builder_.CommitBytes(static_cast<size_t>(std::to_chars(to, to + 20, value).ptr - to));
  }

  const ColumnSpec& spec_;
  Random random_;
  uint64_t row_;
  ColumnBuilder builder_;
  ColumnPtr constant_;
};

class GeneratorTask final : public ReaderTask {
 public:
  GeneratorTask(const std::vector<ColumnSpec>& specs, const std::string& job_key,
                uint64_t task, uint64_t rows, const TaskContext& context)
      : left_(rows) {
    size_t row_bytes = 1;
    for (size_t i = 0; i < specs.size(); ++i) {
      const std::string seed =
          job_key + "/" + std::to_string(task) + "/" + std::to_string(i);
      sources_.emplace_back(specs[i], Random(seed), task * rows);
      row_bytes += specs[i].CellBytes();
    }
    const uint64_t bytes = std::min<uint64_t>(kBatchBytes, context.max_batch_bytes);
    batch_rows_ = std::clamp<uint64_t>(bytes / row_bytes, 1,
                                       std::max<uint32_t>(1, context.max_batch_rows));
    batch_rows_ = std::min(batch_rows_, std::max<uint64_t>(1, rows));
  }

  Batch Next() override {
    if (left_ == 0) return {};
    const auto rows = static_cast<int64_t>(std::min(left_, batch_rows_));
    left_ -= static_cast<uint64_t>(rows);
    std::vector<ColumnSlice> columns;
    columns.reserve(sources_.size());
    for (ColumnSource& source : sources_) columns.push_back({source.Make(rows), 0});
    return MakeBatch(columns, rows);
  }

 private:
  std::vector<ColumnSource> sources_;
  uint64_t left_;
  uint64_t batch_rows_ = 1;
};

}  // namespace

const char kReaderSchema[] =
    R"json({"type": "object", "required": ["column", "sliceRecordCount"], "properties": {
"column": {"type": "array", "items": {"type": "object", "properties": {
    "name": {"type": "string", "description": "Name of the column."},
    "type": {"type": "string", "default": "string",
      "enum": ["string", "long", "double", "bool", "boolean", "date", "bytes"],
      "description": "Type to generate."},
    "value": {"type": "string", "x-hopline-empty": true, "description": "A constant."},
    "random": {"type": "string",
      "description": "a,b: range of the number, of the length of text and bytes, of dates; weights of false and true."},
    "sequence": {"type": "string", "x-hopline-since": "0.1",
      "description": "first,step: counts on from row to row and from task to task; the step of dates is in milliseconds."},
    "dateFormat": {"type": "string", "default": "yyyy-MM-dd HH:mm:ss",
      "description": "Pattern of the dates in value, random and sequence."}}},
  "description": "Columns to generate, each with value, random or sequence."},
"sliceRecordCount": {"type": "integer", "minimum": 1,
  "description": "Rows of each task; there are as many tasks as `concurrent` says."}
}})json";

StreamReader::StreamReader(JobContext context)
    : job_key_(std::move(context.job_key)),
      columns_(ReadColumnSpecs(context.config, ColumnFormats::Read(context.settings))) {
  const int64_t rows = context.config.Int64("/sliceRecordCount");
  if (rows < 1) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, "/sliceRecordCount: must be at least 1");
  }
  rows_per_task_ = static_cast<uint64_t>(rows);
}

Schema StreamReader::ReadSchema() {
  Fields fields;
  for (const ColumnSpec& column : columns_) fields.push_back(column.field);
  return MakeSchema(fields);
}

Plan StreamReader::MakePlan(const PlanRequest& request) {
  size_t row_bytes = 0;
  for (const ColumnSpec& column : columns_) row_bytes += column.CellBytes();
  Plan plan;
  for (uint32_t task = 0; task < std::max<uint32_t>(1, request.want_tasks); ++task) {
    const std::string number = std::to_string(task);
    plan.tasks.push_back({std::string(kEntryFormat) + number, "rows of task " + number,
                          static_cast<int64_t>(rows_per_task_),
                          static_cast<int64_t>(rows_per_task_ * row_bytes)});
  }
  return plan;
}

std::unique_ptr<ReaderTask> StreamReader::OpenTask(TaskContext context) {
  return std::make_unique<GeneratorTask>(columns_, job_key_, ReadEntry(context.task),
                                         rows_per_task_, context);
}

}  // namespace hopline::plugins::stream
