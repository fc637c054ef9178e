#include "host/job/resolved_job.h"

#include "host/services/schema_value.h"

namespace hopline::job {

std::string LocateMessage(const ResolvedStep& step, const std::string& message) {
  const size_t colon = message.find(": ");
  if (!message.starts_with('/') || colon == std::string::npos) return message;
  const std::string pointer = message.substr(0, colon);
  std::string text = services::PathText(pointer) + message.substr(colon);
  for (std::string at = pointer;;) {
    const auto found = step.places.find(at);
    if (found != step.places.end()) {
      const SourcePlace& place = found->second;
      return place.file + ":" + std::to_string(place.line) + ":" +
             std::to_string(place.column) + ": " + text;
    }
    if (at.empty()) return text;
    at.resize(at.rfind('/'));
  }
}

}  // namespace hopline::job
