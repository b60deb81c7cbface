#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <regex>

#include "core/files.h"
#include "twin/object_symbols.h"
#include "twin/sketch_source.h"
#include "twin/twin.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kUnit[] = "sketch.cpp";
constexpr char kProgram[] = "sketch.so";
constexpr char kTags[] = "arduino-ctags";

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

std::string ModelDeclaration(const Contract& contract) {
  return RenderModelDeclaration(contract.tflite_bytes.size(), contract.application.symbol);
}

/// The prototypes of a sketch come from the program that the Arduino builder uses.
Result<std::string> RenderUnit(WarmCompiler& compiler, const Sketch& sketch,
                               const std::map<std::string, std::string>& optional_headers) {
  const std::string file = sketch.name + ".ino";
  AUTOPILOT_CHECK(compiler.Put(file, sketch.text));
  AUTOPILOT_TRY(found, compiler.Run({kTags, "-u", "--language-force=c++", "-f", "tags", "--c++-kinds=svpf",
                                     "--fields=KSTtzns", file}));
  // What it does not survive is no C++: the compiler will say so.
  std::string tags;
  if (found.ok()) {
    AUTOPILOT_TRY(text, ReadFile(compiler.folder() / "tags"));
    tags = std::move(text);
  }
  std::string unit;
  const std::string squashed = SquashBlanks(sketch.text);
  for (const auto& [name, pattern] : optional_headers) {
    if (std::regex_search(squashed, std::regex(pattern))) unit += fmt::format("#include <{}>\n", name);
  }
  return unit + RenderSketchUnit(sketch.text, ParseTags(tags), file);
}

}  // namespace

std::vector<std::string> Twin::Driver(const CompilerRecipe& compiler) {
  std::vector<std::string> argv = {compiler.compiler.string()};
  argv.insert(argv.end(), compiler.flags.begin(), compiler.flags.end());
  argv.insert(argv.end(), {"-include", compiler.prelude.string()});
  for (const fs::path& include : compiler.includes) argv.push_back("-I" + include.string());
  argv.insert(argv.end(), {"-fno-diagnostics-color", "-fdiagnostics-show-caret"});
  return argv;
}

std::vector<std::string> Twin::SyntaxDriver(const CompilerRecipe& compiler) {
  std::vector<std::string> argv = Driver(compiler);
  argv.emplace_back("-fsyntax-only");
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

Result<ProcessResult> Twin::CompileForHost(const fs::path& prelude, const LibraryRecipe& library,
                                           const Contract& contract, const std::string& unit,
                                           const std::vector<fs::path>& libraries, const fs::path& program) const {
  CompilerRecipe recipe = library.host;
  recipe.prelude = prelude;
  AUTOPILOT_TRY(compiler, compilers_->Take(Driver(recipe)));
  const auto work = [&]() -> Result<ProcessResult> {
    AUTOPILOT_CHECK(compiler->Put(kUnit, unit));
    AUTOPILOT_CHECK(compiler->Put("model.h", ModelDeclaration(contract)));
    AUTOPILOT_CHECK(compiler->Offer(libraries));
    auto compiled = compiler->Compile();
    if (!compiled || !compiled->ok()) return compiled;
    auto linked = Link(*compiler, library, contract);
    if (!linked || !linked->ok()) return linked;
    std::error_code error;
    fs::copy_file(compiler->folder() / kProgram, program, fs::copy_options::overwrite_existing, error);
    if (error) return Fail(Infrastructure("cannot keep the program: " + error.message()).At(program.string()));
    return linked;
  };
  auto result = work();
  if (!result) compiler.Drop();
  return result;
}

Result<ProcessResult> Twin::CheckForTarget(WarmCompiler& compiler, LibraryDiscovery& discovery) {
  while (true) {
    AUTOPILOT_CHECK(compiler.Offer(discovery.path()));
    AUTOPILOT_TRY(checked, compiler.Compile());
    if (checked.ok() || !discovery.Add(MissingHeaderName(checked.err))) return std::move(checked);
  }
}

Result<bool> Twin::BuildsWith(const LibraryProfile& library, const Sketch& sketch, const Contract& contract) const {
  const auto found = recipe_.libraries.find(library.id);
  if (found == recipe_.libraries.end()) return false;
  Contract other = contract;
  other.library = library;
  AUTOPILOT_TRY(target, compilers_->Take(SyntaxDriver(found->second.target)));
  const auto work = [&]() -> Result<bool> {
    AUTOPILOT_TRY(unit, RenderUnit(*target, sketch, recipe_.optional_headers));
    AUTOPILOT_CHECK(target->Put(kUnit, unit));
    AUTOPILOT_CHECK(target->Put("model.h", ModelDeclaration(contract)));
    LibraryDiscovery discovery = FindLibraries(sketch, other);
    AUTOPILOT_TRY(checked, CheckForTarget(*target, discovery));
    return checked.ok();
  };
  auto result = work();
  if (!result) target.Drop();
  return result;
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder) const {
  const auto found = recipe_.libraries.find(contract.library.id);
  if (found == recipe_.libraries.end()) {
    return Fail(Infrastructure(fmt::format("the twin was built without the library {}", contract.library.id),
                               "build it again, or choose another [target] library"));
  }
  const LibraryRecipe& library = found->second;
  AUTOPILOT_TRY(target, compilers_->Take(SyntaxDriver(library.target)));
  auto unit = RenderUnit(*target, sketch, recipe_.optional_headers);
  if (!unit) return target.Drop(), Fail(std::move(unit).error());
  AUTOPILOT_CHECK(target->Put(kUnit, *unit));
  // What builds depends on its being a definition: another one, or a weak one, clashes with it.
  const std::string outline = RenderModelOutline(contract.tflite_bytes.size(), contract.application.symbol);
  AUTOPILOT_CHECK(target->Put("model.h", outline));

  const fs::path program = folder / kProgram;
  LibraryDiscovery discovery = FindLibraries(sketch, contract);
  const std::vector<fs::path> foreseen = discovery.path();
  const auto compile_for_host = [&](const fs::path& prelude, const std::vector<fs::path>& libraries) {
    return CompileForHost(prelude, library, contract, *unit, libraries, program);
  };
  auto linking = std::async(std::launch::async, compile_for_host, library.host_full_prelude, foreseen);
  auto checked = CheckForTarget(*target, discovery);
  auto linked = linking.get();
  if (!checked) return target.Drop(), Fail(std::move(checked).error());
  if (linked && checked->ok() && (!linked->ok() || discovery.path() != foreseen)) {
    linked = compile_for_host(library.host.prelude, discovery.path());
  }
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
  if (result.links) result.program = program;
  return result;
}

}  // namespace autopilot
