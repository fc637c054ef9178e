#include "plugins/otsstream/page_fetcher.h"

#include <utility>

namespace hopline::plugins::otsstream {

Page FetchPage(tablestore::Client& client,
               wire::tablestore::GetStreamRecordRequest request, const Scope& scope) {
  Page page;
  page.body = client.GetStreamRecord(request, scope);
  page.iterator = std::move(request.shard_iterator);
  wire::tablestore::StreamRecordReader reader;
  tablestore::NeedReadable(reader.Open(page.body), "reading records of a shard");
  if (reader.next_shard_iterator().has_value()) {
    page.next = std::string(*reader.next_shard_iterator());
  }
  page.records = reader.record_count();
  page.may_more = reader.may_more_record();
  return page;
}

PageFetcher::PageFetcher(tablestore::Client& client, Scope scope, std::string iterator,
                         std::optional<std::string> table_group,
                         std::optional<LatestRowReader> latest)
    : client_(client),
      scope_(scope),
      table_group_(std::move(table_group)),
      latest_(std::move(latest)),
      thread_([this, first = std::move(iterator)]() mutable { Run(std::move(first)); }) {}

PageFetcher::~PageFetcher() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
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

void PageFetcher::Run(std::string iterator) {
  for (;;) {
    std::optional<Page> page;
    std::exception_ptr failure;
    bool last = true;
    try {
      wire::tablestore::GetStreamRecordRequest request;
      request.shard_iterator = std::move(iterator);
      request.table_name = table_group_;
      page = FetchPage(client_, std::move(request), scope_);
      if (latest_.has_value()) page->latest = latest_->Read(page->body);
      last = Stops(*page, table_group_.has_value());
      if (!last) iterator = *page->next;
    } catch (...) {
      failure = std::current_exception();
    }
    std::unique_lock lock(mutex_);
    ready_ = std::move(page);
    failure_ = failure;
    changed_.notify_all();
    // The next page is asked for when this one has been taken, so that one is ahead.
    changed_.wait(lock, [this] { return stop_ || !ready_.has_value(); });
    if (stop_ || last || failure != nullptr) return;
  }
}

Page PageFetcher::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ready_.has_value() || failure_ != nullptr; });
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  Page page = *std::exchange(ready_, std::nullopt);
  changed_.notify_all();
  return page;
}

}  // namespace hopline::plugins::otsstream
