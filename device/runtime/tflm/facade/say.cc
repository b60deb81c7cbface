#include "say.h"

#include <cstring>

#include "../../board.h"
#include "../../costs.h"
#include "../engine.h"
#include "../library_voice.h"

bool autopilot::device::library_speaks = false;

namespace autopilot::device {

void Say(const char* words) {
  Board& board = Board::Get();
  board.Spend(Costs::kPrint);
  if (library_speaks) {
    if (strcmp(words, "\r\n") != 0) board.LibraryLog(words);
    return;
  }
  if (strncmp(words, "HALTED", 6) == 0) board.Halted(words);
  board.SerialWrite(words, strlen(words));
}

void SayLine(const char* format, va_list args) {
  char text[256];  // The library's own buffer has this size.
  FormatLog(text, sizeof text, format, args);
  Say(text);
  Say("\r\n");
}

}  // namespace autopilot::device
