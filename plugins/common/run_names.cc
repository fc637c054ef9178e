#include "plugins/common/run_names.h"

namespace hopline::plugins {

NameKey RunNames::Key(uint32_t task_index, uint32_t attempt) const {
  return {context_.job_key, context_.run_id, context_.step_name, task_index, attempt};
}

std::string RunNames::OfAttempt(uint32_t task_index, uint32_t attempt) const {
  const NameKey key = Key(task_index, attempt);
  return TaskObjectName(options_.object,
                        options_.stable_names ? StablePart(key) : UniquePart(key));
}

bool RunNames::IsOfThisRun(std::string_view key) const {
  const NameKey name = Key(0, 0);
  const auto has = [&](const std::string& digits) {
    return key.find(TaskObjectName("", digits)) != std::string_view::npos;
  };
  return has(RunDigits(name)) ||
         (has(WindowDigits(name)) && !has(WindowStepDigits(name)));
}

std::string RunNames::OfWindow() const {
  return TaskObjectName(options_.object, WindowStepDigits(Key(0, 0)));
}

}  // namespace hopline::plugins
