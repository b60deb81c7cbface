#include "reply/lenient_json.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

std::string Read(const std::string& text, bool* strict = nullptr) {
  const auto json = ReadWholeJson(text);
  if (!json) return "nothing";
  if (strict != nullptr) *strict = json->strict;
  return json->value.dump();
}

TEST(LenientJson, PlainJsonIsStrict) {
  bool strict = false;
  EXPECT_EQ(Read(R"( {"b": [1, -2.5, true, null], "a": {"x": "\u00e4\ud83d\ude00\n"}} )", &strict),
            "{\"b\":[1.0,-2.5,true,null],\"a\":{\"x\":\"\u00e4\U0001f600\\n\"}}");
  EXPECT_TRUE(strict);
}

TEST(LenientJson, ReadsWhatModelsWrite) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"{\"a\": 1,}", R"({"a":1.0})"},
           {"[1, 2,\n]", "[1.0,2.0]"},
           {"{'a': 'it\\'s', \"b\": None, 'c': True, 'd': False}", R"({"a":"it's","b":null,"c":true,"d":false})"},
           {"{ // which\n \"a\": /* how */ 1 # why\n}", R"({"a":1.0})"},
           {"{\"code\": \"\"\"x = \"1\"\ny\"\"\"}", R"({"code":"x = \"1\"\ny"})"},
           {"{'code': '''a\\b'''}", R"({"code":"a\\b"})"},
           {"{\"a\": \"two\nlines\"}", R"({"a":"two\nlines"})"},
           {"{\u201ca\u201d: \u2018b\u2019}", R"({"a":"b"})"},
           {R"({"re": "\d+"})", R"({"re":"\\d+"})"},
       }) {
    bool strict = true;
    EXPECT_EQ(Read(text, &strict), expected) << text;
    EXPECT_FALSE(strict) << text;
  }
}

TEST(LenientJson, RefusesWhatIsNoJson) {
  for (const std::string text :
       {"", "a", "\"text\"", "12", "{", "{\"a\"}", "{\"a\": }", "{a: 1}", "[1 2]", "{\"a\": maybe}", "{\"a\": \"open",
        "{} and more", "{} // one\ntwo", "{\"a\": '''open}", "[\"\\uzz\"]"}) {
    EXPECT_EQ(Read(text), "nothing") << text;
  }
  EXPECT_EQ(Read("{\"a\": 1} // done"), R"({"a":1.0})");
}

TEST(LenientJson, SaysWhereTheValueEnds) {
  const auto json = ReadLenientJson("  {\"a\": [1]} and words");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->end, 12u);
}

TEST(LenientJson, NeitherDepthNorSizeBringsItDown) {
  EXPECT_FALSE(ReadLenientJson(std::string(1'000'000, '[')));
  EXPECT_FALSE(ReadLenientJson("{\"a\": " + std::string(1'000'000, '9') + "x}"));
  std::string wide = "{";
  for (int i = 0; i < 20'000; ++i) wide += '"' + std::to_string(i) + "\": 1,";
  EXPECT_FALSE(ReadLenientJson(wide + "}"));
}

}  // namespace
}  // namespace autopilot
