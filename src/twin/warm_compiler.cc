#include "twin/warm_compiler.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fstream>
#include <optional>
#include <regex>
#include <utility>

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kStart[] = "start.cpp";
constexpr char kMessages[] = "messages";
constexpr char kOffered[] = "offered";
/// Folders that can be offered. A compiler forgets those that do not exist when it starts.
constexpr std::size_t kMostOffered = 24;
/// Processor time of one compilation; a sketch takes a hundredth of it.
constexpr int kSeconds = 20;
/// On a loaded machine everything takes longer, and that is no fault of a sketch.
constexpr std::chrono::minutes kPatience{20};
constexpr std::uint64_t kGigabytes = 4;
/// More than this of a compiler's words nobody reads.
constexpr std::size_t kMostWords = 1u << 20;
/// Each holds some 30 MB.
constexpr std::size_t kMostIdle = 8;

ProcessLimits Limits() {
  ProcessLimits limits;
  limits.memory_bytes = kGigabytes << 30;
  limits.file_bytes = 64ull << 20;
  limits.processes = 64;
  return limits;
}

/// The first `kMostWords` bytes of a file that a confined program wrote; empty where there is none.
std::string ReadWords(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) return "";
  std::ifstream stream(file, std::ios::binary);
  std::string words(kMostWords, '\0');
  stream.read(words.data(), static_cast<std::streamsize>(words.size()));
  words.resize(static_cast<std::size_t>(stream.gcount()));
  return words;
}

}  // namespace

Result<std::unique_ptr<WarmCompiler>> WarmCompiler::Start(const Sandbox& sandbox,
                                                          const std::vector<std::string>& driver,
                                                          const fs::path& server,
                                                          const std::vector<fs::path>& readable) {
  AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-compiler"));
  std::unique_ptr<WarmCompiler> compiler(new WarmCompiler(std::move(folder)));
  AUTOPILOT_CHECK(compiler->Put(kStart, "#include \"sketch.cpp\"\n"));
  Command command;
  command.argv = driver;
  for (std::size_t i = 0; i < kMostOffered; ++i) {
    std::error_code error;
    fs::create_directories(compiler->folder() / kOffered / std::to_string(i), error);
    if (error) return Fail(Infrastructure("cannot be filled: " + error.message()).At(compiler->folder().string()));
    command.argv.push_back(fmt::format("-I{}/{}", kOffered, i));
  }
  // The driver stays the compiler's parent and passes its stdin and stdout on.
  command.argv.insert(command.argv.end(), {"-wrapper", "env,LD_PRELOAD=" + server.string(), kStart});
  if (std::find(driver.begin(), driver.end(), "-fsyntax-only") == driver.end()) {
    command.argv.insert(command.argv.end(), {"-S", "-o", "sketch.s"});
  }
  command.environment = {{"LC_ALL", "C"}};
  SandboxPolicy policy;
  policy.writable = compiler->folder();
  policy.readable = readable;
  policy.limits = Limits();
  AUTOPILOT_TRY(process, sandbox.Talk(command, policy));
  compiler->process_ = std::move(process);
  return compiler;
}

Status WarmCompiler::Put(const std::string& name, std::string_view content) const {
  return WriteFile(folder() / name, content);
}

Status WarmCompiler::Offer(const std::vector<fs::path>& folders) {
  // While it starts it looks which folders there are, and forgets the others.
  if (!ready_) AUTOPILOT_CHECK(Ask("ready"));
  ready_ = true;
  std::error_code error;
  fs::remove_all(folder() / kOffered, error);
  if (!error) fs::create_directory(folder() / kOffered, error);
  for (std::size_t i = 0; i < folders.size() && i < kMostOffered && !error; ++i) {
    fs::create_directory_symlink(folders[i], folder() / kOffered / std::to_string(i), error);
  }
  if (!error) return {};
  return Fail(Infrastructure("cannot be filled: " + error.message()).At(folder().string()));
}

std::string WarmCompiler::NameOfOffered(const std::string& file) {
  static const std::regex place(fmt::format("^{}/[0-9]+/", kOffered));
  return std::regex_replace(file, place, "");
}

Result<ProcessResult> WarmCompiler::Ask(const std::string& request) {
  AUTOPILOT_TRY(answer, process_->Ask(request, kPatience));
  int status = -1;
  std::from_chars(answer.data(), answer.data() + answer.size(), status);
  ProcessResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.err = ReadWords(folder() / kMessages);
  return result;
}

Result<ProcessResult> WarmCompiler::Compile() { return Ask(fmt::format("compile\t{}", kSeconds)); }

Result<ProcessResult> WarmCompiler::Run(const std::vector<std::string>& argv) {
  return Ask(fmt::format("run\t{}\t{}", kSeconds, fmt::join(argv, "\t")));
}

Status WarmCompiler::Clear() const {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder(), error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() != kStart) files.push_back(at->path());
  }
  for (const fs::path& file : files) fs::remove_all(file, error);
  if (!error) return {};
  return Fail(Infrastructure("cannot be emptied: " + error.message()).At(folder().string()));
}

std::string Exhausted(const ProcessResult& ended) {
  const auto says = [&](const char* words) { return ended.err.find(words) != std::string::npos; };
  if (ended.signal == SIGXCPU) return fmt::format("{} s of processor time", kSeconds);
  if (says("out of memory allocating") || says("virtual memory exhausted")) {
    return fmt::format("{} GB of memory", kGigabytes);
  }
  return ended.signal == SIGXFSZ ? "room for its output" : "";
}

CompilerPool::Lease::~Lease() {
  if (compiler_) pool_->GiveBack(std::move(key_), std::move(compiler_));
}

Result<CompilerPool::Lease> CompilerPool::Take(const std::vector<std::string>& driver) {
  std::string key = fmt::format("{}", fmt::join(driver, "\t"));
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(idle_.begin(), idle_.end(), [&](const Idle& idle) { return idle.key == key; });
    if (found != idle_.end()) {
      Lease lease(*this, std::move(key), std::move(found->compiler));
      idle_.erase(found);
      return lease;
    }
  }
  AUTOPILOT_TRY(compiler, WarmCompiler::Start(*sandbox_, driver, server_, readable_));
  return Lease(*this, std::move(key), std::move(compiler));
}

void CompilerPool::GiveBack(std::string key, std::unique_ptr<WarmCompiler> compiler) {
  if (!compiler->Clear()) return;
  std::optional<Idle> last;  // Ended outside the lock.
  const std::lock_guard lock(mutex_);
  idle_.push_front({std::move(key), std::move(compiler)});
  if (idle_.size() <= kMostIdle) return;
  last = std::move(idle_.back());
  idle_.pop_back();
}

}  // namespace autopilot
