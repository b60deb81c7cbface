#include "llm/package_fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// With the real wheel.py and this machine's Python in the place of the program's own.
class PackageFetcherTest : public testing::Test {
 protected:
  void SetUp() override {
    paths_.home = AUTOPILOT_SOURCE_DIR;
    paths_.cache = folder_->path() / "cache";
    ASSERT_OK(WriteFile(paths_.venv_python(), "#!/bin/sh\nexec python3 \"$@\"\n"));
    fs::permissions(paths_.venv_python(), fs::perms::owner_all);
    Command make;
    make.argv = {"python3", "-c", R"(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as wheel:
    def add(name, text, mode):
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        wheel.writestr(info, text)
    add("pkg/data/part01.bin", "one", 0o100644)
    add("pkg/bin/run", "#!/bin/sh\n", 0o100755)
    add("pkg/bin/libx.so", "library", 0o100755)
    add("pkg/bin/libx.so.0", "library", 0o100755)
    add("../outside", "evil", 0o100644)
)",
                 wheel_.string()};
    const auto made = runner_->Run(make);
    ASSERT_TRUE(made && made->ok());
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("fetcher");
  fs::path wheel_ = folder_->path() / "pkg-1.0-py3-none-any.whl";
  InstallPaths paths_;
  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
  PackageFetcher fetcher_{paths_, *runner_};
};

TEST_F(PackageFetcherTest, AppendsMembers) {
  const fs::path file = folder_->path() / "whole";
  ASSERT_OK(fetcher_.Append(wheel_, "pkg/data/part01.bin", file));
  ASSERT_OK(fetcher_.Append(wheel_, "pkg/data/part01.bin", file));
  EXPECT_EQ(*ReadFile(file), "oneone");
  EXPECT_TRUE(FailsWith(fetcher_.Append(wheel_, "pkg/none", file), ErrorKind::kInfrastructure, "pkg/none"));
}

TEST_F(PackageFetcherTest, UnpacksWithExecutableBitsAndStaysInside) {
  const fs::path to = folder_->path() / "inner" / "unpacked";
  ASSERT_OK(MakeFolder(to.parent_path()));
  ASSERT_OK(fetcher_.Unpack(wheel_, to));
  EXPECT_NE(fs::status(to / "pkg/bin/run").permissions() & fs::perms::owner_exec, fs::perms::none);
  EXPECT_EQ(fs::status(to / "pkg/data/part01.bin").permissions() & fs::perms::owner_exec, fs::perms::none);
  EXPECT_EQ(*ReadFile(to / "pkg/bin/libx.so.0"), "library");
  EXPECT_TRUE(fs::equivalent(to / "pkg/bin/libx.so", to / "pkg/bin/libx.so.0"));
  EXPECT_FALSE(fs::exists(to.parent_path() / "outside"));
}

TEST_F(PackageFetcherTest, AFileThatIsNoWheelIsReported) {
  ASSERT_OK(WriteFile(wheel_, "no zip"));
  EXPECT_TRUE(FailsWith(fetcher_.Unpack(wheel_, folder_->path() / "x"), ErrorKind::kInfrastructure, "BadZipFile"));
}

}  // namespace
}  // namespace autopilot
