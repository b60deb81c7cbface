#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// What an object file for the 32-bit host leaves to others, and what it has itself.
struct ObjectSymbols {
  std::vector<std::string> undefined;  ///< Mangled; weak ones are left out.
  std::vector<std::string> defined;    ///< Mangled; only what others can see.
};

/// Reads the symbol table of an ELF32 relocatable object. Nothing is found in bytes that are no such object.
ObjectSymbols ReadObjectSymbols(std::string_view object);

/// "foo(int)" for "_Z3fooi"; other names as they are.
std::string Demangle(const std::string& symbol);

}  // namespace autopilot
