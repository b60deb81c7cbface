#include "core/rewrite_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "core/files.h"

namespace autopilot {

namespace fs = std::filesystem;

Status RewriteFile(const fs::path& path, std::string_view content) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) return Fail(BadInput("cannot read: " + error.message(), "check the path").At(path.string()));
  // Under its name there is at every moment the old file or the new one, each with its mode.
  const fs::path part = file.parent_path() / fmt::format(".{}.{}.new", file.filename().string(), ::getpid());
  AUTOPILOT_CHECK(WriteFile(part, content));
  const fs::perms mode = fs::status(file, error).permissions();
  if (!error) fs::permissions(part, mode, error);
  if (!error) fs::rename(part, file, error);
  if (!error) return {};
  std::error_code ignored;
  fs::remove(part, ignored);
  return Fail(Infrastructure("cannot write: " + error.message()).At(path.string()));
}

}  // namespace autopilot
