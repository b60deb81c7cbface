#include "core/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <future>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  fs::path At(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_ = std::move(*TemporaryFolder::Create("output-file-test"));
};

TEST_F(OutputFileTest, ALinkStaysAndItsTargetIsWritten) {
  fs::create_symlink("below/target", At("link"));
  for (const char* text : {"new", "again"}) {
    ASSERT_TRUE(WriteOutputFile(At("link"), text));
    EXPECT_TRUE(fs::is_symlink(At("link")));
    EXPECT_EQ(*ReadFile(At("below/target")), text);
  }
  fs::create_symlink("b", At("a"));
  fs::create_symlink("a", At("b"));
  EXPECT_FALSE(WriteOutputFile(At("a"), "x"));
}

TEST_F(OutputFileTest, DevicesAndPipesAreWrittenToAndStay) {
  EXPECT_FALSE(WriteOutputFile("/dev/full", "x"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  ASSERT_EQ(::mkfifo(At("pipe").c_str(), 0600), 0);
  auto read = std::async(std::launch::async, [this] { return *ReadFile(At("pipe")); });
  EXPECT_TRUE(WriteOutputFile(At("pipe"), "through it"));
  EXPECT_EQ(read.get(), "through it");
  EXPECT_TRUE(fs::is_fifo(At("pipe")));
}

TEST_F(OutputFileTest, WhatWasReadIsNotReplaced) {
  ASSERT_TRUE(WriteFile(At("input"), "x"));
  fs::create_symlink("input", At("link"));
  for (const fs::path& out : {At("input"), At("link"), folder_.path()}) {
    const Status status = CheckOutputFile(out, {At("none"), At("input")});
    ASSERT_FALSE(status) << out;
    EXPECT_EQ(status.error().kind, ErrorKind::kBadInput);
  }
  EXPECT_TRUE(CheckOutputFile(At("other"), {At("none"), At("input")}));
}

}  // namespace
}  // namespace autopilot
