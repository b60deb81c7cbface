#include "experiment/input_files.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "app/application.h"
#include "core/files.h"
#include "core/hash.h"
#include "journal/merge.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The file, or all files below the folder with this extension (empty: any).
Status Add(const fs::path& path, const std::string& extension, const fs::path& from,
           std::map<std::string, std::string>& files) {
  std::error_code error;
  if (!fs::is_directory(path)) {
    AUTOPILOT_TRY(hash, Sha256OfFile(path));
    files[path.lexically_relative(from).string()] = hash;
    return {};
  }
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
    if (!entry.is_regular_file() || (!extension.empty() && entry.path().extension() != extension)) continue;
    AUTOPILOT_CHECK(Add(entry.path(), "", from, files));
  }
  return {};
}

/// The first file that is another, is gone or was added; empty: none.
std::string Difference(const std::map<std::string, std::string>& before,
                       const std::map<std::string, std::string>& now) {
  for (const auto& [file, hash] : before) {
    const auto found = now.find(file);
    if (found == now.end()) return file + " is gone";
    if (found->second != hash) return file + " is another";
  }
  for (const auto& [file, hash] : now) {
    if (!before.contains(file)) return file + " was added";
  }
  return "";
}

/// Of what both know: what differs, and how; two empty texts: nothing.
std::pair<std::string, std::string> Difference(const InputFiles& before, const InputFiles& now) {
  for (const auto& [what, files] : before) {
    const auto found = now.find(what);
    if (found == now.end()) continue;
    const std::string difference = Difference(files, found->second);
    if (!difference.empty()) return {what, difference};
  }
  return {};
}

constexpr std::string_view kFolder = "experiments";
constexpr std::string_view kEnding = ".inputs.json";

/// The workspace that the journal is in; empty for a journal that lies by itself.
fs::path WorkspaceAt(const fs::path& named) {
  const fs::path journal = fs::absolute(JournalToMergeInto(named));
  return journal.filename() == "journal.sqlite" ? journal.parent_path() : fs::path();
}

}  // namespace

Result<InputFiles> HashInputs(const Matrix& matrix, const std::vector<Trial>& trials) {
  InputFiles inputs;
  const fs::path from = matrix.file.parent_path();
  for (const MatrixApplication& one : matrix.applications) {
    AUTOPILOT_TRY(application, LoadApplication(one.file));
    std::map<std::string, std::string>& files = inputs["the application " + one.written];
    AUTOPILOT_CHECK(Add(one.file, "", from, files));
    for (const fs::path& data : application.data_files) AUTOPILOT_CHECK(Add(data, "", from, files));
    for (const auto& file :
         {application.keras, application.tflite, application.header, application.preprocessing, application.stimulus}) {
      if (file) AUTOPILOT_CHECK(Add(*file, "", from, files));
    }
  }
  for (const MatrixVariant& variant : matrix.variants) {
    if (variant.prompts.empty()) continue;
    AUTOPILOT_CHECK(Add(variant.prompts, ".mustache", from, inputs["the variant " + variant.name]));
  }
  for (const Trial& trial : trials) {
    const fs::path& replay = trial.request.replay;
    if (replay.empty()) continue;
    std::map<std::string, std::string>& files = inputs["the recording " + replay.lexically_relative(from).string()];
    if (files.empty()) AUTOPILOT_CHECK(Add(replay, "", from, files));
  }
  return inputs;
}

Status CheckSameInputs(const InputFiles& before, const InputFiles& now, const Matrix& matrix) {
  const auto& [what, difference] = Difference(before, now);  // What is gone from the matrix is CheckExtends' to say.
  if (what.empty()) return {};
  return Fail(
      BadInput(fmt::format("{} is not what the experiment \"{}\" was begun with: {}", what, matrix.name, difference),
               "put that back, or give the changed one another [experiment] name or another --out")
          .At(matrix.file.string()));
}

fs::path InputsFileOf(const fs::path& workspace, const std::string& experiment) {
  return workspace / kFolder / (experiment + std::string(kEnding));
}

Result<InputFiles> ReadInputs(const fs::path& file) {
  if (!fs::exists(file)) return InputFiles();
  AUTOPILOT_TRY(text, ReadFile(file));
  try {
    return json::parse(text).get<InputFiles>();
  } catch (const json::exception& error) {
    return Fail(BadInput(std::string("this is no record of an experiment's files: ") + error.what(),
                         "the program wrote it; without it, what has changed since is not seen")
                    .At(file.string()));
  }
}

Status WriteInputs(const fs::path& file, const InputFiles& inputs) {
  return WriteFile(file, json(inputs).dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

Result<std::map<fs::path, InputFiles>> GatherInputs(const fs::path& into, const std::vector<fs::path>& from) {
  const fs::path target = WorkspaceAt(into);
  std::map<fs::path, InputFiles> all;
  if (target.empty()) return all;
  std::vector<fs::path> workspaces;
  if (fs::exists(target / "journal.sqlite")) workspaces.push_back(target);
  for (const fs::path& named : from) workspaces.push_back(WorkspaceAt(named));
  std::map<fs::path, fs::path> first;  // Where it was read first.
  for (const fs::path& workspace : workspaces) {
    if (workspace.empty()) continue;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(workspace / kFolder, none)) {
      const fs::path& file = entry.path();
      if (!file.string().ends_with(kEnding)) continue;
      AUTOPILOT_TRY(inputs, ReadInputs(file));
      InputFiles& known = all[target / kFolder / file.filename()];
      const auto& [what, difference] = Difference(known, inputs);
      if (!what.empty()) {
        const std::string name = file.filename().string();
        return Fail(BadInput(fmt::format("the experiment \"{}\" was run with other files than in {}: {}: {}",
                                         name.substr(0, name.size() - kEnding.size()), first[file.filename()].string(),
                                         what, difference),
                             "merge only what was run with the same data, models, prompts and recordings")
                        .At(file.string()));
      }
      known.insert(inputs.begin(), inputs.end());
      first.emplace(file.filename(), workspace);
    }
  }
  return all;
}

}  // namespace autopilot
