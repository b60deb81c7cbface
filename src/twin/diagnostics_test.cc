#include "twin/diagnostics.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(Diagnostics, ReadsGcc) {
  const auto found = ParseDiagnostics(
      "fruit.ino: In function 'void setup()':\n"
      "fruit.ino:12:5: error: 'foo' was not declared in this scope\n"
      "   12 |     foo();\n"
      "      |     ^~~\n"
      "fruit.ino:3:10: fatal error: x.h: No such file or directory\n"
      "fruit.ino:9:1: warning: unused\n");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].file, "fruit.ino");
  EXPECT_EQ(found[0].line, 12);
  EXPECT_EQ(found[0].column, 5);
  EXPECT_EQ(found[0].message, "'foo' was not declared in this scope");
  EXPECT_EQ(found[0].source, "    foo();");
  EXPECT_EQ(found[1].kind, Diagnostic::Kind::kError);
  EXPECT_EQ(found[2].kind, Diagnostic::Kind::kWarning);
}

TEST(Diagnostics, ReadsLinkers) {
  const auto found = ParseDiagnostics(
      "/usr/bin/ld: /tmp/x.o: in function `main':\n"
      "runtime.cc:(.text+0x5): undefined reference to `loop()'\n"
      "mold: error: undefined symbol: setup()\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].message.find("undefined reference to `loop()'"), std::string::npos);
  EXPECT_NE(found[1].message.find("undefined symbol: setup()"), std::string::npos);
}

TEST(Diagnostics, ReadsWhereTheLinkerMissesSomething) {
  const auto found = ParseDiagnostics(
      "/usr/lib/gcc/arm-none-eabi/bin/ld: /tmp/cc1.o: in function `setup':\n"
      "/usr/lib/gcc/arm-none-eabi/bin/ld: /tmp/a b/target/fruit.ino:36: undefined reference to `popen'\n"
      "/usr/lib/gcc/arm-none-eabi/bin/ld: /tmp/cc1.o:fruit.ino:14: undefined reference to `vtable for K'\n"
      "collect2: error: ld returned 1 exit status\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].file, "/tmp/a b/target/fruit.ino");
  EXPECT_EQ(found[0].line, 36);
  EXPECT_EQ(found[0].message, "undefined reference to `popen'");
  EXPECT_TRUE(found[0].from_linker);
  EXPECT_EQ(found[1].file, "fruit.ino");
  EXPECT_EQ(found[1].line, 14);
}

TEST(Diagnostics, SkipsWhatIsNoMessage) { EXPECT_TRUE(ParseDiagnostics("compilation terminated.\n\n~~~\n").empty()); }

}  // namespace
}  // namespace autopilot
