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
      left_(std::move(rows)),
      scope_(scope) {}

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

RowPages::Page RowPages::Fetch(const RowSlice& page) {
  for (int tries = 1;; ++tries) {
    const HttpResponse response = tunnel_.ReadRows(page, columns_.read, form_, scope_);
    // Rows of like size follow.
    const auto bytes = static_cast<int64_t>(response.body.size());
    const int64_t fitting =
        page.count * static_cast<int64_t>(kPageBytes) / std::max<int64_t>(1, bytes);
    page_rows_ = std::clamp<int64_t>(fitting, page_rows_ / 2 + 1, 4 * page_rows_);
    page_rows_ = std::min(page_rows_, kMostPageRows);
    try {
      return Decode(response, page.count);
    } catch (const Error&) {
      if (tries == kDamagedTries) throw;
    }
  }
}

std::optional<RowPages::Page> RowPages::Next() {
  if (left_.count == 0) return std::nullopt;
  RowSlice page = left_;
  page.count = std::min(left_.count, page_rows_);
  Page rows = Fetch(page);
  left_.start += page.count;
  left_.count -= page.count;
  return rows;
}

}  // namespace hopline::plugins::odps
