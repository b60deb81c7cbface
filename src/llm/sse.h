#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace autopilot {

/// Reads server-sent events piece by piece, as they come off the wire; pieces may end anywhere.
class SseReader {
 public:
  /// `on_data` gets the text of each event's data, in order.
  explicit SseReader(std::function<void(std::string_view)> on_data) : on_data_(std::move(on_data)) {}

  void Feed(std::string_view bytes);

 private:
  void TakeLine(std::string_view line);

  std::function<void(std::string_view)> on_data_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
};

}  // namespace autopilot
