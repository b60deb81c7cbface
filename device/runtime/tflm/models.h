#pragma once

/// The models that sketches point at. The library believes every pointer; here the bytes are checked when
/// they are first used, so that garbage ends as a fault of the sketch and not as one of the twin. Where that
/// fault is neutralised, the application's own model takes the place of what is none.

#include <cstddef>
#include <vector>

namespace autopilot::device {

class Models {
 public:
  static Models& Get();

  /// Remembers what GetModel was called with; the result stands for it.
  const void* Register(const void* bytes);

  /// The root of a good model. Ends the run with a note if it is none.
  const void* Checked(const void* handle);

 private:
  /// The root of the application's model.
  const void* Own();

  static constexpr std::size_t kMost = 8;
  struct Entry {
    const void* handle = nullptr;
    const void* bytes = nullptr;
    std::size_t size = 0;
    bool good = false;
  };
  Entry entries_[kMost];
  std::size_t next_ = 0;
  std::vector<unsigned char> own_;
};

}  // namespace autopilot::device
