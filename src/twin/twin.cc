#include "twin/twin.h"

#include <fmt/format.h>

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

ProcessLimits CompilerLimits() {
  ProcessLimits limits;
  limits.wall = std::chrono::seconds(60);
  limits.memory_bytes = 4ull << 30;
  limits.file_bytes = 256ull << 20;
  limits.processes = 64;
  return limits;
}

/// A sketch that needs more than this computes, or hangs.
ProcessLimits SketchLimits(int cpu_seconds) {
  ProcessLimits limits;
  limits.wall = std::chrono::seconds(cpu_seconds * 12);  // Other work on the host must not look like a hang.
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

std::string RenderConfig(const Contract& contract, const std::vector<Stimulus>& stimuli, const RunOptions& options) {
  std::string text = fmt::format("arena_need {}\nmonitor {}\nlimit {}\n", ArenaCertainlyNeeded(contract),
                                 Number(options.boot_monitor_seconds), Number(options.virtual_seconds_limit));
  if (contract.sensor) {
    text += fmt::format("sensor {} {}\n", contract.sensor->id, contract.sensor_use.external ? "external" : "onboard");
  }
  for (const auto& gap : contract.library.unsupported) {
    text += fmt::format("unsupported {} {} {} {}\n", gap.op, gap.input_type, gap.output_type, gap.when);
  }
  for (const std::string& fault : options.neutralise) text += fmt::format("neutralise {}\n", fault);
  for (const Stimulus& stimulus : stimuli) {
    text += "stimulus";
    for (double channel : stimulus.channels) text += " " + Number(channel);
    text += '\n';
  }
  return text;
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
  if (ended.timed_out || ended.signal != 0) {
    return Fail(Infrastructure(fmt::format("{} was stopped before it was done", compiler.compiler.filename().string()),
                               "try again when the machine has more time and memory to spare"));
  }
  return std::move(ended);
}

const LibraryRecipe* Twin::FindLibrary(const std::string& id) const {
  const auto library = recipe_.libraries.find(id);
  return library == recipe_.libraries.end() ? nullptr : &library->second;
}

std::vector<std::string> Twin::OptionalHeaders(const std::string& text) const {
  std::vector<std::string> headers;
  for (const auto& [name, pattern] : recipe_.optional_headers) {
    if (std::regex_search(text, std::regex(pattern))) headers.push_back(name);
  }
  return headers;
}

Result<bool> Twin::BuildsWith(const std::string& library, const std::string& text, const Contract& contract,
                              const fs::path& folder) const {
  const LibraryRecipe* other = FindLibrary(library);
  if (other == nullptr) return false;
  AUTOPILOT_TRY(ended, Compile(other->target, *other, contract, "", folder / "target", OptionalHeaders(text)));
  return ended.ok();
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder) const {
  const LibraryRecipe* library = FindLibrary(contract.library.id);
  if (library == nullptr) {
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
  const std::vector<std::string> headers = OptionalHeaders(sketch.text);
  auto host_build = std::async(std::launch::async,
                               [&] { return Compile(library->host, *library, contract, kProgram, host, headers); });
  AUTOPILOT_TRY(target_build, Compile(library->target, *library, contract, "", target, headers));
  AUTOPILOT_TRY(host_result, host_build.get());

  BuildResult result;
  result.program = host / kProgram;
  result.builds = target_build.ok();
  result.links = host_result.ok();
  const ProcessResult& speaks = result.builds ? host_result : target_build;
  result.compiler_output = speaks.err;
  result.diagnostics = ParseDiagnostics(speaks.err);
  if (result.builds && !result.links && LacksDefinition(result.diagnostics)) result.builds = false;
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
  const bool spent = ended.signal == SIGXCPU || ended.signal == SIGKILL;
  if (ended.timed_out && !spent && trace.end == RunEnd::kExited) {
    return Fail(Infrastructure("the sketch's program got too little of the processor to end in time",
                               "try again when the machine has more time to spare"));
  }
  if (spent) trace.end = RunEnd::kHang;
  return trace;
}

}  // namespace autopilot
