#include "core/sandbox.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "core/files.h"
#include "core/sandbox_command.h"
#include "core/sandbox_folder.h"
#include "core/spawn.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCure =
    "apt-get install bubblewrap; in a container allow user namespaces; or pass --unsafe-no-sandbox and accept that "
    "generated code runs as you";

/// Tells what it is and which of the given paths it can write. Only what the shell itself can do, and one
/// exec: this is run at every start of ours.
constexpr const char* kProbeScript = R"(
while read -r line; do printf '%s\n' "$line"; done </proc/self/status
true >inside
for path; do if echo >>"$path"; then printf 'wrote:\t%s\n' "$path"; fi; done 2>/dev/null
exec readlink /proc/self/ns/net
)";

/// What bubblewrap tells about a run: one JSON object a line.
struct BubblewrapStatus {
  pid_t first_process = -1;  ///< Of the program's process namespace; all others die with it.
  ino_t process_namespace = 0;
  bool started = false;  ///< The confinement stood, and the program was given to exec.
};

BubblewrapStatus ReadStatus(const Descriptor& source) {
  std::string text(4096, '\0');
  const ssize_t count = ::read(source.get(), text.data(), text.size());
  std::string_view rest(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  BubblewrapStatus status;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const auto object = nlohmann::json::parse(rest.substr(0, end), nullptr, false);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!object.is_object()) continue;
    status.first_process = object.value("child-pid", status.first_process);
    status.process_namespace = object.value("pid-namespace", status.process_namespace);
    status.started = status.started || object.contains("exit-code");
  }
  return status;
}

/// Bubblewrap ends with the program's first process, or killed by us; processes that the program left
/// behind are then being killed by the kernel. Waits until that is done.
Status WaitForTheRest(const BubblewrapStatus& status) {
  if (status.first_process < 0) return {};
  const Descriptor process = WatchProcess(status.first_process);
  if (!process) return {};
  struct stat space {};
  const std::string link = "/proc/" + std::to_string(status.first_process) + "/ns/pid";
  // The number may already belong to somebody else.
  if (::stat(link.c_str(), &space) != 0 || space.st_ino != status.process_namespace) return {};
  constexpr int kPatienceMilliseconds = 10'000;
  pollfd event{process.get(), POLLIN, 0};
  while (true) {
    const int count = ::poll(&event, 1, kPatienceMilliseconds);
    if (count > 0) return {};
    if (count < 0 && errno == EINTR) continue;
    return Fail(
        Infrastructure("a confined program cannot be ended (process " + std::to_string(status.first_process) + ")"));
  }
}

/// A confined program that is talked to, with the folder that is its own as long as it lives.
class ConfinedLineProcess : public LineProcess {
 public:
  ConfinedLineProcess(SharedWritableFolder folder, std::optional<Pipe> report)
      : folder_(std::move(folder)), report_(std::move(report)) {}
  ~ConfinedLineProcess() override {
    process_.reset();
    // Nobody is left to tell that it could not be ended or the folder not be had back.
    if (report_) [[maybe_unused]]
      const Status rest = WaitForTheRest(ReadStatus(report_->read));
    [[maybe_unused]] const Status given_back = folder_.GiveBack();
  }
  void Own(std::unique_ptr<LineProcess> process) { process_ = std::move(process); }
  int report() const { return report_ ? report_->write.get() : -1; }
  Result<std::string> Ask(const std::string& line, std::chrono::milliseconds wall) override {
    return process_->Ask(line, wall);
  }

 private:
  SharedWritableFolder folder_;
  std::optional<Pipe> report_;  ///< Of bubblewrap; none without confinement.
  std::unique_ptr<LineProcess> process_;
};

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

/// What one of the programs before the confined one complains about, if it does.
std::optional<Error> LauncherError(const Command& command, const ProcessResult& result) {
  if (result.exit_code != 1 && result.exit_code != 126 && result.exit_code != 127) return std::nullopt;
  for (const std::string_view launcher : {"bwrap: ", "setpriv: ", "unshare: ", "prlimit: "}) {
    if (!result.err.starts_with(launcher)) continue;
    const std::string program = command.argv.empty() ? "" : command.argv.front();
    return Infrastructure("cannot start " + program + " in the sandbox: " + FirstLine(result.err));
  }
  return std::nullopt;
}

/// Bubblewrap passes on the end by a signal as a shell does.
void RestoreSignal(ProcessResult& result) {
  constexpr int kBase = 128;
  if (result.signal != 0 || result.exit_code <= kBase || result.exit_code > kBase + SIGRTMAX) return;
  result.signal = result.exit_code - kBase;
  result.exit_code = 0;
}

/// The value after `name` and a tab in /proc/self/status.
std::string Field(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find("\n" + name + ":\t");
  if (begin == std::string::npos) return "";
  const std::size_t value = begin + name.size() + 3;
  return text.substr(value, text.find_first_of("\t\n", value) - value);
}

}  // namespace

