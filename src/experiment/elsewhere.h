#pragma once

/// What is done of an experiment elsewhere than in this workspace. A task of a cluster reads it from a file.

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "core/status.h"

namespace autopilot {

struct Spending {
  double tokens = 0;
  double usd = 0;

  void Add(const Spending& more) {
    tokens += more.tokens;
    usd += more.usd;
  }
  Spending Without(const Spending& part) const { return {tokens - part.tokens, usd - part.usd}; }
};

struct Elsewhere {
  std::set<std::string> runs;              ///< Begun or ended there, so not to be run here.
  Spending spent;                          ///< Of the budget of the whole.
  std::map<std::string, Spending> before;  ///< What `spent` has of runs that stand in this workspace, by id.
  int parts = 1;                           ///< One of so many may be taken here of what is left of the budget.
};

/// kInfrastructure for a file that another version wrote.
Result<Elsewhere> ReadElsewhere(const std::filesystem::path& file);
Status WriteElsewhere(const std::filesystem::path& file, const Elsewhere& elsewhere);

}  // namespace autopilot
