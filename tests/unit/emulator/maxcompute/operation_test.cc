#include "emulator/maxcompute/operation.h"

#include <doctest/doctest.h>

namespace hopline::emulator::maxcompute {
namespace {

std::string NameOf(const std::string& method, const std::string& target) {
  return std::string(OperationName(OperationOf(method, ParseAddress(target))));
}

TEST_CASE("Operation: told from method, path and parameters") {
  CHECK(NameOf("GET", "/api/projects/p") == "GetProject");
  CHECK(NameOf("GET", "/projects/p/tunnel?service") == "GetTunnel");
  CHECK(NameOf("GET", "/api/projects/p/tables?expectmarker=true") == "ListTables");
  CHECK(NameOf("GET", "/projects/p/tables/t?extended") == "GetTable");
  CHECK(NameOf("GET", "/projects/p/tables/t?partitions&maxitems=9") == "ListPartitions");
  CHECK(NameOf("GET", "/projects/p/tables/t?partition=pt%3D%271%27") == "GetPartition");
  CHECK(NameOf("POST", "/projects/p/instances?curr_project=p") == "CreateInstance");
  CHECK(NameOf("GET", "/projects/p/instances/i") == "GetInstance");
  CHECK(NameOf("GET", "/projects/p/instances/i?taskstatus") == "GetTaskStatus");
  CHECK(NameOf("GET", "/projects/p/instances/i?instancesummary") == "Unknown");
  CHECK(NameOf("POST", "/projects/p/schemas/s/tables/t?uploads=1") == "CreateUpload");
  CHECK(NameOf("PUT", "/projects/p/tables/t?uploadid=u&blockid=0") == "UploadBlock");
  CHECK(NameOf("GET", "/projects/p/tables/t?uploadid=u&partition=pt%3D1") == "GetUpload");
  CHECK(NameOf("POST", "/projects/p/tables/t?uploadid=u") == "CommitUpload");
  CHECK(NameOf("POST", "/projects/p/tables/t?downloads") == "CreateDownload");
  CHECK(NameOf("GET", "/projects/p/tables/t?data&downloadid=d") == "ReadRows");
  CHECK(NameOf("GET", "/projects/p/schemas/default/tables/t/preview?limit=-1") ==
        "PreviewTable");
  CHECK(NameOf("GET", "/projects/p/instances/i?data&downloadid=d") == "ReadInstanceRows");
  CHECK(NameOf("POST", "/projects/p/tables/t/streams") == "Unknown");
  CHECK(NameOf("GET", "/api/tenants") == "Unknown");
  CHECK(NameOf("DELETE", "/projects/p/tables/t") == "Unknown");
}

TEST_CASE("Operation: names are decoded, schemas stand before tables") {
  const Address address =
      ParseAddress("/api/projects/p%20q/schemas/s/tables/t%2Fu?a=b%26");
  CHECK(address.project == "p q");
  CHECK(address.schema == "s");
  CHECK(address.name == "t/u");
  CHECK(address.resource == "/projects/p q/schemas/s/tables/t/u");
  CHECK(*wire::FindQuery(address.query, "a") == "b&");
}

}  // namespace
}  // namespace hopline::emulator::maxcompute
