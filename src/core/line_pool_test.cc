#include "core/line_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/file_lock.h"
#include "core/files.h"
#include "core/interrupt.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LinePoolTest : public testing::Test {
 protected:
  Result<std::unique_ptr<LinePool>> Start(const std::string& script, int count) {
    Command command;
    command.argv = {"bash", "-c", script, "worker"};
    return LinePool::Start(*runner_, command, count, folder_->path() / "logs");
  }
  static constexpr const char* kEcho = "while read -r -u $1 line; do echo \"got $line\" >&$1; done";

  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("pool");
};

TEST_F(LinePoolTest, EachAnswersItsOwnLines) {
  auto pool = Start(kEcho, 3);
  ASSERT_TRUE(pool) << pool.error().ToString();
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE((*pool)->Send(i, std::to_string(i)));
    std::set<std::string> answers;
    for (int i = 0; i < 3; ++i) {
      const auto answer = (*pool)->Wait(seconds(20));
      ASSERT_TRUE(answer) << answer.error().ToString();
      ASSERT_TRUE(*answer);
      ASSERT_TRUE((*answer)->line);
      EXPECT_EQ(*(*answer)->line, "got " + std::to_string((*answer)->worker));
      answers.insert(*(*answer)->line);
    }
    EXPECT_EQ(answers.size(), 3u);
  }
  const auto none = (*pool)->Wait(milliseconds(1));
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
}

TEST_F(LinePoolTest, OneThatEndsLeavesItsLastWordsAndAnotherTakesItsPlace) {
  auto pool = Start(
      "while read -r -u $1 line; do if [ $line = bad ]; then echo 'out of luck'; exit 1; fi; echo \"got $line\" >&$1; "
      "done",
      2);
  ASSERT_TRUE(pool);
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE((*pool)->Send(0, "bad"));
    const auto ended = (*pool)->Wait(seconds(20));
    ASSERT_TRUE(ended) << ended.error().ToString();
    ASSERT_TRUE(*ended);
    EXPECT_EQ((*ended)->worker, 0u);
    ASSERT_FALSE((*ended)->line);
    EXPECT_EQ((*ended)->line.error().kind, ErrorKind::kInfrastructure);
    EXPECT_THAT((*ended)->line.error().message, testing::HasSubstr("out of luck"));
  }
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE((*pool)->Send(i, "good"));
    const auto answer = (*pool)->Wait(seconds(20));
    ASSERT_TRUE(answer);
    ASSERT_TRUE(*answer);
    EXPECT_EQ((*answer)->worker, i);
    EXPECT_EQ(*(*answer)->line, "got good");
  }
}

TEST_F(LinePoolTest, OneThatEndsUnneededIsNoAnswerAndReplaced) {
  auto pool = Start("read -r -u $1 line; echo \"got $line\" >&$1", 1);
  ASSERT_TRUE(pool);
  for (const std::string line : {"a", "b", "c"}) {
    ASSERT_TRUE((*pool)->Send(0, line));
    const auto answer = (*pool)->Wait(seconds(20));
    ASSERT_TRUE(answer);
    ASSERT_TRUE(*answer);
    EXPECT_EQ(*(*answer)->line, "got " + line);
    const auto none = (*pool)->Wait(milliseconds(200));
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
  }
}

TEST_F(LinePoolTest, CtrlCEndsTheWaiting) {
  auto pool = Start(kEcho, 1);
  ASSERT_TRUE(pool);
  SetInterrupted(true);
  const auto answer = (*pool)->Wait(seconds(20));
  SetInterrupted(false);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kInterrupted);
}

TEST_F(LinePoolTest, ALockIsHeldAsLongAsAProgramHasIt) {
  const auto file = folder_->path() / "lock";
  auto lock = FileLock::Try(file);
  ASSERT_TRUE(lock);
  ASSERT_TRUE(*lock);
  EXPECT_FALSE(*FileLock::Try(file)) << "somebody holds it";
  Command command;
  command.argv = {"bash", "-c", kEcho, "worker"};
  command.descriptors = {(*lock)->descriptor()};
  auto pool = LinePool::Start(*runner_, command, 1, folder_->path() / "logs");
  ASSERT_TRUE(pool);
  lock->reset();
  EXPECT_FALSE(*FileLock::Try(file)) << "the program still does";
  pool->reset();
  EXPECT_TRUE(*FileLock::Try(file));
}

}  // namespace
}  // namespace autopilot
