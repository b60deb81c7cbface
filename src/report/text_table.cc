#include "report/text_table.h"

#include <algorithm>

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
  std::string clean;
  clean.reserve(text.size());
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '\t') {
      clean += "  ";
    } else if (byte == '\n' || (code >= 0x20 && code != 0x7F)) {
      clean += byte;
    }
  }
  return clean;
}

}  // namespace autopilot
