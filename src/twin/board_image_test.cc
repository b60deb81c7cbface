#include "twin/board_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/status.h"
#include "twin/elf_file.h"

namespace autopilot {
namespace {

TEST(StackUsage, ReadsBoundedFrames) {
  const auto frames = ParseStackUsage(
      "fruit.ino:24:6:void stop(const char*)\t8\tstatic\n"
      "src/a.cpp:3:5:int K::f(std::map<int, int>)\t40016\tdynamic,bounded\n"
      "fruit.ino:9:1:void grows(int)\t16\tdynamic\n"
      "not a line\n\t\t\n"
      "a:b.ino:7:1:void loop()\t4\tstatic\n");
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].function, "void stop(const char*)");
  EXPECT_EQ(frames[0].line, 24);
  EXPECT_EQ(frames[0].bytes, 8);
  EXPECT_EQ(frames[1].file, "src/a.cpp");
  EXPECT_EQ(frames[1].function, "int K::f(std::map<int, int>)");
  EXPECT_EQ(frames[1].bytes, 40016);
  EXPECT_EQ(frames[2].file, "a:b.ino");
}

TEST(Elf, WhatIsNoProgramIsSaidSo) {
  EXPECT_TRUE(FailsWith(ReadElf("", "empty.elf"), ErrorKind::kInfrastructure, "empty.elf: is no 32-bit program"));
  EXPECT_TRUE(FailsWith(ReadElf(std::string(200, '\x7f'), "x"), ErrorKind::kInfrastructure, "is no 32-bit program"));
}

/// The core of the board, as the build of the twin linked it.
class BuiltImage : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(bytes,
                         ReadFile(std::filesystem::path(AUTOPILOT_BINARY_DIR) / "twin/target/core-2.4.0-alpha.elf"));
    bytes_ = std::move(bytes);
  }
  std::string bytes_;
};

TEST_F(BuiltImage, HasSectionsAndSymbols) {
  ASSERT_OK_AND_ASSIGN(elf, ReadElf(bytes_, "core.elf"));
  bool text = false;
  for (const ElfSection& section : elf.sections) text = text || (section.name == ".text" && section.size > 1000);
  EXPECT_TRUE(text);
  bool delay = false;
  for (const ElfSymbol& symbol : elf.symbols) delay = delay || symbol.name == "delay";
  EXPECT_TRUE(delay);
}

TEST_F(BuiltImage, CutAndSpoiltBytesNeverLeadAstray) {
  for (std::size_t size = 0; size < bytes_.size(); size += 997) {
    [[maybe_unused]] const auto cut = ReadElf(bytes_.substr(0, size), "cut");
  }
  std::string spoilt = bytes_;
  for (std::size_t at = 0; at < spoilt.size(); at += 61) {
    const char before = spoilt[at];
    spoilt[at] = static_cast<char>(before ^ 0x5a);
    [[maybe_unused]] const auto read = ReadElf(spoilt, "spoilt");
    if (at % 122 == 0) spoilt[at] = before;
  }
  SUCCEED() << "the sanitizers watch";
}

TEST(BoardImage, CountsDataTwiceAndNamesWhatIsLarge) {
  BoardImage image;
  image.sections = {{"sketch.text", 100, true, false}, {"sketch.data", 20, true, true}, {"sketch.bss", 3, false, true}};
  EXPECT_EQ(image.flash(), 120);
  EXPECT_EQ(image.ram(), 23);
}

}  // namespace
}  // namespace autopilot
