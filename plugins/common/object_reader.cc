#include "plugins/common/object_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "plugins/common/object_selection.h"
#include "plugins/common/record_task.h"
#include "plugins/common/slice_entry.h"

namespace hopline::plugins {

ObjectReader::ObjectReader(JobContext context, const char* component,
                           const MakePlace& make_place)
    : context_(std::move(context)),
      format_(ReadReadFormat(context_.config, context_.scope, component)),
      formats_(ColumnFormats::Read(context_.settings)),
      place_(make_place(context_)) {
  FieldConverter(format_, formats_, 0);  // the zone and the patterns must be known
}

void ObjectReader::Check() { Find(); }

std::vector<FoundObject> ObjectReader::Find() {
  return FindObjects(*place_, format_, context_.scope);
}

/// Fields of the first record of all.
size_t ObjectReader::Width(const std::vector<FoundObject>& found) {
  if (!format_.all_columns()) return 0;
  for (const FoundObject& object : found) {
    SliceRecords records(*place_, format_, {{object, 0, object.size}}, 0, context_.scope);
    if (records.Next()) return records.fields().size();
  }
  return 0;
}

Schema ObjectReader::ReadSchema() {
  return MakeSchema(FieldsOf(format_, format_.all_columns() ? Width(Find()) : 0));
}

Plan ObjectReader::MakePlan(const PlanRequest& request) {
  const std::vector<FoundObject> found = Find();
  const size_t width = Width(found);
  Plan plan;
  for (auto& share :
       ShareOut(*place_, format_, found, request.want_tasks, context_.scope)) {
    for (const SliceEntry& entry : FitEntries({width, std::move(share)})) {
      int64_t bytes = 0;
      for (const Slice& slice : entry.slices) bytes += static_cast<int64_t>(slice.size());
      plan.tasks.push_back(
          {Encode(entry), std::to_string(entry.slices.size()) + " objects", -1, bytes});
    }
  }
  return plan;
}

std::unique_ptr<ReaderTask> ObjectReader::OpenTask(TaskContext context) {
  return std::make_unique<RecordTask>(*place_, format_, formats_, context);
}

}  // namespace hopline::plugins
