#include "worker/python_worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <system_error>

#include "core/files.h"
#include "worker/python_install.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

// Computing is what is limited; the wall only ends a worker that waits for ever, since a busy machine may
// take many times as long for the same work.
constexpr int kCpuSeconds = 120;
constexpr std::chrono::seconds kWallLimit{600};
// Tensorflow reserves address space far beyond what it uses.
constexpr std::uint64_t kAddressSpace = 8ull << 30;
constexpr std::uint64_t kLargestFile = 512ull << 20;
constexpr int kProcesses = 256;
constexpr const char* kSetupCure = "run tools/setup";

/// The last lines of what a process printed, without blank ones.
std::string LastLines(const std::string& text, std::size_t count) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(line);
  }
  std::string tail;
  for (std::size_t i = lines.size() > count ? lines.size() - count : 0; i < lines.size(); ++i) {
    tail += (tail.empty() ? "" : "\n") + lines[i];
  }
  return tail;
}

class SandboxedWorker : public PythonWorker {
 public:
  SandboxedWorker(const InstallPaths& paths, const Sandbox& sandbox) : paths_(paths), sandbox_(sandbox) {}

  Result<nlohmann::json> Call(const nlohmann::json& request, const std::vector<WorkerFile>& inputs,
                              const fs::path& folder) override {
    AUTOPILOT_CHECK(CheckInstalled());
    std::error_code error;
    AUTOPILOT_CHECK(MakeFolder(folder));
    const fs::path place = fs::canonical(folder, error);
    for (const WorkerFile& input : inputs) {
      AUTOPILOT_TRY(content, ReadFile(input.source));
      AUTOPILOT_CHECK(WriteFile(place / input.name, content));
    }
    AUTOPILOT_CHECK(WriteFile(place / "request.json", request.dump()));
    fs::remove(place / "answer.json", error);
    AUTOPILOT_TRY(result, sandbox_.Run(MakeCommand(place), MakePolicy(place)));
    return ReadAnswer(result, place);
  }

 private:
  Status CheckInstalled() {
    std::error_code error;
    if (!fs::exists(paths_.venv_python(), error)) {
      return Fail(
          Infrastructure("the tool's Python environment is missing", kSetupCure).At(paths_.venv_python().string()));
    }
    if (!fs::exists(Script(), error)) {
      return Fail(Infrastructure("the Python worker is missing", "install the program again").At(Script().string()));
    }
    if (readable_.empty()) {
      AUTOPILOT_TRY(folders, FoldersOfPython(paths_.venv_python()));
      readable_ = std::move(folders);
      readable_.push_back(paths_.python());
    }
    return {};
  }

  fs::path Script() const { return paths_.python() / "autopilot_worker.py"; }

  Command MakeCommand(const fs::path& folder) const {
    Command command;
    // -s: no packages of the user; -B: the program's own folder is read-only.
    command.argv = {paths_.venv_python().string(), "-s", "-B", Script().string(), "request.json", "answer.json"};
    command.clean_environment = true;
    command.environment = PythonEnvironment(folder);
    return command;
  }

  SandboxPolicy MakePolicy(const fs::path& folder) const {
    SandboxPolicy policy;
    policy.writable = folder;
    policy.readable = readable_;
    policy.limits.wall = kWallLimit;
    policy.limits.cpu_seconds = kCpuSeconds;
    policy.limits.memory_bytes = kAddressSpace;
    policy.limits.file_bytes = kLargestFile;
    policy.limits.processes = kProcesses;
    return policy;
  }

  static Result<nlohmann::json> ReadAnswer(const ProcessResult& result, const fs::path& folder) {
    const std::string tail = LastLines(result.err, 6);
    if (result.timed_out || result.signal == SIGXCPU || result.exit_code == 128 + SIGXCPU) {
      return Fail(Infrastructure(fmt::format("the Python worker did not end within {} s of computing, {} s in all",
                                             kCpuSeconds, kWallLimit.count()),
                                 "look at request.json there; a slower machine needs smaller data")
                      .At(folder.string()));
    }
    if (!result.ok()) {
      const std::string how =
          result.signal != 0 ? fmt::format("signal {}", result.signal) : fmt::format("status {}", result.exit_code);
      return Fail(Infrastructure(fmt::format("the Python worker ended with {}:\n{}", how, tail), kSetupCure)
                      .At(folder.string()));
    }
    AUTOPILOT_TRY(text, ReadFile(folder / "answer.json"));
    nlohmann::json answer = nlohmann::json::parse(text, nullptr, false);
    if (!answer.is_object()) {
      return Fail(Infrastructure("the Python worker's answer is not a JSON object", kSetupCure)
                      .At((folder / "answer.json").string()));
    }
    const auto failure = answer.find("error");
    if (failure == answer.end()) return answer;
    const std::string message = failure->value("message", "the task failed");
    const std::string cure = failure->value("cure", "");
    if (failure->value("kind", "") == "infrastructure") return Fail(Infrastructure(message, cure));
    return Fail(BadInput(message, cure));
  }

  const InstallPaths& paths_;
  const Sandbox& sandbox_;
  std::vector<fs::path> readable_;  ///< Filled at the first call.
};

}  // namespace

std::unique_ptr<PythonWorker> MakePythonWorker(const InstallPaths& paths, const Sandbox& sandbox) {
  return std::make_unique<SandboxedWorker>(paths, sandbox);
}

}  // namespace autopilot
