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

constexpr size_t kMostRowBytes = size_t{1} << 30;  // unpacked
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
  payload.reserve(body.size());
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
                   RowSlice rows, Scope scope, const PageLimits& limits)
    : tunnel_(tunnel),
      columns_(columns),
      form_(form),
      scope_(scope),
      limits_(limits),
      left_(std::move(rows)),
      page_rows_(limits_.first_rows),
      replies_([this] { return Fetch(); }) {}

RowPages::Page RowPages::Decode(const HttpResponse& response, int64_t rows) const {
  const std::string* field = FindHttpField(response.headers, "Content-Encoding");
  const std::string name = field == nullptr ? std::string() : *field;
  const auto encoding = mc::ParseContentEncoding(name);
  if (!encoding.has_value()) ThrowDamaged("it is packed as " + name);
  std::string unpacked;
  std::string_view body = response.body;
  if (*encoding != mc::ContentEncoding::kRaw) {
    const size_t most = rows > 1 ? limits_.page : kMostRowBytes;
    const wire::Status status = mc::Decompress(*encoding, response.body, most, &unpacked);
    if (rows > 1 && unpacked.size() > most) throw ReplyTooLong(most);
    Need(status);
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

HttpResponse RowPages::Read(const RowSlice& rows) {
  return tunnel_.ReadRows(rows, columns_.read, form_, rows.count > 1 ? limits_.reply : 0,
                          scope_);
}

std::optional<RowPages::Reply> RowPages::Fetch() {
  if (left_.count == 0) return std::nullopt;
  Reply reply{left_, {}};
  for (bool fits = false; !fits;) {
    reply.rows.count = std::min(left_.count, page_rows_);
    try {
      reply.response = Read(reply.rows);
      fits = true;
    } catch (const ReplyTooLong&) {
      page_rows_ = std::max<int64_t>(1, reply.rows.count / 4);
    }
  }
  left_.start += reply.rows.count;
  left_.count -= reply.rows.count;
  // Rows of like size follow.
  const auto bytes = static_cast<int64_t>(reply.response.body.size());
  const int64_t fitting =
      reply.rows.count * static_cast<int64_t>(kPageBytes) / std::max<int64_t>(1, bytes);
  page_rows_ = std::clamp<int64_t>(fitting, 1, 4 * page_rows_);
  page_rows_ = std::min(page_rows_, kMostPageRows);
  return reply;
}

std::optional<RowPages::Reply> RowPages::Take() {
  if (halves_.empty()) return replies_.Next();
  Reply reply{std::move(halves_.back()), {}};
  halves_.pop_back();
  reply.response = Read(reply.rows);
  return reply;
}

/// Leaves the first half.
void RowPages::Halve(RowSlice& rows) {
  RowSlice second = rows;
  rows.count /= 2;
  second.start += rows.count;
  second.count -= rows.count;
  halves_.push_back(std::move(second));
}

std::optional<RowPages::Page> RowPages::Next() {
  std::optional<Reply> reply = Take();
  if (!reply.has_value()) return std::nullopt;
  for (int tries = 1;; ++tries) {
    try {
      return Decode(reply->response, reply->rows.count);
    } catch (const ReplyTooLong&) {
      Halve(reply->rows);
      tries = 0;
    } catch (const Error&) {
      if (tries == kDamagedTries) throw;
    }
    reply->response = Read(reply->rows);
  }
}

}  // namespace hopline::plugins::odps
