#include "core/encode.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace autopilot {
namespace {

TEST(Encode, Base64IsThatOfTheStandard) {
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64(std::string("\0\xff", 2)), "AP8=");
}

TEST(Encode, GzipComesBack) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "attempt " + std::to_string(i % 7) + "\n";
  const std::string packed = Gzip(text);
  EXPECT_LT(packed.size(), text.size() / 10);
  EXPECT_EQ(packed, Gzip(text));
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string back(text.size() + 1, '\0');
  std::string input = packed;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(back.data());
  stream.avail_out = static_cast<uInt>(back.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  back.resize(stream.total_out);
  inflateEnd(&stream);
  EXPECT_EQ(back, text);
  EXPECT_FALSE(Gzip("").empty());
}

}  // namespace
}  // namespace autopilot
