#include "paper/library_manager.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kProgram = "arduino-cli";
constexpr const char* kBoard = "arduino:mbed:nano33ble";
constexpr std::chrono::minutes kLimit{5};
constexpr std::size_t kMostLibraries = 20;

class ArduinoCli : public LibraryManager {
 public:
  ArduinoCli(ProcessRunner& runner, const Sandbox& sandbox, fs::path program)
      : runner_(runner), sandbox_(sandbox), program_(std::move(program)) {}

  Result<std::vector<std::string>> Search(const std::string& header) override {
    AUTOPILOT_TRY(found, Run({"lib", "search", fs::path(header).stem().string(), "--format", "json"}));
    const json answer = json::parse(found.out, nullptr, false);
    std::vector<std::string> names;
    if (!found.ok() || !answer.is_object() || !answer.contains("libraries")) return names;
    for (const json& library : answer["libraries"]) {
      if (names.size() < kMostLibraries && library.is_object()) names.push_back(library.value("name", ""));
    }
    return names;
  }

  Result<bool> Install(const std::string& library) override {
    AUTOPILOT_TRY(done, Run({"lib", "install", library}));
    return done.ok();
  }

  Result<Compiled> Compile(const fs::path& folder) override {
    AUTOPILOT_TRY(data, Folder("directories.data"));
    AUTOPILOT_TRY(user, Folder("directories.user"));
    Command command;
    command.argv = {program_.string(), "compile", "--fqbn", kBoard, folder.string()};
    command.environment = {{"ARDUINO_DIRECTORIES_DATA", data.string()}, {"ARDUINO_DIRECTORIES_USER", user.string()}};
    SandboxPolicy policy;
    policy.writable = folder;
    policy.readable = {program_, data, user};
    policy.limits.wall = kLimit;
    AUTOPILOT_TRY(result, sandbox_.Run(command, policy));
    return Compiled{result.ok(), result.out + result.err};
  }

 private:
  Result<ProcessResult> Run(std::vector<std::string> arguments) {
    Command command;
    command.argv = std::move(arguments);
    command.argv.insert(command.argv.begin(), program_.string());
    command.limits.wall = kLimit;
    return runner_.Run(command);
  }

  Result<fs::path> Folder(const std::string& setting) {
    AUTOPILOT_TRY(result, Run({"config", "get", setting}));
    std::string path = result.out.substr(0, result.out.find('\n'));
    if (!result.ok() || path.empty()) {
      return Fail(Infrastructure(fmt::format("{} does not tell {}", kProgram, setting), "take a newer arduino-cli"));
    }
    return fs::path(path);
  }

  ProcessRunner& runner_;
  const Sandbox& sandbox_;
  fs::path program_;
};

}  // namespace

std::unique_ptr<LibraryManager> FindLibraryManager(ProcessRunner& runner, const Sandbox& sandbox) {
  const auto program = FindProgram(kProgram);
  if (!program) return nullptr;
  return std::make_unique<ArduinoCli>(runner, sandbox, *program);
}

std::optional<std::string> MissingHeaderIn(const std::string& compiler_output) {
  static const std::regex missing(R"(([\w./+-]+\.h(pp)?): No such file or directory)");
  std::smatch match;
  if (!std::regex_search(compiler_output, match, missing)) return std::nullopt;
  return match[1].str();
}

}  // namespace autopilot
