#include "app/sketch_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SketchFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-sketch"));
    folder_ = std::make_unique<TemporaryFolder>(std::move(folder));
    root_ = folder_->path() / "fruit";
    ASSERT_OK(MakeFolder(root_));
  }

  void Write(const std::string& name, const std::string& text) { ASSERT_OK(WriteFile(root_ / name, text)); }

  static std::vector<std::string> Beside(const SketchOnDisk& sketch) {
    std::vector<std::string> names;
    for (const SketchFile& file : sketch.layout.beside) names.push_back(file.name);
    return names;
  }
  static std::vector<std::string> Tabs(const SketchOnDisk& sketch) {
    std::vector<std::string> names;
    for (const auto& tab : sketch.layout.tabs) names.push_back(tab.file);
    return names;
  }

  std::unique_ptr<TemporaryFolder> folder_;
  std::filesystem::path root_;
};

TEST_F(SketchFilesTest, AFolderIsItsTabsMainFirstThenByName) {
  Write("b.ino", "void b() {}");
  Write("fruit.ino", "void setup() {}\nvoid loop() {}\n");
  Write("a.ino", "int a;\n");
  Write("notes.txt", "no part of it");
  Write(".hidden.ino", "neither");
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_));
  EXPECT_EQ(sketch.id, "fruit");
  EXPECT_THAT(Tabs(sketch), ElementsAre("fruit.ino", "a.ino", "b.ino"));
  EXPECT_EQ(sketch.text, "void setup() {}\nvoid loop() {}\nint a;\nvoid b() {}\n");
  EXPECT_EQ(sketch.layout.Locate(2).file, "fruit.ino");
  EXPECT_EQ(sketch.layout.Locate(3).file, "a.ino");
  EXPECT_EQ(sketch.layout.Locate(4).file, "b.ino");
  EXPECT_EQ(sketch.layout.Locate(4).line, 1);
  EXPECT_EQ(sketch.Shown("a.ino"), (root_ / "a.ino").string());
  EXPECT_THAT(sketch.notes, IsEmpty());
}

TEST_F(SketchFilesTest, HeadersAndSourcesBesideAndBelowSrcBelongToIt) {
  Write("fruit.ino", "void setup() {}\n");
  Write("model.h", "// model\n");
  Write("helper.cpp", "int x;\n");
  Write("src/deep/more.c", "int y;\n");
  Write("data/other.h", "no part of it\n");
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_));
  EXPECT_THAT(Beside(sketch), ElementsAre("helper.cpp", "model.h", "src/deep/more.c"));
}

TEST_F(SketchFilesTest, TheMainFileStandsForItsFolder) {
  Write("fruit.ino", "void setup() {}\n");
  Write("other.ino", "void loop() {}\n");
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_ / "fruit.ino"));
  EXPECT_THAT(Tabs(sketch), ElementsAre("fruit.ino", "other.ino"));
  EXPECT_EQ(sketch.id, "fruit.ino");
}

TEST_F(SketchFilesTest, AnyOtherFileIsItselfAndWhatItIncludes) {
  Write("fruit.ino", "not asked for\n");
  Write("try.ino", "#include \"helper.h\"\n#include <Arduino_APDS9960.h>\n  #  include \"gone.h\"\nvoid setup() {}\n");
  Write("helper.h", "#include \"src/inner.h\"\n#include \"../outside.h\"\n");
  Write("helper.cpp", "#include \"helper.h\"\n");
  Write("src/inner.h", "\n");
  Write("unrelated.h", "\n");
  ASSERT_OK(WriteFile(folder_->path() / "outside.h", "\n"));
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_ / "try.ino"));
  EXPECT_THAT(Tabs(sketch), ElementsAre("try.ino"));
  EXPECT_THAT(Beside(sketch), testing::UnorderedElementsAre("helper.h", "helper.cpp", "src/inner.h"));
}

TEST_F(SketchFilesTest, ALoneTabOfAnotherNameIsTakenAndSaid) {
  Write("classify.ino", "void setup() {}\n");
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_));
  EXPECT_THAT(Tabs(sketch), ElementsAre("classify.ino"));
  EXPECT_THAT(sketch.notes, ElementsAre(HasSubstr("fruit.ino")));
}

TEST_F(SketchFilesTest, SeveralTabsWithoutAMainOneAreAskedAbout) {
  Write("a.ino", "int a;\n");
  Write("b.ino", "int b;\n");
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "which of a.ino, b.ino is the sketch"));
}

TEST_F(SketchFilesTest, WhatCannotBeASketchIsSaidWithTheCure) {
  EXPECT_TRUE(FailsWith(ReadSketch(root_ / "gone.ino"), ErrorKind::kBadInput, "gone.ino"));
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "no .ino"));
  Write("app.toml", "\n");
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "autopilot verify"));
  Write("fruit.ino", "  \n\t\n");
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "the sketch is empty"));
  Write("fruit.ino",
        "int x;\n// 22 \xB0"
        "C\n");
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "fruit.ino:2: is no UTF-8: byte 0xb0"));
  Write("fruit.ino", std::string("int x;\0", 7));
  EXPECT_TRUE(FailsWith(ReadSketch(root_), ErrorKind::kBadInput, "byte 7 is zero"));
}

TEST_F(SketchFilesTest, LineEndsAndMarksOfEditorsAreNoPartOfTheText) {
  Write("fruit.ino", "\xEF\xBB\xBFint a;\r\nint b;\r\n");
  ASSERT_OK_AND_ASSIGN(sketch, ReadSketch(root_));
  EXPECT_EQ(sketch.text, "int a;\nint b;\n");
}

TEST_F(SketchFilesTest, ATextFromElsewhereIsHeldToTheSame) {
  ASSERT_OK_AND_ASSIGN(sketch, SketchFromText("void setup() {}\r\n", "stdin"));
  EXPECT_EQ(sketch.text, "void setup() {}\n");
  EXPECT_EQ(sketch.Shown(sketch.layout.tabs.front().file), "stdin");
  EXPECT_TRUE(FailsWith(SketchFromText("", "stdin"), ErrorKind::kBadInput, "stdin: the sketch is empty"));
  EXPECT_TRUE(FailsWith(SketchFromText("\xFF", "stdin"), ErrorKind::kBadInput, "stdin:1: is no UTF-8"));
}

TEST(SketchLayoutTest, ATextWithoutFilesHasPlacesWithoutOne) {
  EXPECT_EQ(SketchLayout().Locate(7).file, "");
  EXPECT_EQ(SketchLayout().Locate(7).line, 7);
}

}  // namespace
}  // namespace autopilot