Result<Sandbox> Sandbox::Create(ProcessRunner& runner, Mode mode) {
  Sandbox sandbox(runner, mode, ::geteuid() == 0);
  const std::string user = "uid " + std::to_string(kConfinedUser);
  if (mode == Mode::kUnconfined) {
    if (sandbox.root_ && !FindProgram("setpriv")) {
      return Fail(Infrastructure("generated code never runs as root, and setpriv to become somebody else is missing",
                                 "apt-get install util-linux, or run as an ordinary user"));
    }
    sandbox.description_ = "not confined, " + (sandbox.root_ ? user : std::string("as the user"));
    return sandbox;
  }
  Command version;
  version.argv = {"bwrap", "--version"};
  version.limits.wall = std::chrono::seconds(10);
  auto answer = runner.Run(version);
  if (!answer || !answer->ok()) {
    if (!answer && answer.error().kind == ErrorKind::kInterrupted) return Fail(std::move(answer).error());
    return Fail(Infrastructure(
        "generated code cannot be confined: " + (answer ? FirstLine(answer->err) : answer.error().message), kCure));
  }
  auto works = sandbox.Probe();
  if (!works && sandbox.root_ && works.error().kind != ErrorKind::kInterrupted) {
    sandbox.own_user_namespace_ = false;
    if (sandbox.Probe()) works = {};
  }
  if (!works) return Fail(std::move(works).error());
  sandbox.description_ = FirstLine(answer->out) + ", " + user;
  return sandbox;
}

Status Sandbox::Probe() const {
  AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-probe"));
  const fs::path outside = folder.path() / "outside";
  SandboxPolicy policy;
  policy.writable = folder.path() / "inside";
  policy.limits.wall = std::chrono::seconds(20);
  policy.limits.processes = 16;
  AUTOPILOT_CHECK(MakeFolder(policy.writable));
  AUTOPILOT_CHECK(WriteFile(outside, ""));

  Command probe;
  probe.argv = {"/bin/sh", "-c", kProbeScript, "sh", outside.string(), "/usr/autopilot-probe", "/autopilot-probe"};
  auto result = Run(probe, policy);
  const auto fails = [](const std::string& what) {
    return Fail(Infrastructure("generated code cannot be confined: " + what, kCure));
  };
  if (!result) {
    if (result.error().kind == ErrorKind::kInterrupted) return Fail(std::move(result).error());
    return fails(result.error().message);
  }
  if (!result->ok()) return fails(FirstLine(result->err));
  const std::string status = "\n" + result->out;
  if (Field(status, "Uid") != std::to_string(kConfinedUser))
    return fails("the program runs as uid " + Field(status, "Uid"));
  if (Field(status, "CapEff").find_first_not_of('0') != std::string::npos) return fails("the program has privileges");
  if (Field(status, "NoNewPrivs") != "1") return fails("the program could gain privileges");
  if (const std::string path = Field(status, "wrote"); !path.empty()) return fails("the program can write " + path);
  std::error_code error;
  if (fs::file_size(outside, error) != 0) return fails("the program can write " + outside.string());
  if (!fs::exists(policy.writable / "inside", error)) return fails("the program cannot write to its folder");
  const std::string network = fs::read_symlink("/proc/self/ns/net", error).string();
  if (network.empty() || status.find("\nnet:[") == std::string::npos || status.find(network) != std::string::npos) {
    return fails("the program has a network");
  }
  return {};
}

Result<ProcessResult> Sandbox::Run(const Command& command, const SandboxPolicy& policy) const {
  AUTOPILOT_TRY(folder, SharedWritableFolder::HandOver(PlainPath(policy.writable), root_, kConfinedUser));
  auto result =
      mode_ == Mode::kConfined ? RunConfined(command, policy) : runner_->Run(UnconfinedCommand(command, policy, root_));
  AUTOPILOT_CHECK(folder.GiveBack());
  if (!result) return result;
  if (auto error = LauncherError(command, *result)) return Fail(*std::move(error));
  return result;
}

Result<std::unique_ptr<LineProcess>> Sandbox::Talk(const Command& command, const SandboxPolicy& policy) const {
  AUTOPILOT_TRY(folder, SharedWritableFolder::HandOver(PlainPath(policy.writable), root_, kConfinedUser));
  std::optional<Pipe> report;
  if (mode_ == Mode::kConfined) {
    AUTOPILOT_TRY(pipe, MakePipe());
    report = std::move(pipe);
  }
  auto confined = std::make_unique<ConfinedLineProcess>(std::move(folder), std::move(report));
  Command whole = UnconfinedCommand(command, policy, root_);
  if (mode_ == Mode::kConfined) {
    AUTOPILOT_TRY(made, ConfinedCommand(command, policy, {root_, own_user_namespace_, confined->report()}));
    whole = std::move(made);
  }
  AUTOPILOT_TRY(process, runner_->Talk(whole));
  confined->Own(std::move(process));
  return confined;
}

Result<ProcessResult> Sandbox::RunConfined(const Command& command, const SandboxPolicy& policy) const {
  AUTOPILOT_TRY(report, MakePipe());
  AUTOPILOT_TRY(confined, ConfinedCommand(command, policy, {root_, own_user_namespace_, report.write.get()}));
  auto result = runner_->Run(confined);
  const BubblewrapStatus status = ReadStatus(report.read);
  AUTOPILOT_CHECK(WaitForTheRest(status));
  if (!result) return result;
  const bool killed = result->timed_out || result->signal != 0;
  if (!status.started && !killed) {
    return Fail(Infrastructure("the sandbox cannot be set up: " + FirstLine(result->err)));
  }
  RestoreSignal(*result);
  return result;
}

}  // namespace autopilot
