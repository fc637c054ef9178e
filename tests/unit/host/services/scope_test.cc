#include "host/services/scope.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <hopline/arrow.hpp>
#include <hopline/error.hpp>
#include <string>

#include "host/services/json_writer.h"

namespace hopline::services {
namespace {

bool Readable(int descriptor) {
  pollfd set{descriptor, POLLIN, 0};
  return ::poll(&set, 1, 0) == 1;
}

struct ScopeFixture {
  CancelSource source;
  Metrics metrics;
  Secrets secrets;
};

TEST_CASE("a cancel reaches flag and descriptor of a scope") {
  ScopeFixture f;
  Scope scope({"w", 0, 1}, &f.source, f.metrics, f.secrets, nullptr);
  const hopline_scope* c = scope.c();
  CHECK(c->is_cancelled(c->ctx) == 0);
  CHECK_FALSE(Readable(c->cancel_fd(c->ctx)));

  f.source.Cancel();
  CHECK(c->is_cancelled(c->ctx) == 1);
  CHECK(Readable(c->cancel_fd(c->ctx)));
}

TEST_CASE("a silenced scope is not cancelled any more, before and after") {
  ScopeFixture f;
  Scope before({"w", 0, 1}, &f.source, f.metrics, f.secrets, nullptr);
  before.SilenceCancel();
  Scope after({"w", 0, 1}, &f.source, f.metrics, f.secrets, nullptr);
  const int descriptor = after.c()->cancel_fd(after.c()->ctx);
  f.source.Cancel();
  after.SilenceCancel();

  CHECK(before.c()->is_cancelled(before.c()->ctx) == 0);
  CHECK(after.c()->is_cancelled(after.c()->ctx) == 0);
  CHECK_FALSE(Readable(descriptor));
}

TEST_CASE("a child source hears its parent, not the other way round") {
  CancelSource parent;
  CancelSource child(&parent);
  CancelSource other(&parent);
  child.Cancel();
  CHECK_FALSE(parent.cancelled());
  CHECK_FALSE(other.cancelled());
  parent.Cancel();
  CHECK(other.cancelled());
}

TEST_CASE("a scope without a source is never cancelled") {
  ScopeFixture f;
  Scope scope({"w", -1, 0}, nullptr, f.metrics, f.secrets, nullptr);
  CHECK(scope.c()->is_cancelled(scope.c()->ctx) == 0);
}

TEST_CASE("a metric is registered once per name and labels, with one kind") {
  ScopeFixture f;
  Scope scope({"w", 0, 1}, &f.source, f.metrics, f.secrets, nullptr);
  const hopline_kv label{"operation", "PutRow"};
  hopline_metric_def definition{};
  definition.struct_size = sizeof definition;
  definition.kind = HOPLINE_METRIC_COUNTER;
  definition.name = "hopline_requests_total";
  definition.labels = &label;
  definition.n_labels = 1;
  uint32_t first = 7, second = 8;
  const hopline_scope* c = scope.c();
  CHECK(c->metric_register(c->ctx, &definition, &first, nullptr) == HOPLINE_STATUS_OK);
  CHECK(c->metric_register(c->ctx, &definition, &second, nullptr) == HOPLINE_STATUS_OK);
  CHECK(first == second);
  c->metric_add(c->ctx, first, 2);
  c->metric_add(c->ctx, second, 3);
  CHECK(f.metrics.Snapshot().at(0).value == 5);

  definition.kind = HOPLINE_METRIC_GAUGE;
  hopline_error error = MakeErrorStruct();
  CHECK(c->metric_register(c->ctx, &definition, &first, &error) ==
        HOPLINE_STATUS_INVALID_ARGUMENT);
}

TEST_CASE("dirty rows outside of a task are a defect and are released") {
  ScopeFixture f;
  Scope scope({"w", -1, 0}, &f.source, f.metrics, f.secrets, nullptr);
  static int released = 0;
  ArrowArray rows{};
  rows.release = [](ArrowArray* array) {
    ++released;
    array->release = nullptr;
  };
  hopline_error error = MakeErrorStruct();
  const hopline_scope* c = scope.c();
  CHECK(c->report_dirty(c->ctx, &rows, nullptr, nullptr, 0, &error) ==
        HOPLINE_STATUS_INVALID_STATE);
  CHECK(released == 1);
  const bool taken = rows.release == nullptr;
  CHECK(taken);
}

TEST_CASE("of two secrets the longer one is hidden whole") {
  Secrets secrets;
  secrets.Add("abcd");
  secrets.Add("abcdefgh");
  secrets.Add("xyz");
  CHECK(secrets.Redact("abcdefgh abcd xyz") == "*** *** xyz");
}

TEST_CASE("JSON text is escaped, and stray bytes become replacement characters") {
  JsonWriter json;
  json.BeginObject();
  json.Key("a").String("\"\\\n\x01é\xff");
  json.Key("b").BeginArray();
  json.Double(0.1);
  json.Integer(-3);
  json.Null();
  json.EndArray();
  json.EndObject();
  CHECK(json.text() == "{\"a\":\"\\\"\\\\\\n\\u0001é\xEF\xBF\xBD\",\"b\":[0.1,-3,null]}");
}

}  // namespace
}  // namespace hopline::services
