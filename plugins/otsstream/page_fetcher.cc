#include "plugins/otsstream/page_fetcher.h"

#include <utility>

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

constexpr char kDoing[] = "reading records of a shard";

/// What stands behind the records. Errors: not such a reply.
ts::Status ReadEnd(Page* page) {
  ts::StreamRecordReader reader;
  ts::Status status = reader.Open(page->body);
  if (!status.ok()) return status;
  page->next.reset();
  if (reader.next_shard_iterator().has_value()) {
    page->next = std::string(*reader.next_shard_iterator());
  }
  page->records = reader.record_count();
  page->may_more = reader.may_more_record();
  return status;
}

}  // namespace

Page FetchPage(tablestore::Client& client, ts::GetStreamRecordRequest request,
               const Scope& scope) {
  Page page;
  page.body = client.GetStreamRecord(request, scope);
  page.iterator = std::move(request.shard_iterator);
  tablestore::NeedReadable(ReadEnd(&page), kDoing);
  return page;
}

PageFetcher::PageFetcher(tablestore::Client& client, Scope scope, std::string iterator,
                         std::optional<std::string> table_group,
                         std::optional<LatestRowReader> latest)
    : client_(client),
      scope_(scope),
      table_group_(std::move(table_group)),
      latest_(std::move(latest)),
      iterator_(std::move(iterator)) {
  Start();
}

void PageFetcher::Start() {
  ahead_ = std::make_unique<ReadAhead<Page>>([this] { return Fetch(); });
}

bool PageFetcher::Stops(const Page& page, bool table_group) {
  if (!page.next.has_value()) return true;
  if (page.records > 0) return false;
  if (!table_group) return true;
  if (!page.may_more.has_value()) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "/enableTableGroupSupport: the service does not say whether the shard "
                "has more records; set false");
  }
  return !*page.may_more;
}

ts::GetStreamRecordRequest PageFetcher::Request(const std::string& iterator) const {
  ts::GetStreamRecordRequest request;
  request.shard_iterator = iterator;
  request.table_name = table_group_;
  return request;
}

void PageFetcher::GoOnBehind(const Page& page) {
  const bool more = page.next.has_value() &&
                    (page.records > 0 || (table_group_ && page.may_more.value_or(false)));
  iterator_ = more ? *page.next : "";
}

Page PageFetcher::FetchUnchecked() {
  Page page;
  page.iterator = iterator_;
  page.body = client_.GetStreamRecord(Request(iterator_), scope_, &page.seal.emplace());
  // Where the next page begins must be known now.
  if (!ReadEnd(&page).ok()) return FetchPage(client_, Request(iterator_), scope_);
  return page;
}

std::optional<Page> PageFetcher::Fetch() {
  if (iterator_.empty()) return std::nullopt;
  // Present rows are asked for by the keys in the page, so these must be right.
  Page page = latest_.has_value() ? FetchPage(client_, Request(iterator_), scope_)
                                  : FetchUnchecked();
  if (latest_.has_value()) page.latest = latest_->Read(page.body);
  GoOnBehind(page);
  return page;
}

Page PageFetcher::Next() {
  std::optional<Page> page = ahead_->Next();
  if (!page.has_value()) {
    throw Error(HOPLINE_STATUS_INVALID_STATE, "reading behind the end of a shard");
  }
  if (!page->seal.has_value()) return *std::move(page);
  try {
    page->seal->Check(page->body, kDoing);
    return *std::move(page);
  } catch (const Error& error) {
    scope_.Log(HOPLINE_LOG_WARN, "otsstream.reader",
               error.message() + "; asking for it again");
  }
  ahead_.reset();
  Page again = FetchPage(client_, Request(page->iterator), scope_);
  GoOnBehind(again);
  Start();
  return again;
}

}  // namespace hopline::plugins::otsstream
