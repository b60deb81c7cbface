#pragma once

/// The texts that models read: prompts/*.mustache, rendered with facts from the contract. A prompt
/// file has two parts, separated by a line "---": the system message and the user message.

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct RenderedPrompt {
  std::string system;
  std::string user;
};

/// All prompt files of an installation, loaded once. Thread-safe after loading.
class PromptLibrary {
 public:
  /// Reads every *.mustache below `folder`; the name is the path without the suffix, "guided/piece".
  static Result<PromptLibrary> Load(const std::filesystem::path& folder);

  /// A variant: these prompts, with every *.mustache below `folder` in the place of the one with its name. kBadInput
  /// for one that takes no prompt's place, for a value that no standard prompt has, and for a folder that holds none.
  Result<PromptLibrary> With(const std::filesystem::path& folder) const;

  /// Renders without HTML escaping. Objects, arrays, strings, numbers and booleans of `values` are
  /// available as mustache variables and sections. kBadInput for an unknown prompt or a template
  /// that does not parse; a variable that the template uses and `values` lacks is an error too, since
  /// models copy gaps literally.
  Result<RenderedPrompt> Render(const std::string& name, const nlohmann::json& values) const;

  /// SHA-256 over all templates: the prompt version in the journal.
  const std::string& version() const { return version_; }

 private:
  /// Reads every *.mustache below `folder` into the templates.
  Status Read(const std::filesystem::path& folder);
  void SetVersion();

  std::map<std::string, std::string> templates_;
  std::string version_;
};

}  // namespace autopilot
