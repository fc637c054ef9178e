/// \file object_reader.h
/// The reader of csv and text objects, wherever they are.
#pragma once

#include <hopline/connector.hpp>

#include <functional>
#include <memory>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/object_place.h"
#include "plugins/common/read_format.h"

namespace hopline::plugins {

/// A task = whole objects, or pieces of large ones, shared out by size. A plan entry
/// remembers size and version of each, so that an object that changed since is not taken
/// for the one planned with.
class ObjectReader : public Reader {
 public:
  using MakePlace = std::function<std::unique_ptr<ObjectPlace>(const JobContext&)>;
  ObjectReader(JobContext context, const char* component, const MakePlace& make_place);

  void Check() override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  std::vector<FoundObject> Find();
  size_t Width(const std::vector<FoundObject>& found);

  JobContext context_;
  ReadFormat format_;
  ColumnFormats formats_;
  std::unique_ptr<ObjectPlace> place_;
};

}  // namespace hopline::plugins
