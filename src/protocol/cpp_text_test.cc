#include "protocol/cpp_text.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(CppLiteral, PlainTextStaysReadable) {
  EXPECT_EQ(CppLiteral("Apple"), "\"Apple\"");
  EXPECT_EQ(CppLiteral("Größe 橙 🍊"), "\"Größe 橙 🍊\"");
  EXPECT_EQ(CppLiteral(""), "\"\"");
}

TEST(CppLiteral, WhatWouldEndOrChangeTheLiteralIsEscaped) {
  EXPECT_EQ(CppLiteral("a \"b\" \\c"), R"("a \"b\" \\c")");
  EXPECT_EQ(CppLiteral("one\ntwo\tthree\r"), R"("one\ntwo\tthree\015")");
  EXPECT_EQ(CppLiteral("what?\?/"), "\"what?\\?/\"");
  EXPECT_EQ(CppLiteral("?\?\?"), "\"?\\?\\?\"");
  EXPECT_EQ(CppLiteral(std::string_view("a\0"
                                        "7",
                                        3)),
            R"("a\0007")");
}

TEST(CppLiteral, BytesThatAreNoTextAndMarksThatTurnTheDirectionAreEscaped) {
  EXPECT_EQ(CppLiteral("\xff"
                       "8"),
            R"("\3778")");
  EXPECT_EQ(CppLiteral("\xc3"), R"("\303")");
  EXPECT_EQ(CppLiteral("\xc0\xaf"), R"("\300\257")");
  EXPECT_EQ(CppLiteral("a\u202Eb"), R"("a\342\200\256b")");
}

TEST(CppComment, StaysOnItsLine) {
  EXPECT_EQ(CppComment("one\ntwo\r\n\tthree"), "one two three");
  EXPECT_EQ(CppComment("a\u2028b\u202Ec"), "a b c");
  EXPECT_EQ(CppComment("ends with \\"), "ends with \\.");
  EXPECT_EQ(CppComment("ends with \\ \n"), "ends with \\.");
  EXPECT_EQ(CppComment("ends with ?\?/"), "ends with ?\?/.");
  EXPECT_EQ(CppComment("C:\\data\\x"), "C:\\data\\x");
}

TEST(CppComment, NeitherBeginsNorEndsAnotherComment) {
  EXPECT_EQ(CppComment("a */ b /* c */"), "a * / b / * c * /");
  EXPECT_EQ(CppComment("*/*"), "* / *");
  EXPECT_EQ(CppComment("Größe \"橙\""), "Größe \"橙\"");
}

}  // namespace
}  // namespace autopilot
