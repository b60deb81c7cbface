#pragma once

/// A sketch as it is linked for the board: how much of flash and RAM it takes, and what takes it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// The image holds the sketch, what it uses of TensorFlow Lite Micro ("library") and of the C and C++ libraries
/// beyond what the core has ("system"). The core itself is a fact of the board's profile.
struct BoardImage {
  struct Section {
    std::string name;  ///< "sketch.text", "library.rodata", ...
    std::int64_t bytes = 0;
    bool in_flash = false;
    bool in_ram = false;  ///< .data is in both: stored in one, copied into the other.
  };
  struct Symbol {
    std::string name;  ///< As in the source.
    std::int64_t bytes = 0;
    bool in_ram = false;
  };
  /// What one function puts on the stack, without what it calls.
  struct Frame {
    std::string function;
    std::string file;
    int line = 0;
    std::int64_t bytes = 0;
  };
  std::vector<Section> sections;  ///< Those that hold anything, in the order of the image.
  std::vector<Symbol> largest;    ///< The largest first, at most ten.
  std::vector<Frame> frames;      ///< Of bounded size only; the largest first.

  std::int64_t flash() const;
  std::int64_t ram() const;
};

/// Reads the linked image and the compiler's accounts of stack (*.su) in `folder`. Fails with kInfrastructure where
/// the image is missing or broken.
Result<BoardImage> ReadBoardImage(const std::filesystem::path& image, const std::filesystem::path& folder);

/// The frames in one account of the compiler: "FILE:LINE:COLUMN:FUNCTION <tab> BYTES <tab> HOW" a line.
std::vector<BoardImage::Frame> ParseStackUsage(std::string_view text);

}  // namespace autopilot
