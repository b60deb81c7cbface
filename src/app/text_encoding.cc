#include "app/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/utf8.h"

namespace autopilot {
namespace {

/// Windows-1252 from 0x80 to 0x9F; elsewhere it is Latin-1, whose bytes are code points.
constexpr std::array<char16_t, 32> kWindows = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                               0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                               0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void Append(std::string& text, std::uint32_t point) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80u | ((point >> shift) & 0x3Fu)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0u | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0u | (point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0u | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string FromUtf16(std::string_view bytes, bool big_endian) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first * 256u + second : second * 256u + first;
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    const std::uint32_t high = unit(at);
    if (high < 0xD800 || high > 0xDFFF) {
      Append(text, high);
      continue;
    }
    const std::uint32_t low = high <= 0xDBFF && at + 3 < bytes.size() ? unit(at + 2) : 0;
    const bool pair = low >= 0xDC00 && low <= 0xDFFF;
    Append(text, pair ? 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00) : kReplacement);
    if (pair) at += 2;
  }
  if (at < bytes.size()) Append(text, kReplacement);
  return text;
}

/// Zero bytes in at least a third of the even places, or of the odd ones, of the beginning: Latin letters in UTF-16.
bool ManyZeros(std::string_view bytes, std::size_t first) {
  const std::string_view head = bytes.substr(0, 1000);
  std::size_t zeros = 0;
  for (std::size_t i = first; i < head.size(); i += 2) zeros += head[i] == '\0' ? 1 : 0;
  return head.size() >= 4 && zeros * 6 >= head.size();
}

}  // namespace

DecodedText DecodeText(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) return {FromUtf16(bytes.substr(2), false), "UTF-16"};
  if (bytes.starts_with("\xFE\xFF")) return {FromUtf16(bytes.substr(2), true), "UTF-16"};
  if (ManyZeros(bytes, 1)) return {FromUtf16(bytes, false), "UTF-16"};
  if (ManyZeros(bytes, 0)) return {FromUtf16(bytes, true), "UTF-16"};
  if (ValidUtf8Prefix(bytes) == bytes.size()) return {std::string(bytes), "UTF-8"};
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    Append(text, byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80u] : byte);
  }
  return {std::move(text), "Windows-1252"};
}

}  // namespace autopilot
