#include "config/nearest.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

const std::vector<std::string> kKeys = {"files", "features", "label", "mount", "x"};

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(Nearest("feature", kKeys), "features");
  EXPECT_EQ(Nearest("FILES", kKeys), "files");
  EXPECT_EQ(Nearest("labels", kKeys), "label");
  EXPECT_EQ(Nearest("nano33", {"uno", "nano33ble"}), "nano33ble");  // Only the beginning.
  EXPECT_EQ(Nearest("lable", kKeys), "label");                      // Two letters swapped are one slip.
}

TEST(Nearest, SuggestsNothingFarAway) {
  EXPECT_EQ(Nearest("colour", kKeys), "");
  EXPECT_EQ(Nearest("", kKeys), "");
  EXPECT_EQ(Nearest("y", kKeys), "");  // One letter for another: nothing of the word is left.
  EXPECT_EQ(Nearest("files", {}), "");
}

TEST(Nearest, ListsWhenNothingIsNear) {
  EXPECT_EQ(NearestOrList("feature", kKeys), "did you mean \"features\"?");
  EXPECT_EQ(NearestOrList("colour", {"a", "b"}), "known: a, b");
  EXPECT_EQ(NearestOrList("colour", {}), "there is none to choose from");
}

}  // namespace
}  // namespace autopilot
