#include "report/text_table.h"

#include <algorithm>

#include "core/utf8.h"
#include "report/words.h"

namespace autopilot {
namespace {

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

void TrimRight(std::string& text) { text.erase(text.find_last_not_of(' ') + 1); }

}  // namespace

std::string TextTable(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right,
                      const std::string& indent) {
  std::vector<std::size_t> widths(right.size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths.at(i) = std::max(widths.at(i), Width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = indent;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - Width(row[i]), ' ');
      if (i > 0) line += "  ";
      line += right[i] ? pad + row[i] : row[i] + pad;
    }
    TrimRight(line);
    text += line + "\n";
  }
  return text;
}

std::string Wrapped(const std::string& text, int width, const std::string& indent) {
  const std::size_t room = static_cast<std::size_t>(std::max(20, width)) - std::min<std::size_t>(indent.size(), 19);
  std::string wrapped;
  for (const std::string& paragraph : Lines(text)) {
    std::string line;
    std::size_t at = paragraph.find_first_not_of(' ');
    if (at == std::string::npos) at = paragraph.size();
    std::string lead = paragraph.substr(0, at);
    while (at < paragraph.size()) {
      std::size_t end = paragraph.find(' ', at);
      if (end == std::string::npos) end = paragraph.size();
      const std::string word = paragraph.substr(at, end - at);
      if (!line.empty() && Width(lead) + Width(line) + 1 + Width(word) > room) {
        wrapped += indent + lead + line + "\n";
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
      at = paragraph.find_first_not_of(' ', end);
      if (at == std::string::npos) at = paragraph.size();
    }
    std::string last = indent + lead + line;
    TrimRight(last);
    wrapped += last + "\n";
  }
  return wrapped;
}

std::string Printable(const std::string& text) {
  const std::string valid = ReplaceInvalidUtf8(text);
  std::string clean;
  clean.reserve(valid.size());
  for (std::size_t at = 0; at < valid.size(); ++at) {
    const auto byte = [&](std::size_t ahead) {
      return at + ahead < valid.size() ? static_cast<unsigned char>(valid[at + ahead]) : 0u;
    };
    const bool c1 = byte(0) == 0xC2 && byte(1) <= 0x9F;
    // U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows.
    const bool turns = byte(0) == 0xE2 && ((byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE) ||
                                           (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9));
    if (c1 || turns) {
      at += c1 ? 1 : 2;
    } else if (valid[at] == '\t') {
      clean += "  ";
    } else if (valid[at] == '\n' || (byte(0) >= 0x20 && byte(0) != 0x7F)) {
      clean += valid[at];
    }
  }
  return clean;
}

}  // namespace autopilot
