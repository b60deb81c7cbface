#pragma once

/// As which type a sketch's text reads tensors. Evidence for the cause of a fault that a run has shown,
/// never for a verdict by itself.

#include <string>
#include <string_view>

namespace autopilot {

/// True if the text reads (not only writes) a tensor's data as one of the 8-bit types, and does not look at
/// that tensor's type, which would make such a read conditional. Comments do not count.
bool ReadsTensorsAsBytes(std::string_view source);

/// The same for float.
bool ReadsTensorsAsFloat(std::string_view source);

}  // namespace autopilot
