#include "gate/stretch.h"

#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

TraceEvent Line(const std::string& text) {
  TraceEvent event;
  event.kind = EventKind::kSerialLine;
  event.text = text;
  return event;
}

TraceEvent Pin(int pin, int level) {
  TraceEvent event;
  event.kind = EventKind::kPin;
  event.values = {static_cast<double>(pin), static_cast<double>(level)};
  return event;
}

class StretchTest : public testing::Test {
 protected:
  StretchTest() {
    contract_.application.labels = {"Apple", "Banana"};
    contract_.board.leds = {{"LED_BUILTIN", 13, "yellow", false}, {"LEDG", 23, "green", true}};
    contract_.board.digital_pins = 14;
  }

  /// What the trace's part from `begin` on refutes of `words`.
  std::string Refute(const std::string& words, std::size_t begin = 0) const {
    const auto expectations = ParseExpectations(words);
    EXPECT_OK(expectations);
    const Stretch seen = StretchOf(trace_, begin, trace_.events.size());
    return Refutation(expectations->front(), contract_, seen);
  }

  Contract contract_;
  Trace trace_;
};

TEST_F(StretchTest, AnLedIsLitByTheLevelThatItsBoardNeeds) {
  trace_.events = {Pin(13, 1), Pin(23, 0)};
  EXPECT_EQ(Refute("LED_BUILTIN on"), "");
  EXPECT_EQ(Refute("LEDG on"), "");
  trace_.events = {Pin(13, 0), Pin(23, 1)};
  EXPECT_EQ(Refute("LED_BUILTIN on"), "LED_BUILTIN is off");
  EXPECT_EQ(Refute("LEDG off"), "");
}

TEST_F(StretchTest, WhatWasNeverWrittenIsDark) {
  EXPECT_EQ(Refute("LEDG off"), "");
  EXPECT_EQ(Refute("LEDG on"), "LEDG is off");
  EXPECT_EQ(Refute("D5 low"), "");
}

TEST_F(StretchTest, LevelsComeFromBeforeAndChangesDoNot) {
  trace_.events = {Pin(5, 0), Pin(5, 1), Pin(5, 0), Pin(5, 1), Line("x")};
  EXPECT_EQ(Refute("D5 high", 4), "");
  EXPECT_EQ(Refute("D5 blinks"), "");
  EXPECT_EQ(Refute("D5 blinks", 4), "D5 changed 0 times");
}

TEST_F(StretchTest, WordsAreWholeWordsAndReportsAreNoWords) {
  trace_.events = {Line("Apple"), Line("apples: 12")};
  EXPECT_EQ(Refute("says \"12\""), "");
  EXPECT_EQ(Refute("says \"1\""), "printed: apples: 12");
  EXPECT_EQ(Refute("says \"Apples\""), "");
  EXPECT_EQ(Refute("says nothing"), "printed: apples: 12");
  trace_.events = {Line(" banana\r")};
  EXPECT_EQ(Refute("says nothing"), "");
  EXPECT_EQ(Refute("says \"3\""), "nothing was printed");
}

}  // namespace
}  // namespace autopilot
