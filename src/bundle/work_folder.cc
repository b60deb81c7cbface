#include "bundle/work_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/remains.h"

namespace autopilot {

namespace fs = std::filesystem;

Result<WorkFolder> WorkFolder::Beside(const fs::path& target) {
  std::error_code code;
  fs::path folder = fs::absolute(target, code).lexically_normal();
  if (code) return Fail(Infrastructure("has no absolute path: " + code.message()).At(target.string()));
  if (!folder.has_filename()) folder = folder.parent_path();  // "there/" is "there".
  do {
    folder = folder.parent_path();
  } while (!fs::exists(folder, code) && folder != folder.root_path());
  return In(folder);
}

Result<WorkFolder> WorkFolder::In(const fs::path& folder) {
  std::string name = (folder / ".bundle-XXXXXX").string();
  const RemainsLock remains;
  if (::mkdtemp(name.data()) == nullptr) {
    return Fail(Infrastructure("nothing can be written here: " + std::generic_category().message(errno),
                               "name a place in a folder that can be written to")
                    .At(folder.string()));
  }
  remains.AddFolder(name);
  return WorkFolder(fs::path(name));
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

WorkFolder::~WorkFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  RemainsLock().ForgetFolder(path_);
}

}  // namespace autopilot
