#include "bundle/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <fstream>
#include <memory>
#include <set>

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 1 << 16;
constexpr int kMode = 0644;

struct FreeWriter {
  void operator()(archive* one) const { archive_write_free(one); }
};
struct FreeReader {
  void operator()(archive* one) const { archive_read_free(one); }
};
struct FreeEntry {
  void operator()(archive_entry* one) const { archive_entry_free(one); }
};

std::string WordsOf(archive* one) {
  const char* const words = archive_error_string(one);
  return words == nullptr ? "unknown error" : words;
}

Error CannotWrite(archive* one, const fs::path& out) {
  return Infrastructure("the archive cannot be written: " + WordsOf(one), "check the disk and the folder's permissions")
      .At(out.string());
}

Error Damaged(const std::string& words, const fs::path& archive) {
  return BadInput("this is no whole bundle: " + words, "fetch or make it again").At(archive.string());
}

Status AddFile(archive* writer, const ArchiveEntry& entry, const fs::path& out) {
  std::error_code code;
  const auto size = fs::file_size(entry.file, code);
  std::ifstream file(entry.file, std::ios::binary);
  if (code || !file) return Fail(Infrastructure("cannot be read").At(entry.file.string()));
  const std::unique_ptr<archive_entry, FreeEntry> header(archive_entry_new());
  archive_entry_set_pathname(header.get(), entry.name.c_str());
  archive_entry_set_size(header.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(header.get(), AE_IFREG);
  archive_entry_set_perm(header.get(), kMode);
  archive_entry_set_mtime(header.get(), 0, 0);
  if (archive_write_header(writer, header.get()) != ARCHIVE_OK) return Fail(CannotWrite(writer, out));
  std::vector<char> block(kBlock);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    if (archive_write_data(writer, block.data(), count) != static_cast<la_ssize_t>(count)) {
      return Fail(CannotWrite(writer, out));
    }
  }
  return {};
}

Status WriteAll(const std::vector<ArchiveEntry>& entries, const fs::path& out) {
  const std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  archive_write_set_format_pax_restricted(writer.get());
  archive_write_add_filter_gzip(writer.get());
  archive_write_set_options(writer.get(), "!timestamp");
  if (archive_write_open_filename(writer.get(), out.c_str()) != ARCHIVE_OK) return Fail(CannotWrite(writer.get(), out));
  for (const ArchiveEntry& entry : entries) AUTOPILOT_CHECK(AddFile(writer.get(), entry, out));
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return Fail(CannotWrite(writer.get(), out));
  return {};
}

bool IsPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of("/\\") == std::string::npos;
}

Status Unpack(archive* reader, std::int64_t limit, const fs::path& to, const fs::path& file) {
  std::ofstream out(to, std::ios::binary);
  std::vector<char> block(kBlock);
  std::int64_t left = limit;
  for (;;) {
    const la_ssize_t count = archive_read_data(reader, block.data(), block.size());
    if (count < 0) return Fail(Damaged(WordsOf(reader), file));
    if (count == 0) break;
    left -= count;
    if (left < 0) return Fail(Damaged(to.filename().string() + " is longer than its manifest says", file));
    out.write(block.data(), count);
  }
  out.close();
  if (!out) return Fail(Infrastructure("cannot be written", "free some space").At(to.string()));
  return {};
}

}  // namespace

Status WriteArchive(const std::vector<ArchiveEntry>& entries, const fs::path& out) {
  const fs::path beginning = out.string() + ".new";
  Status written = WriteAll(entries, beginning);
  std::error_code code;
  if (written) {
    fs::rename(beginning, out, code);
    if (!code) return {};
    written = Fail(Infrastructure("cannot be written: " + code.message()).At(out.string()));
  }
  fs::remove(beginning, code);
  return written;
}

Status ReadArchive(const fs::path& file, const fs::path& folder,
                   const std::function<Result<std::int64_t>(const std::string& name)>& limit_of) {
  const std::unique_ptr<archive, FreeReader> reader(archive_read_new());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), kBlock) != ARCHIVE_OK) {
    return Fail(Damaged(WordsOf(reader.get()), file));
  }
  std::set<std::string> seen;
  archive_entry* entry = nullptr;
  for (;;) {
    const int code = archive_read_next_header(reader.get(), &entry);
    if (code == ARCHIVE_EOF) return {};
    if (code != ARCHIVE_OK) return Fail(Damaged(WordsOf(reader.get()), file));
    const char* const path = archive_entry_pathname(entry);
    const std::string name = path == nullptr ? "" : path;
    if (!IsPlainName(name) || archive_entry_filetype(entry) != AE_IFREG || !seen.insert(name).second) {
      // What it is called may be meant to steer a terminal.
      return Fail(Damaged("an entry does not belong into one: no plain name, no plain file, or there twice", file));
    }
    AUTOPILOT_TRY(limit, limit_of(name));
    AUTOPILOT_CHECK(Unpack(reader.get(), limit, folder / name, file));
  }
}

}  // namespace autopilot
