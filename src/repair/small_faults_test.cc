/// The rules for slips of a few characters: divisions, punctuation, questions asked the wrong way round.

#include "repair/argument_types_rule.h"
#include "repair/division_rule.h"
#include "repair/punctuation_rule.h"
#include "repair/repair_bed_for_test.h"
#include "repair/sensor_start_rule.h"

namespace autopilot {
namespace {

using SmallFaults = RepairBed;

TEST_F(SmallFaults, AFractionOfWholeNumbersBecomesReal) {
  Finds("integer_division");
  EXPECT_EQ(Mended(DivisionRule(), "#define STEPS 64\nint n;\nvoid loop() {\n  float angle = n / STEPS * 6.28f;\n}\n"),
            "#define STEPS 64\nint n;\nvoid loop() {\n  float angle = static_cast<float>(n) / STEPS * 6.28f;\n}\n");
}

TEST_F(SmallFaults, DivisionsThatAreMeantSoStay) {
  Finds("integer_division");
  const std::string text = "int n;\nfloat f;\nvoid loop() {\n  int half = n / 2;\n  float x = f / 2;\n  g(n / 2);\n}\n";
  EXPECT_EQ(Mended(DivisionRule(), text), text);
}

TEST_F(SmallFaults, AMissingSemicolonIsPutBehindTheLastWord) {
  const std::string text = "void loop() {\n  int best = 0  // so far\n  for (;;) {}\n}\n";
  Error(text, "for", "expected ',' or ';' before 'for'");
  EXPECT_EQ(Mended(PunctuationRule(), text), "void loop() {\n  int best = 0;  // so far\n  for (;;) {}\n}\n");
}

TEST_F(SmallFaults, WhatIsCutOffIsNotCompleted) {
  const std::string text = "void loop() {\n  int best = 0\n";
  Error(text, "0", "expected '}' at end of input");
  EXPECT_EQ(Mended(PunctuationRule(), text), text);
}

TEST_F(SmallFaults, AStartThatSucceedsDoesNotStop) {
  Finds("hang");
  EXPECT_EQ(Mended(SensorStartRule(),
                   "void setup() {\n  if (APDS.begin()) {\n    while (1) {}\n  }\n}\n"
                   "void loop() {\n  if (!APDS.colorAvailable()) return;\n"
                   "  APDS.readColor(r, g, b);\n}\n"),
            "void setup() {\n  if (!APDS.begin()) {\n    while (1) {}\n  }\n}\n"
            "void loop() {\n  if (!APDS.colorAvailable()) return;\n  APDS.readColor(r, g, b);\n}\n");
}

TEST_F(SmallFaults, ReadsWhenThereIsSomethingToRead) {
  Finds("sensor_not_started");
  const std::string begin = "void setup() {\n  APDS.begin();\n}\nvoid loop() {\n";
  EXPECT_EQ(Mended(SensorStartRule(), begin + "  if (APDS.colorAvailable()) return;\n  APDS.readColor(r, g, b);\n}\n"),
            begin + "  if (!APDS.colorAvailable()) return;\n  APDS.readColor(r, g, b);\n}\n");
  EXPECT_EQ(
      Mended(SensorStartRule(), begin + "  if (!APDS.colorAvailable()) {\n    APDS.readColor(r, g, b);\n  }\n}\n"),
      begin + "  if (APDS.colorAvailable()) {\n    APDS.readColor(r, g, b);\n  }\n}\n");
}

TEST_F(SmallFaults, AnArrayOfChannelsIsReadOneByOne) {
  const std::string text = "void loop() {\n  int rgb[3];\n  APDS.readColor(rgb);\n}\n";
  Error(text, "rgb);", "no matching function for call to 'APDS9960::readColor(int [3])'");
  EXPECT_EQ(Mended(ArgumentTypesRule(), text),
            "void loop() {\n  int rgb[3];\n  APDS.readColor(rgb[0], rgb[1], rgb[2]);\n}\n");
}

TEST_F(SmallFaults, OfAChainTheFirstFactorBecomesReal) {
  Finds("integer_division");
  EXPECT_EQ(Mended(DivisionRule(), "int r, sum;\nvoid loop() {\n  float x = r / sum / 2;\n}\n"),
            "int r, sum;\nvoid loop() {\n  float x = static_cast<float>(r) / sum / 2;\n}\n");
}

TEST_F(SmallFaults, OtherDivisionsThanThoseOfTheInputStay) {
  Finds("input_scaling");
  const std::string text = "long ms;\nvoid loop() {\n  float s = ms / 1000;\n}\n";
  EXPECT_EQ(Mended(DivisionRule(), text), text);
}

TEST_F(SmallFaults, AStartWithTheWholeSketchBehindItIsMeantSo) {
  Finds("hang");
  const std::string text =
      "void setup() {\n  if (APDS.begin()) {\n    while (true) {\n      if (APDS.colorAvailable()) APDS.readColor(r, "
      "g, b);\n"
      "    }\n  }\n}\n";
  EXPECT_EQ(Mended(SensorStartRule(), text), text);
}

TEST_F(SmallFaults, AnArrayThatIsTooShortIsNotRead) {
  const std::string text = "void loop() {\n  int rgb[2];\n  APDS.readColor(rgb);\n}\n";
  Error(text, "rgb);", "no matching function for call to 'APDS9960::readColor(int [2])'");
  EXPECT_EQ(Mended(ArgumentTypesRule(), text), text);
}

}  // namespace
}  // namespace autopilot
