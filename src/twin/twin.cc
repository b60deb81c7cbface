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

constexpr char kUnit[] = "sketch.ino.cpp";
constexpr char kModel[] = "model.h";
constexpr char kProgram[] = "sketch";
constexpr char kImage[] = "sketch.elf";
constexpr char kTags[] = "arduino-ctags";

/// How a compiler's command ends when nothing is to be made.
const std::vector<std::string> kCheckOnly = {"-fsyntax-only"};

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

std::string RenderConfig(const Contract& contract, const std::vector<Stimulus>& stimuli, const RunOptions& options) {
  std::string text = fmt::format("arena_need {}\nmonitor {}\nlimit {}\n", contract.arena_need,
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
    return diagnostic.kind == Diagnostic::Kind::kError && diagnostic.from_linker;
  });
}

bool IsSource(const std::string& name) {
  const std::string extension = fs::path(name).extension().string();
  return extension == ".c" || extension == ".cc" || extension == ".cpp" || extension == ".cxx";
}

/// What the sketch consists of, in one compiler's folder.
Status WriteSketch(const fs::path& folder, const Sketch& sketch, const std::string& unit, const Contract& contract) {
  AUTOPILOT_CHECK(WriteFile(folder / kUnit, unit));
  bool has_model = false;
  for (const SketchFile& file : sketch.layout.beside) {
    AUTOPILOT_CHECK(WriteFile(folder / file.name, file.text));
    has_model = has_model || file.name == kModel;
  }
  if (has_model) return {};
  return WriteFile(folder / kModel, RenderModelHeader(contract.tflite_bytes, contract.application.symbol));
}

}  // namespace

Result<Twin> Twin::Create(const InstallPaths& paths, ProcessRunner& runner, const Sandbox& sandbox) {
  AUTOPILOT_TRY(recipe, LoadTwinRecipe(paths.lib, paths.device()));
  if (!FindProgram(kTags)) {
    return Fail(Infrastructure("arduino-ctags, which finds the sketch's functions, is not installed",
                               "install the package arduino-ctags, or run tools/setup"));
  }
  std::map<std::string, TargetBuild> targets;
  for (const auto& [id, library] : recipe.libraries) {
    AUTOPILOT_TRY(target, TargetBuild::Create(library));
    targets.emplace(id, std::move(target));
  }
  return Twin(paths, recipe, std::move(targets), runner, sandbox);
}

Result<ProcessResult> Twin::RunCompiler(const Job& job, const std::string& source,
                                        const std::vector<std::string>& before,
                                        const std::vector<std::string>& ending) const {
  Command command;
  command.argv = {job.compiler.compiler.string()};
  command.argv.insert(command.argv.end(), job.compiler.flags.begin(), job.compiler.flags.end());
  command.argv.insert(command.argv.end(), before.begin(), before.end());
  for (const fs::path& include : job.compiler.includes) command.argv.push_back("-I" + include.string());
  for (const fs::path& include : job.library.library_includes) command.argv.push_back("-I" + include.string());
  for (const std::string& sensor : job.contract.board.onboard_sensors) {
    const auto include = recipe_.sensor_includes.find(sensor);
    if (include != recipe_.sensor_includes.end()) command.argv.push_back("-I" + include->second.string());
  }
  command.argv.insert(command.argv.end(), {"-I.", "-fno-diagnostics-color", "-fdiagnostics-show-caret", source});
  command.argv.insert(command.argv.end(), ending.begin(), ending.end());
  command.environment = {{"LC_ALL", "C"}};
  SandboxPolicy policy;
  policy.writable = job.folder;
  policy.readable = {paths_.device(), paths_.lib};
  policy.limits = CompilerLimits();
  AUTOPILOT_TRY(ended, sandbox_->Run(command, policy));
  if (ended.timed_out || ended.signal != 0) {
    return Fail(
        Infrastructure(fmt::format("{} was stopped before it was done", job.compiler.compiler.filename().string()),
                       "try again when the machine has more time and memory to spare"));
  }
  return std::move(ended);
}

