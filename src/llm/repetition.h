#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autopilot {

/// Watches a reply grow and sees when it runs in circles: its end is the same piece of text again and again. A model
/// does not leave such a circle by itself, so the rest would only cost time and tokens.
class RepetitionGuard {
 public:
  /// A circle is at most so many bytes long: a line, a short function.
  static constexpr std::size_t kLongestCircle = 400;
  /// It has run round so often...
  static constexpr std::size_t kTimes = 8;
  /// ...and over so many bytes. Of 3122 recorded replies one has such an end, and that one is a runaway; 256 equal
  /// numbers in an array have 768 bytes.
  static constexpr std::size_t kLeastBytes = 800;

  /// Returns whether the reply so far runs in circles.
  bool Feed(std::string_view text);

 private:
  bool EndsInCircle() const;

  std::string end_;  ///< What has to be kept to see a circle.
  std::size_t unchecked_ = 0;
  bool circles_ = false;
};

}  // namespace autopilot
