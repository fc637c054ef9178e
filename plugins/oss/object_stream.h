#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "plugins/common/object_place.h"
#include "plugins/oss/client.h"

namespace hopline::plugins::oss {

/// Slices of objects, fetched in pieces while earlier ones are parsed, also across the
/// border between two objects. A whole object is compared with its CRC-64.
///
/// Threads: one at a time reads; a few of its own fetch.
/// Errors:  those of Client::GetPiece, when it is the piece's turn.
class ObjectStream final : public SliceStream {
 public:
  /// Units: memory_bytes bounds the pieces held; four of the smallest are always allowed.
  ObjectStream(Client& client, std::vector<Slice> slices, uint64_t memory_bytes,
               Scope scope);
  ~ObjectStream() override;
  ObjectStream(const ObjectStream&) = delete;
  ObjectStream& operator=(const ObjectStream&) = delete;

  const Slice* Next() override;
  size_t Read(char* out, size_t most) override;

 private:
  struct Piece {
    size_t slice = 0;
    uint64_t begin = 0, end = 0;
    // Written by a thread of the stream, read once `done` is seen under the mutex.
    bool done = false;
    std::string bytes;
    uint64_t crc64 = 0;
    std::optional<uint64_t> object_crc64;
    std::exception_ptr failure;
  };
  void Work();
  void Fetch(Piece& piece);
  Piece* Plan();
  std::unique_ptr<Piece> Take(std::unique_ptr<Piece> read);
  bool NextPiece();

  Client& client_;
  const std::vector<Slice> slices_;
  const uint64_t piece_bytes_;
  Scope scope_;

  size_t current_ = 0;  ///< slices begun
  std::unique_ptr<Piece> piece_;
  size_t done_ = 0;           ///< of the piece's bytes
  uint64_t slice_crc64_ = 0;  ///< of the slice's pieces so far

  std::mutex mutex_;
  std::condition_variable room_;               // pieces_ has shrunk, or stop_
  std::condition_variable ready_;              // a piece is done
  std::deque<std::unique_ptr<Piece>> pieces_;  // planned, not yet taken
  std::vector<std::string> memory_;            // of pieces that were read
  size_t plan_slice_ = 0;                      // where the next piece begins
  uint64_t plan_offset_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hopline::plugins::oss