Result<ProcessResult> Twin::Compile(const Job& job, const std::vector<std::string>& ending) const {
  const bool check = ending == kCheckOnly;
  std::vector<std::string> objects;
  for (const std::string& source : job.sources) {
    std::vector<std::string> before;
    if (source.ends_with(".c")) before = {"-x", "c", "-std=gnu11"};
    const std::string object = fmt::format("beside{}.o", objects.size());
    AUTOPILOT_TRY(ended, RunCompiler(job, source, before,
                                     check ? kCheckOnly : std::vector<std::string>{"-c", "-o", object}));
    if (!ended.ok()) return ended;
    objects.push_back(object);
  }
  std::vector<std::string> before = {"-include", job.compiler.prelude.string()};
  for (const std::string& header : job.headers) before.insert(before.end(), {"-include", header});
  if (check) return RunCompiler(job, kUnit, before, kCheckOnly);
  objects.insert(objects.end(), ending.begin(), ending.end());
  return RunCompiler(job, kUnit, before, objects);
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder,
                                const BuildOptions& options) const {
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
  std::vector<SketchLayout::Tab> tabs = sketch.layout.tabs;
  if (tabs.empty()) tabs.push_back({sketch.name + ".ino", 1});
  const std::string unit = RenderSketchUnit(sketch.text, ParseTags(found.out), tabs);
  for (const fs::path& place : {host, target}) AUTOPILOT_CHECK(WriteSketch(place, sketch, unit, contract));
  std::vector<std::string> headers;
  for (const auto& [name, pattern] : recipe_.optional_headers) {
    if (std::regex_search(sketch.text, std::regex(pattern))) headers.push_back(name);
  }
  std::vector<std::string> sources;
  BuildResult result;
  for (const SketchLayout::Tab& tab : tabs) result.files.push_back(tab.file);
  for (const SketchFile& file : sketch.layout.beside) {
    result.files.push_back(file.name);
    if (IsSource(file.name)) sources.push_back(file.name);
  }
  const Job host_job{library->second.host, library->second, contract, host, headers, sources};
  const Job target_job{library->second.target, library->second, contract, target, headers, sources};
  const TargetBuild& linking = targets_.at(contract.library.id);
  const std::vector<std::string> link_for_board = linking.LinkArguments(kImage, options.operators);
  std::vector<std::string> link_for_host = {"-o", kProgram};
  link_for_host.insert(link_for_host.end(), library->second.host_link_flags.begin(),
                       library->second.host_link_flags.end());
  for (const fs::path& archive : library->second.host_libraries) link_for_host.push_back(archive.string());

  auto host_build = std::async(std::launch::async, [&] { return Compile(host_job, link_for_host); });
  auto target_result = Compile(target_job, options.measure ? link_for_board : kCheckOnly);
  AUTOPILOT_TRY(host_result, host_build.get());
  if (!target_result) return Fail(std::move(target_result).error());
  result.program = host / kProgram;
  result.links = host_result.ok();
  const std::vector<Diagnostic> host_diagnostics = ParseDiagnostics(host_result.err);
  bool linked = options.measure;
  if (!linked && target_result->ok()) {
    bool wanted = !result.links && LacksDefinition(host_diagnostics);
    if (result.links) {
      AUTOPILOT_TRY(doubtful, linking.IsDoubtful(result.program, contract.board));
      wanted = doubtful;
    }
    if (wanted) {
      linked = true;
      target_result = Compile(target_job, link_for_board);
      if (!target_result) return Fail(std::move(target_result).error());
    }
  }
  result.builds = target_result->ok();
  if (linked && result.builds) {
    AUTOPILOT_TRY(image, ReadBoardImage(target / kImage, target));
    result.image = std::move(image);
  }
  result.compiler_output = result.builds ? host_result.err : target_result->err;
  result.diagnostics = result.builds ? host_diagnostics : ParseDiagnostics(target_result->err);
  // With line information the linker names files by their whole path.
  const std::string prefix = target.string() + "/";
  for (Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.file.starts_with(prefix)) diagnostic.file.erase(0, prefix.size());
  }
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
  if (trace.end == RunEnd::kExited || trace.end == RunEnd::kCrash) ReadSanitizerReport(ended, build.files, trace);
  const bool spent = ended.signal == SIGXCPU || ended.signal == SIGKILL;
  if (ended.timed_out && !spent && trace.end == RunEnd::kExited) {
    return Fail(Infrastructure("the sketch's program got too little of the processor to end in time",
                               "try again when the machine has more time to spare"));
  }
  if (spent) trace.end = RunEnd::kHang;
  return trace;
}

}  // namespace autopilot
