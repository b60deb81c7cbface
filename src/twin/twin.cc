#include "twin/twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <future>
#include <regex>
#include <sstream>

#include "core/files.h"
#include "twin/object_symbols.h"
#include "twin/sanitizer_report.h"
#include "twin/sketch_source.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kUnit[] = "sketch.cpp";
constexpr char kProgram[] = "sketch.so";
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

std::string RenderConfig(const Contract& contract, const std::vector<Stimulus>& stimuli, const RunOptions& options) {
  std::string text =
      fmt::format("arena_need {}\nmonitor {}\nlimit {}\nmin_hold {}\nmax_hold {}\ngap {}\n", contract.arena_need,
                  Number(options.boot_monitor_seconds), Number(options.virtual_seconds_limit),
                  Number(options.min_hold_seconds), Number(options.max_hold_seconds), Number(options.gap_seconds));
  if (contract.sensor) {
    text += fmt::format("sensor {} {}\n", contract.sensor->id, contract.sensor_use.external ? "external" : "onboard");
  }
  for (const auto& gap : contract.library.unsupported) {
    text += fmt::format("unsupported {} {} {} {}\n", gap.op, gap.input_type, gap.output_type, gap.when);
  }
  for (const std::string& fault : options.neutralise) text += fmt::format("neutralise {}\n", fault);
  for (const Stimulus& stimulus : stimuli) {
    text += "stimulus " + contract.sensor->id;
    for (double channel : stimulus.channels) text += " " + Number(channel);
    text += '\n';
  }
  return text;
}

/// Name of the header that the compiler did not find; empty if that is not why it stopped.
std::string MissingHeaderName(const std::string& compiler_output) {
  static const std::regex pattern(R"(fatal error: ([^\n]{1,200}): No such file or directory)");
  std::smatch match;
  return std::regex_search(compiler_output, match, pattern) ? match[1].str() : "";
}

/// The linker found no definition: arduino-cli's would not either.
bool LacksDefinition(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.kind == Diagnostic::Kind::kError && diagnostic.file.empty();
  });
}

}  // namespace

Twin::Twin(InstallPaths paths, TwinRecipe recipe, const Sandbox& sandbox)
    : paths_(std::move(paths)), recipe_(std::move(recipe)), sandbox_(&sandbox) {
  compilers_ = std::make_unique<CompilerPool>(sandbox, recipe_.compiler_server,
                                              std::vector<fs::path>{paths_.device(), paths_.lib});
}

Result<Twin> Twin::Create(const InstallPaths& paths, const Sandbox& sandbox) {
  AUTOPILOT_TRY(recipe, LoadTwinRecipe(paths.lib, paths.device()));
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
  Twin twin(paths, std::move(recipe), sandbox);
  twin.symbols_ = std::move(symbols);
  return twin;
}

std::vector<std::string> Twin::Driver(const CompilerRecipe& compiler) {
  std::vector<std::string> argv = {compiler.compiler.string()};
  argv.insert(argv.end(), compiler.flags.begin(), compiler.flags.end());
  argv.insert(argv.end(), {"-include", compiler.prelude.string()});
  for (const fs::path& include : compiler.includes) argv.push_back("-I" + include.string());
  argv.insert(argv.end(), {"-fno-diagnostics-color", "-fdiagnostics-show-caret"});
  return argv;
}

Result<ProcessResult> Twin::Link(WarmCompiler& compiler, const LibraryRecipe& library, const Contract& contract) const {
  AUTOPILOT_CHECK(compiler.Put("model.tflite", contract.tflite_bytes));
  AUTOPILOT_CHECK(compiler.Put("model.s", RenderModelAssembly(contract.tflite_bytes, contract.application.symbol)));
  AUTOPILOT_TRY(assembled, compiler.Run({"as", "--32", "sketch.s", "model.s", "-o", "sketch.o"}));
  if (!assembled.ok()) return std::move(assembled);
  AUTOPILOT_TRY(object, ReadFile(compiler.folder() / "sketch.o"));
  ObjectSymbols symbols = ReadObjectSymbols(object);
  for (const char* entry : {"setup", "loop"}) {
    if (std::find(symbols.defined.begin(), symbols.defined.end(), entry) == symbols.defined.end()) {
      symbols.undefined.emplace_back(entry);
    }
  }
  const auto& known = symbols_.at(contract.library.id);
  ProcessResult lacking;
  for (const std::string& name : symbols.undefined) {
    if (known.contains(name)) continue;
    lacking.exit_code = 1;
    lacking.err += fmt::format("ld: undefined reference to `{}'\n", Demangle(name));
  }
  if (!lacking.ok()) return lacking;
  return compiler.Run(library.host_link_command);
}

