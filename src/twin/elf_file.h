#pragma once

/// What our compilers' programs are made of: sections and symbols of 32-bit little-endian ELF files.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct ElfSection {
  std::string name;
  bool loaded = false;    ///< Has memory when the program runs.
  bool writable = false;
  bool stored = false;    ///< Has bytes in the file, unlike .bss.
  std::uint32_t size = 0;
};

struct ElfSymbol {
  std::string name;
  std::uint32_t size = 0;
  int section = -1;  ///< Into `sections`; -1 for what is in none.
};

struct ElfFile {
  std::vector<ElfSection> sections;
  std::vector<ElfSymbol> symbols;     ///< Functions and variables that are defined in the file.
  std::vector<std::string> imports;   ///< What the dynamic linker has to find.
};

/// Fails with kInfrastructure, naming the file, for bytes that are no such file or point outside of it: a program
/// of ours that does not read is a broken tool. Nothing in the bytes is trusted.
Result<ElfFile> ReadElf(std::string_view bytes, const std::string& where);

}  // namespace autopilot
