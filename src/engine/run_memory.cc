#include "engine/run_memory.h"

#include "app/application.h"

namespace autopilot {

Result<Journal*> RunMemory::OpenJournal(const std::filesystem::path& file, Durability durability) {
  std::unique_ptr<Journal>& journal = journals_[{file, durability}];
  if (journal == nullptr) {
    AUTOPILOT_TRY(opened, Journal::Open(file, workshop_.clock(), durability));
    journal = std::move(opened);
  }
  return journal.get();
}

Result<const Contract*> RunMemory::Measure(const std::filesystem::path& app_toml) {
  const auto known = contracts_.find(app_toml);
  if (known != contracts_.end()) return &known->second;
  AUTOPILOT_TRY(application, LoadApplication(app_toml));
  AUTOPILOT_TRY(contract, workshop_.Measure(application));
  return &contracts_.emplace(app_toml, std::move(contract)).first->second;
}

Result<const PromptLibrary*> RunMemory::Prompts(const std::filesystem::path& folder) {
  const auto known = prompts_.find(folder);
  if (known != prompts_.end()) return &known->second;
  AUTOPILOT_TRY(prompts, workshop_.prompts().With(folder));
  return &prompts_.emplace(folder, std::move(prompts)).first->second;
}

}  // namespace autopilot
