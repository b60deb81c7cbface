#include "twin/object_symbols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "core/process.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(ObjectSymbols, ListsWhatIsMissingAndWhatIsThere) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  ASSERT_OK(WriteFile(folder.path() / "a.cc",
                      "int helper(int); extern \"C\" void maybe() __attribute__((weak)); static int hidden = 1;\n"
                      "void setup() { if (maybe) maybe(); hidden = helper(hidden); }\n"));
  Command compile;
  compile.argv = {"g++", "-m32", "-c", "a.cc", "-o", "a.o"};
  compile.folder = folder.path();
  ASSERT_OK_AND_ASSIGN(compiled, MakeSystemProcessRunner()->Run(compile));
  ASSERT_TRUE(compiled.ok()) << compiled.err;
  ASSERT_OK_AND_ASSIGN(object, ReadFile(folder.path() / "a.o"));
  const ObjectSymbols symbols = ReadObjectSymbols(object);
  EXPECT_THAT(symbols.undefined, Contains("_Z6helperi"));
  EXPECT_THAT(symbols.undefined, Not(Contains("maybe")));
  EXPECT_THAT(symbols.defined, Contains("_Z5setupv"));
  EXPECT_THAT(symbols.defined, Not(Contains("_ZL6hidden")));
}

TEST(ObjectSymbols, BytesThatAreNoObjectHaveNone) {
  for (const std::string& bytes : {std::string(),
                                   std::string("\x7f"
                                               "ELF"),
                                   std::string(4096, 'x')}) {
    const ObjectSymbols symbols = ReadObjectSymbols(bytes);
    EXPECT_THAT(symbols.undefined, IsEmpty());
    EXPECT_THAT(symbols.defined, IsEmpty());
  }
}

TEST(ObjectSymbols, DemanglesNamesOfCpp) {
  EXPECT_EQ(Demangle("_Z6helperi"), "helper(int)");
  EXPECT_EQ(Demangle("system"), "system");
}

}  // namespace
}  // namespace autopilot
