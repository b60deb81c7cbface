#include "core/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

int CountEntries(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = TemporaryFolder::Create("autopilot-test-");
    ASSERT_OK(created);
    folder_.emplace(*std::move(created));
  }
  fs::path Path(const char* name) const { return folder_->path() / name; }
  std::optional<TemporaryFolder> folder_;
};

TEST_F(FilesTest, ReadsWhatWasWritten) {
  const std::string bytes("a\0b\r\n\xff", 6);
  for (const std::string& content : {std::string(), bytes, std::string(3'000'000, 'x')}) {
    ASSERT_OK(WriteFile(Path("f"), content));
    ASSERT_OK_AND_ASSIGN(read, ReadFile(Path("f")));
    EXPECT_EQ(read, content);
  }
  EXPECT_EQ(CountEntries(folder_->path()), 1);
}

TEST_F(FilesTest, ReadsFilesThatTellNoSize) {
  ASSERT_OK_AND_ASSIGN(text, ReadFile("/proc/self/status"));
  EXPECT_NE(text.find("Pid:"), std::string::npos);
}

TEST_F(FilesTest, WriteMakesParents) {
  ASSERT_OK(WriteFile(Path("a/b/c.txt"), "deep"));
  ASSERT_OK_AND_ASSIGN(text, ReadFile(Path("a/b/c.txt")));
  EXPECT_EQ(text, "deep");
}

TEST_F(FilesTest, MissingFileIsBadInputThatNamesIt) {
  EXPECT_TRUE(FailsWith(ReadFile(Path("none.csv")), ErrorKind::kBadInput, "none.csv: cannot read: No such file"));
  EXPECT_TRUE(FailsWith(ReadFile(folder_->path()), ErrorKind::kBadInput, "is a folder"));
}

TEST_F(FilesTest, FailedWriteLeavesNothing) {
  ASSERT_OK(WriteFile(Path("file"), "old"));
  EXPECT_TRUE(FailsWith(WriteFile(Path("file/below"), "x"), ErrorKind::kInfrastructure, "file"));
  EXPECT_TRUE(FailsWith(WriteFile(folder_->path(), "x"), ErrorKind::kInfrastructure, "is a folder"));
  EXPECT_EQ(CountEntries(folder_->path()), 1);
}

TEST_F(FilesTest, WriteThatStopsHalfwayLeavesNothing) {
  // A limit on the size of files stands for a full disk.
  const auto write_beyond_limit = [this] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Status written = WriteFile(Path("big"), std::string(5000, 'x'));
    const bool right = FailsWith(written, ErrorKind::kInfrastructure, "big: cannot write: File too large");
    std::exit(right && CountEntries(folder_->path()) == 0 ? 0 : 1);
  };
  EXPECT_EXIT(write_beyond_limit(), testing::ExitedWithCode(0), "");
}

TEST_F(FilesTest, TemporaryFolderIsOpenToOthersAndGoesAway) {
  fs::path path;
  {
    ASSERT_OK_AND_ASSIGN(temporary, TemporaryFolder::Create("autopilot-test-"));
    path = temporary.path();
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0755u);
    ASSERT_OK(WriteFile(path / "in/side", "x"));
    const TemporaryFolder moved = std::move(temporary);
    EXPECT_TRUE(fs::exists(moved.path() / "in"));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(FilesTest, WhatDoesNotEndIsNotReadForever) {
  EXPECT_TRUE(FailsWith(ReadFile("/dev/zero"), ErrorKind::kBadInput, "does not end"));
  EXPECT_EQ(*ReadFile("/dev/null"), "");
}

TEST_F(FilesTest, AFolderBesideATargetIsInTheNearestFolderThatExists) {
  ASSERT_OK_AND_ASSIGN(beside, TemporaryFolder::Beside(folder_->path() / "not/there/yet", ".work-"));
  EXPECT_EQ(beside.path().parent_path(), folder_->path());
  struct stat status {};
  ASSERT_EQ(::stat(beside.path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  ASSERT_OK_AND_ASSIGN(same, TemporaryFolder::Beside(beside.path() / "", ".work-"));
  EXPECT_EQ(same.path().parent_path(), folder_->path()) << "\"there/\" is \"there\"";
}

TEST_F(FilesTest, WhatKilledProgramsLeftIsRemovedAndNothingElse) {
  ASSERT_OK(WriteFile(folder_->path() / "autopilot-sg.tmp-Ab12xy/in/side", "x"));
  for (const char* name : {"autopilot-results", "somebody-else.tmp-Ab12xy", "autopilot-sg.tmp-"}) {
    ASSERT_OK(MakeFolder(folder_->path() / name));
  }
  ASSERT_OK(WriteFile(folder_->path() / "autopilot-file", "x"));
  ASSERT_OK_AND_ASSIGN(used, TemporaryFolder::In(folder_->path(), "autopilot-used"));
  EXPECT_EQ(RemoveLeftTemporaries(folder_->path(), "autopilot-", 3600), 0) << "it may be just being made";
  EXPECT_EQ(RemoveLeftTemporaries(folder_->path(), "autopilot-", 0), 1);
  EXPECT_FALSE(fs::exists(folder_->path() / "autopilot-sg.tmp-Ab12xy"));
  EXPECT_TRUE(fs::exists(used.path()));
  for (const char* name : {"autopilot-results", "somebody-else.tmp-Ab12xy", "autopilot-sg.tmp-", "autopilot-file"}) {
    EXPECT_TRUE(fs::exists(folder_->path() / name)) << name;
  }
}

}  // namespace
}  // namespace autopilot
