#include "core/line_process.h"

#include <gtest/gtest.h>

#include <csignal>

#include "testing/program.h"
#include "testing/status.h"

namespace autopilot {
namespace {

constexpr std::chrono::seconds kLong{30};

TEST(LineProcess, AnswersLineByLine) {
  ASSERT_OK_AND_ASSIGN(process, StartLineProcess(Shell("while read -r word; do echo \"got $word\"; done")));
  for (const char* word : {"one", "two"}) {
    ASSERT_OK_AND_ASSIGN(answer, process->Ask(word, kLong));
    EXPECT_EQ(answer, std::string("got ") + word);
  }
}

TEST(LineProcess, AnswersThatComeTogetherAreKeptApart) {
  ASSERT_OK_AND_ASSIGN(process, StartLineProcess(Shell("read -r a; printf 'first\\nsecond\\n'; read -r b; exec cat")));
  ASSERT_OK_AND_ASSIGN(first, process->Ask("a", kLong));
  ASSERT_OK_AND_ASSIGN(second, process->Ask("b", kLong));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(second, "second");
}

TEST(LineProcess, SaysThatTheProgramEnded) {
  ASSERT_OK_AND_ASSIGN(process, StartLineProcess(Shell("read -r word")));
  EXPECT_TRUE(FailsWith(process->Ask("word", kLong), ErrorKind::kInfrastructure, "ended while it was needed"));
}

TEST(LineProcess, SaysThatTheProgramDoesNotAnswer) {
  ASSERT_OK_AND_ASSIGN(process, StartLineProcess(Shell("cat >/dev/null; true")));
  EXPECT_TRUE(
      FailsWith(process->Ask("word", std::chrono::milliseconds(50)), ErrorKind::kInfrastructure, "does not answer"));
}

TEST(LineProcess, DoesNotOutliveItsHandle) {
  Line line;
  Command command = Shell("trap '' TERM; exec cat");
  command.descriptors = {line.number()};
  ASSERT_OK_AND_ASSIGN(process, StartLineProcess(command));
  ASSERT_OK_AND_ASSIGN(answer, process->Ask("alive", kLong));
  EXPECT_EQ(answer, "alive");
  process.reset();
  EXPECT_TRUE(line.HungUp());
}

TEST(LineProcess, AProgramThatIsNotThereIsSaid) {
  Command command;
  command.argv = {"no-such-program-of-ours"};
  EXPECT_TRUE(FailsWith(StartLineProcess(command), ErrorKind::kInfrastructure, "no-such-program-of-ours"));
}

}  // namespace
}  // namespace autopilot
