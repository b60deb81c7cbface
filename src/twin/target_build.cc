#include "twin/target_build.h"

#include "core/files.h"
#include "twin/elf_file.h"

namespace autopilot {
namespace {

/// From this share of the limit on, the exact size is wanted.
constexpr double kNear = 0.85;

/// What the C and C++ libraries may add unseen. <iostream> alone brings 200 kB.
constexpr double kSystemFlash = 300'000;
constexpr double kSystemRam = 10'000;

struct Sizes {
  double flash = 0;
  double ram = 0;
};

Result<Sizes> SizesOf(const std::filesystem::path& path) {
  AUTOPILOT_TRY(bytes, ReadFile(path));
  AUTOPILOT_TRY(elf, ReadElf(bytes, path.string()));
  Sizes sizes;
  for (const ElfSection& section : elf.sections) {
    if (!section.loaded) continue;
    if (section.writable) sizes.ram += section.size;
    if (section.stored) sizes.flash += section.size;
  }
  return sizes;
}

}  // namespace

Result<TargetBuild> TargetBuild::Create(const ImageRecipe& recipe) {
  AUTOPILOT_TRY(library, SizesOf(recipe.library));
  TargetBuild build;
  build.recipe_ = recipe;
  build.library_flash_ = library.flash;
  build.library_ram_ = library.ram;
  return build;
}

std::vector<std::string> TargetBuild::LinkArguments(const std::string& image,
                                                    const std::vector<std::string>& operators) const {
  std::vector<std::string> arguments = {"-fstack-usage", "-o", image};
  arguments.insert(arguments.end(), recipe_.link_flags.begin(), recipe_.link_flags.end());
  arguments.push_back("-Wl,-T," + recipe_.script.string());
  arguments.push_back("-Wl,-R," + recipe_.core.string());
  if (!recipe_.library_is_seen) {
    if (!operators.empty()) arguments.emplace_back("-Wl,-u,autopilot_uses_interpreter");
    for (const std::string& name : operators) arguments.push_back("-Wl,-u,autopilot_uses_" + name);
  }
  arguments.push_back(recipe_.library.string());
  return arguments;
}

Result<bool> TargetBuild::IsDoubtful(const std::filesystem::path& host_program, const BoardProfile& board) const {
  AUTOPILOT_TRY(program, SizesOf(host_program));
  // The host's code is larger than the board's, instrumented and not optimised as it is; variables are as large or,
  // with the sanitizer's red zones, larger.
  const double flash = board.core_flash_bytes + library_flash_ + kSystemFlash + program.flash;
  const double ram = board.core_ram_bytes + library_ram_ + kSystemRam + program.ram;
  return flash > kNear * board.flash_bytes || ram > kNear * board.ram_bytes;
}

}  // namespace autopilot
