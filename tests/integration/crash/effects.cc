#include "tests/integration/crash/effects.h"

#include <fmt/format.h>
#include <hopline/connector.h>

#include <algorithm>
#include <filesystem>

namespace hopline::crash {
namespace {

class StagedOnes final : public Effects {
 public:
  uint64_t capabilities() const override {
    return HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS;
  }

  bool Begin(const Store& store, const AttemptId& id) const override {
    return store.CreateEmpty(StagedName(id));
  }

  void Write(const Store& store, const AttemptId& id,
             const std::vector<Row>& rows) const override {
    store.Append(StagedName(id), RowsToText(rows));
  }

  void Discard(const Store& store, const AttemptId& id) const override {
    store.Remove(StagedName(id));
  }

  bool Complete(const Store& store, const AttemptId& id, uint64_t rows) const override {
    return RowsFromText(store.Read(StagedName(id))).size() == rows &&
           store.Exists(StagedName(id));
  }

  int32_t Publish(const Store& store, const AttemptId& id) const override {
    if (store.Rename(StagedName(id), VisibleName(id))) return HOPLINE_OUTCOME_COMMITTED;
    return store.Exists(VisibleName(id)) ? HOPLINE_OUTCOME_ALREADY_COMMITTED
                                         : HOPLINE_OUTCOME_FAILED;
  }

  std::vector<Row> Visible(const Store& store, const std::string& step) const override {
    std::vector<Row> rows;
    for (const std::string& name : store.List("target/visible")) {
      if (name.find("." + step + ".t") == std::string::npos) continue;
      const auto part = RowsFromText(store.Read("target/visible/" + name));
      rows.insert(rows.end(), part.begin(), part.end());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  std::vector<std::string> Leftovers(const Store& store) const override {
    return store.List("target/staged");
  }

 private:
  static std::string StagedName(const AttemptId& id) {
    return fmt::format("target/staged/{}.{}.t{}.a{}", id.run, id.step, id.task,
                       id.attempt);
  }
  static std::string VisibleName(const AttemptId& id) {
    return fmt::format("target/visible/{}.{}.t{}", id.run, id.step, id.task);
  }
};

class Idempotent final : public Effects {
 public:
  uint64_t capabilities() const override { return HOPLINE_CAP_IDEMPOTENT; }

  void Write(const Store& store, const AttemptId& id,
             const std::vector<Row>& rows) const override {
    std::filesystem::create_directories(store.path(Folder(id.step)));
    for (const Row& row : rows) {
      store.Replace(fmt::format("{}/{}.{}", Folder(id.step), row.first, row.second),
                    RowsToText({row}));
    }
  }

  std::vector<Row> Visible(const Store& store, const std::string& step) const override {
    std::vector<Row> rows;
    for (const std::string& name : store.List(Folder(step))) {
      const auto value = RowsFromText(store.Read(Folder(step) + "/" + name));
      rows.insert(rows.end(), value.begin(), value.end());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

 private:
  static std::string Folder(const std::string& step) { return "target/keyed/" + step; }
};

class Plain final : public Effects {
 public:
  uint64_t capabilities() const override { return 0; }

  void Write(const Store& store, const AttemptId& id,
             const std::vector<Row>& rows) const override {
    store.Append("target/appended/" + id.step, RowsToText(rows));
  }

  std::vector<Row> Visible(const Store& store, const std::string& step) const override {
    std::vector<Row> rows = RowsFromText(store.Read("target/appended/" + step));
    std::sort(rows.begin(), rows.end());
    return rows;
  }
};

}  // namespace

const Effects& StagedEffects() {
  static const StagedOnes effects;
  return effects;
}

const Effects& IdempotentEffects() {
  static const Idempotent effects;
  return effects;
}

const Effects& PlainEffects() {
  static const Plain effects;
  return effects;
}

}  // namespace hopline::crash
