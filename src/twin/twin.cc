#include "twin/twin.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <sstream>

#include "core/files.h"
#include "twin/sanitizer_report.h"
#include "twin/user_library.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kProgram[] = "sketch.so";
constexpr char kModel[] = "model.tflite";
constexpr char kTags[] = "arduino-ctags";

/// What programs use decides, not how long they take on a busy machine: that limit is only for those that
/// wait for ever.
constexpr std::chrono::minutes kWallLimit{20};

/// A sketch that needs more than this computes, or hangs.
ProcessLimits SketchLimits(int cpu_seconds) {
  ProcessLimits limits;
  limits.wall = kWallLimit;
  limits.cpu_seconds = cpu_seconds;
  limits.file_bytes = 64ull << 20;
  limits.processes = 4;
  limits.output_bytes = 1u << 20;
  return limits;
}

std::string Number(double value) { return std::isnan(value) ? "nan" : fmt::format("{:.9g}", value); }

/// Below this AllocateTensors fails for certain; between it and the estimate nobody knows.
int ArenaCertainlyNeeded(const Contract& contract) {
  return static_cast<int>(contract.arena_need * (1 - contract.library.arena_band));
}

std::string Numbers(const std::vector<double>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (double value : values) texts.push_back(Number(value));
  return fmt::format("{}", fmt::join(texts, " "));
}

std::string RenderPart(const SensorProfile& part, bool external) {
  std::string text = fmt::format("sensor {} {}\n", part.id, external ? "external" : "onboard");
  if (!part.rest.empty()) text += fmt::format("rest {} {}\n", part.id, Numbers(part.rest));
  if (!part.noise.empty()) text += fmt::format("noise {} {}\n", part.id, Numbers(part.noise));
  return text;
}

std::string RenderRecording(const std::string& sensor, const Stimulus& stimulus) {
  constexpr std::size_t kSamplesALine = 64;  // Of up to nine channels: far from the longest line that is read.
  std::string text = fmt::format("recording {} {} {} {}\n", sensor, stimulus.width, Number(stimulus.rate_hz),
                                 Number(stimulus.rest_seconds));
  const std::size_t step = kSamplesALine * stimulus.width;
  for (std::size_t at = 0; at < stimulus.samples.size(); at += step) {
    const auto begin = stimulus.samples.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = static_cast<std::ptrdiff_t>(std::min(step, stimulus.samples.size() - at));
    text += fmt::format("samples {}\n", Numbers({begin, begin + count}));
  }
  return text;
}

std::string RenderConfig(const Contract& contract, const std::vector<Stimulus>& stimuli, const RunOptions& options) {
  std::string text = fmt::format(
      "arena_need {}\nmonitor {}\nlimit {}\nmin_hold {}\nmax_hold {}\ngap {}\nsettle_invokes {}\ninvoke_limit {}\n",
      ArenaCertainlyNeeded(contract), Number(options.boot_monitor_seconds), Number(options.virtual_seconds_limit),
      Number(options.min_hold_seconds), Number(options.max_hold_seconds), Number(options.gap_seconds),
      options.settle_invokes, options.invoke_limit);
  for (const SensorProfile& part : contract.parts) {
    if (!contract.sensor || part.id != contract.sensor->id) text += RenderPart(part, false);
  }
  if (contract.sensor) text += RenderPart(*contract.sensor, contract.sensor_use.external);
  for (const auto& gap : contract.library.unsupported) {
    text += fmt::format("unsupported {} {} {} {}\n", gap.op, gap.input_type, gap.output_type, gap.when);
  }
  for (const std::string& fault : options.neutralise) text += fmt::format("neutralise {}\n", fault);
  if (options.Neutralises("model")) text += fmt::format("model {}\n", kModel);
  for (const Stimulus& stimulus : stimuli) {
    if (stimulus.IsRecording()) {
      text += RenderRecording(contract.sensor->id, stimulus);
    } else {
      text += fmt::format("stimulus {} {}\n", contract.sensor->id, Numbers(stimulus.channels));
      if (stimulus.hold_seconds > 0)
        text += fmt::format("hold {} {}\n", Number(stimulus.hold_seconds), Number(stimulus.rest_seconds));
    }
  }
  return text;
}

/// Not even the host has room for the sketch's variables.
bool IsTooLargeToLoad(const ProcessResult& ended) {
  const auto says = [&](const char* words) { return ended.err.find(words) != std::string::npos; };
  return says("cannot load the sketch") && (says("map segment") || says("allocate memory"));
}

}  // namespace

