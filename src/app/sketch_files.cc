#include "app/sketch_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/files.h"
#include "core/text.h"
#include "core/utf8.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// What arduino-cli compiles or finds beside the tabs.
constexpr std::array kBeside = {".h", ".hh", ".hpp", ".hxx", ".ipp", ".tpp", ".c", ".cc", ".cpp", ".cxx"};

bool IsTab(const fs::path& file) {
  const std::string extension = Lower(file.extension().string());
  return extension == ".ino" || extension == ".pde";
}

bool IsBeside(const fs::path& file) {
  const std::string extension = Lower(file.extension().string());
  return std::find(kBeside.begin(), kBeside.end(), extension) != kBeside.end();
}

/// Names of the files in a folder, sorted; those of folders in it with `deep`. Hidden ones and those with control
/// characters in their names, which no compiler's message could show, are nobody's.
Result<std::vector<std::string>> FilesIn(const fs::path& folder, const fs::path& relative, bool deep) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder / relative, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool plain = std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (name.starts_with('.') || !plain) continue;
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) {
      names.push_back((relative / name).generic_string());
    } else if (deep && entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      AUTOPILOT_TRY(below, FilesIn(folder, relative / name, true));
      names.insert(names.end(), below.begin(), below.end());
    }
  }
  if (error) {
    return Fail(BadInput("cannot look into the folder: " + error.message(), "make it readable")
                    .At((folder / relative).string()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The folder's own name, also for "." and "folder/".
std::string NameOf(const fs::path& folder) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(folder, error);
  return whole.filename().string();
}

/// Names in #include lines; conditions are not looked at, since more files than needed do no harm.
std::vector<std::string> IncludedNames(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string_view::npos || line[hash] != '#') continue;
    const auto open = line.find_first_of("\"<", hash);
    if (open == std::string_view::npos || line.substr(hash, open).find("include") == std::string_view::npos) continue;
    const auto close = line.find_first_of("\">", open + 1);
    if (close != std::string_view::npos) names.emplace_back(line.substr(open + 1, close - open - 1));
  }
  return names;
}

/// Without the mark that some editors begin with, and with the line ends that everything here counts.
std::string PlainText(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r' || i + 1 == bytes.size() || bytes[i + 1] != '\n') text += bytes[i];
  }
  return text;
}

/// The text of a sketch's file, or why it cannot be one.
Result<std::string> SketchText(std::string_view bytes, const std::string& where) {
  if (const auto zero = bytes.find('\0'); zero != std::string_view::npos) {
    return Fail(BadInput(fmt::format("is no text: byte {} is zero", zero + 1), "give the sketch's source").At(where));
  }
  const std::size_t valid = ValidUtf8Prefix(bytes);
  if (valid == bytes.size()) return PlainText(bytes);
  const auto line = std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(valid), '\n');
  return Fail(BadInput(fmt::format("is no UTF-8: byte {:#04x} does not belong there",
                                   static_cast<unsigned>(static_cast<unsigned char>(bytes[valid]))),
                       "save the file as UTF-8, for example: iconv -f latin1 -t utf-8")
                  .At(where, static_cast<int>(line) + 1));
}

