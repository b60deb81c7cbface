#include "engine/protocol_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "statistics/share.h"

namespace autopilot {
namespace {

constexpr int kEnough = 5;  ///< Runs that say something.

const Score* Find(const std::vector<Score>& scores, const std::string& proposer, const std::string& protocol) {
  const auto found = std::find_if(scores.begin(), scores.end(), [&](const Score& score) {
    return score.stage == "sg" && score.step.empty() && score.proposer == proposer && score.protocol == protocol &&
           score.runs >= kEnough;
  });
  return found == scores.end() ? nullptr : &*found;
}

std::string Told(const Score& score) { return fmt::format("{} {} of {}", score.protocol, score.won, score.runs); }

}  // namespace

ProtocolChoice ChooseProtocol(const std::string& proposer, bool strong, const std::vector<Score>& scores) {
  const std::string usual = strong ? "whole" : "guided";
  const std::string other = strong ? "guided" : "whole";
  const Score* tried = Find(scores, proposer, usual);
  const Score* rival = Find(scores, proposer, other);
  if (tried != nullptr && rival != nullptr) {
    const bool even = tried->share() == rival->share();
    const bool better = even ? tried->tokens <= rival->tokens : tried->share() > rival->share();
    return {better ? usual : other, fmt::format("so far {}, {}", Told(*tried), Told(*rival))};
  }
  // Where the usual way mostly fails, the other one is worth a try.
  if (tried != nullptr && WilsonInterval(tried->won, tried->runs).high < 0.5)
    return {other, fmt::format("so far {}", Told(*tried))};
  return {usual, strong ? "a model that writes whole functions unaided" : "small models succeed piece by piece"};
}

}  // namespace autopilot
