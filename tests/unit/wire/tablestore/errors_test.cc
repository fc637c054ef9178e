#include "wire/tablestore/errors.h"

#include <doctest/doctest.h>

#include "vectors.h"

namespace hopline::wire::tablestore {
namespace {

TEST_CASE("ServiceError.IsReadAndWrittenAsTheVendorDoes") {
  for (const char* name : {"java_error_400_GetRow", "java_error_403_noauth_GetRow",
                           "java_error_403_nopermission_GetRow"}) {
    CAPTURE(name);
    const std::string body = vectors::ResponseBody(name);
    ServiceError error;

    REQUIRE(Decode(body, &error).ok());
    CHECK(Encode(error) == body);
  }
}

TEST_CASE("ServiceError.CarriesTheAccessDeniedDetail") {
  ServiceError error;

  REQUIRE(
      Decode(vectors::ResponseBody("java_error_403_nopermission_GetRow"), &error).ok());
  CHECK(error.code == error_code::kNoPermissionAccess);
  REQUIRE(error.access_denied.has_value());
  CHECK(error.access_denied->auth_action == "ots:GetRow");
}

TEST_CASE("ServiceError.IsNotReadFromForeignBodies") {
  ServiceError error;

  CHECK_FALSE(Decode("", &error).ok());
  CHECK_FALSE(Decode("<html>502 Bad Gateway</html>", &error).ok());
}

TEST_CASE("ErrorCatalogue.TellsWhatMayBeRetried") {
  CHECK(ClassifyError(503, error_code::kServerBusy, "") == RetryAdvice::kAlways);
  CHECK(ClassifyError(404, error_code::kTableNotReady, "") == RetryAdvice::kAlways);
  CHECK(ClassifyError(503, error_code::kTimeout, "") == RetryAdvice::kIfIdempotent);
  CHECK(ClassifyError(502, "", "") == RetryAdvice::kIfIdempotent);
  CHECK(ClassifyError(403, error_code::kAuthFailed, "") == RetryAdvice::kNever);
  CHECK(ClassifyError(400, "OTSSomethingNew", "") == RetryAdvice::kNever);
}

TEST_CASE("ErrorCatalogue.TellsTheTwoMeaningsOfAnExhaustedQuotaApart") {
  CHECK(ClassifyError(403, error_code::kQuotaExhausted,
                      "Too frequent table operations.") == RetryAdvice::kAlways);
  CHECK(ClassifyError(403, error_code::kQuotaExhausted,
                      "Number of tables exceeds the quota:64.") == RetryAdvice::kNever);
}

TEST_CASE("ErrorCatalogue.KnowsWhatDataxGivesUpOn") {
  CHECK(IsRetriedByDatax(error_code::kInternalServerError));
  CHECK(IsRetriedByDatax("OTSSomethingNew"));
  CHECK_FALSE(IsRetriedByDatax(error_code::kTrimmedDataAccess));
  CHECK_FALSE(IsRetriedByDatax(error_code::kParameterInvalid));
}

TEST_CASE("ErrorCatalogue.KnowsStatusesAndIdempotentOperations") {
  CHECK(HttpStatusOf(error_code::kConditionCheckFail) == 403);
  CHECK(HttpStatusOf(error_code::kObjectAlreadyExist) == 409);
  CHECK(HttpStatusOf("OTSSomethingNew") == 400);
  CHECK(IsIdempotentOperation("GetStreamRecord"));
  CHECK_FALSE(IsIdempotentOperation("PutRow"));
}

}  // namespace
}  // namespace hopline::wire::tablestore
