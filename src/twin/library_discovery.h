#pragma once

/// Which Arduino libraries get on a sketch's include path, by the rule of arduino-cli: the path begins with the core;
/// whenever an include is not found, the installed library that has this header in the root of its source folder joins
/// the path; where there is none, the build ends. So a header deeper in a library is found only after one of its root.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/contract.h"
#include "twin/include_scan.h"

namespace autopilot {

/// An include that is not found, and why.
struct MissingHeader {
  enum class Why {
    kOrder,            ///< It belongs to the TFLM library, whose marker header has not been included before it.
    kLibrary,          ///< A real library that is not installed.
    kOtherGeneration,  ///< Other generations of the TFLM library have it.
    kInvented,         ///< Nothing that is known has it.
    kOwnFile,          ///< A file of the sketch in angle brackets.
    kNotModelled,      ///< The board or an installed library has it, the twin does not: nothing can be said.
  };
  Include include;
  Why why = Why::kInvented;
  std::string library;  ///< Whose header it is, for kLibrary, kOtherGeneration and kNotModelled.
};

/// One sketch's search. Not thread-safe; cheap to make.
class LibraryDiscovery {
 public:
  struct Folders {
    std::filesystem::path device;             ///< Of stand-ins.
    std::vector<std::filesystem::path> core;  ///< On the path from the beginning, the compiler's own included.
    std::vector<std::filesystem::path> tflm;  ///< The TFLM library's.
    std::set<std::string> own_files = {};     ///< Headers in the sketch's folder.
  };
  /// `contract` outlives this.
  LibraryDiscovery(const Contract& contract, Folders folders);

  /// Follows the includes as far as that needs no compiler: to the first that is not found, or that is conditional and
  /// would bring a library.
  void Follow(const std::vector<Include>& includes);

  /// The compiler did not find `header`. True if a library has joined the path for it: compile again.
  bool Add(const std::string& header);

  /// Why `include` is not found with the path as it is.
  MissingHeader Explain(const Include& include) const;

  /// Folders of the libraries found so far, in the order in which they were found.
  const std::vector<std::filesystem::path>& path() const { return path_; }

  /// Where Follow stopped because an unconditional include is missing.
  const std::optional<MissingHeader>& missing() const { return missing_; }

 private:
  bool Found(const Include& include) const;
  const ArduinoLibrary* Offering(const std::string& header) const;
  void Join(const ArduinoLibrary& library);

  const Contract& contract_;
  Folders folders_;
  std::vector<std::filesystem::path> path_;
  std::string marker_;  ///< By which the TFLM library was found; empty before.
  std::optional<MissingHeader> missing_;
};

}  // namespace autopilot
