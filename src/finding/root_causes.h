#pragma once

/// The closed vocabulary of profiles/root-causes.toml.

#include <filesystem>
#include <map>
#include <string>

#include "core/status.h"
#include "finding/finding.h"

namespace autopilot {

struct RootCause {
  std::string group;           ///< "reply", "build", ...
  std::string paper_category;  ///< One of the 14 names, or "none".
  std::string sentence;
};

class RootCauses {
 public:
  static Result<RootCauses> Load(const std::filesystem::path& file);
  const RootCause* Find(const std::string& id) const;
  /// Fills in the paper category from the root cause. An unknown id is a bug: it is reported as
  /// category "Uncategorized" and caught by tests.
  void Complete(Finding& finding) const;
  const std::map<std::string, RootCause>& all() const { return causes_; }

 private:
  std::map<std::string, RootCause> causes_;
};

}  // namespace autopilot
