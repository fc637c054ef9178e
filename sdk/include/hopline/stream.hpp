/// \file stream.hpp
/// A reader task as an ArrowArrayStream, so that tests, tools and other engines can talk
/// to connectors; and a stream as a sequence of batches.
#ifndef HOPLINE_STREAM_HPP
#define HOPLINE_STREAM_HPP

#include <hopline/connector.hpp>

#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

namespace detail {

struct StreamState {
  std::function<Schema()> schema;
  std::unique_ptr<ReaderTask> task;
  std::string last_error;

  template <class Body>
  int Run(Body&& body) noexcept {
    try {
      body();
      return 0;
    } catch (const std::exception& e) {
      last_error = e.what();
      return EIO;
    }
  }
};

inline StreamState& State(ArrowArrayStream* stream) {
  return *static_cast<StreamState*>(stream->private_data);
}

}  // namespace detail

/// Exports a task. `schema` makes the schema anew each time it is asked for.
inline void ExportStream(std::function<Schema()> schema, std::unique_ptr<ReaderTask> task,
                         ArrowArrayStream* out) {
  auto state = std::make_unique<detail::StreamState>();
  state->schema = std::move(schema);
  state->task = std::move(task);
  out->get_schema = [](ArrowArrayStream* stream, ArrowSchema* result) {
    detail::StreamState& s = detail::State(stream);
    return s.Run([&] { s.schema().MoveTo(result); });
  };
  out->get_next = [](ArrowArrayStream* stream, ArrowArray* result) {
    detail::StreamState& s = detail::State(stream);
    return s.Run([&] { s.task->Next().MoveTo(result); });
  };
  out->get_last_error = [](ArrowArrayStream* stream) {
    const std::string& text = detail::State(stream).last_error;
    return text.empty() ? nullptr : text.c_str();
  };
  out->release = [](ArrowArrayStream* stream) {
    delete static_cast<detail::StreamState*>(stream->private_data);
    stream->release = nullptr;
  };
  out->private_data = state.release();
}

/// Reads somebody's stream as a reader task. Owns the stream.
class StreamTask final : public ReaderTask {
 public:
  explicit StreamTask(ArrowArrayStream* stream) : stream_(*stream) {
    stream->release = nullptr;
  }
  ~StreamTask() override {
    if (stream_.release != nullptr) stream_.release(&stream_);
  }
  StreamTask(const StreamTask&) = delete;
  StreamTask& operator=(const StreamTask&) = delete;

  Schema ReadSchema() {
    Schema schema;
    Check(stream_.get_schema(&stream_, schema.ptr()));
    return schema;
  }
  Batch Next() override {
    Batch batch;
    Check(stream_.get_next(&stream_, batch.ptr()));
    return batch;
  }

 private:
  void Check(int status) {
    if (status == 0) return;
    const char* text = stream_.get_last_error(&stream_);
    throw Error(HOPLINE_STATUS_IO, text == nullptr ? "the stream failed" : text);
  }
  ArrowArrayStream stream_;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_STREAM_HPP
