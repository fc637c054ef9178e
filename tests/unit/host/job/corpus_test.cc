/// \file corpus_test.cc
/// The scripts of tests/data/corpus and the published ones: what each one resolves to,
/// and that it is the same job in every shape. tests/integration/corpus_test.py gives the
/// same scripts to `hopline check`.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "host/job/convert.h"
#include "host/job/node_parameters.h"
#include "tests/unit/host/job/bench.h"

namespace hopline::job {
namespace {

using services::Json;

const std::string kCorpus = HOPLINE_TEST_DATA "/corpus/";

/// Connectors that take whatever a script gives them.
void AddConnectors(TestCatalog* catalog) {
  for (const auto& [id, type, alias] :
       {std::tuple{"stream.reader", "stream", "streamreader"},
        std::tuple{"oss.reader", "oss", "ossreader"},
        std::tuple{"ots.reader", "ots", "otsreader"},
        std::tuple{"otsstream.reader", "otsstream", "otsstreamreader"},
        std::tuple{"odps.reader", "odps", "odpsreader"},
        std::tuple{"mysql.reader", "mysql", "mysqlreader"}}) {
    catalog->Add(Kind::kReader, id, {type, alias}, kAnySchema);
  }
  for (const auto& [id, type, alias] :
       {std::tuple{"stream.writer", "stream", "streamwriter"},
        std::tuple{"file.writer", "file", "filewriter"},
        std::tuple{"oss.writer", "oss", "osswriter"},
        std::tuple{"ots.writer", "ots", "otswriter"},
        std::tuple{"odps.writer", "odps", "odpswriter"}}) {
    catalog->Add(Kind::kWriter, id, {type, alias}, kAnySchema);
  }
  catalog->Add(Kind::kProcessor, "any.processor",
               {"stringreplace", "dx_substr", "dx_pad", "dx_filter"}, kAnySchema);
}

/// One line: who feeds whom, and the setting.
std::string Summary(const ResolvedJob& job) {
  std::string way;
  for (const Edge& edge : job.edges) {
    way +=
        job.steps[edge.from].connector_id + ">" + job.steps[edge.to].connector_id + " ";
  }
  const Setting& s = job.setting;
  return fmt::format(
      "{}| {} at once | {} B/s {} rows/s | dirty {} {} | {} {}{}", way, s.concurrent,
      s.bytes_per_second, s.records_per_second,
      s.error_record ? std::to_string(*s.error_record) : "-",
      s.error_percentage ? fmt::format("{}", *s.error_percentage) : "-", s.locale,
      services::FindPointer(services::ParseJson(s.settings_json), "/column/timeZone")
          ->text,
      s.check_only ? " check only" : "");
}

class Corpus {
 public:
  Corpus() {
    AddConnectors(&catalog_);
    expected_ = services::ParseJson(ReadScript(kCorpus + "expected.json"));
  }
  const std::vector<services::JsonMember>& entries() const { return expected_.members; }

  static std::string Read(const services::JsonMember& entry) {
    const Json* of = entry.value.Find("of");
    std::string text = ReadFile(of == nullptr ? entry.name : of->text);
    if (const Json* edits = entry.value.Find("edit")) {
      for (const Json& edit : edits->items) {
        Replace(&text, edit.items[0].text, edit.items[1].text);
      }
    }
    return text;
  }

  static std::string ReadFile(const std::string& name) {
    return ReadScript((name.starts_with("seeds/") ? HOPLINE_TEST_DATA "/" : kCorpus) +
                      name + ".json");
  }

  ResolvedJob Resolve(const Json& entry, const std::string& text) {
    ResolveOptions options;
    options.path = "job.json";
    options.text = text;
    options.cyctime = "2023-04-23 19:00:00";
    options.config_path = kCorpus + "hopline.json";
    options.getenv = [](const std::string&) { return std::optional<std::string>(); };
    if (const Json* params = entry.Find("params")) {
      options.set = ParseNodeParameters(params->text).expressions;
    }
    if (const Json* set = entry.Find("set")) {
      for (const auto& member : set->members) {
        options.set.emplace_back(member.name, member.value.text);
      }
    }
    if (const Json* define = entry.Find("define")) options.defines = {define->text};
    return job::Resolve(options, catalog_.catalog(), nullptr);
  }

 private:
  TestCatalog catalog_;
  Json expected_;
};

/// nullopt when the shape has no place for the job.
std::optional<std::string> Convert(const std::string& text, Shape to, bool* exact) {
  std::vector<Diagnostic> remarks;
  try {
    std::string converted = ConvertScript("job.json", text, to, &remarks);
    for (const Diagnostic& one : remarks) {
      if (one.message.find("rounded up") != std::string::npos ||
          one.message.find("is left out") != std::string::npos) {
        *exact = false;
      }
    }
    return converted;
  } catch (const DocumentError& error) {
    CHECK_MESSAGE(
        std::string(error.what()).find("has no place in it") != std::string::npos,
        error.what());
    return std::nullopt;
  }
}

void CheckSame(const ResolvedJob& a, const ResolvedJob& b, bool exact) {
  CHECK(a.job_key == b.job_key);
  if (!exact) return;
  CHECK(Summary(a) == Summary(b));
  CHECK(a.setting.settings_json == b.setting.settings_json);
}

}  // namespace

TEST_CASE("Corpus.ResolvesToWhatIsExpected") {
  Corpus corpus;
  CHECK(corpus.entries().size() >= 110);
  for (const services::JsonMember& member : corpus.entries()) {
    const std::string& name = member.name;
    const Json& entry = member.value;
    const Json* summary = entry.Find("summary");
    if (summary == nullptr) continue;  // the script is wrong
    CAPTURE(name);
    CHECK(Summary(corpus.Resolve(entry, Corpus::Read(member))) == summary->text);
  }
}

TEST_CASE("Corpus.IsTheSameJobInEveryShape") {
  Corpus corpus;
  int converted = 0;
  for (const services::JsonMember& member : corpus.entries()) {
    const std::string& name = member.name;
    const Json& entry = member.value;
    if (entry.Find("summary") == nullptr) continue;
    CAPTURE(name);
    const std::string text = Corpus::Read(member);
    const ResolvedJob job = corpus.Resolve(entry, text);
    const bool chain = job.edges.size() + 1 == job.steps.size();
    for (const Shape to : {Shape::kV1, Shape::kV2, Shape::kCore}) {
      CAPTURE(static_cast<int>(to));
      bool exact = true;
      const auto there = Convert(text, to, &exact);
      if (!there) {
        CHECK((job.steps.size() > 2 &&
               (to == Shape::kV1 || !chain || job.edges.size() > 1)));
        continue;
      }
      ++converted;
      CHECK(Convert(*there, to, &exact) == there);
      CheckSame(job, corpus.Resolve(entry, *there), exact);
      for (const Shape back : {Shape::kV1, Shape::kV2, Shape::kCore}) {
        CAPTURE(static_cast<int>(back));
        const auto again = Convert(*there, back, &exact);
        if (again) CheckSame(job, corpus.Resolve(entry, *again), exact);
      }
    }
  }
  CHECK(converted >= 200);
}

}  // namespace hopline::job
