#include "plugins/stream/writer.h"

#include <fcntl.h>
#include <hopline/writer.h>
#include <unistd.h>

#include "plugins/common/delimiter.h"
#include "plugins/common/file_handle.h"
#include "plugins/common/row_copy.h"
#include "plugins/common/row_encoder.h"

#include <utility>

namespace hopline::plugins::stream {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;

/// Takes rows and forgets them.
class NullTask final : public WriterTask {
 public:
  void Write(Batch) override {}
  std::string Prepare() override { return "1"; }
  void Abort() override {}
};

/// Where whole lines go.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual void Write(std::string_view lines) = 0;
};

class OutSink final : public LineSink {
 public:
  explicit OutSink(Scope scope)
      : service_(Host::Need<hopline_stdout_service>(HOPLINE_SERVICE_STDOUT,
                                                    HOPLINE_SERVICE_STDOUT_REVISION)),
        scope_(scope) {}
  void Write(std::string_view lines) override {
    const hopline_bytes bytes = AsBytes(lines);
    Call([&](hopline_error* e) {
      return service_.write(service_.ctx, scope_.get(), &bytes, e);
    });
  }

 private:
  const hopline_stdout_service& service_;
  Scope scope_;
};

/// Appends to a file that other tasks append to as well: each piece in one write.
class FileSink final : public LineSink {
 public:
  explicit FileSink(const std::string& path)
      : file_(FileHandle::Open(path, O_WRONLY | O_APPEND | O_CREAT)) {}
  void Write(std::string_view lines) override { file_.Write(lines); }

 private:
  FileHandle file_;
};

class PrintTask final : public WriterTask {
 public:
  PrintTask(std::unique_ptr<LineSink> sink, const RowFormat& format,
            const ColumnFormats& formats, const ArrowSchema& in, Scope scope)
      : sink_(std::move(sink)),
        fields_(Fields::Read(in)),
        rows_(format, fields_, formats),
        scope_(scope) {}

  /// One pause of pause_ms after that many rows.
  void PauseAfter(uint64_t rows, uint64_t pause_ms) {
    rows_before_pause_ = rows;
    pause_ms_ = pause_ms;
  }

  void Write(Batch batch) override {
    const BatchView view(*batch, fields_);
    for (int64_t row = 0; row < view.rows();) {
      row = rows_.AppendRows(view, row, kPieceBytes, text_);
      if (text_.size() >= kPieceBytes) Flush();
    }
    if (!rows_.dirty().empty()) {
      ReportDirtyRows(scope_, view, fields_, std::exchange(rows_.dirty(), {}));
    }
    written_ += static_cast<uint64_t>(view.rows());
    if (pause_ms_ == 0 || written_ < rows_before_pause_) return;
    scope_.Wait(std::exchange(pause_ms_, 0));
  }
  std::string Prepare() override {
    Flush();
    return "1";
  }
  void Abort() override {}  // what is out is out

 private:
  void Flush() {
    if (!text_.empty()) sink_->Write(text_.view());
    text_.Clear();
  }

  std::unique_ptr<LineSink> sink_;
  Fields fields_;
  RowEncoder rows_;
  Scope scope_;
  TextBuffer text_;
  uint64_t rows_before_pause_ = 0;
  uint64_t pause_ms_ = 0;
  uint64_t written_ = 0;
};

}  // namespace

const char kWriterSchema[] = R"json({"type": "object", "properties": {
"print": {"type": "boolean", "default": true,
  "description": "Print the rows; false counts them and forgets them."},
"fieldDelimiter": {"type": "string", "default": "\t", "x-hopline-empty": true,
  "description": "Between the fields of a line."},
"path": {"type": "string", "description": "With fileName: folder of the file to write instead of standard output."},
"fileName": {"type": "string", "description": "With path: the file; it is emptied when the job starts."},
"recordNumBeforeSleep": {"type": "integer", "minimum": 0, "default": 0,
  "description": "Pause once after that many rows; only with a file."},
"sleepTime": {"type": "integer", "minimum": 0, "default": 0,
  "description": "Length of the pause in seconds."},
"encoding": {"type": "string", "x-hopline-ignored": "the output is UTF-8"},
"column": {"type": "array", "x-hopline-ignored": "every incoming column is printed"}
}})json";

StreamWriter::StreamWriter(JobContext context)
    : print_(context.config.Bool("/print", true)),
      formats_(ColumnFormats::Read(context.settings)) {
  const Config& config = context.config;
  format_.field_delimiter = DecodeDelimiter(config.Text("/fieldDelimiter", "\t"));
  const std::string path = config.Text("/path", "");
  const std::string name = config.Text("/fileName", "");
  if (path.empty() || name.empty()) return;
  file_ = path + "/" + name;
  rows_before_pause_ = static_cast<uint64_t>(config.Int64("/recordNumBeforeSleep", 0));
  pause_ms_ = static_cast<uint64_t>(config.Int64("/sleepTime", 0)) * 1000;
}

uint64_t StreamWriter::Capabilities(uint64_t declared) {
  return print_ || !file_.empty() ? 0 : declared;
}

std::string StreamWriter::Prepare(const ArrowSchema&) {
  if (!file_.empty()) FileHandle::Open(file_, O_WRONLY | O_CREAT | O_TRUNC);
  return "1";
}

void StreamWriter::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  outcomes.assign(staged.messages.size(), HOPLINE_OUTCOME_COMMITTED);
}

void StreamWriter::Abort(const Staged&) {}

std::unique_ptr<WriterTask> StreamWriter::OpenTask(TaskContext context,
                                                   const ArrowSchema& in) {
  if (!print_ && file_.empty()) return std::make_unique<NullTask>();
  std::unique_ptr<LineSink> sink;
  if (file_.empty()) {
    sink = std::make_unique<OutSink>(context.scope);
  } else {
    sink = std::make_unique<FileSink>(file_);
  }
  auto task =
      std::make_unique<PrintTask>(std::move(sink), format_, formats_, in, context.scope);
  task->PauseAfter(rows_before_pause_, pause_ms_);
  return task;
}

}  // namespace hopline::plugins::stream