LibraryDiscovery Twin::FindLibraries(const Sketch& sketch, const Contract& contract) const {
  LibraryDiscovery::Folders folders;
  folders.device = paths_.device();
  folders.own_files = {"model.h"};
  const auto library = recipe_.libraries.find(contract.library.id);
  if (library != recipe_.libraries.end()) {
    folders.core = library->second.target.includes;
    folders.tflm = library->second.library_includes;
  }
  folders.core.insert(folders.core.end(), recipe_.system_includes.begin(), recipe_.system_includes.end());
  LibraryDiscovery discovery(contract, std::move(folders));
  discovery.Follow(FindIncludes(sketch.text));
  return discovery;
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder) const {
  const auto library = recipe_.libraries.find(contract.library.id);
  if (library == recipe_.libraries.end()) {
    return Fail(Infrastructure(fmt::format("the twin was built without the library {}", contract.library.id),
                               "build it again, or choose another [target] library"));
  }
  AUTOPILOT_TRY(host, compilers_->Take(Driver(library->second.host)));
  std::vector<std::string> check = Driver(library->second.target);
  check.emplace_back("-fsyntax-only");
  AUTOPILOT_TRY(target, compilers_->Take(check));

  const std::string file = sketch.name + ".ino";
  AUTOPILOT_CHECK(target->Put(file, sketch.text));
  auto found =
      target->Run({kTags, "-u", "--language-force=c++", "-f", "tags", "--c++-kinds=svpf", "--fields=KSTtzns", file});
  if (!found) return target.Drop(), Fail(std::move(found).error());
  if (!found->ok()) {
    return Fail(Infrastructure("arduino-ctags failed: " + found->err.substr(0, 300), "run autopilot doctor"));
  }
  AUTOPILOT_TRY(tags, ReadFile(target->folder() / "tags"));
  std::string unit;
  for (const auto& [name, pattern] : recipe_.optional_headers) {
    if (std::regex_search(sketch.text, std::regex(pattern))) unit += fmt::format("#include <{}>\n", name);
  }
  unit += RenderSketchUnit(sketch.text, ParseTags(tags), file);
  const std::string header = RenderModelDeclaration(contract.tflite_bytes.size(), contract.application.symbol);
  for (const WarmCompiler* compiler : {&*host, &*target}) {
    AUTOPILOT_CHECK(compiler->Put(kUnit, unit));
    AUTOPILOT_CHECK(compiler->Put("model.h", header));
  }
  LibraryDiscovery discovery = FindLibraries(sketch, contract);
  const std::vector<fs::path> foreseen = discovery.path();
  const auto compile_host = [&](const std::vector<fs::path>& libraries) -> Result<ProcessResult> {
    AUTOPILOT_CHECK(host->Offer(libraries));
    auto compiled = host->Compile();
    if (!compiled || !compiled->ok()) return compiled;
    return Link(*host, library->second, contract);
  };
  const auto compile_target = [&]() -> Result<ProcessResult> {
    AUTOPILOT_CHECK(target->Offer(discovery.path()));
    return target->Compile();
  };
  auto linking = std::async(std::launch::async, compile_host, foreseen);
  auto checked = compile_target();
  while (checked && !checked->ok() && discovery.Add(MissingHeaderName(checked->err))) checked = compile_target();
  auto linked = linking.get();
  if (linked && discovery.path() != foreseen) linked = compile_host(discovery.path());
  if (!checked) target.Drop();
  if (!linked) host.Drop();
  if (!checked) return Fail(std::move(checked).error());
  if (!linked) return Fail(std::move(linked).error());

  BuildResult result;
  result.exhausted = Exhausted(*checked).empty() ? Exhausted(*linked) : Exhausted(*checked);
  result.builds = checked->ok();
  result.links = linked->ok();
  const ProcessResult& speaks = result.builds ? *linked : *checked;
  result.compiler_output = speaks.err;
  result.diagnostics = ParseDiagnostics(speaks.err);
  const bool unbuildable = LacksDefinition(result.diagnostics) || !result.exhausted.empty();
  if (result.builds && !result.links && unbuildable) result.builds = false;
  if (!result.links) return result;
  result.program = folder / kProgram;
  std::error_code error;
  fs::copy_file(host->folder() / kProgram, result.program, fs::copy_options::overwrite_existing, error);
  if (error) return Fail(Infrastructure("cannot keep the program: " + error.message()).At(result.program.string()));
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
  command.argv = {recipe_.libraries.at(contract.library.id).host_runner.string(), (place / kProgram).string(), "config",
                  "trace"};
  command.environment = {{"ASAN_OPTIONS", "detect_leaks=0:hard_rss_limit_mb=512:handle_abort=1:symbolize=1"},
                         {"UBSAN_OPTIONS", "print_stacktrace=1"}};
  SandboxPolicy policy;
  policy.writable = place;
  policy.readable = {paths_.lib};
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
