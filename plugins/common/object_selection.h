/// \file object_selection.h
/// Which objects a reader reads, and which task reads which.
#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <vector>

#include "plugins/common/object_place.h"
#include "plugins/common/read_format.h"

namespace hopline::plugins {

/// The objects that `format.objects` names, in its order, inside a pattern by name; each
/// once.
///
/// Source: oss.md §4.2 with the wildcards of parameters.md §5.
/// Errors: NOT_FOUND for a name that is not there, or nothing at all, unless
/// success_on_no_object.
std::vector<FoundObject> FindObjects(ObjectPlace& place, const ReadFormat& format,
                                     const Scope& scope);

/// Shares objects out to at most `tasks` tasks: the largest left goes to the task with
/// the least; inside a task they keep their order. A task that would have much more than
/// its part gives a piece of its largest object away, cut after a line end, when the
/// format allows it.
///
/// Source: oss.md §4.5.
/// Returns at least one share; the only one may be empty.
std::vector<std::vector<Slice>> ShareOut(ObjectPlace& place, const ReadFormat& format,
                                         const std::vector<FoundObject>& objects,
                                         uint32_t tasks, const Scope& scope);

}  // namespace hopline::plugins
