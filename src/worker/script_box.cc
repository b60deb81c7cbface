#include "worker/script_box.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/text.h"
#include "worker/python_install.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Tensorflow reserves address space far beyond what it uses.
constexpr std::uint64_t kAddressSpace = 8ull << 30;
constexpr std::uint64_t kLargestFile = 256ull << 20;
// All that it adds to its folder, which lies in memory on most machines.
constexpr std::uint64_t kLargestFolder = 1ull << 30;
constexpr int kMostFiles = 10000;
constexpr int kProcesses = 256;
constexpr std::chrono::seconds kWarmLimit{180};
constexpr std::chrono::seconds kAnswerLimit{kScriptWallSeconds + 120};

class ZygoteBox : public ScriptBox {
 public:
  explicit ZygoteBox(TemporaryFolder folder) : folder_(std::move(folder)) {}

  Status Begin(const InstallPaths& paths, const Sandbox& sandbox) {
    std::error_code error;
    const fs::path script = paths.python() / "script_zygote.py";
    if (!fs::exists(paths.venv_python(), error)) {
      return Fail(Infrastructure("the tool's Python environment is missing", "run tools/setup")
                      .At(paths.venv_python().string()));
    }
    AUTOPILOT_TRY(readable, FoldersOfPython(paths.venv_python()));
    readable.push_back(paths.python());
    root_ = fs::canonical(folder_.path(), error);
    Command command;
    command.argv = {paths.venv_python().string(), "-s", "-B", script.string(), root_.string()};
    command.clean_environment = true;
    command.environment = PythonEnvironment("/tmp");
    // Packages for drawing and for processes of their own find a place and no screen.
    command.environment["MPLBACKEND"] = "Agg";
    command.environment["MPLCONFIGDIR"] = "/tmp";
    SandboxPolicy policy;
    policy.writable = root_;
    policy.readable = std::move(readable);
    policy.limits.processes = kProcesses;
    AUTOPILOT_TRY(process, sandbox.Talk(command, policy));
    process_ = std::move(process);
    AUTOPILOT_TRY(ready, process_->Ask("{}", kWarmLimit));
    const json answer = json::parse(ready, nullptr, false);
    if (!answer.is_object() || !answer.value("ready", false)) {
      return Fail(Infrastructure("the process for scripts does not start: " + ready, "run tools/setup"));
    }
    isolates_ = answer.value("isolated", false);
    return {};
  }

  Result<json> Run(const ScriptJob& job) override {
    ++number_;
    AUTOPILOT_CHECK(MakeFolder(InputFolder()));
    std::error_code error;
    if (!fs::exists(WorkFolder(job.work), error)) {
      for (const WorkerFile& input : job.inputs) {
        AUTOPILOT_TRY(content, ReadFile(input.source));
        AUTOPILOT_CHECK(WriteFile(InputFolder() / input.name, content));
      }
    }
    const json request = {{"what", "script"},
                          {"text", job.text},
                          {"work", job.work},
                          {"inputs", InputFolder().filename().string()},
                          {"control", ControlFolder().filename().string()},
                          {"folders", job.folders},
                          {"tensorflow", job.tensorflow},
                          {"answer", ControlFolder().filename().string() + "/script.json"},
                          {"limits",
                           {{"cpu", kScriptCpuSeconds},
                            {"wall", kScriptWallSeconds},
                            {"memory", kAddressSpace},
                            {"file", kLargestFile},
                            {"files", kMostFiles},
                            {"folder", kLargestFolder}}}};
    return Ask(request, ControlFolder() / "script.json");
  }

  Result<json> Task(const json& task, bool tensorflow) override {
    const json request = {{"what", "task"},
                          {"task", task},
                          {"control", ControlFolder().filename().string()},
                          {"tensorflow", tensorflow},
                          {"answer", ControlFolder().filename().string() + "/answer.json"}};
    AUTOPILOT_TRY(answer, Ask(request, ControlFolder() / "answer.json"));
    const auto failure = answer.find("error");
    if (failure == answer.end()) return std::move(answer);
    const std::string message = failure->value("message", "the task failed");
    const std::string cure = failure->value("cure", "");
    if (failure->value("kind", "") == "infrastructure") return Fail(Infrastructure(message, cure));
    return Fail(BadInput(message, cure));
  }

  Result<fs::path> Provide(const std::string& name, std::string_view content) override {
    const fs::path file = root_ / "given" / name;
    AUTOPILOT_CHECK(WriteFile(file, content));
    return file;
  }

  fs::path WorkFolder(const std::string& work) const override { return root_ / ("work-" + work); }
  fs::path ControlFolder() const override { return root_ / fmt::format("control-{}", number_); }
  bool isolates() const override { return isolates_; }
  bool alive() const override { return alive_; }

 private:
  fs::path InputFolder() const { return root_ / fmt::format("inputs-{}", number_); }

  Result<json> Ask(json request, const fs::path& answer_file) {
    if (request.contains("work")) request["work"] = WorkFolder(request["work"]).filename().string();
    const auto line = process_->Ask(request.dump(-1, ' ', true, json::error_handler_t::replace), kAnswerLimit);
    alive_ = line.has_value();
    if (!line) return Fail(line.error());
    const json said = json::parse(*line, nullptr, false);
    if (!said.is_object() || !said.value("done", false)) {
      return Fail(Infrastructure("the process for scripts fails: " + *line, "try again; if it stays, run tools/setup"));
    }
    AUTOPILOT_TRY(text, ReadFile(answer_file));
    json answer = json::parse(text, nullptr, false);
    if (!answer.is_object()) {
      return Fail(Infrastructure("the process for scripts gave no answer").At(answer_file.string()));
    }
    return answer;
  }

  TemporaryFolder folder_;  ///< Outlives the process, whose end gives it back.
  fs::path root_;
  std::unique_ptr<LineProcess> process_;
  int number_ = 0;
  bool isolates_ = false;
  bool alive_ = true;
};

}  // namespace

Result<std::unique_ptr<ScriptBox>> ScriptBox::Start(const InstallPaths& paths, const Sandbox& sandbox) {
  AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-scripts"));
  auto box = std::make_unique<ZygoteBox>(std::move(folder));
  AUTOPILOT_CHECK(box->Begin(paths, sandbox));
  return std::unique_ptr<ScriptBox>(std::move(box));
}

bool MentionsTensorflow(const std::string& text) {
  const std::string lower = Lower(text);
  constexpr std::array<const char*, 4> kWords = {"tensorflow", "keras", "tflite", "litert"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](const char* word) { return lower.find(word) != std::string::npos; });
}

}  // namespace autopilot