Twin::Twin(InstallPaths paths, TwinRecipe recipe, const Sandbox& sandbox)
    : paths_(std::move(paths)), recipe_(std::move(recipe)), sandbox_(&sandbox) {
  std::vector<fs::path> readable = {paths_.device(), paths_.lib};
  for (const auto& [id, library] : recipe_.libraries) {
    readable.insert(readable.end(), library.readable.begin(), library.readable.end());
  }
  compilers_ = std::make_unique<CompilerPool>(sandbox, recipe_.compiler_server, std::move(readable));
}

Result<Twin> Twin::Create(const InstallPaths& paths, const Sandbox& sandbox) {
  AUTOPILOT_TRY(recipe, LoadTwinRecipe(paths.lib, paths.device()));
  AddUserLibraries(paths.cache, recipe);
  if (!FindProgram(kTags)) {
    return Fail(Infrastructure("arduino-ctags, which finds the sketch's functions, is not installed",
                               "install the package arduino-ctags, or run tools/setup"));
  }
  std::map<std::string, std::unordered_set<std::string>> symbols;
  for (const auto& [id, library] : recipe.libraries) {
    AUTOPILOT_TRY(text, ReadFile(library.host_symbols));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) symbols[id].insert(line);
  }
  std::map<std::string, TargetBuild> targets;
  for (const auto& [id, library] : recipe.libraries) {
    AUTOPILOT_TRY(target, TargetBuild::Create(library.image));
    targets.emplace(id, std::move(target));
  }
  Twin twin(paths, std::move(recipe), sandbox);
  twin.symbols_ = std::move(symbols);
  twin.targets_ = std::move(targets);
  return twin;
}

Result<Trace> Twin::Run(const BuildResult& build, const Contract& contract, const std::vector<Stimulus>& stimuli,
                        const RunOptions& options, const fs::path& folder) const {
  const fs::path place = folder / "run";
  AUTOPILOT_CHECK(WriteFile(place / "config", RenderConfig(contract, stimuli, options)));
  if (options.Neutralises("model")) AUTOPILOT_CHECK(WriteFile(place / kModel, contract.tflite_bytes));
  std::error_code error;
  fs::copy_file(build.program, place / kProgram, fs::copy_options::overwrite_existing, error);
  fs::remove(place / "trace", error);

  Command command;
  const LibraryRecipe& library = recipe_.libraries.at(contract.library.id);
  command.argv = {library.host_runner.string(), (place / kProgram).string(), "config", "trace"};
  command.environment = {{"ASAN_OPTIONS", "detect_leaks=0:hard_rss_limit_mb=512:handle_abort=1:symbolize=1"},
                         {"UBSAN_OPTIONS", "print_stacktrace=1"}};
  SandboxPolicy policy;
  policy.writable = place;
  policy.readable = {paths_.lib};
  policy.readable.insert(policy.readable.end(), library.readable.begin(), library.readable.end());
  policy.limits = SketchLimits(options.cpu_seconds);
  AUTOPILOT_TRY(ended, sandbox_->Run(command, policy));
  if (IsTooLargeToLoad(ended)) {
    Trace trace;
    trace.end = RunEnd::kCrash;
    trace.crash_summary = "it cannot be loaded";
    trace.crash_text = ended.err.substr(0, 1500);
    return trace;
  }
  const auto text = ReadFile(place / "trace");
  if (!text) {
    return Fail(Infrastructure("the sketch's program left no trace: " + ended.err.substr(0, 500),
                               "run autopilot doctor; the sandbox or the 32-bit libraries may be broken"));
  }
  AUTOPILOT_TRY(trace, ParseTrace(*text));
  if (trace.end == RunEnd::kExited || trace.end == RunEnd::kCrash) ReadSanitizerReport(ended, build.files, trace);
  const bool killed = ended.signal == SIGKILL || ended.exit_code == 128 + SIGKILL;
  if (ended.timed_out || (killed && ended.seconds < options.cpu_seconds)) {
    return Fail(Infrastructure(ended.timed_out ? "the sketch's program got too little of the processor to end in time"
                                               : "the sketch's program was killed from outside",
                               "try again when the machine has more time and memory to spare"));
  }
  if (killed || ended.signal == SIGXCPU) trace.end = RunEnd::kHang;
  return trace;
}

}  // namespace autopilot
