// The yardstick of tests/bench/run.py: how fast the cells of a job can be turned into csv
// when nothing else is done. Prints one line of JSON.
//
//   encode_loop ROWS CONFIG     CONFIG: parameters of the stream reader, as JSON
//
// "plain_loop" is written here the way one writes it by hand: look through the cell, copy
// it, print the number. "encoder" is the encoder of the file and oss writers over the
// same batches.
#include <fcntl.h>
#include <hopline/builder.hpp>

#include "host/services/config_service.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/file_handle.h"
#include "plugins/common/row_encoder.h"
#include "plugins/stream/reader.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>

namespace hopline::plugins {
namespace {

hopline_host MakeHost() {
  hopline_host host{};
  host.struct_size = sizeof host;
  host.log = [](void*, const hopline_log_record*) noexcept {};
  host.log_enabled = [](void*, int32_t) noexcept { return int32_t{0}; };
  host.get_service = [](void*, const char* id, uint32_t) noexcept {
    const bool config = std::strcmp(id, HOPLINE_SERVICE_CONFIG) == 0;
    return config ? static_cast<const void*>(services::ConfigService()) : nullptr;
  };
  return host;
}

/// A csv loop as short as it can be written, over the types the bench uses.
class PlainLoop {
 public:
  size_t Encode(const BatchView& batch, const Fields& fields, std::string& out) {
    out.clear();
    for (int64_t row = 0; row < batch.rows(); ++row) {
      for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += ',';
        AppendCell(batch.column(i), fields[i], row, out);
      }
      out += '\n';
    }
    return out.size();
  }

 private:
  void AppendCell(const ColumnView& column, const Field& field, int64_t row,
                  std::string& out) {
    switch (field.type) {
      case Type::kUtf8:
        return AppendText(column.Bytes(row), out);
      case Type::kBool:
        out += column.Bool(row) ? "true" : "false";
        return;
      case Type::kTimestamp: {
        date_.Clear();
        pattern_.Append(date_, column.Fixed<int64_t>(row), zone_);
        out += date_.view();
        return;
      }
      default: {
        char digits[20];
        const auto end =
            std::to_chars(digits, digits + 20, column.Fixed<int64_t>(row)).ptr;
        out.append(digits, end);
      }
    }
  }
  static void AppendText(std::string_view text, std::string& out) {
    const auto has = [text](char c) { return text.find(c) != std::string_view::npos; };
    if (!has('"') && !has(',') && !has('\n')) {
      out += text;
      return;
    }
    out += '"';
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }

  TextBuffer date_;
  DatePattern pattern_{"yyyy-MM-dd HH:mm:ss"};
  TimeZone zone_ = TimeZone::Parse("GMT+8");
};

struct Speed {
  double rows_per_s = 0;
  double bytes_per_row = 0;
};

double ProcessorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Runs `encode` over one batch again and again, until `rows` rows are done.
Speed Measure(uint64_t rows, const Batch& batch, const std::function<size_t()>& encode) {
  const double start = ProcessorSeconds();
  uint64_t done = 0;
  uint64_t bytes = 0;
  while (done < rows) {
    bytes += encode();
    done += static_cast<uint64_t>(batch->length);
  }
  return {static_cast<double>(done) / (ProcessorSeconds() - start),
          static_cast<double>(bytes) / static_cast<double>(done)};
}

int Main(uint64_t rows, const char* path, const char* config) {
  static const hopline_host host = MakeHost();
  Host::Set(&host);
  JobContext context;
  context.config = Config(config);
  context.settings = Config("{}");
  stream::StreamReader reader(std::move(context));
  TaskContext task;
  task.task = "1 0";
  const Schema schema = reader.ReadSchema();
  const Fields fields = Fields::Read(*schema);
  const Batch batch = reader.OpenTask(std::move(task))->Next();
  const BatchView view(*batch, fields);

  PlainLoop plain;
  std::string text;
  const Speed loop =
      Measure(rows, batch, [&] { return plain.Encode(view, fields, text); });
  FileHandle file = FileHandle::Open(path, O_WRONLY | O_CREAT | O_TRUNC);
  const Speed loop_file = Measure(rows, batch, [&] {
    const size_t n = plain.Encode(view, fields, text);
    file.Write(text);
    return n;
  });
  RowFormat format;
  format.csv = true;
  RowEncoder encoder(format, fields, ColumnFormats{});
  TextBuffer out;
  const Speed ours = Measure(rows, batch, [&] {
    out.Clear();
    for (int64_t row = 0; row < view.rows();) {
      row = encoder.AppendRows(view, row, SIZE_MAX, out);
    }
    return out.size();
  });
  std::printf(
      "{\"plain_loop\":%.0f,\"plain_loop_file\":%.0f,\"encoder\":%.0f,"
      "\"bytes_per_row\":%.1f}\n",
      loop.rows_per_s, loop_file.rows_per_s, ours.rows_per_s, ours.bytes_per_row);
  return 0;
}

}  // namespace
}  // namespace hopline::plugins

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: encode_loop ROWS FILE CONFIG\n");
    return 2;
  }
  return hopline::plugins::Main(std::strtoull(argv[1], nullptr, 10), argv[2], argv[3]);
}
