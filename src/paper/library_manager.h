#pragma once

/// The Arduino library manager, where one is installed: which libraries there are for a missing header, and what the
/// real toolchain says once one of them is there. A seam: tests put a fake in its place.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"

namespace autopilot {

class LibraryManager {
 public:
  struct Compiled {
    bool ok = false;
    std::string output;
  };

  virtual ~LibraryManager() = default;
  /// Names of libraries that may have the header, the best first; empty if none is found.
  virtual Result<std::vector<std::string>> Search(const std::string& header) = 0;
  /// False if the manager cannot install it.
  virtual Result<bool> Install(const std::string& library) = 0;
  /// Compiles a sketch's folder for the board. Fails for infrastructure reasons only.
  virtual Result<Compiled> Compile(const std::filesystem::path& folder) = 0;
};

/// arduino-cli; nothing where PATH has none. It compiles confined: a model wrote the sketch. References outlive it.
std::unique_ptr<LibraryManager> FindLibraryManager(ProcessRunner& runner, const Sandbox& sandbox);

/// The header that a compiler misses; nothing if the text is about something else.
std::optional<std::string> MissingHeaderIn(const std::string& compiler_output);

}  // namespace autopilot
