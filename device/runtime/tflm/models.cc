#include "models.h"

#include <sanitizer/asan_interface.h>

#include <cstdint>
#include <cstdio>

#include "../board.h"
#include "../sketch_loader.h"
#include "engine.h"

namespace autopilot::device {

Models& Models::Get() {
  static Models models;
  return models;
}

const void* Models::Register(const void* bytes) {
  Entry entry;
  entry.bytes = bytes;
  entry.handle = bytes;
  if (bytes != nullptr) {
    // Only AddressSanitizer knows how long an array is that is known by its first byte.
    char name[64];
    void* start = nullptr;
    std::size_t size = 0;
    __asan_locate_address(const_cast<void*>(bytes), name, sizeof name, &start, &size);
    if (bytes == FindInSketch("autopilot_model")) {
      // The application's own model: assembled, so that no sanitizer knows it.
      entry.size = *static_cast<const std::uint32_t*>(FindInSketch("autopilot_model_size"));
    } else if (start != nullptr && bytes >= start) {
      entry.size = size - static_cast<std::size_t>(static_cast<const char*>(bytes) - static_cast<char*>(start));
    }
    entry.good = VerifyModel(bytes, entry.size);
    if (entry.good) entry.handle = ModelRoot(bytes);
  }
  for (Entry& known : entries_) {
    if (known.handle == entry.handle) {
      known = entry;
      return entry.handle;
    }
  }
  entries_[next_++ % kMost] = entry;
  return entry.handle;
}

const void* Models::Checked(const void* handle) {
  for (const Entry& entry : entries_) {
    if (entry.handle != handle || entry.bytes == nullptr) continue;
    if (entry.good) return handle;
    if (Board::Get().config().neutralise_model) return Own();
    Board::Get().Forgivable("model");
    char words[128];
    std::snprintf(words, sizeof words, "the %u bytes given to GetModel are no TensorFlow Lite model",
                  static_cast<unsigned>(entry.size));
    Board::Get().Crash(words);
  }
  if (Board::Get().config().neutralise_model) return Own();
  Board::Get().Forgivable("model");
  Board::Get().Crash(handle == nullptr ? "the model is a null pointer"
                                       : "the model pointer does not come from GetModel");
}

const void* Models::Own() {
  if (own_.empty()) {
    std::FILE* file = std::fopen(Board::Get().config().model_path.c_str(), "rb");
    if (file == nullptr) Board::Get().Crash("the application's model cannot be read");
    unsigned char part[4096];
    for (std::size_t count; (count = std::fread(part, 1, sizeof part, file)) > 0;) {
      own_.insert(own_.end(), part, part + count);
    }
    std::fclose(file);
    if (!VerifyModel(own_.data(), own_.size())) Board::Get().Crash("the application's model is none");
  }
  return ModelRoot(own_.data());
}

}  // namespace autopilot::device
