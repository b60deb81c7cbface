#include "llm/model_recipes.h"

#include <algorithm>
#include <sstream>

#include "llm/toml_data.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> TomlFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  if (files.empty()) return Fail(BadDataFile(folder, 0, "there are no recipes in this folder"));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::map<std::string, EngineRecipe>> LoadEngineRecipes(const fs::path& profiles) {
  AUTOPILOT_TRY(files, TomlFiles(profiles / "engines"));
  std::map<std::string, EngineRecipe> engines;
  for (const fs::path& file : files) {
    AUTOPILOT_TRY(table, ReadDataFile(file));
    AUTOPILOT_TRY(package, Require<std::string>(table, "package", file));
    AUTOPILOT_TRY(version, Require<std::string>(table, "version", file));
    AUTOPILOT_TRY(licence, Require<std::string>(table, "licence", file));
    AUTOPILOT_TRY(sha256, Require<std::string>(table, "sha256", file));
    AUTOPILOT_TRY(program, Require<std::string>(table, "program", file));
    AUTOPILOT_TRY(disk_bytes, Require<std::int64_t>(table, "disk_bytes", file));
    EngineRecipe engine{
        file.stem().string(), package, version, licence, sha256, program, static_cast<std::uint64_t>(disk_bytes), {}};
    if (const toml::array* flags = table["cpu_flags"].as_array()) {
      for (const toml::node& flag : *flags) engine.cpu_flags.push_back(flag.value_or(std::string()));
    }
    engines.emplace(engine.name, std::move(engine));
  }
  return engines;
}

Result<std::vector<ModelRecipe>> LoadModelRecipes(const fs::path& profiles) {
  AUTOPILOT_TRY(files, TomlFiles(profiles / "models"));
  std::vector<ModelRecipe> models;
  for (const fs::path& file : files) {
    AUTOPILOT_TRY(table, ReadDataFile(file));
    ModelRecipe model;
    model.name = file.stem().string();
    for (const auto& [key, target] : {std::pair("title", &model.title),
                                      {"licence", &model.licence},
                                      {"engine", &model.engine},
                                      {"package", &model.package},
                                      {"version", &model.version},
                                      {"member", &model.member},
                                      {"sha256", &model.sha256}}) {
      AUTOPILOT_TRY(text, Require<std::string>(table, key, file));
      *target = text;
    }
    AUTOPILOT_TRY(bytes, Require<std::int64_t>(table, "bytes", file));
    AUTOPILOT_TRY(parts, Require<std::int64_t>(table, "parts", file));
    AUTOPILOT_TRY(context, Require<std::int64_t>(table, "context", file));
    if (parts < 1 || bytes < 1) return Fail(BadDataFile(file, 0, "'parts' and 'bytes' are at least 1"));
    model.bytes = static_cast<std::uint64_t>(bytes);
    model.parts = static_cast<int>(parts);
    model.context = static_cast<int>(context);
    AUTOPILOT_TRY(writes, ReadWrites(table, file));
    model.writes_functions = writes;
    model.is_default = table["default"].value_or(false);
    models.push_back(std::move(model));
  }
  std::stable_partition(models.begin(), models.end(), [](const ModelRecipe& model) { return model.is_default; });
  return models;
}

std::vector<std::string> MissingCpuFlags(const std::string& cpuinfo, const std::vector<std::string>& wanted) {
  std::vector<std::string> missing;
  const std::size_t start = cpuinfo.find("\nflags");
  if (start == std::string::npos) return missing;  // Another kind of CPU names them otherwise.
  std::istringstream line(cpuinfo.substr(start + 1, cpuinfo.find('\n', start + 1) - start - 1));
  std::vector<std::string> present;
  for (std::string flag; line >> flag;) present.push_back(flag);
  for (const std::string& flag : wanted) {
    if (std::find(present.begin(), present.end(), flag) == present.end()) missing.push_back(flag);
  }
  return missing;
}

}  // namespace autopilot
