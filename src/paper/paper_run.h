#pragma once

/// What the stages of one run by the study's protocol share.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "paper/library_manager.h"
#include "paper/paper_rules.h"
#include "script/script_judge.h"
#include "stage/stage.h"
#include "worker/script_box.h"

namespace autopilot {

/// The scripts of a run: all run confined, in one working folder, and what an earlier one wrote is there for the later
/// ones. Not movable: its members refer to each other.
class PaperScripts {
 public:
  /// `context` outlives it.
  PaperScripts(const StageContext& context, std::unique_ptr<ScriptBox> box);

  /// Runs and judges one. `outputs` are the files that it names.
  Result<ScriptVerdict> Judge(const std::string& stage, const std::string& text,
                              const std::vector<std::string>& outputs);

  /// Relative paths, as scripts see them.
  std::vector<std::string> DataFiles() const;
  std::string ModelFile() const;
  std::string playground() const;

  /// One of the files that scripts left; kBadInput where there is none, or what stands there is no plain file.
  Result<std::string> Read(const std::string& name) const;
  /// Copies the playground into `folder`; the copies.
  Result<std::vector<std::filesystem::path>> KeepIn(const std::filesystem::path& folder) const;

 private:
  Contract contract_;
  std::unique_ptr<ScriptBox> box_;
  ScriptJudge judge_;
};

class PaperRun {
 public:
  using OpenBox = std::function<Result<std::unique_ptr<ScriptBox>>()>;

  /// `libraries` may be null: then a missing header is an error like any other. What is referred to outlives it.
  PaperRun(PaperOptions options, OpenBox open_box, LibraryManager* libraries)
      : options_(std::move(options)), open_box_(std::move(open_box)), libraries_(libraries) {}

  const PaperOptions& options() const { return options_; }
  LibraryManager* libraries() const { return libraries_; }
  /// Started at the first call.
  Result<PaperScripts*> Scripts(const StageContext& context);

 private:
  PaperOptions options_;
  OpenBox open_box_;
  LibraryManager* libraries_;
  std::unique_ptr<PaperScripts> scripts_;
};

}  // namespace autopilot
