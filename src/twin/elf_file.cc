#include "twin/elf_file.h"

#include <elf.h>

#include <cstring>
#include <optional>

namespace autopilot {
namespace {

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  Result<ElfFile> Read() {
    const auto header = At<Elf32_Ehdr>(0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS32 ||
        header->e_ident[EI_DATA] != ELFDATA2LSB || header->e_shentsize != sizeof(Elf32_Shdr)) {
      return Broken("is no 32-bit program");
    }
    for (unsigned i = 0; i < header->e_shnum; ++i) {
      const auto section = At<Elf32_Shdr>(std::uint64_t{header->e_shoff} + std::uint64_t{i} * sizeof(Elf32_Shdr));
      if (!section) return Broken("is cut short");
      headers_.push_back(*section);
    }
    ElfFile file;
    for (const Elf32_Shdr& section : headers_) {
      file.sections.push_back({Text(header->e_shstrndx, section.sh_name), (section.sh_flags & SHF_ALLOC) != 0,
                               (section.sh_flags & SHF_WRITE) != 0, section.sh_type != SHT_NOBITS, section.sh_size});
    }
    for (const Elf32_Shdr& section : headers_) {
      if (section.sh_type != SHT_SYMTAB) continue;
      if (!ReadSymbols(section, file)) return Broken("has a broken table of symbols");
    }
    return file;
  }

 private:
  template <typename T>
  std::optional<T> At(std::uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }

  /// A name in the table of names that is section `table`; empty where there is none.
  std::string Text(std::uint32_t table, std::uint32_t offset) const {
    if (table >= headers_.size()) return "";
    const std::uint64_t begin = std::uint64_t{headers_[table].sh_offset} + offset;
    if (offset >= headers_[table].sh_size || begin >= bytes_.size()) return "";
    const std::string_view rest = bytes_.substr(begin);
    return std::string(rest.substr(0, rest.find('\0')));
  }

  bool ReadSymbols(const Elf32_Shdr& table, ElfFile& file) const {
    for (std::uint64_t at = 0; at + sizeof(Elf32_Sym) <= table.sh_size; at += sizeof(Elf32_Sym)) {
      const auto symbol = At<Elf32_Sym>(table.sh_offset + at);
      if (!symbol) return false;
      const unsigned type = ELF32_ST_TYPE(symbol->st_info);
      const unsigned binding = ELF32_ST_BIND(symbol->st_info);
      ElfSymbol read;
      read.name = Text(table.sh_link, symbol->st_name);
      if (read.name.empty()) continue;
      read.size = symbol->st_size;
      read.defined = symbol->st_shndx != SHN_UNDEF;
      if (read.defined && symbol->st_shndx < headers_.size()) read.section = symbol->st_shndx;
      read.global = binding != STB_LOCAL;
      read.weak = binding == STB_WEAK;
      read.sized = type == STT_OBJECT || type == STT_FUNC;
      file.symbols.push_back(std::move(read));
    }
    return true;
  }

  tl::unexpected<Error> Broken(const std::string& what) const {
    return Fail(Infrastructure(what, "build the twin again: tools/setup, then cmake --build (target twin)").At(where_));
  }

  std::string_view bytes_;
  const std::string& where_;
  std::vector<Elf32_Shdr> headers_;
};

}  // namespace

Result<ElfFile> ReadElf(std::string_view bytes, const std::string& where) { return Reader(bytes, where).Read(); }

}  // namespace autopilot
