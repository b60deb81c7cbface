#include "llm/repetition.h"

#include <algorithm>

namespace autopilot {
namespace {

constexpr std::size_t kEvery = 256;  // Bytes between two looks: soon enough, and a look costs microseconds.

}  // namespace

bool RepetitionGuard::Feed(std::string_view text) {
  constexpr std::size_t kKept = kLongestCircle * (kTimes + 1);
  end_ += text;
  unchecked_ += text.size();
  if (circles_ || unchecked_ < kEvery) return circles_;
  unchecked_ = 0;
  if (end_.size() > 2 * kKept) end_.erase(0, end_.size() - kKept);
  circles_ = EndsInCircle();
  return circles_;
}

bool RepetitionGuard::EndsInCircle() const {
  for (std::size_t circle = 1; circle <= kLongestCircle; ++circle) {
    const std::size_t needed = std::max(kLeastBytes, kTimes * circle);
    if (end_.size() < needed + circle) continue;
    // The end and the same moved back by one circle are equal.
    const std::string_view last = std::string_view(end_).substr(end_.size() - needed);
    if (last == std::string_view(end_).substr(end_.size() - needed - circle, needed)) return true;
  }
  return false;
}

}  // namespace autopilot
