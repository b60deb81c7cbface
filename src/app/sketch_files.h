#pragma once

/// A sketch as it lies on disk, taken as arduino-cli takes it: the tabs of a folder as one text, and the headers
/// and sources beside them.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One file of a sketch.
struct SketchFile {
  std::string name;  ///< Relative to the sketch's folder, with '/'.
  std::string text;
};

/// Where the pieces of a sketch's text come from, and what is compiled with it. Empty for a text without files.
struct SketchLayout {
  struct Tab {
    std::string file;    ///< As in messages: the name in the sketch's folder.
    int first_line = 1;  ///< Of the whole text, where this tab begins.
  };
  std::vector<Tab> tabs;           ///< In the order of the text; empty: it is one nameless piece.
  std::vector<SketchFile> beside;  ///< Headers and sources.

  /// A line of the whole text as file and line there; the file is empty where there are no tabs.
  struct Place {
    std::string file;
    int line = 0;
  };
  Place Locate(int line) const;
};

/// A sketch ready to be judged.
struct SketchOnDisk {
  std::string id;                ///< What the user named, without its folders.
  std::filesystem::path folder;  ///< As the user wrote it; empty for the working directory.
  std::string text;              ///< All tabs.
  SketchLayout layout;
  std::vector<std::string> notes;  ///< What was left out and why.

  /// A name of the layout as the user would write it.
  std::string Shown(const std::string& file) const;
};

/// Reads what the user named:
///  * a folder: its .ino files (the one named like the folder first, the others by name), the headers and sources
///    in it and below its src/. A lone .ino of another name is taken for the main one;
///  * FOLDER/FOLDER.ino: the same as the folder;
///  * any other file: that file, and what it includes from its own folder, with the source of the same name.
/// Fails with kBadInput and the cure for what is not there, a folder without or with several candidates for the
/// main tab, a text that is no UTF-8 or holds zero bytes, and an empty sketch.
Result<SketchOnDisk> ReadSketch(const std::filesystem::path& path);

/// The same for a text that came from elsewhere; `name` is what messages call it.
Result<SketchOnDisk> SketchFromText(std::string_view bytes, const std::string& name);

}  // namespace autopilot
