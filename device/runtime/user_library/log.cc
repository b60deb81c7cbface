#include "log.h"

namespace autopilot::device {
namespace {

std::string& Words() {
  static std::string words;
  return words;
}

bool IsLineEnd(const char* words) { return std::strcmp(words, "\r\n") == 0 || std::strcmp(words, "\n") == 0; }

}  // namespace

std::string TakeLastWords() {
  std::string words;
  words.swap(Words());
  while (!words.empty() && (words.back() == '\n' || words.back() == '\r')) words.pop_back();
  return words;
}

bool TakeLibraryWords(const char* words) {
  if (std::strncmp(words, "HALTED", 6) == 0) {
    const std::string before = TakeLastWords();
    Board::Get().Halted(before.empty() ? words : before.c_str());
  }
  if (!library_speaks) return false;
  if (IsLineEnd(words)) return true;
  if (!Words().empty()) Words() += "; ";
  Words() += words;
  Board::Get().LibraryLog(words);
  return true;
}

}  // namespace autopilot::device
