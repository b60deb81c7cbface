#include "twin/twin.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <future>
#include <regex>

#include "core/files.h"
#include "twin/sanitizer_report.h"
#include "twin/sketch_source.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kUnit[] = "sketch.cpp";
constexpr char kProgram[] = "sketch";
constexpr char kTags[] = "arduino-ctags";

/// What programs use decides, not how long they take on a busy machine: that limit is only for those that
/// wait for ever.
constexpr std::chrono::minutes kWallLimit{20};
constexpr int kCompilerSeconds = 20;
constexpr std::uint64_t kCompilerGigabytes = 4;

ProcessLimits CompilerLimits() {
  ProcessLimits limits;
  limits.wall = kWallLimit;
  limits.cpu_seconds = kCompilerSeconds;
  limits.memory_bytes = kCompilerGigabytes << 30;
  limits.file_bytes = 256ull << 20;
  limits.processes = 64;
  return limits;
}

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
      contract.arena_need, Number(options.boot_monitor_seconds), Number(options.virtual_seconds_limit),
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
  for (const Stimulus& stimulus : stimuli) {
    if (stimulus.IsRecording()) {
      text += RenderRecording(contract.sensor->id, stimulus);
    } else {
      text += fmt::format("stimulus {} {}\n", contract.sensor->id, Numbers(stimulus.channels));
    }
  }
  return text;
}

/// What a compiler ran out of; empty if it came to its end. The driver says so for the program that it drives.
std::string Exhausted(const ProcessResult& ended) {
  const auto says = [&](const char* words) { return ended.err.find(words) != std::string::npos; };
  if (ended.signal == SIGXCPU || ended.exit_code == 128 + SIGXCPU || says("CPU time limit exceeded")) {
    return fmt::format("{} s of processor time", kCompilerSeconds);
  }
  if (says("out of memory allocating") || says("virtual memory exhausted")) {
    return fmt::format("{} GB of memory", kCompilerGigabytes);
  }
  return says("File size limit exceeded") ? "room for its output" : "";
}

/// The linker found no definition: arduino-cli's would not either.
bool LacksDefinition(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.kind == Diagnostic::Kind::kError && diagnostic.file.empty();
  });
}

}  // namespace

Result<Twin> Twin::Create(const InstallPaths& paths, ProcessRunner& runner, const Sandbox& sandbox) {
  AUTOPILOT_TRY(recipe, LoadTwinRecipe(paths.lib, paths.device()));
  if (!FindProgram(kTags)) {
    return Fail(Infrastructure("arduino-ctags, which finds the sketch's functions, is not installed",
                               "install the package arduino-ctags, or run tools/setup"));
  }
  return Twin(paths, recipe, runner, sandbox);
}

