#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"
#include "llm/model_store.h"

namespace autopilot {

/// Reads `profiles`/engines/*.toml. Fails with kInfrastructure naming the file and the line.
Result<std::map<std::string, EngineRecipe>> LoadEngineRecipes(const std::filesystem::path& profiles);

/// Reads `profiles`/models/*.toml; the default first, then by name.
Result<std::vector<ModelRecipe>> LoadModelRecipes(const std::filesystem::path& profiles);

/// The CPU flags of `wanted` that /proc/cpuinfo's text does not list.
std::vector<std::string> MissingCpuFlags(const std::string& cpuinfo, const std::vector<std::string>& wanted);

}  // namespace autopilot
