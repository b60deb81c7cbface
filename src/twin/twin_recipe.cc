#include "twin/twin_recipe.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kCure[] = "build the twin: tools/setup, then cmake --build (target twin)";

std::vector<std::string> Strings(const toml::table& table, const std::string& key) {
  std::vector<std::string> strings;
  if (const toml::array* array = table[key].as_array()) {
    for (const toml::node& item : *array) strings.push_back(item.value_or(std::string()));
  }
  return strings;
}

std::vector<fs::path> Paths(const toml::table& table, const std::string& key, const fs::path& base) {
  std::vector<fs::path> paths;
  for (const std::string& item : Strings(table, key)) paths.push_back(base / item);
  return paths;
}

CompilerRecipe Compiler(const toml::table& table, const std::string& prefix, const fs::path& lib,
                        const fs::path& device) {
  CompilerRecipe recipe;
  recipe.compiler = table[prefix + "_compiler"].value_or(std::string());
  recipe.flags = Strings(table, prefix + "_flags");
  recipe.includes = Paths(table, prefix + "_includes", device);
  recipe.prelude = lib / table[prefix + "_pch"].value_or(std::string());
  return recipe;
}

ImageRecipe Image(const toml::table& table, const fs::path& lib) {
  const auto path = [&](const char* key) { return lib / table[key].value_or(std::string()); };
  ImageRecipe recipe;
  recipe.link_flags = Strings(table, "target_link_flags");
  recipe.script = path("target_script");
  recipe.core = path("target_core");
  recipe.library = path("target_library");
  return recipe;
}

UserLibraryRecipe UserLibrary(const toml::table& table, const fs::path& lib, const fs::path& device) {
  UserLibraryRecipe recipe;
  recipe.host.compiler = table["host_compiler"].value_or(std::string());
  recipe.host.flags = Strings(table, "host_flags");
  recipe.host.includes = Paths(table, "includes", device);
  recipe.target.compiler = table["target_compiler"].value_or(std::string());
  recipe.target.flags = Strings(table, "target_flags");
  recipe.target.includes = recipe.host.includes;
  recipe.target_linker = table["target_linker"].value_or(std::string());
  recipe.instrumented = table["instrumented"].value_or(std::string());
  recipe.instrument_flags = Strings(table, "instrument_flags");
  recipe.constructors = table["constructors"].value_or(std::string());
  recipe.runner_flags = Strings(table, "runner_flags");
  recipe.runner_whole_archives = Paths(table, "runner_whole_archives", lib);
  recipe.runner_archives = Paths(table, "runner_archives", lib);
  recipe.runner_libraries = Strings(table, "runner_libraries");
  recipe.symbols = lib / table["symbols"].value_or(std::string());
  recipe.sketch_link_flags = Strings(table, "sketch_link_flags");
  recipe.target_core = lib / table["target_core"].value_or(std::string());
  return recipe;
}

Status MustExist(const fs::path& path) {
  std::error_code error;
  if (fs::exists(path, error)) return {};
  return Fail(Infrastructure(fmt::format("the device twin lacks {}", path.string()), kCure));
}

}  // namespace

Result<TwinRecipe> LoadTwinRecipe(const fs::path& lib, const fs::path& device) {
  const fs::path file = lib / "twin.toml";
  const auto text = ReadFile(file);
  if (!text)
    return Fail(Infrastructure(fmt::format("the device twin is not built: {} is missing", file.string()), kCure));
  TwinRecipe recipe;
  try {
    const toml::table root = toml::parse(*text);
    for (const std::string& folder : Strings(root, "system_includes")) recipe.system_includes.emplace_back(folder);
    recipe.compiler_server = lib / root["compiler_server"].value_or(std::string());
    if (const toml::table* optional = root["optional_headers"].as_table()) {
      for (const auto& [header, pattern] : *optional) {
        recipe.optional_headers[std::string(header.str())] = pattern.value_or(std::string());
      }
    }
    if (const toml::table* user = root["user_library"].as_table()) {
      recipe.user_library = UserLibrary(*user, lib, device);
    }
    if (const toml::table* libraries = root["libraries"].as_table()) {
      for (const auto& [id, node] : *libraries) {
        const toml::table* table = node.as_table();
        if (table == nullptr) continue;
        LibraryRecipe library;
        library.host = Compiler(*table, "host", lib, device);
        library.target = Compiler(*table, "target", lib, device);
        library.image = Image(*table, lib);
        library.library_includes = Paths(*table, "library_includes", device);
        library.host_full_prelude = lib / (*table)["host_full_pch"].value_or(std::string());
        library.host_link_command = Strings(*table, "host_link_command");
        library.host_runner = lib / (*table)["host_runner"].value_or(std::string());
        library.host_symbols = lib / (*table)["host_symbols"].value_or(std::string());
        recipe.libraries[std::string(id.str())] = std::move(library);
      }
    }
  } catch (const toml::parse_error& error) {
    return Fail(Infrastructure(std::string(error.description()), kCure)
                    .At(file.string(), static_cast<int>(error.source().begin.line)));
  }
  AUTOPILOT_CHECK(MustExist(recipe.compiler_server));
  if (!recipe.user_library.symbols.empty()) {
    AUTOPILOT_CHECK(MustExist(recipe.user_library.symbols));
    AUTOPILOT_CHECK(MustExist(recipe.user_library.target_core));
  }
  for (const auto* archives : {&recipe.user_library.runner_whole_archives, &recipe.user_library.runner_archives}) {
    for (const fs::path& archive : *archives) AUTOPILOT_CHECK(MustExist(archive));
  }
  for (const auto& [id, library] : recipe.libraries) {
    for (const fs::path& part : {library.image.script, library.image.core, library.image.library}) {
      AUTOPILOT_CHECK(MustExist(part));
    }
    AUTOPILOT_CHECK(MustExist(library.host_runner));
    AUTOPILOT_CHECK(MustExist(library.host_symbols));
    AUTOPILOT_CHECK(MustExist(library.host.compiler));
    AUTOPILOT_CHECK(MustExist(library.target.compiler));
  }
  return recipe;
}

}  // namespace autopilot
