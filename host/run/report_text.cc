#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "host/run/report.h"

namespace hopline::run {
namespace {

std::string TextOf(const rapidjson::Value& object, const char* key) {
  const auto found = object.FindMember(key);
  return found != object.MemberEnd() && found->value.IsString() ? found->value.GetString()
                                                                : "";
}

double Number(const rapidjson::Value& object, const char* key) {
  const auto found = object.FindMember(key);
  return found != object.MemberEnd() && found->value.IsNumber() ? found->value.GetDouble()
                                                                : 0;
}

std::string Size(double bytes) {
  static const char* const kUnits[] = {"B", "KB", "MB", "GB", "TB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit < 4) {
    bytes /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} B", bytes)
                   : fmt::format("{:.2f} {}", bytes, kUnits[unit]);
}

std::string Label(const rapidjson::Value& step) {
  return fmt::format("{} ({})", TextOf(step, "name"), TextOf(step, "connector"));
}

size_t LabelWidth(const rapidjson::Value& steps) {
  size_t width = 0;
  for (const auto& step : steps.GetArray()) width = std::max(width, Label(step).size());
  return width;
}

std::string InEnglish(const rapidjson::Value& report) {
  const rapidjson::Value& steps = report["steps"];
  const size_t width = LabelWidth(steps);
  std::string text;
  for (const auto& step : steps.GetArray()) {
    text +=
        fmt::format("  {:<{}} {:>12.0f} rows  {:>10}  {:>6.0f} dirty  waited {:.1f} s\n",
                    Label(step), width, Number(step, "rows"), Size(Number(step, "bytes")),
                    Number(step, "dirty"), Number(step, "wait_ms") / 1000);
  }
  text +=
      fmt::format("  {:.0f} rows, {} in {:.1f} s ({:.0f} rows/s, {}/s), {:.0f} dirty\n",
                  Number(report, "rows"), Size(Number(report, "bytes")),
                  Number(report, "seconds"), Number(report, "rows_per_second"),
                  Size(Number(report, "bytes_per_second")), Number(report, "dirty"));
  return text + fmt::format("  guarantee: {}\n", TextOf(report, "guarantee"));
}

/// The promise's words in Chinese; the reason, which names steps, stays.
std::string GuaranteeInChinese(const std::string& text) {
  struct Words {
    const char* english;
    const char* chinese;
  };
  static constexpr Words kPromises[] = {{"exactly once", "恰好一次"},
                                        {"final state equal", "最终状态一致"},
                                        {"at least once", "至少一次"},
                                        {"nothing after a failure", "失败后不作保证"}};
  for (const auto& [english, chinese] : kPromises) {
    if (text.starts_with(english)) {
      return chinese + text.substr(std::char_traits<char>::length(english));
    }
  }
  return text;
}

/// The steps, and the summary that DataX prints.
/// Source: job.md §3.10: layout and words.
std::string InChinese(const rapidjson::Value& report) {
  const rapidjson::Value& steps = report["steps"];
  const size_t width = LabelWidth(steps);
  std::string text;
  for (const auto& step : steps.GetArray()) {
    text +=
        fmt::format("  {:<{}} {:>12.0f} 行  {:>10}  脏数据 {:.0f} 行  等待 {:.1f} 秒\n",
                    Label(step), width, Number(step, "rows"), Size(Number(step, "bytes")),
                    Number(step, "dirty"), Number(step, "wait_ms") / 1000);
  }
  const auto line = [&](const std::string& words, const std::string& value) {
    // Three bytes a character; DataX pads by characters, not by columns.
    const size_t characters = words.size() / 3;
    text +=
        fmt::format("{}{}: {:>19}\n", words, std::string(26 - characters, ' '), value);
  };
  line("任务启动时刻", TextOf(report, "started_local"));
  line("任务结束时刻", TextOf(report, "finished_local"));
  line("任务总计耗时", fmt::format("{:.0f}s", Number(report, "seconds")));
  std::string flow = Size(Number(report, "bytes_per_second"));
  std::erase(flow, ' ');
  line("任务平均流量", flow + "/s");
  line("记录写入速度", fmt::format("{:.0f}rec/s", Number(report, "rows_per_second")));
  line("读出记录总数", fmt::format("{:.0f}", Number(report, "rows")));
  line("读写失败总数", fmt::format("{:.0f}", Number(report, "dirty")));
  return text +
         fmt::format("  保证: {}\n", GuaranteeInChinese(TextOf(report, "guarantee")));
}

}  // namespace

std::string ReportText(const std::string& json) {
  rapidjson::Document report;
  report.Parse(json.data(), json.size());
  if (report.HasParseError() || !report.IsObject()) return "";
  const bool chinese = TextOf(report, "locale") == "zh";
  return (chinese ? InChinese(report) : InEnglish(report)) +
         fmt::format("Current task status: {}\n", TextOf(report, "status"));
}

}  // namespace hopline::run
