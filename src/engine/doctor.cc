#include "engine/doctor.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "core/files.h"
#include "llm/model_store.h"

namespace autopilot {
namespace {

std::string Fill(std::string path, const InstallPaths& paths) {
  for (const auto& [mark, folder] :
       {std::pair<std::string, std::string>{"{cache}", paths.cache.string()}, {"{twin}", paths.lib.string()}}) {
    if (const auto at = path.find(mark); at != std::string::npos) path.replace(at, mark.size(), folder);
  }
  return path;
}

/// The folder of a package, found without importing it: importing tensorflow takes seconds.
std::string PythonPackage(const InstallPaths& paths, const std::string& name) {
  const auto lib = paths.cache / "venv" / "lib";
  std::error_code error;
  for (const auto& version : std::filesystem::directory_iterator(lib, error)) {
    const auto package = version.path() / "site-packages" / name;
    if (std::filesystem::exists(package / "__init__.py", error)) return package.string();
  }
  return "";
}

/// A file of the default model: the model itself, or the program that runs it.
std::string OfLocalModel(Workshop& workshop, const std::string& kind) {
  auto store = ModelStore::Open(workshop.paths(), workshop.runner(), workshop.console());
  if (!store) return "";
  const auto files = store->FilesOf("");
  if (!files) return "";
  const std::filesystem::path& file = kind == "engine" ? files->server : files->model;
  std::error_code error;
  return std::filesystem::exists(file, error) ? file.string() : "";
}

/// A library's header where compilers look for it, also in the folder of an architecture.
std::string Header(const std::string& name) {
  std::error_code error;
  std::vector<std::filesystem::path> folders = {"/usr/local/include", "/usr/include"};
  for (const auto& entry : std::filesystem::directory_iterator("/usr/include", error)) {
    if (entry.path().filename().string().find("-linux-") != std::string::npos) folders.push_back(entry.path());
  }
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / name, error)) return (folder / name).string();
  }
  return "";
}

std::string Where(const std::string& kind, const std::string& name, const std::string& path, Workshop& workshop) {
  if (kind == "program") {
    const auto program = FindProgram(name);
    return program ? program->string() : "";
  }
  if (kind == "python") return PythonPackage(workshop.paths(), name);
  if (kind == "model" || kind == "engine") return OfLocalModel(workshop, kind);
  if (kind == "header") return Header(path);
  if (kind == "sandbox") {
    const auto sandbox = workshop.sandbox();
    return sandbox ? (*sandbox)->description() : "";
  }
  std::error_code error;
  const std::string file = Fill(path, workshop.paths());
  return std::filesystem::exists(file, error) ? file : "";
}

}  // namespace

Result<std::vector<PartState>> ExamineParts(Workshop& workshop) {
  const auto file = workshop.paths().profiles() / "parts.toml";
  AUTOPILOT_TRY(text, ReadFile(file));
  std::vector<PartState> parts;
  try {
    const toml::table root = toml::parse(text);
    const toml::array* list = root["part"].as_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const toml::table& entry = *(*list)[i].as_table();
      PartState part;
      part.name = entry["name"].value_or(std::string());
      part.required = entry["required"].value_or(true);
      part.cost = entry["cost"].value_or(std::string());
      part.cure = entry["cure"].value_or(std::string());
      part.where =
          Where(entry["kind"].value_or(std::string()), part.name, entry["path"].value_or(std::string()), workshop);
      part.found = !part.where.empty();
      parts.push_back(std::move(part));
    }
  } catch (const toml::parse_error& error) {
    return Fail(Infrastructure(std::string(error.description()))
                    .At(file.string(), static_cast<int>(error.source().begin.line)));
  }
  return parts;
}

}  // namespace autopilot
