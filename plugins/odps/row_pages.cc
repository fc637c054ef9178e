#include "plugins/odps/row_pages.h"

#include <algorithm>
#include <string>
#include <utility>

#include "plugins/odps/errors.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/record_reader.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr size_t kMostBodyBytes = size_t{1} << 30;  // of a page, unpacked
constexpr int64_t kMostPageRows = 65'536;
constexpr int kDamagedTries = 5;

[[noreturn]] void ThrowDamaged(const std::string& what) {
  throw Error(HOPLINE_STATUS_IO, "reading rows: the reply is damaged: " + what);
}

void Need(const wire::Status& status) {
  if (!status.ok()) ThrowDamaged(status.message());
}

RowPages::Page DecodeArrow(std::string_view body, const std::vector<mc::Type>& types) {
  std::string payload;
  mc::ArrowFrameReader frame;
  Need(frame.Write(body, &payload));
  Need(frame.Finish(&payload));
  mc::ArrowBatchReader batches(types);
  RowPages::Page page;
  std::string_view rest = payload;
  while (!rest.empty()) {
    mc::Columns batch;
    switch (batches.Read(&rest, &batch)) {
      case mc::ArrowBatchReader::Outcome::kBatch:
        page.push_back(std::move(batch));
        break;
      case mc::ArrowBatchReader::Outcome::kNeedsMore:
        ThrowDamaged("it ends inside of a batch");
      case mc::ArrowBatchReader::Outcome::kFault:
        ThrowDamaged(batches.fault());
    }
  }
  return page;
}

}  // namespace

RowPages::RowPages(Tunnel& tunnel, const SourceColumns& columns, BodyForm form,
                   RowSlice rows, Scope scope)
    : tunnel_(tunnel),
      columns_(columns),
      form_(form),
      scope_(scope),
      left_(std::move(rows)),
      replies_([this] { return Fetch(); }) {}

RowPages::Page RowPages::Decode(const HttpResponse& response, int64_t rows) const {
  const std::string* name = FindHttpField(response.headers, "Content-Encoding");
  const auto encoding =
      mc::ParseContentEncoding(name == nullptr ? std::string_view() : *name);
  if (!encoding.has_value()) ThrowDamaged("it is packed as " + *name);
  std::string unpacked;
  std::string_view body = response.body;
  if (*encoding != mc::ContentEncoding::kRaw) {
    Need(mc::Decompress(*encoding, response.body, kMostBodyBytes, &unpacked));
    body = unpacked;
  }
  Page page;
  if (form_.arrow) {
    page = DecodeArrow(body, columns_.types);
  } else {
    constexpr auto kForm = mc::TimestampForm::kSecondsAndNanos;
    page.push_back(mc::MakeColumns(columns_.types, kForm));
    Need(mc::DecodeRecords(body, columns_.types, kForm, &page.front()));
  }
  int64_t came = 0;
  for (const mc::Columns& part : page) came += part.front().rows;
  if (came != rows) {
    ThrowDamaged(std::to_string(came) + " rows came where " + std::to_string(rows) +
                 " were asked for");
  }
  return page;
}

std::optional<RowPages::Reply> RowPages::Fetch() {
  if (left_.count == 0) return std::nullopt;
  Reply reply{left_, {}};
  reply.rows.count = std::min(left_.count, page_rows_);
  reply.response = tunnel_.ReadRows(reply.rows, columns_.read, form_, scope_);
  left_.start += reply.rows.count;
  left_.count -= reply.rows.count;
  // Rows of like size follow.
  const auto bytes = static_cast<int64_t>(reply.response.body.size());
  const int64_t fitting =
      reply.rows.count * static_cast<int64_t>(kPageBytes) / std::max<int64_t>(1, bytes);
  page_rows_ = std::clamp<int64_t>(fitting, page_rows_ / 2 + 1, 4 * page_rows_);
  page_rows_ = std::min(page_rows_, kMostPageRows);
  return reply;
}

std::optional<RowPages::Page> RowPages::Next() {
  std::optional<Reply> reply = replies_.Next();
  if (!reply.has_value()) return std::nullopt;
  for (int tries = 1;; ++tries) {
    try {
      return Decode(reply->response, reply->rows.count);
    } catch (const Error&) {
      if (tries == kDamagedTries) throw;
    }
    reply->response = tunnel_.ReadRows(reply->rows, columns_.read, form_, scope_);
  }
}

}  // namespace hopline::plugins::odps
