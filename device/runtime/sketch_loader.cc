#include "sketch_loader.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>

namespace autopilot::device {

SketchEntries LoadSketch(const char* path) {
  void* sketch = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  SketchEntries entries{};
  if (sketch != nullptr) {
    entries.setup = reinterpret_cast<void (*)()>(dlsym(sketch, "setup"));
    entries.loop = reinterpret_cast<void (*)()>(dlsym(sketch, "loop"));
  }
  if (entries.setup != nullptr && entries.loop != nullptr) return entries;
  std::fprintf(stderr, "cannot load the sketch: %s\n", dlerror());
  _exit(2);
}

void* FindInSketch(const char* symbol) { return dlsym(RTLD_DEFAULT, symbol); }

}  // namespace autopilot::device
