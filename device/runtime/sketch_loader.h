#pragma once

/// The sketch comes as a shared object, so that the runtime is linked once and not with every sketch.

namespace autopilot::device {

/// The two functions that every sketch has.
struct SketchEntries {
  void (*setup)();
  void (*loop)();
};

/// Loads the sketch, which runs its constructors. Ends the process with status 2 and words if it cannot.
SketchEntries LoadSketch(const char* path);

/// An object of the sketch by its symbol, also while its constructors run; null if there is none.
void* FindInSketch(const char* symbol);

}  // namespace autopilot::device
