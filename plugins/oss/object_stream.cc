#include "plugins/oss/object_stream.h"

#include <algorithm>
#include <utility>

#include "plugins/common/helper_threads.h"
#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {
namespace {

// More requests in flight per task do not help: tasks run side by side already.
constexpr size_t kFetchers = 2;
// One piece is being read while the others are on their way.
constexpr size_t kMostPieces = kFetchers;
constexpr uint64_t kSmallestPieceBytes = uint64_t{256} << 10;
constexpr uint64_t kLargestPieceBytes = uint64_t{2} << 20;

}  // namespace

ObjectStream::ObjectStream(Client& client, std::vector<Slice> slices,
                           uint64_t memory_bytes, Scope scope)
    : client_(client),
      slices_(std::move(slices)),
      piece_bytes_(std::clamp(memory_bytes / (kMostPieces + 2), kSmallestPieceBytes,
                              kLargestPieceBytes)),
      scope_(scope) {
  threads_ = StartHelpers(kFetchers, [this] { return std::thread([this] { Work(); }); });
}

ObjectStream::~ObjectStream() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  room_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

const Slice* ObjectStream::Next() {
  slice_crc64_ = 0;
  return current_ == slices_.size() ? nullptr : &slices_[current_++];
}

size_t ObjectStream::Read(char* out, size_t most) {
  while (piece_ == nullptr || piece_->slice != current_ - 1 ||
         done_ == piece_->bytes.size()) {
    if (!NextPiece()) return 0;
  }
  const size_t n = std::min(most, piece_->bytes.size() - done_);
  std::copy_n(piece_->bytes.data() + done_, n, out);
  done_ += n;
  return n;
}

/// Moves to the next piece of the slice; false at its end.
bool ObjectStream::NextPiece() {
  const Slice& slice = slices_[current_ - 1];
  const bool begun = piece_ != nullptr && piece_->slice == current_ - 1;
  if (begun && piece_->end == slice.end) return false;
  do {
    piece_ = Take(std::move(piece_));
  } while (piece_->slice != current_ - 1);  // the rest of a slice that was left early
  done_ = 0;
  slice_crc64_ =
      wire::oss::Crc64Combine(slice_crc64_, piece_->crc64, piece_->end - piece_->begin);
  const bool all = slice.is_whole() && piece_->end == slice.end;
  if (all && piece_->object_crc64.value_or(slice_crc64_) != slice_crc64_) {
    throw Error(HOPLINE_STATUS_IO,
                "reading object " + slice.object.name + " of bucket " + client_.bucket() +
                    ": its bytes do not fit its CRC-64; they were damaged on the way");
  }
  return true;
}

/// The first piece that was planned, once it is there. The memory of one that was read
/// goes round.
std::unique_ptr<ObjectStream::Piece> ObjectStream::Take(std::unique_ptr<Piece> read) {
  std::unique_lock lock(mutex_);
  if (read != nullptr) memory_.push_back(std::move(read->bytes));
  ready_.wait(lock, [&] { return !pieces_.empty() && pieces_.front()->done; });
  if (pieces_.front()->failure != nullptr) {
    std::rethrow_exception(pieces_.front()->failure);
  }
  std::unique_ptr<Piece> piece = std::move(pieces_.front());
  pieces_.pop_front();
  lock.unlock();
  room_.notify_one();
  return piece;
}

/// The next piece to fetch, null when there is no more. Order: mutex_ held.
ObjectStream::Piece* ObjectStream::Plan() {
  if (plan_slice_ == slices_.size()) return nullptr;
  const Slice& slice = slices_[plan_slice_];
  auto piece = std::make_unique<Piece>();
  piece->slice = plan_slice_;
  piece->begin = slice.begin + plan_offset_;
  piece->end = std::min(piece->begin + piece_bytes_, slice.end);
  plan_offset_ += piece_bytes_;
  if (piece->end == slice.end) {
    ++plan_slice_;
    plan_offset_ = 0;
  }
  if (!memory_.empty()) {
    piece->bytes = std::move(memory_.back());
    memory_.pop_back();
  }
  return pieces_.emplace_back(std::move(piece)).get();
}

void ObjectStream::Work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return stop_ || pieces_.size() < kMostPieces; });
    Piece* piece = stop_ ? nullptr : Plan();
    if (piece == nullptr) return;
    lock.unlock();
    Fetch(*piece);
    lock.lock();
    piece->done = true;
    if (piece->failure != nullptr) stop_ = true;
    lock.unlock();
    ready_.notify_one();
  }
}

void ObjectStream::Fetch(Piece& piece) {
  try {
    ObjectPiece fetched = client_.GetPiece(slices_[piece.slice].object, piece.begin,
                                           piece.end, std::move(piece.bytes), scope_);
    piece.bytes = std::move(fetched.bytes);
    piece.object_crc64 = fetched.object_crc64;
    piece.crc64 = wire::oss::Crc64(0, piece.bytes);
  } catch (...) {
    piece.failure = std::current_exception();
  }
}

}  // namespace hopline::plugins::oss
