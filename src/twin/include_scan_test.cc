#include "twin/include_scan.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(IncludeScan, FindsIncludesWithTheirLines) {
  const auto includes = FindIncludes("// #include <no.h>\n#include <a.h>\n  # include \"b/c.h\" // why\n");
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].header, "a.h");
  EXPECT_EQ(includes[0].line, 2);
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[1].header, "b/c.h");
  EXPECT_TRUE(includes[1].quoted);
}

TEST(IncludeScan, BlockCommentsMayEndOnTheLine) {
  const auto includes = FindIncludes("/* #include <no.h>\n*/ #include <yes.h>\nchar* s = \"/*\";\n#include <too.h>\n");
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].header, "yes.h");
  EXPECT_EQ(includes[1].header, "too.h");
}

TEST(IncludeScan, KnowsWhatIsConditional) {
  const auto includes = FindIncludes("#endif\n#ifdef X\n#include <a.h>\n#else\n#include <b.h>\n#endif\n#include <c.h>");
  ASSERT_EQ(includes.size(), 3u);
  EXPECT_TRUE(includes[0].conditional);
  EXPECT_TRUE(includes[1].conditional);
  EXPECT_FALSE(includes[2].conditional);
}

}  // namespace
}  // namespace autopilot
