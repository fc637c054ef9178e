#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/timeseries/layout.h"
#include "emulator/tablestore/timeseries/meta_condition.h"
#include "emulator/tablestore/timeseries/meta_entry.h"
#include "emulator/tablestore/timeseries/operations.h"
#include "emulator/tablestore/timeseries/point_page.h"

namespace hopline::emulator::tablestore {
namespace {

constexpr size_t kUsualPage = 100;

codec::TimeseriesMeta MetaOf(const TimeseriesLayout& layout, const Key& line,
                             const StoredRow& row) {
  MetaEntry entry = EntryOf(row);
  return {layout.NameOf(line), std::move(entry.attributes), entry.update_time_us};
}

std::string CanonicalAttributes(const codec::TimeseriesMeta& meta) {
  if (meta.update_time_us) FailParameter("The update time cannot be given.");
  const std::string text = meta.attributes.value_or("");
  std::vector<codec::TagView> attributes;
  codec::Status status = codec::ParseTags(text, &attributes);
  std::string canonical;
  if (status.ok()) status = codec::AppendCanonicalTags(&attributes, &canonical);
  if (!status.ok()) FailParameter("Invalid attributes: " + status.message() + ".");
  return canonical;
}

// Makes a change per element, each on its own; the failures go into the response.
template <typename Elements, typename MakeChange>
std::string ChangeEach(const Call& call, Table* meta, const Elements& elements,
                       const MakeChange& make_change) {
  codec::TimeseriesMetaChangeResponse response;
  for (size_t i = 0; i < elements.size(); ++i) {
    try {
      meta->Write(make_change(elements[i]), call.now_us);
    } catch (const Failure& failure) {
      const codec::ServiceError error = failure.error();
      response.failed_rows.push_back(
          {static_cast<int32_t>(i), error.code, error.message});
    }
  }
  return codec::Encode(response);
}

}  // namespace

std::string QueryTimeseriesMeta(const Call& call) {
  const auto request = DecodeBody<codec::QueryTimeseriesMetaRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  if (request.limit && *request.limit <= 0) {
    FailParameter("The limit must be greater than 0.");
  }
  const codec::TableMeta& schema = table.meta->meta();
  const size_t limit =
      request.limit ? std::min(static_cast<size_t>(*request.limit), limits::kMetaPage)
                    : kUsualPage;
  const bool counts = request.get_total_hit.value_or(false);
  const Key start = request.token && !request.token->empty()
                        ? KeyOfToken(schema, *request.token)
                        : Key();
  const KeyLess less;
  codec::QueryTimeseriesMetaResponse response;
  int64_t hits = 0;
  // The hits are those of the whole table, whichever page this is.
  table.meta->Walk(counts ? Key() : start, true, call.now_us,
                   [&](const Key& line, const StoredRow& row) -> WalkStep {
                     codec::TimeseriesMeta meta = MetaOf(layout, line, row);
                     if (request.condition && !Passes(*request.condition, meta))
                       return {};
                     ++hits;
                     if (less(line, start) || response.next_token) return {};
                     if (response.metas.size() < limit) {
                       response.metas.push_back(std::move(meta));
                       return {};
                     }
                     response.next_token = TokenOf(schema, line);
                     return {counts ? WalkStep::Kind::kNext : WalkStep::Kind::kStop};
                   });
  if (counts) response.total_hit = hits;
  return codec::Encode(response);
}

std::string UpdateTimeseriesMeta(const Call& call) {
  const auto request = DecodeBody<codec::UpdateTimeseriesMetaRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  if (request.metas.empty()) FailParameter("No meta is specified.");
  if (!table.meta->options().allow_update.value_or(true)) {
    FailParameter("The table does not allow attributes to be updated.");
  }
  return ChangeEach(call, table.meta.get(), request.metas,
                    [&](const codec::TimeseriesMeta& meta) {
                      return EntryChange(table.meta->meta(), layout.LineKey(meta.key),
                                         CanonicalAttributes(meta), call.now_us);
                    });
}

std::string DeleteTimeseriesMeta(const Call& call) {
  const auto request = DecodeBody<codec::DeleteTimeseriesMetaRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  if (request.keys.empty()) FailParameter("No time line is specified.");
  return ChangeEach(call, table.meta.get(), request.keys,
                    [&](const codec::TimeseriesKey& key) {
                      return EntryDeletion(table.meta->meta(), layout.LineKey(key));
                    });
}

}  // namespace hopline::emulator::tablestore
