#include "paper/paper_reply.h"

#include <gtest/gtest.h>

#include "paper/library_manager.h"

namespace autopilot {
namespace {

TEST(PaperReply, TakesTheFirstBlockAsItStands) {
  const std::string reply =
      "Words\n```json\n{\"a\": \"b\"}\n```\n```python\nimport os\n```\n```python\nimport sys\n```\n";
  EXPECT_EQ(CodeIn(reply), "import os\n");
  ASSERT_TRUE(ObjectIn(reply));
  EXPECT_EQ(ObjectIn(reply)->dump(), R"({"a":"b"})");
  // A blemish that the lenient reader would undo stays.
  EXPECT_EQ(CodeIn("```\nif (a &lt; b) {}\n```\n"), "if (a &lt; b) {}\n");
  EXPECT_EQ(CodeIn("import os\n"), std::nullopt);
  EXPECT_EQ(CodeIn("```\n{\"a\": 1}\n```\n"), std::nullopt);
}

TEST(PaperReply, ParsesObjectsStrictly) {
  EXPECT_TRUE(ObjectIn(R"({"b": 1, "a": 2})"));
  EXPECT_EQ(ObjectIn(R"({"b": 1, "a": 2})")->dump(), R"({"b":1,"a":2})") << "in their order";
  EXPECT_FALSE(ObjectIn("{\"a\": 1,}"));
  EXPECT_FALSE(ObjectIn("{'a': 1}"));
  EXPECT_FALSE(ObjectIn("[1]"));
  EXPECT_FALSE(ObjectIn(""));
}

TEST(PaperReply, ReasoningIsNoAnswer) { EXPECT_EQ(AnswerIn("<think>```\nx\n```</think>yes"), "yes"); }

TEST(PaperReply, CountsLinesAndShowsTheEnd) {
  EXPECT_EQ(LinesIn(""), 0);
  EXPECT_EQ(LinesIn("a\n\nb\n\n \n"), 3);
  EXPECT_EQ(LastOf("short"), "short");
  EXPECT_EQ(LastOf(std::string(5000, 'a') + "end").size(), 4000u);
  EXPECT_TRUE(LastOf(std::string(5000, 'a') + "end").ends_with("end"));
}

TEST(LibraryManager, KnowsTheHeaderThatIsMissing) {
  EXPECT_EQ(MissingHeaderIn("a.ino:1:10: fatal error: Adafruit_X.h: No such file or directory\n"), "Adafruit_X.h");
  EXPECT_EQ(MissingHeaderIn("fatal error: tensorflow/lite/x.hpp: No such file or directory"), "tensorflow/lite/x.hpp");
  EXPECT_EQ(MissingHeaderIn("error: 'x' was not declared"), std::nullopt);
}

}  // namespace
}  // namespace autopilot
