#include "sketch_loader.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>

namespace autopilot::device {
namespace {

const char* g_path = nullptr;

}  // namespace

SketchEntries LoadSketch(const char* path) {
  g_path = path;
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

void* FindInSketch(const char* symbol) {
  // By the sketch's own handle: its global objects are constructed before it joins the global scope.
  static void* const sketch = dlopen(g_path, RTLD_NOW | RTLD_NOLOAD);
  return dlsym(sketch, symbol);
}

}  // namespace autopilot::device
