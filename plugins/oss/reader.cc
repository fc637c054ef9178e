#include "plugins/oss/reader.h"

#include <string>
#include <utility>
#include <vector>

#include "plugins/common/http_client.h"
#include "plugins/oss/client.h"
#include "plugins/oss/object_stream.h"

namespace hopline::plugins::oss {
namespace {

constexpr uint32_t kPageSize = 1000;  // the service's largest

class Bucket final : public ObjectPlace {
 public:
  Bucket(const JobContext& job, std::shared_ptr<Transport> transport)
      : transport_(std::move(transport)),
        client_(MakeClient(job.config, job.scope, *transport_)) {}

  std::string Describe(const std::string& name) const override {
    return "object '" + name + "' in " + Describe();
  }
  std::string Describe() const override { return "bucket " + client_->bucket(); }

  std::vector<FoundObject> List(const std::string& prefix, const Scope& scope) override {
    std::vector<FoundObject> found;
    std::string marker;
    do {
      ListedPage page = client_->ListObjects(prefix, marker, kPageSize, scope);
      for (wire::oss::ObjectEntry& entry : page.objects) {
        found.push_back({std::move(entry.key), entry.size, std::move(entry.etag)});
      }
      marker = std::move(page.next_marker);
    } while (!marker.empty());
    return found;
  }

  std::optional<FoundObject> Look(const std::string& name, const Scope& scope) override {
    std::optional<ObjectInfo> info = client_->HeadObject(name, scope);
    if (!info.has_value()) return std::nullopt;
    return FoundObject{name, info->size, std::move(info->etag)};
  }

  std::unique_ptr<SliceStream> Open(std::vector<Slice> slices, uint64_t memory_bytes,
                                    const Scope& scope) override {
    return std::make_unique<ObjectStream>(*client_, std::move(slices), memory_bytes,
                                          scope);
  }

 private:
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<Client> client_;
};

}  // namespace

OssReader::OssReader(JobContext context)
    : OssReader(std::move(context), std::make_shared<HttpClient>()) {}

OssReader::OssReader(JobContext context, std::shared_ptr<Transport> transport)
    : ObjectReader(std::move(context), "oss.reader", [&](const JobContext& job) {
        return std::make_unique<Bucket>(job, std::move(transport));
      }) {}

}  // namespace hopline::plugins::oss
