#include "twin/object_symbols.h"

#include <cxxabi.h>
#include <elf.h>

#include <cstdlib>
#include <cstring>
#include <optional>

namespace autopilot {
namespace {

/// A structure at `offset`, or nothing where the bytes end before.
template <typename T>
std::optional<T> At(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

std::string NameAt(std::string_view bytes, std::size_t offset) {
  if (offset >= bytes.size()) return "";
  const std::string_view rest = bytes.substr(offset);
  return std::string(rest.substr(0, rest.find('\0')));
}

}  // namespace

ObjectSymbols ReadObjectSymbols(std::string_view object) {
  ObjectSymbols symbols;
  const auto header = At<Elf32_Ehdr>(object, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS32) {
    return symbols;
  }
  const auto section = [&](std::size_t index) {
    return At<Elf32_Shdr>(object, header->e_shoff + index * sizeof(Elf32_Shdr));
  };
  for (std::size_t i = 0; i < header->e_shnum; ++i) {
    const auto table = section(i);
    if (!table || table->sh_type != SHT_SYMTAB) continue;
    const auto strings = section(table->sh_link);
    if (!strings) continue;
    for (std::size_t offset = sizeof(Elf32_Sym); offset + sizeof(Elf32_Sym) <= table->sh_size;
         offset += sizeof(Elf32_Sym)) {
      const auto symbol = At<Elf32_Sym>(object, table->sh_offset + offset);
      if (!symbol) break;
      const unsigned binding = ELF32_ST_BIND(symbol->st_info);
      if (binding == STB_LOCAL) continue;
      std::string name = NameAt(object, strings->sh_offset + symbol->st_name);
      if (symbol->st_shndx != SHN_UNDEF) {
        symbols.defined.push_back(std::move(name));
      } else if (binding != STB_WEAK) {
        symbols.undefined.push_back(std::move(name));
      }
    }
  }
  return symbols;
}

std::string Demangle(const std::string& symbol) {
  int status = 0;
  char* text = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
  if (text == nullptr) return symbol;
  std::string readable = text;
  std::free(text);  // NOLINT(cppcoreguidelines-no-malloc): the ABI says so.
  return readable;
}

}  // namespace autopilot
