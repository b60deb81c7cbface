#include "app/text_encoding.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

using std::string_literals::operator""s;

TEST(TextEncoding, TakesUtf8AsItIs) {
  EXPECT_EQ(DecodeText("R\xC3\xB6t").text, "R\xC3\xB6t");
  EXPECT_EQ(DecodeText("R\xC3\xB6t").encoding, "UTF-8");
  EXPECT_EQ(DecodeText("\xEF\xBB\xBFx").text, "x");
}

TEST(TextEncoding, ReadsUtf16OfBothByteOrders) {
  EXPECT_EQ(DecodeText("\xFF\xFE"
                       "a\0\xF6\0"s)
                .text,
            "a\xC3\xB6");
  EXPECT_EQ(DecodeText("\xFE\xFF\0a\0\xF6"s).text, "a\xC3\xB6");
  EXPECT_EQ(DecodeText("\xFF\xFE\x3D\xD8\x00\xDE"s).text, "\xF0\x9F\x98\x80");
  EXPECT_EQ(DecodeText("\xFF\xFE\x3D\xD8x\0"s).text, "\xEF\xBF\xBDx");
}

TEST(TextEncoding, TellsUtf16WithoutAMark) {
  const DecodedText little = DecodeText("a\0,\0b\0\n\0"s);
  EXPECT_EQ(little.text, "a,b\n");
  EXPECT_EQ(little.encoding, "UTF-16");
  EXPECT_EQ(DecodeText("\0a\0,\0b\0\n"s).text, "a,b\n");
}

TEST(TextEncoding, TakesTheRestForWindows1252) {
  const DecodedText decoded = DecodeText("R\xF6t \x80");
  EXPECT_EQ(decoded.text, "R\xC3\xB6t \xE2\x82\xAC");
  EXPECT_EQ(decoded.encoding, "Windows-1252");
}

}  // namespace
}  // namespace autopilot
