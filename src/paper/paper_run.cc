#include "paper/paper_run.h"

#include "core/files.h"
#include "paper/paper_facts.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// The one folder of a run's scripts.
constexpr const char* kRun = "run";

/// Whether the way to `name` below `root` leads through folders and files alone: a script may have put links there.
bool IsPlain(const fs::path& root, const fs::path& name) {
  fs::path path = root;
  std::error_code error;
  for (const fs::path& part : name) {
    path /= part;
    const fs::file_status status = fs::symlink_status(path, error);
    if (part == ".." || (!fs::is_regular_file(status) && !fs::is_directory(status))) return false;
  }
  return true;
}

TargetRunner TargetOf(const Twin& twin) {
  return [&twin](const Contract& contract, const std::vector<std::vector<double>>& rows, const fs::path& folder) {
    return RunOnTarget(twin, contract, rows, folder);
  };
}

}  // namespace

PaperScripts::PaperScripts(const StageContext& context, std::unique_ptr<ScriptBox> box)
    : contract_(InStudyLayout(context.contract)),
      box_(std::move(box)),
      judge_(contract_, context.causes, TargetOf(context.twin), *box_) {}

Result<ScriptVerdict> PaperScripts::Judge(const std::string& stage, const std::string& text,
                                          const std::vector<std::string>& outputs) {
  ScriptCase candidate;
  candidate.stage = stage;
  candidate.text = text;
  candidate.operation = stage == "mc" ? "convert" : "";  // What an operation of the study may do, only its name says.
  candidate.outputs = outputs;
  candidate.run = kRun;
  candidate.folders = {playground()};
  return judge_.Judge(candidate);
}

std::vector<std::string> PaperScripts::DataFiles() const {
  std::vector<std::string> names;
  for (const WorkerFile& input : judge_.Inputs()) {
    if (!contract_.application.keras || input.source != *contract_.application.keras) names.push_back(input.name);
  }
  return names;
}

std::string PaperScripts::ModelFile() const {
  for (const WorkerFile& input : judge_.Inputs()) {
    if (contract_.application.keras && input.source == *contract_.application.keras) return input.name;
  }
  return "";
}

std::string PaperScripts::playground() const { return Playground(contract_.application); }

Result<std::string> PaperScripts::Read(const std::string& name) const {
  const fs::path folder = judge_.FolderOf(kRun);
  if (folder.empty() || !IsPlain(folder, name) || !fs::is_regular_file(folder / name)) {
    return Fail(BadInput("no script wrote " + name));
  }
  return ReadFile(folder / name);
}

Result<std::vector<fs::path>> PaperScripts::KeepIn(const fs::path& folder) const {
  std::vector<fs::path> copies;
  const fs::path root = judge_.FolderOf(kRun);
  if (root.empty() || !IsPlain(root, playground())) return copies;
  std::error_code error;
  const fs::path source = root / playground();
  for (auto it = fs::recursive_directory_iterator(source, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error)) {
    if (!fs::is_regular_file(it->symlink_status())) continue;
    AUTOPILOT_TRY(content, ReadFile(it->path()));
    copies.push_back(folder / it->path().lexically_relative(source));
    AUTOPILOT_CHECK(WriteFile(copies.back(), content));
  }
  return copies;
}

Result<PaperScripts*> PaperRun::Scripts(const StageContext& context) {
  if (!scripts_) {
    AUTOPILOT_TRY(box, open_box_());
    scripts_ = std::make_unique<PaperScripts>(context, std::move(box));
  }
  return scripts_.get();
}

}  // namespace autopilot
