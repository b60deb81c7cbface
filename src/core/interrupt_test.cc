#include "core/interrupt.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>

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

TEST(InterruptDeathTest, SecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        InstallInterruptHandler();
        ::raise(SIGINT);
        ::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace autopilot
