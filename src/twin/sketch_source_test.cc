#include "twin/sketch_source.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

constexpr char kTags[] =
    "setup\tfruit.ino\t/^void setup() { helper(1); }$/;\"\tkind:function\tline:2\tsignature:()\treturntype:void\n"
    "helper\tfruit.ino\t/^static int helper(int a) {$/;\"\tkind:function\tline:3\tsignature:(int a)\treturntype:int\n"
    "more\tfruit.ino\t/^int more(int a = 3) {$/;\"\tkind:function\tline:4\tsignature:(int a = 3)\treturntype:int\n"
    "vec\tfruit.ino\t/^std::vector<int> vec() {$/;\"\tkind:function\tline:5\tsignature:()\treturntype:std::vector\n"
    "m\tfruit.ino\t/^void K::m() {}$/;\"\tkind:function\tline:6\tclass:K\tsignature:()\treturntype:void\n"
    "late\tfruit.ino\t/^void late();$/;\"\tkind:prototype\tline:7\tsignature:()\treturntype:void\n"
    "late\tfruit.ino\t/^void late() {}$/;\"\tkind:function\tline:8\tsignature:()\treturntype:void\n";

constexpr char kSketch[] =
    "int x;\n"
    "void setup() { helper(1); }\n"
    "static int helper(int a) { return a; }\n"
    "int more(int a = 3) { return a; }\n"
    "std::vector<int> vec() { return {}; }\n"
    "void K::m() {}\n"
    "void late();\n"
    "void late() {}";

TEST(SketchSource, ReadsTags) {
  const auto tags = ParseTags(kTags);
  ASSERT_EQ(tags.size(), 7u);
  EXPECT_EQ(tags[1].name, "helper");
  EXPECT_EQ(tags[1].signature, "(int a)");
  EXPECT_TRUE(tags[4].scoped);
}

TEST(SketchSource, InsertsPrototypesBeforeTheFirstFunctionAndKeepsLineNumbers) {
  const std::string unit = RenderSketchUnit(kSketch, ParseTags(kTags), {{"fruit.ino", 1}});
  EXPECT_EQ(unit.find("#include <Arduino.h>\n#line 1 \"fruit.ino\"\nint x;\n"), 0u);
  EXPECT_NE(unit.find("#line 3 \"fruit.ino\"\nstatic int helper(int a);\n"), std::string::npos);
  EXPECT_NE(unit.find("#line 2 \"fruit.ino\"\nvoid setup() { helper(1); }\n"), std::string::npos);
}

TEST(SketchSource, LeavesOutWhatArduinoCliLeavesOut) {
  const std::string unit = RenderSketchUnit(kSketch, ParseTags(kTags), {{"fruit.ino", 1}});
  EXPECT_EQ(unit.find("more(int a = 3);"), std::string::npos) << "default arguments would be given twice";
  EXPECT_EQ(unit.find("std::vector vec();"), std::string::npos) << "ctags lost the template argument";
  EXPECT_EQ(unit.find("void m();"), std::string::npos) << "a member is not a free function";
  EXPECT_EQ(unit.find("void late();\nvoid late();"), std::string::npos) << "declared by the author already";
}

SourceTag FunctionTag(const std::string& name, int line, const std::string& type, const std::string& signature) {
  SourceTag tag;
  tag.name = name;
  tag.kind = "function";
  tag.line = line;
  tag.return_type = type;
  tag.signature = signature;
  return tag;
}

TEST(SketchSource, TemplatesKeepTheirParameters) {
  const std::string sketch =
      "template <typename T>  // anything\n"
      "void say(T t) { Serial.println(t); }\n"
      "template <int N = 2> int less(int a) { return a - N; }\n";
  const std::string unit = RenderSketchUnit(
      sketch, {FunctionTag("say", 2, "template void", "(T t)"), FunctionTag("less", 3, "template int", "(int a)")},
      {{"a.ino", 1}});
  EXPECT_NE(unit.find("#line 2 \"a.ino\"\ntemplate <typename T> void say(T t) ;\n#line 1 \"a.ino\"\n" + sketch),
            std::string::npos)
      << unit;
}

TEST(SketchSource, ReturnTypesMayStandOnALineOfTheirOwn) {
  const std::string sketch =
      "int x;\n"
      "/* says\n"
      "   it */\n"
      "static void\n"
      "say(int t)\n"
      "{ x = t; }\n";
  const std::string unit = RenderSketchUnit(sketch, {FunctionTag("say", 5, "void", "(int t)")}, {{"a.ino", 1}});
  EXPECT_NE(
      unit.find("   it */\n#line 5 \"a.ino\"\nstatic void say(int t);\n#line 4 \"a.ino\"\nstatic void\nsay(int t)\n"),
      std::string::npos)
      << unit;
}

TEST(SketchSource, WithoutFunctionsNothingIsInserted) {
  EXPECT_EQ(RenderSketchUnit("int x;", {}, {{"a.ino", 1}}), "#include <Arduino.h>\n#line 1 \"a.ino\"\nint x;\n");
}

TEST(SketchSource, EveryTabKeepsItsOwnLines) {
  // b.ino begins in line 4 of the whole.
  const std::string text = "int x;\nvoid setup() { b(); }\nvoid loop() {}\nvoid b() {}\nint y;\n";
  const auto tags = ParseTags(
      "setup\tf\t/^void setup() { b(); }$/;\"\tkind:function\tline:2\tsignature:()\treturntype:void\n"
      "b\tf\t/^void b() {}$/;\"\tkind:function\tline:4\tsignature:()\treturntype:void\n");
  const std::string unit = RenderSketchUnit(text, tags, {{"a.ino", 1}, {"b.ino", 4}});
  EXPECT_NE(unit.find("#line 1 \"b.ino\"\nvoid b();\n"), std::string::npos) << unit;
  EXPECT_NE(unit.find("#line 2 \"a.ino\"\nvoid setup() { b(); }\n"), std::string::npos) << unit;
  EXPECT_NE(unit.find("#line 1 \"b.ino\"\nvoid b() {}\nint y;\n"), std::string::npos) << unit;
}

TEST(SketchSource, AFileNameCannotLeaveItsQuotes) {
  const std::string unit = RenderSketchUnit("int x;", {}, {{"a\"b\\c.ino", 1}});
  EXPECT_EQ(unit, "#include <Arduino.h>\n#line 1 \"a\\\"b\\\\c.ino\"\nint x;\n");
}

}  // namespace
}  // namespace autopilot