Status NotEmpty(const SketchOnDisk& sketch) {
  if (sketch.text.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return Fail(BadInput("the sketch is empty", "write setup() and loop() into it")
                  .At(sketch.Shown(sketch.layout.tabs.front().file)));
}

bool StaysInside(const fs::path& relative) {
  return !relative.is_absolute() &&
         std::none_of(relative.begin(), relative.end(), [](const fs::path& part) { return part == ".."; });
}

class Reader {
 public:
  explicit Reader(fs::path folder) { sketch_.folder = std::move(folder); }

  /// Every file of a sketch's folder.
  Result<SketchOnDisk> Folder(const fs::path& named) {
    AUTOPILOT_TRY(names, FilesIn(Disk(), "", false));
    std::vector<std::string> tabs;
    std::copy_if(names.begin(), names.end(), std::back_inserter(tabs), [](const auto& name) { return IsTab(name); });
    AUTOPILOT_CHECK(MainFirst(tabs, named));
    for (const std::string& tab : tabs) AUTOPILOT_CHECK(AddTab(tab));
    std::error_code ignored;
    if (fs::is_directory(Disk() / "src", ignored)) {
      AUTOPILOT_TRY(below, FilesIn(Disk(), "src", true));
      names.insert(names.end(), below.begin(), below.end());
    }
    for (const std::string& name : names) {
      if (IsBeside(name)) AUTOPILOT_CHECK(AddBeside(name));
    }
    AUTOPILOT_CHECK(NotEmpty(sketch_));
    return std::move(sketch_);
  }

  /// One file, and what it includes from its own folder.
  Result<SketchOnDisk> File(const std::string& name) {
    AUTOPILOT_CHECK(AddTab(name));
    AUTOPILOT_CHECK(NotEmpty(sketch_));
    AUTOPILOT_CHECK(Follow("", sketch_.text));
    return std::move(sketch_);
  }

 private:
  fs::path Disk() const { return sketch_.folder.empty() ? fs::path(".") : sketch_.folder; }

  Status MainFirst(std::vector<std::string>& tabs, const fs::path& named) {
    if (tabs.empty()) {
      std::error_code ignored;
      const bool has_application = fs::exists(Disk() / "app.toml", ignored);
      return Fail(BadInput("no sketch in this folder: it holds no .ino file",
                           has_application ? fmt::format("it holds an application: autopilot verify {} SKETCH",
                                                         (named / "app.toml").string())
                                           : "name the folder that holds the .ino, or the file itself")
                      .At(named.string()));
    }
    const std::string wanted = NameOf(Disk());
    auto main =
        std::find_if(tabs.begin(), tabs.end(), [&](const std::string& tab) { return fs::path(tab).stem() == wanted; });
    if (main == tabs.end() && tabs.size() > 1) {
      return Fail(BadInput(fmt::format("which of {} is the sketch? arduino-cli takes {}.ino, like the folder",
                                       fmt::join(tabs, ", "), wanted),
                           "name the file, or rename it like its folder")
                      .At(named.string()));
    }
    if (main == tabs.end()) {
      main = tabs.begin();
      sketch_.notes.push_back(
          fmt::format("arduino-cli wants the sketch in {}.ino, like its folder; {} is taken", wanted, *main));
    }
    std::rotate(tabs.begin(), main, main + 1);
    return {};
  }

  Status AddTab(const std::string& name) {
    AUTOPILOT_TRY(bytes, ReadFile(Disk() / name));
    AUTOPILOT_TRY(text, SketchText(bytes, sketch_.Shown(name)));
    const auto lines = std::count(sketch_.text.begin(), sketch_.text.end(), '\n');
    sketch_.layout.tabs.push_back({name, static_cast<int>(lines) + 1});
    sketch_.text += text;
    if (!text.empty() && text.back() != '\n') sketch_.text += '\n';
    return {};
  }

  Status AddBeside(const std::string& name) {
    const bool known = std::any_of(sketch_.layout.beside.begin(), sketch_.layout.beside.end(),
                                   [&](const SketchFile& file) { return file.name == name; });
    if (known) return {};
    AUTOPILOT_TRY(text, ReadFile(Disk() / name));
    sketch_.layout.beside.push_back({name, std::move(text)});
    return {};
  }

  /// Takes what `text`, a file of the folder `from`, includes; and what that includes.
  Status Follow(const fs::path& from, const std::string& text) {
    for (const std::string& include : IncludedNames(text)) {
      for (const fs::path& base : {from, fs::path()}) {
        const fs::path name = (base / include).lexically_normal();
        std::error_code ignored;
        if (!StaysInside(name) || !IsBeside(name) || !fs::is_regular_file(Disk() / name, ignored)) continue;
        if (!followed_.insert(name.generic_string()).second) break;
        AUTOPILOT_CHECK(Take(name));
        break;
      }
    }
    return {};
  }

  /// A header that is included, and the source of the same name, without which it would not link.
  Status Take(const fs::path& header) {
    AUTOPILOT_CHECK(AddBeside(header.generic_string()));
    const std::string text = sketch_.layout.beside.back().text;
    AUTOPILOT_CHECK(Follow(header.parent_path(), text));
    for (const char* extension : {".cpp", ".cc", ".cxx", ".c"}) {
      const fs::path source = fs::path(header).replace_extension(extension);
      std::error_code ignored;
      if (source == header || !fs::is_regular_file(Disk() / source, ignored)) continue;
      if (!followed_.insert(source.generic_string()).second) continue;
      AUTOPILOT_CHECK(AddBeside(source.generic_string()));
      const std::string source_text = sketch_.layout.beside.back().text;
      AUTOPILOT_CHECK(Follow(source.parent_path(), source_text));
    }
    return {};
  }

  SketchOnDisk sketch_;
  std::set<std::string> followed_;
};

}  // namespace

SketchLayout::Place SketchLayout::Locate(int line) const {
  Place place{"", line};
  for (const Tab& tab : tabs) {
    if (line >= tab.first_line) place = {tab.file, line - tab.first_line + 1};
  }
  return place;
}

std::string SketchOnDisk::Shown(const std::string& file) const {
  return folder.empty() ? file : (folder / file).generic_string();
}

Result<SketchOnDisk> SketchFromText(std::string_view bytes, const std::string& name) {
  SketchOnDisk sketch;
  sketch.id = name;
  sketch.layout.tabs.push_back({name, 1});
  AUTOPILOT_TRY(text, SketchText(bytes, name));
  sketch.text = std::move(text);
  AUTOPILOT_CHECK(NotEmpty(sketch));
  return sketch;
}

Result<SketchOnDisk> ReadSketch(const fs::path& path) {
  std::error_code error;
  const bool folder = fs::is_directory(path, error);
  SketchOnDisk sketch;
  if (folder) {
    AUTOPILOT_TRY(read, Reader(path).Folder(path));
    sketch = std::move(read);
    sketch.id = NameOf(path);
    return sketch;
  }
  const fs::path parent = path.parent_path();
  // Fails here, naming the file, when it is not there or not readable.
  if (const auto readable = ReadFile(path); !readable) return Fail(readable.error());
  const bool whole = IsTab(path) && path.stem() == NameOf(parent.empty() ? fs::path(".") : parent);
  AUTOPILOT_TRY(read, whole ? Reader(parent).Folder(path) : Reader(parent).File(path.filename().string()));
  sketch = std::move(read);
  sketch.id = path.filename().string();
  return sketch;
}

}  // namespace autopilot