Result<ProcessResult> Twin::Compile(const CompilerRecipe& compiler, const LibraryRecipe& library,
                                    const Contract& contract, const std::string& output, const fs::path& folder,
                                    const std::vector<std::string>& headers) const {
  Command command;
  command.argv = {compiler.compiler.string()};
  command.argv.insert(command.argv.end(), compiler.flags.begin(), compiler.flags.end());
  command.argv.insert(command.argv.end(), {"-include", compiler.prelude.string()});
  for (const std::string& header : headers) command.argv.insert(command.argv.end(), {"-include", header});
  for (const fs::path& include : compiler.includes) command.argv.push_back("-I" + include.string());
  for (const fs::path& include : library.library_includes) command.argv.push_back("-I" + include.string());
  for (const std::string& sensor : contract.board.onboard_sensors) {
    const auto include = recipe_.sensor_includes.find(sensor);
    if (include != recipe_.sensor_includes.end()) command.argv.push_back("-I" + include->second.string());
  }
  command.argv.insert(command.argv.end(), {"-I.", "-fno-diagnostics-color", "-fdiagnostics-show-caret", kUnit});
  if (output.empty()) {
    command.argv.push_back("-fsyntax-only");
  } else {
    command.argv.insert(command.argv.end(), {"-o", output});
    command.argv.insert(command.argv.end(), library.host_link_flags.begin(), library.host_link_flags.end());
    for (const fs::path& archive : library.host_libraries) command.argv.push_back(archive.string());
  }
  command.environment = {{"LC_ALL", "C"}};
  SandboxPolicy policy;
  policy.writable = folder;
  policy.readable = {paths_.device(), paths_.lib};
  policy.limits = CompilerLimits();
  AUTOPILOT_TRY(ended, sandbox_->Run(command, policy));
  const bool killed = ended.signal != 0 || ended.err.find("Killed signal terminated program") != std::string::npos;
  if (ended.timed_out || (killed && Exhausted(ended).empty())) {
    return Fail(Infrastructure(fmt::format("{} was stopped before it was done", compiler.compiler.filename().string()),
                               "try again when the machine has more time and memory to spare"));
  }
  return std::move(ended);
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder) const {
  const auto library = recipe_.libraries.find(contract.library.id);
  if (library == recipe_.libraries.end()) {
    return Fail(Infrastructure(fmt::format("the twin was built without the library {}", contract.library.id),
                               "build it again, or choose another [target] library"));
  }
  // Each compiler has a folder of its own: a confined program owns the folder that it runs in.
  const fs::path host = folder / "host";
  const fs::path target = folder / "target";
  const fs::path source = folder / (sketch.name + ".ino");
  AUTOPILOT_CHECK(WriteFile(source, sketch.text));
  Command tags;
  tags.argv = {kTags, "-u", "--language-force=c++", "-f", "-", "--c++-kinds=svpf", "--fields=KSTtzns", ""};
  tags.argv.back() = source.filename().string();
  SandboxPolicy policy;
  policy.writable = folder;
  policy.limits = CompilerLimits();
  AUTOPILOT_TRY(found, sandbox_->Run(tags, policy));
  if (!found.ok()) {
    return Fail(Infrastructure("arduino-ctags failed: " + found.err.substr(0, 300), "run autopilot doctor"));
  }
  const std::string unit = RenderSketchUnit(sketch.text, ParseTags(found.out), sketch.name + ".ino");
  const std::string header = RenderModelHeader(contract.tflite_bytes, contract.application.symbol);
  for (const fs::path& place : {host, target}) {
    AUTOPILOT_CHECK(WriteFile(place / kUnit, unit));
    AUTOPILOT_CHECK(WriteFile(place / "model.h", header));
  }
  std::vector<std::string> headers;
  for (const auto& [name, pattern] : recipe_.optional_headers) {
    if (std::regex_search(sketch.text, std::regex(pattern))) headers.push_back(name);
  }
  auto host_build = std::async(std::launch::async, [&] {
    return Compile(library->second.host, library->second, contract, kProgram, host, headers);
  });
  AUTOPILOT_TRY(target_build, Compile(library->second.target, library->second, contract, "", target, headers));
  AUTOPILOT_TRY(host_result, host_build.get());

  BuildResult result;
  result.program = host / kProgram;
  result.exhausted = Exhausted(target_build).empty() ? Exhausted(host_result) : Exhausted(target_build);
  result.builds = target_build.ok();
  result.links = host_result.ok();
  const ProcessResult& speaks = result.builds ? host_result : target_build;
  result.compiler_output = speaks.err;
  result.diagnostics = ParseDiagnostics(speaks.err);
  const bool unbuildable = LacksDefinition(result.diagnostics) || !result.exhausted.empty();
  if (result.builds && !result.links && unbuildable) result.builds = false;
  return result;
}

Result<Trace> Twin::Run(const BuildResult& build, const Contract& contract, const std::vector<Stimulus>& stimuli,
                        const RunOptions& options, const fs::path& folder) const {
  const fs::path place = folder / "run";
  AUTOPILOT_CHECK(WriteFile(place / "config", RenderConfig(contract, stimuli, options)));
  std::error_code error;
  fs::copy_file(build.program, place / kProgram, fs::copy_options::overwrite_existing, error);
  fs::remove(place / "trace", error);

  Command command;
  command.argv = {(place / kProgram).string(), "config", "trace"};
  command.environment = {{"ASAN_OPTIONS", "detect_leaks=0:hard_rss_limit_mb=512:handle_abort=1:symbolize=1"},
                         {"UBSAN_OPTIONS", "print_stacktrace=1"}};
  SandboxPolicy policy;
  policy.writable = place;
  policy.limits = SketchLimits(options.cpu_seconds);
  AUTOPILOT_TRY(ended, sandbox_->Run(command, policy));
  const auto text = ReadFile(place / "trace");
  if (!text) {
    return Fail(Infrastructure("the sketch's program left no trace: " + ended.err.substr(0, 500),
                               "run autopilot doctor; the sandbox or the 32-bit libraries may be broken"));
  }
  AUTOPILOT_TRY(trace, ParseTrace(*text));
  if (trace.end == RunEnd::kExited || trace.end == RunEnd::kCrash) ReadSanitizerReport(ended, trace);
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
