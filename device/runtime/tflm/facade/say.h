#pragma once

/// What the library and its user print, on its way to the serial port.

#include <cstdarg>

namespace autopilot::device {

/// Prints as DebugLog does. Words of the library itself go to the trace's log, and "HALTED" ends the run.
void Say(const char* words);

/// Formats as the library does, within its buffer, and ends the line.
void SayLine(const char* format, va_list args);

}  // namespace autopilot::device
