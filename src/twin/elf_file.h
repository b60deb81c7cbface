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
  bool loaded = false;  ///< Has memory when the program runs.
  bool writable = false;
  bool stored = false;  ///< Has bytes in the file, unlike .bss.
  std::uint32_t size = 0;
};

struct ElfSymbol {
  std::string name;
  std::uint32_t size = 0;
  int section = -1;      ///< Into `sections`; -1 for what is in none.
  bool defined = false;  ///< Here, and not elsewhere.
  bool global = false;   ///< Others can see it.
  bool weak = false;     ///< It need not be defined, or only if nobody else does.
  bool sized = false;    ///< A function or a variable.
};

struct ElfFile {
  std::vector<ElfSection> sections;
  std::vector<ElfSymbol> symbols;
};

/// Fails with kInfrastructure, naming the file, for bytes that are no such file or point outside of it: a program
/// of ours that does not read is a broken tool. Nothing in the bytes is trusted.
Result<ElfFile> ReadElf(std::string_view bytes, const std::string& where);

}  // namespace autopilot
