#include "twin/target_build.h"

#include <algorithm>
#include <array>

#include "core/files.h"
#include "twin/elf_file.h"

namespace autopilot {
namespace {

/// From this share of the limit on, the exact size is wanted.
constexpr double kNear = 0.85;

/// What the C and C++ libraries may add unseen: the host takes them from shared ones. <iostream> alone brings 200 kB.
constexpr double kSystemFlash = 300'000;
constexpr double kSystemRam = 10'000;

struct Sizes {
  double flash = 0;
  double ram = 0;
};

Sizes SizesOf(const ElfFile& elf) {
  Sizes sizes;
  for (const ElfSection& section : elf.sections) {
    if (!section.loaded) continue;
    if (section.writable) sizes.ram += section.size;
    if (section.stored) sizes.flash += section.size;
  }
  return sizes;
}

Result<ElfFile> ReadElfFile(const std::filesystem::path& path) {
  AUTOPILOT_TRY(bytes, ReadFile(path));
  return ReadElf(bytes, path.string());
}

/// The sanitizers' names are in every host program and in no sketch.
bool IsInstrumentation(const std::string& name) {
  constexpr std::array kPrefixes = {"__asan_", "__ubsan_", "__sanitizer_"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](const char* prefix) { return name.starts_with(prefix); });
}

}  // namespace

Result<TargetBuild> TargetBuild::Create(const LibraryRecipe& recipe) {
  TargetBuild build;
  build.recipe_ = recipe.image;
  AUTOPILOT_TRY(known, ReadFile(recipe.image.known));
  AUTOPILOT_TRY(empty, ReadElfFile(recipe.host_empty));
  AUTOPILOT_TRY(library, ReadElfFile(recipe.image.library));
  for (const std::string& name : empty.imports) known += "\n" + name;
  build.known_text_ = std::make_shared<const std::string>(std::move(known));
  for (std::string_view rest = *build.known_text_; !rest.empty();) {
    const auto end = rest.find('\n');
    build.known_.push_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  std::sort(build.known_.begin(), build.known_.end());
  const Sizes nothing = SizesOf(empty);
  const Sizes whole = SizesOf(library);
  build.empty_flash_ = nothing.flash;
  build.empty_ram_ = nothing.ram;
  build.library_flash_ = whole.flash;
  build.library_ram_ = whole.ram;
  return build;
}

std::vector<std::string> TargetBuild::LinkArguments(const std::string& image,
                                                    const std::vector<std::string>& operators) const {
  std::vector<std::string> arguments = {"-fstack-usage", "-o", image};
  arguments.insert(arguments.end(), recipe_.link_flags.begin(), recipe_.link_flags.end());
  arguments.push_back("-Wl,-T," + recipe_.script.string());
  arguments.push_back("-Wl,-R," + recipe_.core.string());
  if (!operators.empty()) arguments.push_back("-Wl,-u,autopilot_uses_interpreter");
  for (const std::string& name : operators) arguments.push_back("-Wl,-u,autopilot_uses_" + name);
  arguments.push_back(recipe_.library.string());
  return arguments;
}

bool TargetBuild::Knows(const std::string& name) const {
  return std::binary_search(known_.begin(), known_.end(), std::string_view(name));
}

Result<bool> TargetBuild::IsDoubtful(const std::filesystem::path& host_program, const BoardProfile& board) const {
  AUTOPILOT_TRY(program, ReadElfFile(host_program));
  for (const std::string& name : program.imports) {
    if (!IsInstrumentation(name) && !Knows(name)) return true;
  }
  // The host's code is larger than the board's, instrumented and not optimised as it is; variables are as large or,
  // with the sanitizer's red zones, larger.
  const Sizes sizes = SizesOf(program);
  const double flash = board.core_flash_bytes + library_flash_ + kSystemFlash + sizes.flash - empty_flash_;
  const double ram = board.core_ram_bytes + library_ram_ + kSystemRam + sizes.ram - empty_ram_;
  return flash > kNear * board.flash_bytes || ram > kNear * board.ram_bytes;
}

}  // namespace autopilot
