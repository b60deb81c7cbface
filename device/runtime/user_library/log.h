#pragma once

/// What a user's own library says. While it computes, its words go to the trace and not to the serial port.

#include <cstring>
#include <string>

#include "../board.h"
#include "../tflm/library_voice.h"

namespace autopilot::device {

/// All that the library said since the last call, in one line.
std::string TakeLastWords();

/// True if the words were the library's own. Its HALTED ends the run.
bool TakeLibraryWords(const char* words);

}  // namespace autopilot::device
