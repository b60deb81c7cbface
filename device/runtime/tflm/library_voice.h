#pragma once

namespace autopilot::device {

/// True while words of the library itself go through the sketch's reporter: they are no report of the
/// sketch, and the trace keeps the two apart.
extern bool library_speaks;

}  // namespace autopilot::device
