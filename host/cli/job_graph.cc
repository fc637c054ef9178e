#include "host/cli/job_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/services/text.h"

namespace hopline::cli {
namespace {

using job::ResolvedJob;
using job::ResolvedStep;

// Units of the drawing, about pixels.
constexpr int kCharacter = 8, kLine = 18, kPad = 12;
constexpr int kColumnGap = 56, kRowGap = 20, kMargin = 16;
constexpr int kBoxHeight = 2 * kLine + kPad;

std::string Subtitle(const ResolvedStep& step) {
  return fmt::format("{} · {}", registry::KindName(step.kind), step.connector_id);
}

std::vector<size_t> After(const ResolvedJob& job, size_t step) {
  std::vector<size_t> next;
  for (const job::Edge& edge : job.edges) {
    if (edge.from == step) next.push_back(edge.to);
  }
  return next;
}

void AppendTree(const ResolvedJob& job, size_t step, const std::string& indent,
                std::vector<bool>* told, std::string* text) {
  const bool again = (*told)[step];
  *text += fmt::format("{}  ({}){}\n", job.steps[step].name, Subtitle(job.steps[step]),
                       again ? ", as above" : "");
  (*told)[step] = true;
  if (again) return;
  const std::vector<size_t> next = After(job, step);
  for (size_t i = 0; i < next.size(); ++i) {
    const bool last = i + 1 == next.size();
    *text += indent + (last ? "└─ " : "├─ ");
    AppendTree(job, next[i], indent + (last ? "   " : "│  "), told, text);
  }
}

/// A box of the drawing.
struct Box {
  size_t column = 0, row = 0;
  int x = 0, y = 0, width = 0;
};

int TextWidth(const std::string& text) {
  const auto wide = std::count_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0xE0;  // such characters are twice as wide
  });
  const auto all = std::count_if(text.begin(), text.end(),
                                 [](char c) { return !services::IsContinuationByte(c); });
  return static_cast<int>(all + wide) * kCharacter;
}

/// A step stands one column behind the last of those that feed it. The edges are acyclic.
std::vector<Box> PlaceInColumns(const ResolvedJob& job) {
  std::vector<Box> boxes(job.steps.size());
  for (size_t pass = 0; pass < job.steps.size(); ++pass) {
    for (const job::Edge& edge : job.edges) {
      boxes[edge.to].column =
          std::max(boxes[edge.to].column, boxes[edge.from].column + 1);
    }
  }
  return boxes;
}

std::vector<Box> Place(const ResolvedJob& job) {
  std::vector<Box> boxes = PlaceInColumns(job);
  std::vector<size_t> rows(job.steps.size(), 0);
  std::vector<int> widths(job.steps.size(), 0);
  for (size_t i = 0; i < boxes.size(); ++i) {
    Box& box = boxes[i];
    box.row = rows[box.column]++;
    box.width =
        std::max(TextWidth(job.steps[i].name), TextWidth(Subtitle(job.steps[i]))) +
        2 * kPad;
    widths[box.column] = std::max(widths[box.column], box.width);
  }
  for (Box& box : boxes) {
    box.x = kMargin;
    for (size_t column = 0; column < box.column; ++column) {
      box.x += widths[column] + kColumnGap;
    }
    box.width = widths[box.column];
    box.y = kMargin + static_cast<int>(box.row) * (kBoxHeight + kRowGap);
  }
  return boxes;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

constexpr const char* kStyle = R"(<style>
text{font:14px monospace;fill:#1b1f24}.sub{font-size:12px;fill:#57606a}
rect{fill:#f6f8fa;stroke:#57606a}path{fill:none;stroke:#57606a}marker path{fill:#57606a}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.sub{fill:#8d96a0}
rect{fill:#161b22;stroke:#8d96a0}path{stroke:#8d96a0}marker path{fill:#8d96a0}}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
)";

}  // namespace

std::string GraphAsText(const ResolvedJob& job) {
  std::string text;
  std::vector<bool> told(job.steps.size(), false);
  for (size_t i = 0; i < job.steps.size(); ++i) {
    if (job.steps[i].kind == registry::Kind::kReader) {
      AppendTree(job, i, "", &told, &text);
    }
  }
  return text;
}

std::string GraphAsSvg(const ResolvedJob& job) {
  const std::vector<Box> boxes = Place(job);
  int width = 0, height = 0;
  std::string body;
  for (const job::Edge& edge : job.edges) {
    const Box& from = boxes[edge.from];
    const Box& to = boxes[edge.to];
    const int x = from.x + from.width, y = from.y + kBoxHeight / 2;
    const int bend = kColumnGap / 2, end_y = to.y + kBoxHeight / 2;
    body += fmt::format(R"x(<path d="M{} {}C{} {} {} {} {} {}" marker-end="url(#tip)"/>)x"
                        "\n",
                        x, y, x + bend, y, to.x - bend, end_y, to.x, end_y);
  }
  for (size_t i = 0; i < boxes.size(); ++i) {
    const Box& box = boxes[i];
    width = std::max(width, box.x + box.width + kMargin);
    height = std::max(height, box.y + kBoxHeight + kMargin);
    body += fmt::format(
        R"(<rect x="{}" y="{}" width="{}" height="{}" rx="6"/>)"
        R"(<text x="{}" y="{}">{}</text><text class="sub" x="{}" y="{}">{}</text>)"
        "\n",
        box.x, box.y, box.width, kBoxHeight, box.x + kPad, box.y + kLine,
        Escaped(job.steps[i].name), box.x + kPad, box.y + 2 * kLine,
        Escaped(Subtitle(job.steps[i])));
  }
  return fmt::format(
             R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">)"
             "\n",
             width, height) +
         kStyle + body + "</svg>\n";
}

}  // namespace hopline::cli
