#include "twin/board_image.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/files.h"
#include "twin/elf_file.h"
#include "twin/object_symbols.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = 10;

/// As in the source. The library's own namespace was renamed when it was built; see device/CMakeLists.txt.
std::string PlainSymbol(const std::string& name) {
  constexpr std::string_view kRenamed = "tflm_impl::";
  std::string plain = Demangle(name);
  for (auto at = plain.find(kRenamed); at != std::string::npos; at = plain.find(kRenamed)) {
    plain.replace(at, kRenamed.size(), "tflite::");
  }
  return plain;
}

/// Whatever a sketch puts into a section of its own making is the sketch's.
std::string PlainName(const std::string& name) {
  for (const char* part : {".sketch.", ".library.", ".system."}) {
    if (name.starts_with(part)) return name.substr(1);
  }
  return "sketch" + std::string(name.starts_with('.') ? "" : ".") + name;
}

template <typename T>
bool Number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::int64_t BoardImage::flash() const {
  std::int64_t sum = 0;
  for (const Section& section : sections) sum += section.in_flash ? section.bytes : 0;
  return sum;
}

std::int64_t BoardImage::ram() const {
  std::int64_t sum = 0;
  for (const Section& section : sections) sum += section.in_ram ? section.bytes : 0;
  return sum;
}

std::vector<BoardImage::Frame> ParseStackUsage(std::string_view text) {
  std::vector<BoardImage::Frame> frames;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto how = line.rfind('\t');
    const auto bytes = how == std::string_view::npos || how == 0 ? how : line.rfind('\t', how - 1);
    if (bytes == std::string_view::npos) continue;
    // "dynamic" alone says that nobody knows how much.
    const std::string_view qualifier = line.substr(how + 1);
    if (qualifier != "static" && qualifier != "dynamic,bounded") continue;
    BoardImage::Frame frame;
    if (!Number(line.substr(bytes + 1, how - bytes - 1), frame.bytes)) continue;
    const std::string_view place = line.substr(0, bytes);
    // A file's name may hold colons; the first ":LINE:COLUMN:" is the place.
    for (auto at = place.find(':'); at != std::string_view::npos; at = place.find(':', at + 1)) {
      const auto column = place.find(':', at + 1);
      const auto name = column == std::string_view::npos ? column : place.find(':', column + 1);
      int ignored = 0;
      if (name == std::string_view::npos) break;
      if (!Number(place.substr(at + 1, column - at - 1), frame.line) ||
          !Number(place.substr(column + 1, name - column - 1), ignored)) {
        continue;
      }
      frame.file = place.substr(0, at);
      frame.function = place.substr(name + 1);
      frames.push_back(std::move(frame));
      break;
    }
  }
  return frames;
}

Result<BoardImage> ReadBoardImage(const fs::path& image, const fs::path& folder) {
  AUTOPILOT_TRY(bytes, ReadFile(image));
  AUTOPILOT_TRY(elf, ReadElf(bytes, image.string()));
  BoardImage result;
  for (const ElfSection& section : elf.sections) {
    if (!section.loaded || section.size == 0) continue;
    result.sections.push_back({PlainName(section.name), section.size, section.stored, section.writable});
  }
  for (const ElfSymbol& symbol : elf.symbols) {
    if (!symbol.sized || symbol.section < 0 || symbol.size == 0) continue;
    const ElfSection& section = elf.sections[static_cast<std::size_t>(symbol.section)];
    if (section.loaded) result.largest.push_back({symbol.name, symbol.size, section.writable});
  }
  std::stable_sort(result.largest.begin(), result.largest.end(),
                   [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
  if (result.largest.size() > kLargest) result.largest.resize(kLargest);
  for (BoardImage::Symbol& symbol : result.largest) symbol.name = PlainSymbol(symbol.name);

  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".su") continue;
    AUTOPILOT_TRY(account, ReadFile(entry->path()));
    for (BoardImage::Frame& frame : ParseStackUsage(account)) result.frames.push_back(std::move(frame));
  }
  // Folders list their files in any order.
  std::sort(result.frames.begin(), result.frames.end(), [](const auto& a, const auto& b) {
    return std::tie(b.bytes, a.file, a.line, a.function) < std::tie(a.bytes, b.file, b.line, b.function);
  });
  return result;
}

}  // namespace autopilot
