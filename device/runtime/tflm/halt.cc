/// The library's debug output: renamed by the build, so that the sketch's own DebugLog stays apart.

#include <cstring>

#include "../board.h"

extern "C" void tflm_debug_log(const char* words) {
  static char last[256] = "";
  using autopilot::device::Board;
  if (std::strncmp(words, "HALTED", 6) == 0) Board::Get().Halted(last[0] != '\0' ? last : words);
  Board::Get().LibraryLog(words);
  if (std::strcmp(words, "\nFATAL\n") != 0) {
    std::strncpy(last, words, sizeof last - 1);
  }
}
