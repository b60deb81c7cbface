#include "repair/sketch_view.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

constexpr char kSketch[] =
    "#include <A.h>\n"
    "#include \"b/c.h\"  // why\n"
    "\n"
    "// The arena.\n"
    "uint8_t arena[2000];\n"
    "const tflite::Model* net = nullptr;\n"
    "#define SIZE 3\n"
    "namespace { int hidden = 1; }\n"
    "void fill(float* values, int& count) {\n"
    "  int arena = 2;\n"
    "  use(arena, values);\n"
    "}\n"
    "void setup() {\n"
    "  static tflite::MicroInterpreter made(net, ops, arena, sizeof(arena), &report);\n"
    "  made.Invoke();\n"
    "  for (int i = 0; i < 3; ++i) fill(nullptr, i);\n"
    "}\n";

TEST(SketchView, KnowsVariablesWithTypesAndScopes) {
  const SketchTree tree(kSketch);
  const SketchView view(tree);
  const Variable* arena = view.FindGlobal("arena");
  ASSERT_NE(arena, nullptr);
  EXPECT_TRUE(arena->array);
  const Variable* inner = view.Find("arena", tree.text().find("use("));
  ASSERT_NE(inner, nullptr);
  EXPECT_FALSE(inner->global());
  EXPECT_EQ(view.Find("arena", tree.text().find("made.Invoke")), arena);
  const Variable* net = view.FindGlobal("net");
  ASSERT_NE(net, nullptr);
  EXPECT_EQ(net->type, "tflite::Model");
  EXPECT_TRUE(net->pointer);
  EXPECT_TRUE(net->constant);
  EXPECT_NE(view.FindGlobal("hidden"), nullptr);
  const Variable* count = view.Find("count", tree.text().find("use("));
  ASSERT_NE(count, nullptr);
  EXPECT_TRUE(count->parameter && count->reference);
}

TEST(SketchView, KnowsConstructorsCallsAndNames) {
  const SketchTree tree(kSketch);
  const SketchView view(tree);
  const Variable* made = view.Find("made", tree.text().find("made.Invoke"));
  ASSERT_NE(made, nullptr);
  ASSERT_EQ(made->arguments.size(), 5U);
  EXPECT_EQ(made->arguments[3].text(), "sizeof(arena)");
  ASSERT_EQ(view.CallsOf("Invoke").size(), 1U);
  EXPECT_EQ(view.CallsOf("Invoke")[0]->object.text(), "made");
  EXPECT_TRUE(view.Declares("SIZE"));
  EXPECT_TRUE(view.Declares("fill"));
  EXPECT_FALSE(view.Declares("ops"));
  EXPECT_EQ(view.FreshName("made"), "made2");
}

TEST(SketchView, FindsPlacesForNewLines) {
  const SketchTree tree(kSketch);
  const SketchView view(tree);
  EXPECT_EQ(tree.text().substr(view.IncludePlace(), 2), "\n/");
  EXPECT_EQ(tree.text().substr(view.GlobalPlace(), 13), "// The arena.");
}

TEST(SketchTree, IsMadeOfAnyText) {
  for (const std::string text : {"", "}}}}", "int x[ = {{{(", "\xff\xfe", "#include"}) {
    const SketchTree tree(text);
    const SketchView view(tree);
    EXPECT_FALSE(view.Declares("nothing"));
  }
}

}  // namespace
}  // namespace autopilot
