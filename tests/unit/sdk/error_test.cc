#include <doctest/doctest.h>

#include <hopline/error.hpp>
#include <new>
#include <stdexcept>

using hopline::Error;

TEST_CASE("Error.CrossesTheBoundaryWithAllItsFields") {
  const Error sent = Error(HOPLINE_STATUS_THROTTLED, "putting part 3: slow down")
                         .VendorCode("SlowDown")
                         .RequestId("5F3A")
                         .Origin("oss.put_part")
                         .HttpStatus(503)
                         .RetryAfterMs(250)
                         .OutcomeUnknown();
  hopline_error wire = hopline::MakeErrorStruct();
  CHECK(sent.Fill(&wire) == HOPLINE_STATUS_THROTTLED);

  const Error received = Error::From(wire.code, wire);
  CHECK(received.message() == sent.message());
  CHECK(received.vendor_code() == "SlowDown");
  CHECK(received.request_id() == "5F3A");
  CHECK(received.origin() == "oss.put_part");
  CHECK(received.http_status() == 503);
  CHECK(received.retry_after_ms() == 250);
  CHECK(received.outcome_unknown());
  CHECK(received.retryable());
}

TEST_CASE("Error.CutsALongMessageOnACharacterBoundary") {
  std::string text(830, 'x');
  text += "表";  // three bytes, of which only one would fit
  hopline_error wire = hopline::MakeErrorStruct();
  Error(HOPLINE_STATUS_INTERNAL, text).Fill(&wire);
  CHECK(std::string(wire.message) == std::string(830, 'x'));
  CHECK((wire.flags & HOPLINE_ERROR_TRUNCATED) != 0);
}

TEST_CASE("Error.ToleratesACallerWithoutAStruct") {
  CHECK(Error(HOPLINE_STATUS_IO, "x").Fill(nullptr) == HOPLINE_STATUS_IO);
  hopline_error forgotten{};
  CHECK(Error(HOPLINE_STATUS_IO, "x").Fill(&forgotten) == HOPLINE_STATUS_IO);
  CHECK(forgotten.message[0] == '\0');
}

TEST_CASE("Error.GuardTurnsEveryExceptionIntoAStatus") {
  hopline_error wire = hopline::MakeErrorStruct();
  CHECK(hopline::Guard(&wire, [] {}) == HOPLINE_STATUS_OK);
  CHECK(hopline::Guard(&wire, [] { throw std::bad_alloc(); }) ==
        HOPLINE_STATUS_OUT_OF_MEMORY);
  CHECK(hopline::Guard(&wire, [] { throw std::runtime_error("odd"); }) ==
        HOPLINE_STATUS_INTERNAL);
  CHECK(std::string(wire.message) == "odd");
  CHECK(hopline::Guard(&wire, [] { throw 7; }) == HOPLINE_STATUS_INTERNAL);
}

TEST_CASE("Error.CallThrowsWhatASlotAnswers") {
  const auto slot = [](hopline_error* e) {
    return Error(HOPLINE_STATUS_NOT_FOUND, "table t is not there").Fill(e);
  };
  CHECK_THROWS_WITH_AS(hopline::Call(slot), "table t is not there", Error);
}
