#include "worker/python_install.h"

#include <set>
#include <sstream>
#include <string>
#include <system_error>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSetupCure = "run tools/setup";

/// `home = /path/bin` of a venv's pyvenv.cfg.
Result<fs::path> HomeOfVenv(const fs::path& venv) {
  AUTOPILOT_TRY(text, ReadFile(venv / "pyvenv.cfg"));
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const auto equals = line.find('=');
    if (equals == std::string::npos || line.compare(0, 4, "home") != 0) continue;
    const auto start = line.find_first_not_of(" \t", equals + 1);
    if (start == std::string::npos) continue;
    const auto end = line.find_last_not_of(" \t\r");
    return fs::path(line.substr(start, end - start + 1));
  }
  return Fail(Infrastructure("the Python environment names no home", kSetupCure).At((venv / "pyvenv.cfg").string()));
}

}  // namespace

Result<std::vector<fs::path>> FoldersOfPython(const fs::path& python) {
  const fs::path venv = python.parent_path().parent_path();
  std::set<fs::path> folders = {venv, fs::weakly_canonical(venv)};
  AUTOPILOT_TRY(home, HomeOfVenv(venv));
  std::error_code error;
  folders.insert(home.parent_path());
  folders.insert(fs::weakly_canonical(home, error).parent_path());
  fs::path link = fs::weakly_canonical(venv) / "bin" / python.filename();
  for (int hops = 0; hops < 16 && fs::is_symlink(link, error); ++hops) {
    const fs::path target = fs::read_symlink(link, error);
    link = (target.is_absolute() ? target : link.parent_path() / target).lexically_normal();
    folders.insert(link.parent_path().parent_path());
  }
  std::vector<fs::path> kept;
  for (const fs::path& folder : folders) {
    // The system's own folders are visible anyway, and "/" must never be shown.
    const bool system = folder.empty() || folder == "/" || folder == "/usr" || folder == "/usr/local";
    if (!system && fs::exists(folder, error)) kept.push_back(folder);
  }
  return kept;
}

std::map<std::string, std::string> PythonEnvironment(const fs::path& home) {
  return {{"PATH", "/usr/bin:/bin"},     {"HOME", home.string()},        {"LANG", "C.UTF-8"},
          {"PYTHONHASHSEED", "0"},       {"CUDA_VISIBLE_DEVICES", "-1"}, {"TF_CPP_MIN_LOG_LEVEL", "3"},
          {"TF_ENABLE_ONEDNN_OPTS", "0"}};
}

}  // namespace autopilot
