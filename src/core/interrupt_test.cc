#include "core/interrupt.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/files.h"
#include "core/process.h"
#include "testing/program.h"

namespace autopilot {
namespace {

bool Readable() {
  pollfd event{InterruptDescriptor(), POLLIN, 0};
  return ::poll(&event, 1, 0) == 1;
}

TEST(InterruptTest, DescriptorFollowsTheFlag) {
  EXPECT_FALSE(Interrupted());
  EXPECT_FALSE(Readable());
  SetInterrupted(true);
  SetInterrupted(true);
  EXPECT_TRUE(Interrupted());
  EXPECT_TRUE(Readable());
  SetInterrupted(false);
  EXPECT_FALSE(Interrupted());
  EXPECT_FALSE(Readable());
}

TEST(InterruptTest, FirstSignalSetsTheFlag) {
  InstallInterruptHandler();
  ::raise(SIGTERM);
  EXPECT_TRUE(Interrupted());
  EXPECT_TRUE(Readable());
  SetInterrupted(false);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
}

/// With a temporary folder and a program in the background that takes no hint.
[[noreturn]] void InterruptTwice(const std::string& prefix, Line& line) {
  InstallInterruptHandler();
  auto folder = TemporaryFolder::Create(prefix);
  if (!folder || !WriteFile(folder->path() / "sub" / "file", "content")) std::abort();
  Command command =
      Shell("trap '' TERM INT HUP; echo ready >&" + std::to_string(line.number()) + "; while :; do sleep 60; done");
  command.descriptors = {line.number()};
  const auto server = MakeSystemProcessRunner()->Start(command, folder->path() / "log");
  if (!server || line.Receive() != "ready\n") std::abort();
  ::raise(SIGINT);
  ::raise(SIGTERM);
  while (true) ::pause();
}

int FoldersLike(const std::string& prefix) {
  int count = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(PlaceForTemporaries(error))) {
    count += entry.path().filename().string().starts_with(prefix) ? 1 : 0;
  }
  return count;
}

TEST(InterruptDeathTest, ASecondSignalEndsTheProcessAndLeavesNothing) {
  Line line;
  const std::string prefix = "autopilot-hurry-" + std::to_string(::getpid()) + "-";
  EXPECT_EXIT(InterruptTwice(prefix, line), testing::ExitedWithCode(kInterruptedStatus), "");
  EXPECT_EQ(FoldersLike(prefix), 0);
  EXPECT_TRUE(line.HungUp()) << "the background program lives on";
}

}  // namespace
}  // namespace autopilot
