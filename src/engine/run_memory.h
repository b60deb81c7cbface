#pragma once

/// What runs that follow each other in one process keep for the next: an experiment has thousands of them, of few
/// applications.

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "app/contract.h"
#include "core/status.h"
#include "engine/workshop.h"
#include "journal/journal.h"
#include "prompt/prompt_library.h"
#include "stage/judge_memory.h"

namespace autopilot {

/// Applications, prompts and the program must not change while it lives. Not thread-safe; `workshop` outlives it.
class RunMemory {
 public:
  explicit RunMemory(Workshop& workshop) : workshop_(workshop) {}

  /// Opened once.
  Result<Journal*> OpenJournal(const std::filesystem::path& file, Durability durability);
  /// As Workshop::Measure, once.
  Result<const Contract*> Measure(const std::filesystem::path& app_toml);
  /// The standard prompts, with those of `folder` in the place of theirs.
  Result<const PromptLibrary*> Prompts(const std::filesystem::path& folder);
  JudgeMemory& judged() { return judged_; }

 private:
  Workshop& workshop_;
  std::map<std::pair<std::filesystem::path, Durability>, std::unique_ptr<Journal>> journals_;
  std::map<std::filesystem::path, Contract> contracts_;
  std::map<std::filesystem::path, PromptLibrary> prompts_;
  JudgeMemory judged_;
};

}  // namespace autopilot
