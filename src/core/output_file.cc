#include "core/output_file.h"

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;

Status WriteToStream(const fs::path& file, std::string_view content) {
  const auto failed = [&file] {
    return Fail(Infrastructure("cannot write: " + std::generic_category().message(errno)).At(file.string()));
  };
  std::FILE* const stream = std::fopen(file.c_str(), "we");
  if (stream == nullptr) return failed();
  const bool whole = std::fwrite(content.data(), 1, content.size(), stream) == content.size();
  if (!whole) {
    const auto status = failed();
    static_cast<void>(std::fclose(stream));
    return status;
  }
  if (std::fclose(stream) != 0) return failed();
  return {};
}

}  // namespace

Status CheckOutputFile(const fs::path& out, const std::vector<fs::path>& inputs) {
  std::error_code code;
  if (fs::is_directory(out, code)) {
    return Fail(BadInput("this is a folder", "--out names the file to write").At(out.string()));
  }
  for (const fs::path& input : inputs) {
    if (!fs::equivalent(out, input, code) || code) continue;
    return Fail(BadInput("the results would take the place of this file, of which they are made",
                         "name another file with --out")
                    .At(out.string()));
  }
  return {};
}

bool IsStream(const fs::path& file) {
  std::error_code code;
  const fs::file_status status = fs::status(file, code);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

Result<fs::path> FollowLinks(const fs::path& file) {
  fs::path target = file;
  std::error_code code;
  for (int i = 0; i < kMostLinks; ++i) {
    if (!fs::is_symlink(target, code)) return target;
    target = target.parent_path() / fs::read_symlink(target, code);
  }
  return Fail(BadInput("the links lead nowhere", "name another file").At(file.string()));
}

Status WriteOutputFile(const fs::path& file, std::string_view content) {
  if (IsStream(file)) return WriteToStream(file, content);
  AUTOPILOT_TRY(target, FollowLinks(file));
  return WriteFile(target, content);
}

}  // namespace autopilot
