#pragma once

/// What runs that follow each other in one process have judged already. A model that is asked often enough repeats
/// itself, and the verdict hangs on nothing but candidate, contract and program (docs/design.md).

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gate/observation.h"
#include "protocol/piece_judge.h"
#include "repair/repairer.h"

namespace autopilot {

/// Values by key, so many at most: then it begins anew. Not thread-safe.
template <typename T>
class Remembered {
 public:
  /// Valid until the next Keep.
  const T* Find(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }
  /// Keeps it if its verdict says something of the candidate.
  void Keep(const std::string& key, const Verdict& verdict, T value) {
    const VerdictKind kind = verdict.verdict;
    if (kind != VerdictKind::kPass && kind != VerdictKind::kReject && kind != VerdictKind::kInconclusive) return;
    if (values_.size() >= kMost) values_.clear();
    values_.emplace(key, std::move(value));
  }

 private:
  static constexpr std::size_t kMost = 2000;
  std::unordered_map<std::string, T> values_;
};

struct JudgedSketch {
  Judgement judgement;
  std::vector<SampleResult> samples;
};

/// Keys begin with the contract's fingerprint.
struct JudgeMemory {
  Remembered<JudgedSketch> sketches;
  Remembered<PieceVerdict> pieces;
};

}  // namespace autopilot
