/// \file object_place.h
/// Where the objects of a reader are: a bucket or a folder. What is the same for both is
/// written against this.
#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/common/byte_source.h"

namespace hopline::plugins {

/// One object as it was found. `version` differs whenever the content may differ: an
/// ETag, a time of change.
struct FoundObject {
  std::string name;
  uint64_t size = 0;
  std::string version;
};

/// The bytes begin … end − 1 of an object.
struct Slice {
  FoundObject object;
  uint64_t begin = 0;
  uint64_t end = 0;

  uint64_t size() const { return end - begin; }
  bool is_whole() const { return begin == 0 && end == object.size; }
};

/// Slices one after the other. Read() ends at the end of each.
class SliceStream : public ByteSource {
 public:
  /// Moves to the next slice, whatever is left of this one; null after the last.
  ///
  /// Errors: of this and of Read(): DATA_INVALID for an object that is no longer the one
  /// that was planned with. The message does not name the object, those of other codes
  /// do.
  virtual const Slice* Next() = 0;
};

/// Threads: any, also while streams of it are read.
class ObjectPlace {
 public:
  virtual ~ObjectPlace() = default;
  /// "object a/b of bucket c", for errors; and the place itself: "bucket c".
  virtual std::string Describe(const std::string& name) const = 0;
  virtual std::string Describe() const = 0;
  /// Every object whose name begins with `prefix`, in the byte order of names.
  virtual std::vector<FoundObject> List(const std::string& prefix,
                                        const Scope& scope) = 0;
  virtual std::optional<FoundObject> Look(const std::string& name,
                                          const Scope& scope) = 0;
  /// Units: memory_bytes bounds what is read ahead. The stream borrows the place.
  virtual std::unique_ptr<SliceStream> Open(std::vector<Slice> slices,
                                            uint64_t memory_bytes,
                                            const Scope& scope) = 0;
};

}  // namespace hopline::plugins
