#include "host/run/share.h"

#include <memory>

namespace hopline::run {
namespace {

/// What one struct of a shared tree owns: the structs below it and a share of the
/// original.
struct Node {
  std::shared_ptr<const Batch> original;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

void Release(ArrowArray* array) {
  const std::unique_ptr<Node> node(static_cast<Node*>(array->private_data));
  for (ArrowArray* child : node->pointers) {
    if (child->release != nullptr) child->release(child);
  }
  array->release = nullptr;
}

void Show(const std::shared_ptr<const Batch>& original, const ArrowArray& source,
          ArrowArray* out) {
  auto node = std::make_unique<Node>();
  node->original = original;
  node->children.resize(static_cast<size_t>(source.n_children));
  node->pointers.reserve(node->children.size());
  for (size_t i = 0; i < node->children.size(); ++i) {
    Show(original, *source.children[i], &node->children[i]);
    node->pointers.push_back(&node->children[i]);
  }
  *out = source;  // buffers and counts; the original keeps them alive
  out->children = node->pointers.empty() ? nullptr : node->pointers.data();
  out->release = &Release;
  out->private_data = node.release();
}

}  // namespace

std::vector<Batch> ShareBatch(Batch batch, size_t n) {
  std::vector<Batch> out;
  if (n == 1) {
    out.push_back(std::move(batch));
    return out;
  }
  const auto original = std::make_shared<const Batch>(std::move(batch));
  for (size_t i = 0; i < n; ++i) {
    Batch copy;
    Show(original, **original, copy.ptr());
    out.push_back(std::move(copy));
  }
  return out;
}

}  // namespace hopline::run
