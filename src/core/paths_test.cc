#include "core/paths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

class PathsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = TemporaryFolder::Create("autopilot-test-");
    ASSERT_OK(created);
    folder_.emplace(*std::move(created));
    for (const char* name : {"AUTOPILOT_HOME", "AUTOPILOT_CACHE", "XDG_CACHE_HOME", "HOME"}) {
      const char* value = std::getenv(name);
      saved_[name] = value == nullptr ? std::nullopt : std::optional<std::string>(value);
      ::unsetenv(name);
    }
    ::setenv("HOME", "/home/somebody", 1);
  }
  void TearDown() override {
    for (const auto& [name, value] : saved_) {
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
    }
  }
  /// Makes folders below the test's own.
  void Make(std::initializer_list<const char*> names) {
    for (const char* name : names) ASSERT_OK(MakeFolder(Path(name)));
  }
  fs::path Path(const std::string& name) const { return folder_->path() / name; }

  std::optional<TemporaryFolder> folder_;
  std::map<std::string, std::optional<std::string>> saved_;
};

TEST_F(PathsTest, BuildFolderInsideSourceTree) {
  Make({"tree/profiles", "tree/prompts", "tree/build/dev/twin", "tree/build/release/twin"});
  for (const char* program : {"tree/build/dev/autopilot", "tree/build/dev/src/core_test"}) {
    ASSERT_OK_AND_ASSIGN(paths, FindInstallPathsOf(Path(program)));
    EXPECT_EQ(paths.home, Path("tree"));
    EXPECT_EQ(paths.lib, Path("tree/build/dev/twin"));
    EXPECT_EQ(paths.profiles(), Path("tree/profiles"));
  }
}

TEST_F(PathsTest, BuildWithoutTwinUsesThatOfTheRelease) {
  Make({"tree/profiles", "tree/prompts", "tree/build/dev", "tree/build/release/twin"});
  ASSERT_OK_AND_ASSIGN(paths, FindInstallPathsOf(Path("tree/build/dev/autopilot")));
  EXPECT_EQ(paths.lib, Path("tree/build/release/twin"));
}

TEST_F(PathsTest, Installation) {
  Make({"usr/bin", "usr/share/autopilot/profiles", "usr/share/autopilot/prompts", "usr/lib/cmake",
        "usr/lib/x86_64-linux-gnu/autopilot/twin"});
  ASSERT_OK_AND_ASSIGN(paths, FindInstallPathsOf(Path("usr/bin/autopilot")));
  EXPECT_EQ(paths.home, Path("usr/share/autopilot"));
  EXPECT_EQ(paths.lib, Path("usr/lib/x86_64-linux-gnu/autopilot/twin"));

  Make({"usr/lib/autopilot/twin"});
  ASSERT_OK_AND_ASSIGN(plain, FindInstallPathsOf(Path("usr/bin/autopilot")));
  EXPECT_EQ(plain.lib, Path("usr/lib/autopilot/twin"));
}

TEST_F(PathsTest, HomeFromTheEnvironment) {
  Make({"tree/profiles", "build/twin", "usr/share/autopilot/profiles", "usr/lib/autopilot/twin"});
  ::setenv("AUTOPILOT_HOME", Path("tree").c_str(), 1);
  ASSERT_OK_AND_ASSIGN(paths, FindInstallPathsOf(Path("build/src/x_test")));
  EXPECT_EQ(paths.home, Path("tree"));
  EXPECT_EQ(paths.lib, Path("build/twin"));

  ::setenv("AUTOPILOT_HOME", Path("usr/share/autopilot").c_str(), 1);
  ASSERT_OK_AND_ASSIGN(installed, FindInstallPathsOf(Path("elsewhere/autopilot")));
  EXPECT_EQ(installed.lib, Path("usr/lib/autopilot/twin"));
}

TEST_F(PathsTest, MissingDataNamesWherePeopleLook) {
  EXPECT_TRUE(FailsWith(FindInstallPathsOf(Path("bin/autopilot")), ErrorKind::kInfrastructure,
                        Path("share/autopilot").string()));
  ::setenv("AUTOPILOT_HOME", Path("nowhere").c_str(), 1);
  EXPECT_TRUE(FailsWith(FindInstallPathsOf(Path("bin/autopilot")), ErrorKind::kInfrastructure, "no folder profiles/"));
}

TEST_F(PathsTest, Cache) {
  Make({"tree/profiles", "tree/prompts"});
  const auto cache = [&] {
    auto paths = FindInstallPathsOf(Path("tree/build/dev/autopilot"));
    return paths ? paths->cache : fs::path(paths.error().ToString());
  };
  EXPECT_EQ(cache(), "/home/somebody/.cache/autopilot");
  ::setenv("XDG_CACHE_HOME", "/var/x", 1);
  EXPECT_EQ(cache(), "/var/x/autopilot");
  ::setenv("AUTOPILOT_CACHE", "/var/y/", 1);
  EXPECT_EQ(cache(), "/var/y/");
  ::unsetenv("AUTOPILOT_CACHE");
  ::unsetenv("XDG_CACHE_HOME");
  ::unsetenv("HOME");
  EXPECT_TRUE(FailsWith(FindInstallPathsOf(Path("tree/x")), ErrorKind::kInfrastructure, "AUTOPILOT_CACHE"));
}

TEST_F(PathsTest, OwnProgramIsFound) {
  Make({"tree/profiles"});
  ::setenv("AUTOPILOT_HOME", Path("tree").c_str(), 1);
  ASSERT_OK_AND_ASSIGN(paths, FindInstallPaths());
  EXPECT_EQ(paths.home, Path("tree"));
}

}  // namespace
}  // namespace autopilot
