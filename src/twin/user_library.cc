#include "twin/user_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kInterpreter[] = "tensorflow/lite/micro/micro_interpreter.h";

bool IsHeader(const fs::path& file) {
  const std::string extension = file.extension().string();
  return extension == ".h" || extension == ".hpp" || extension == ".inc";
}

bool IsUnit(const fs::path& file) {
  const std::string extension = file.extension().string();
  return extension == ".c" || extension == ".cc" || extension == ".cpp" || extension == ".cxx";
}

/// The value of `key=` in library.properties.
std::string Property(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.starts_with(key + "=")) return line.substr(key.size() + 1);
  }
  return "";
}

/// arduino-cli finds a library by any header at the top of src; one is the name that sketches use.
std::string Marker(const UserLibrary& library, const std::string& includes) {
  const std::string said = includes.substr(0, includes.find(','));
  std::string marker;
  for (const fs::path& header : library.headers) {
    if (header.has_parent_path()) continue;
    std::string name = header.string();
    if (name == said || name == "TensorFlowLite.h") return name;
    if (marker.empty() && name.find("TensorFlow") != std::string::npos) marker = name;
  }
  return marker;
}

}  // namespace

Result<UserLibrary> ReadUserLibrary(const fs::path& folder) {
  UserLibrary library;
  library.folder = fs::absolute(folder).lexically_normal();
  library.source = library.folder / "src";
  const fs::path properties = library.folder / "library.properties";
  const auto text = ReadFile(properties);
  if (!text) {
    return Fail(BadInput("this is not the folder of an Arduino library: it has no library.properties",
                         "give the library's own folder, below Arduino/libraries")
                    .At(properties.string()));
  }
  library.name = Property(*text, "name");
  library.version = Property(*text, "version");
  if (library.name.empty()) return Fail(BadInput("it has no name= line").At(properties.string()));
  std::error_code error;
  if (!fs::is_directory(library.source, error)) {
    return Fail(BadInput("the library has no folder src", "give a library of the layout that has its sources there")
                    .At(library.folder.string()));
  }
  for (fs::recursive_directory_iterator entry(library.source, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const fs::path file = entry->path().lexically_relative(library.source);
    if (IsHeader(file)) library.headers.push_back(file);
    if (IsUnit(file)) library.units.push_back(file);
  }
  std::sort(library.headers.begin(), library.headers.end());
  std::sort(library.units.begin(), library.units.end());
  if (std::find(library.headers.begin(), library.headers.end(), fs::path(kInterpreter)) == library.headers.end()) {
    return Fail(BadInput(fmt::format("the library has no src/{}", kInterpreter),
                         "give the folder of a TensorFlow Lite Micro library")
                    .At(library.folder.string()));
  }
  if (library.units.empty()) {
    return Fail(BadInput("the library has no sources: it is precompiled for the board",
                         "install the version of the library that comes as source")
                    .At(library.source.string()));
  }
  library.marker_header = Marker(library, Property(*text, "includes"));
  if (library.marker_header.empty()) {
    return Fail(BadInput("no header of the library stands at the top of src: no sketch could include it first",
                         "add one, such as TensorFlowLite.h")
                    .At(library.source.string()));
  }
  return library;
}

}  // namespace autopilot
