#pragma once

/// The tool's own Python: what a confined process must see of it, and the environment that it runs in.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// Every folder that the venv's interpreter needs to see: the venv under its own name and where links lead,
/// and the installation it was made from, for each link on the way to the program (a version manager's
/// folder, say), since a confined process follows the same links. Fails with kInfrastructure where the venv is
/// not whole.
Result<std::vector<std::filesystem::path>> FoldersOfPython(const std::filesystem::path& python);

/// What the interpreter finds as its environment: pinned, so that the same request gives the same answer.
std::map<std::string, std::string> PythonEnvironment(const std::filesystem::path& home);

}  // namespace autopilot
