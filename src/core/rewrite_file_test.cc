#include "core/rewrite_file.h"

#include <gtest/gtest.h>

#include <iterator>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

TEST(RewriteFile, KeepsModeAndLink) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  const fs::path tool = folder.path() / "tool.py";
  const fs::path link = folder.path() / "link.py";
  const fs::perms mode = fs::perms::owner_all | fs::perms::group_read;
  ASSERT_OK(WriteFile(tool, "old"));
  fs::permissions(tool, mode);
  fs::create_symlink("tool.py", link);
  ASSERT_OK(RewriteFile(link, "new"));
  EXPECT_TRUE(fs::is_symlink(link));
  ASSERT_OK_AND_ASSIGN(content, ReadFile(tool));
  EXPECT_EQ(content, "new");
  EXPECT_EQ(fs::status(tool).permissions(), mode);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
}

TEST(RewriteFile, NeedsAFile) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  EXPECT_TRUE(FailsWith(RewriteFile(folder.path() / "nothing", "x"), ErrorKind::kBadInput, "nothing"));
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

}  // namespace
}  // namespace autopilot
