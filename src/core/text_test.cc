#include "core/text.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Lower, ChangesLettersAlone) {
  EXPECT_EQ(Lower("Apple_2 [MODEL]"), "apple_2 [model]");
  EXPECT_EQ(Lower("\xc3\x84pfel"), "\xc3\x84pfel") << "bytes of UTF-8 stay";
  EXPECT_EQ(Lower(""), "");
}

}  // namespace
}  // namespace autopilot
