#include "host/run/loss.h"

#include <algorithm>

#include "host/job/periods.h"

namespace hopline::run {
namespace {

using job::Period;

std::string Named(const job::ResolvedStep& step) {
  return fmt::format("step '{}' ({})", step.name, step.connector_id);
}

std::string References(const std::set<std::string>& variables) {
  std::string text;
  for (const std::string& name : variables) {
    text += fmt::format("{}${{{}}}", text.empty() ? "" : ", ", name);
  }
  return text;
}

/// A target that is emptied by each run, but stays the same while the window moves on.
std::string CoarseTarget(const job::ResolvedStep& reader,
                         const job::ResolvedStep& writer) {
  const std::string fault = fmt::format(
      "{} replaces what its target holds, and the target stays the same ", Named(writer));
  if (reader.period < writer.period) {
    const std::string until = writer.period == Period::kNever
                                  ? "for every run"
                                  : fmt::format("for a {}", PeriodName(writer.period));
    return fmt::format(
        "{}{}, while {} reads another window every {}: each run removes what the run "
        "before it wrote; put {} into the target",
        fault, until, Named(reader), PeriodName(reader.period),
        References(reader.variables));
  }
  if (!reader.variables.empty() && writer.variables.empty()) {
    return fmt::format(
        "{}for every run, while the window of {} depends on {}: each run removes what "
        "the "
        "run before it wrote; put the window into the target",
        fault, Named(reader), References(reader.variables));
  }
  return "";
}

std::string SparseRows(const job::ResolvedStep& reader, const job::ResolvedStep& writer) {
  return fmt::format(
      "{} leaves null what a change did not touch, and {} removes the target's values "
      "for "
      "nulls: columns that were not changed are lost; export all columns of a row, or "
      "write to a target that keeps changes apart",
      Named(reader), Named(writer));
}

std::string SharedKeys(const std::vector<Position>& readers, OpenJob& job,
                       const job::ResolvedStep& writer) {
  std::string names;
  for (const Position p : readers) {
    names += fmt::format("{}'{}'", names.empty() ? "" : " and ", job.step(p).name);
  }
  return fmt::format(
      "{} gets rows of {} at the same time: of two rows of one key any may stay; make "
      "sure "
      "that they share no key, or run them one after the other",
      Named(writer), names);
}

bool Feeds(const Graph& graph, Position reader, Position writer) {
  const std::vector<Position> tree = graph.Tree(reader);
  return std::find(tree.begin(), tree.end(), writer) != tree.end();
}

}  // namespace

std::vector<std::string> DataLosses(OpenJob& job) {
  std::vector<std::string> losses;
  for (const Position w : job.graph().writers()) {
    const uint64_t writer = job.at(w).capabilities;
    std::vector<Position> readers;
    for (const Position r : job.graph().readers()) {
      if (Feeds(job.graph(), r, w)) readers.push_back(r);
    }
    for (const Position r : readers) {
      if ((writer & HOPLINE_CAP_REPLACES) != 0) {
        std::string coarse = CoarseTarget(job.step(r), job.step(w));
        if (!coarse.empty()) losses.push_back(std::move(coarse));
      }
      if ((writer & HOPLINE_CAP_NULL_ERASES) != 0 &&
          (job.at(r).capabilities & HOPLINE_CAP_SPARSE) != 0) {
        losses.push_back(SparseRows(job.step(r), job.step(w)));
      }
    }
    const bool rewrites =
        (writer & HOPLINE_CAP_IDEMPOTENT) != 0 && (writer & HOPLINE_CAP_STAGED) == 0;
    if (readers.size() > 1 && rewrites) {
      losses.push_back(SharedKeys(readers, job, job.step(w)));
    }
  }
  return losses;
}

}  // namespace hopline::run
