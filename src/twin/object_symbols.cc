#include "twin/object_symbols.h"

#include <cxxabi.h>

#include <cstdlib>

#include "twin/elf_file.h"

namespace autopilot {

ObjectSymbols ReadObjectSymbols(std::string_view object) {
  ObjectSymbols symbols;
  const auto elf = ReadElf(object, "object");
  if (!elf) return symbols;
  for (const ElfSymbol& symbol : elf->symbols) {
    if (!symbol.global) continue;
    if (symbol.defined) {
      symbols.defined.push_back(symbol.name);
    } else if (!symbol.weak) {
      symbols.undefined.push_back(symbol.name);
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
