#include "core/sandbox_command.h"

#include <sys/stat.h>

#include <cerrno>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/spawn.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// Sizes of the folders in memory that a program finds at /tmp and /dev/shm.
constexpr const char* kTmpBytes = "268435456";
constexpr const char* kSharedMemoryBytes = "67108864";

class Arguments {
 public:
  template <typename... Words>
  void Add(Words&&... words) {
    (all_.emplace_back(std::forward<Words>(words)), ...);
  }
  void Append(const std::vector<std::string>& words) { all_.insert(all_.end(), words.begin(), words.end()); }
  std::vector<std::string> Take() { return std::move(all_); }

 private:
  std::vector<std::string> all_;
};

bool LiesIn(const fs::path& path, const std::set<fs::path>& folders) {
  for (fs::path folder = path; folder != folder.parent_path(); folder = folder.parent_path()) {
    if (folders.contains(folder)) return true;
  }
  return false;
}

/// Adds the folders above `path` that the sandbox does not have yet. Bubblewrap would make them
/// itself, but closed to the user who runs the program.
void AddParents(const fs::path& path, std::set<fs::path>& made, const std::set<fs::path>& mounted,
                Arguments& arguments) {
  fs::path parent = "/";
  for (const fs::path& name : path.parent_path().relative_path()) {
    parent /= name;
    if (LiesIn(parent, mounted) || !made.insert(parent).second) continue;
    arguments.Add("--perms", "0555", "--dir", parent.string());
  }
}

/// The system's programs and libraries.
std::set<fs::path> AddSystem(Arguments& arguments) {
  std::set<fs::path> mounted = {"/usr", "/proc"};
  arguments.Add("--ro-bind", "/usr", "/usr");
  for (const char* name : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(name, error);
    if (fs::is_symlink(status)) {
      arguments.Add("--symlink", fs::read_symlink(name, error).string(), name);
    } else if (fs::is_directory(status)) {
      arguments.Add("--ro-bind", name, name);
    } else {
      continue;
    }
    mounted.insert(name);
  }
  arguments.Add("--proc", "/proc", "--dev", "/dev");
  arguments.Add("--perms", "1777", "--size", kSharedMemoryBytes, "--tmpfs", "/dev/shm");
  arguments.Add("--perms", "1777", "--size", kTmpBytes, "--tmpfs", "/tmp");
  return mounted;
}

Status CheckReadable(const fs::path& path, bool root) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return Fail(SystemError("cannot be shown to a confined program", errno).At(path.string()));
  }
  const mode_t needed = S_ISDIR(status.st_mode) ? S_IROTH | S_IXOTH : S_IROTH;
  if (root && (status.st_mode & needed) != needed) {
    return Fail(Infrastructure("cannot be read by the unprivileged user who runs confined programs",
                               "chmod -R o+rX " + path.string())
                    .At(path.string()));
  }
  return {};
}

/// The program itself and what it passes through: from root to nobody, and its count of processes.
void AddProgram(const Command& command, int processes, bool root, bool own_user_namespace, Arguments& arguments) {
  if (root) {
    const std::string user = std::to_string(kConfinedUser);
    arguments.Add("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs", "--");
  }
  if (processes > 0) {
    // The kernel counts processes for each user, and the user is one for all sandboxes; in a user
    // namespace of its own, the program's are counted alone.
    if (root && own_user_namespace) arguments.Add("unshare", "--user", "--map-current-user", "--");
    const std::string count = std::to_string(processes);
    arguments.Add("prlimit", "--nproc=" + count + ":" + count, "--");
  }
  arguments.Append(command.argv);
}

std::map<std::string, std::string> Environment(const Command& command) {
  std::map<std::string, std::string> environment = command.environment;
  environment.emplace("PATH", "/usr/local/bin:/usr/bin:/bin");
  environment.emplace("HOME", "/tmp");
  environment.emplace("LANG", "C.UTF-8");
  return environment;
}

}  // namespace

fs::path PlainPath(const fs::path& path) {
  std::error_code error;
  fs::path plain = fs::absolute(path, error).lexically_normal();
  return plain.has_filename() ? plain : plain.parent_path();
}

Result<Command> ConfinedCommand(const Command& command, const SandboxPolicy& policy, const Confinement& confinement) {
  Arguments arguments;
  arguments.Add("bwrap", "--die-with-parent", "--new-session");
  arguments.Add("--json-status-fd", std::to_string(confinement.status_descriptor));
  if (confinement.root) {
    // Its user namespace would map nobody to root outside; so none, and setpriv inside.
    arguments.Add("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
    arguments.Add("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID");
  } else {
    const std::string user = std::to_string(kConfinedUser);
    arguments.Add("--unshare-all", "--uid", user, "--gid", user);
  }

  std::set<fs::path> mounted = AddSystem(arguments);
  const fs::path writable = PlainPath(policy.writable);
  std::set<fs::path> readable;
  for (const fs::path& path : policy.readable) {
    AUTOPILOT_CHECK(CheckReadable(path, confinement.root));
    readable.insert(PlainPath(path));
  }
  readable.erase(writable);
  for (const char* path : {"/etc/ld.so.cache", "/etc/alternatives"}) {
    std::error_code error;
    if (fs::exists(path, error)) readable.insert(path);
  }
  std::set<fs::path> all = readable;
  all.insert(writable);
  // In the order of paths, so that what lies inside is mounted after what it lies in.
  std::set<fs::path> made = {"/tmp", "/dev", "/dev/shm"};
  for (const fs::path& path : all) {
    AddParents(path, made, mounted, arguments);
    arguments.Add(path == writable ? "--bind" : "--ro-bind", path.string(), path.string());
    mounted.insert(path);
  }
  arguments.Add("--remount-ro", "/dev", "--remount-ro", "/");

  arguments.Add("--chdir", writable.string(), "--clearenv");
  for (const auto& [name, value] : Environment(command)) arguments.Add("--setenv", name, value);
  arguments.Add("--");
  AddProgram(command, policy.limits.processes, confinement.root, confinement.own_user_namespace, arguments);

  Command confined;
  confined.argv = arguments.Take();
  confined.input = command.input;
  confined.descriptors = {confinement.status_descriptor};
  confined.limits = policy.limits;
  confined.limits.processes = 0;  // Set inside, where only the program counts.
  return confined;
}

Command UnconfinedCommand(const Command& command, const SandboxPolicy& policy, bool root) {
  Arguments arguments;
  // Without a namespace, an ordinary user's limit would count whatever else that user runs.
  AddProgram(command, root ? policy.limits.processes : 0, root, false, arguments);
  Command unconfined;
  unconfined.argv = arguments.Take();
  unconfined.folder = PlainPath(policy.writable);
  unconfined.environment = Environment(command);
  unconfined.clean_environment = true;
  unconfined.input = command.input;
  unconfined.limits = policy.limits;
  unconfined.limits.processes = 0;
  return unconfined;
}

}  // namespace autopilot
