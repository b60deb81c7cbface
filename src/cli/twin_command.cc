#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <thread>

#include "cli/commands.h"
#include "core/files.h"
#include "core/output.h"
#include "twin/user_library.h"

namespace autopilot {
namespace {

/// "Arduino_TensorFlowLite", "2.1.0-ALPHA" -> "arduino_tensorflowlite-2.1.0-alpha".
std::string DefaultId(const UserLibrary& library) {
  std::string id = library.version.empty() ? library.name : library.name + "-" + library.version;
  for (char& c : id) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-' && c != '_') c = '-';
  }
  return id;
}

Status CheckId(const std::string& id, const Workshop& workshop) {
  const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  }) && id.front() != '.';
  if (!plain) {
    return Fail(BadInput(fmt::format("\"{}\" is no id", id), "use letters, digits, dots, dashes and underscores"));
  }
  if (std::filesystem::exists(workshop.paths().profiles() / "libraries" / (id + ".toml"))) {
    return Fail(BadInput(fmt::format("{} is a profile of the installation", id), "choose another --id"));
  }
  return {};
}

Result<int> Build(Session& session, const std::string& folder, const std::string& wanted_id) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(library, ReadUserLibrary(folder));
  const std::string id = wanted_id.empty() ? DefaultId(library) : wanted_id;
  AUTOPILOT_CHECK(CheckId(id, *workshop));
  const InstallPaths& paths = workshop->paths();
  AUTOPILOT_TRY(recipe, LoadTwinRecipe(paths.lib, paths.device()));
  AUTOPILOT_TRY(sandbox, workshop->sandbox());
  Console& console = workshop->console();
  const int jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  AUTOPILOT_TRY(build, BuildUserLibrary(library, paths, recipe, *sandbox, jobs, [&](std::size_t done, std::size_t all) {
                  console.Live(fmt::format("compiled {} of {} files", done, all));
                }));
  for (const std::string& words : build.left_out) console.Warn("left out: " + words);
  if (!build.unlinkable.empty()) console.Warn("flash and RAM will not be measured: " + build.unlinkable);
  const std::filesystem::path profile = UserLibraryFolder(paths.cache) / (id + ".toml");
  AUTOPILOT_CHECK(
      WriteFile(profile, RenderUserProfile(library, id, workshop->profiles().libraries, build.runtime / "include")));
  AUTOPILOT_CHECK(WriteOutput(id + "\n"));
  console.Say(fmt::format("{} {} is now the runtime of [target] library = \"{}\", or --profile {}{}", library.name,
                          library.version, id, id, build.was_there ? " (it was compiled before)" : ""));
  return 0;
}

}  // namespace

void AddTwin(CLI::App& app, Session& session, Chosen& chosen) {
  auto folder = std::make_shared<std::string>();
  auto id = std::make_shared<std::string>();
  CLI::App* twin = app.add_subcommand("twin", "The device twin's runtimes");
  twin->require_subcommand(1);
  CLI::App* build =
      twin->add_subcommand("build", "Compile an installed Arduino TensorFlow Lite Micro library for the twin");
  build->add_option("--library", *folder, "The library's folder: library.properties and src")->required();
  build->add_option("--id", *id, "Name of its profile; default: the library's name and version");
  build->callback([&, folder, id] { chosen = [&session, folder, id] { return Build(session, *folder, *id); }; });
}

}  // namespace autopilot
