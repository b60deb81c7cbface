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
constexpr char kModel[] = "model.h";
constexpr char kObject[] = "sketch.o";
constexpr char kProgram[] = "sketch.so";
constexpr char kImage[] = "sketch.elf";
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
    return diagnostic.kind == Diagnostic::Kind::kError && diagnostic.from_linker;
  });
}

std::string ModelDeclaration(const Contract& contract) {
  return RenderModelDeclaration(contract.tflite_bytes.size(), contract.application.symbol);
}

/// What the target's compiler reads in place of the model: what builds depends on its being a definition, since
/// another one, or a weak one, clashes with it.
std::string ModelOutline(const Contract& contract) {
  return RenderModelOutline(contract.tflite_bytes.size(), contract.application.symbol);
}

bool IsC(const std::string& file) { return fs::path(file).extension() == ".c"; }

bool IsSource(const std::string& file) {
  const std::string extension = fs::path(file).extension().string();
  return IsC(file) || extension == ".cc" || extension == ".cpp" || extension == ".cxx";
}

/// Whether the sketch's own files define the model.
bool BringsModel(const Sketch& sketch, const std::string& symbol) {
  const auto defines = [&](std::string_view text) {
    const auto arrays = FindModelArrays(text);
    return std::any_of(arrays.begin(), arrays.end(), [&](const ModelHeader& array) { return array.symbol == symbol; });
  };
  return defines(sketch.text) || std::any_of(sketch.layout.beside.begin(), sketch.layout.beside.end(),
                                             [&](const SketchFile& file) { return defines(file.text); });
}

/// The sources beside a sketch by the names that they have in a compiler's folder: as theirs may be the compiler's own,
/// they get others, and #line keeps theirs for messages. What includes stay relative to stays where it is.
std::vector<SketchFile> RenamedSources(const Sketch& sketch) {
  std::vector<SketchFile> sources;
  for (const SketchFile& file : sketch.layout.beside) {
    if (!IsSource(file.name)) continue;
    const std::string name = fmt::format("beside{}{}", sources.size(), IsC(file.name) ? ".c" : ".cpp");
    sources.push_back(
        {(fs::path(file.name).parent_path() / name).generic_string(), LineMark({file.name, 1}) + file.text});
  }
  return sources;
}

/// All that a compiler needs of a sketch, with `model` in place of the header that it does not bring itself.
Status PutSketch(const WarmCompiler& compiler, const Sketch& sketch, const std::string& unit,
                 const std::string& model) {
  AUTOPILOT_CHECK(compiler.Put(kUnit, unit));
  AUTOPILOT_CHECK(compiler.Put(kModel, model));
  for (const SketchFile& file : sketch.layout.beside) {
    if (!IsSource(file.name)) AUTOPILOT_CHECK(compiler.Put(file.name, file.text));
  }
  for (const SketchFile& source : RenamedSources(sketch)) AUTOPILOT_CHECK(compiler.Put(source.name, source.text));
  return {};
}

/// The command that compiles one of those sources, which nobody includes anything before.
std::vector<std::string> CompileSource(const CompilerRecipe& compiler, const std::vector<fs::path>& libraries,
                                       const std::string& source, const std::vector<std::string>& ending) {
  std::vector<std::string> argv = {compiler.compiler.string()};
  argv.insert(argv.end(), compiler.flags.begin(), compiler.flags.end());
  for (const fs::path& include : compiler.includes) argv.push_back("-I" + include.string());
  for (const fs::path& library : libraries) argv.push_back("-I" + library.string());
  argv.insert(argv.end(), {"-fno-diagnostics-color", "-fdiagnostics-show-caret"});
  if (IsC(source)) argv.insert(argv.end(), {"-x", "c", "-std=gnu11"});
  argv.push_back(source);
  argv.insert(argv.end(), ending.begin(), ending.end());
  return argv;
}

std::string ObjectOf(std::size_t source) { return fmt::format("beside{}.o", source); }

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
  return unit + RenderSketchUnit(sketch.text, ParseTags(tags), sketch.Tabs());
}

}  // namespace

std::vector<SketchLayout::Tab> Sketch::Tabs() const {
  return layout.tabs.empty() ? std::vector<SketchLayout::Tab>{{name + ".ino", 1}} : layout.tabs;
}

std::vector<std::string> Sketch::Files() const {
  std::vector<std::string> files;
  for (const SketchLayout::Tab& tab : Tabs()) files.push_back(tab.file);
  for (const SketchFile& file : layout.beside) files.push_back(file.name);
  return files;
}

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

Result<ProcessResult> Twin::Link(WarmCompiler& compiler, const Job& job) const {
  std::vector<std::string> assemble = {"as", "--32", "sketch.s", "-o", kObject};
  if (!BringsModel(job.sketch, job.contract.application.symbol)) {
    AUTOPILOT_CHECK(compiler.Put("model.tflite", job.contract.tflite_bytes));
    AUTOPILOT_CHECK(compiler.Put("model.s", RenderModelAssembly(job.contract.tflite_bytes.size())));
    assemble.insert(assemble.begin() + 3, "model.s");
  }
  AUTOPILOT_TRY(assembled, compiler.Run(assemble));
  if (!assembled.ok()) return std::move(assembled);
  const std::size_t sources = RenamedSources(job.sketch).size();
  if (sources > 0) {
    std::vector<std::string> join = {"ld", "-m", "elf_i386", "-r", kObject, "-o", "whole.o"};
    for (std::size_t i = 0; i < sources; ++i) join.push_back(ObjectOf(i));
    AUTOPILOT_TRY(joined, compiler.Run(join));
    if (!joined.ok()) return std::move(joined);
    AUTOPILOT_TRY(moved, compiler.Run({"mv", "whole.o", kObject}));
    if (!moved.ok()) return std::move(moved);
  }
  AUTOPILOT_TRY(object, ReadFile(compiler.folder() / kObject));
  ObjectSymbols symbols = ReadObjectSymbols(object);
  for (const char* entry : {"setup", "loop"}) {
    if (std::find(symbols.defined.begin(), symbols.defined.end(), entry) == symbols.defined.end()) {
      symbols.undefined.emplace_back(entry);
    }
  }
  const auto& known = symbols_.at(job.contract.library.id);
  ProcessResult lacking;
  for (const std::string& name : symbols.undefined) {
    if (known.contains(name)) continue;
    lacking.exit_code = 1;
    lacking.err += fmt::format("ld: undefined reference to `{}'\n", Demangle(name));
  }
  if (!lacking.ok()) return lacking;
  return compiler.Run(job.library.host_link_command);
}

LibraryDiscovery Twin::FindLibraries(const Sketch& sketch, const Contract& contract) const {
  LibraryDiscovery::Folders folders;
  folders.device = paths_.device();
  folders.own_files = {kModel};
  for (const SketchFile& file : sketch.layout.beside) folders.own_files.insert(file.name);
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

Result<ProcessResult> Twin::CompileForHost(const fs::path& prelude, const Job& job,
                                           const std::vector<fs::path>& libraries, const fs::path& program) const {
  CompilerRecipe recipe = job.library.host;
  recipe.prelude = prelude;
  AUTOPILOT_TRY(compiler, compilers_->Take(Driver(recipe)));
  const auto work = [&]() -> Result<ProcessResult> {
    AUTOPILOT_CHECK(PutSketch(*compiler, job.sketch, job.unit, ModelDeclaration(job.contract)));
    AUTOPILOT_CHECK(compiler->Offer(libraries));
    auto compiled = compiler->Compile();
    if (!compiled || !compiled->ok()) return compiled;
    const std::vector<SketchFile> sources = RenamedSources(job.sketch);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      auto made = compiler->Run(CompileSource(recipe, libraries, sources[i].name, {"-c", "-o", ObjectOf(i)}));
      if (!made || !made->ok()) return made;
    }
    auto linked = Link(*compiler, job);
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

Result<ProcessResult> Twin::CheckForTarget(WarmCompiler& compiler, const Job& job, LibraryDiscovery& discovery) {
  while (true) {
    AUTOPILOT_CHECK(compiler.Offer(discovery.path()));
    AUTOPILOT_TRY(checked, compiler.Compile());
    if (!checked.ok() && discovery.Add(MissingHeaderName(checked.err))) continue;
    if (!checked.ok()) return std::move(checked);
    bool again = false;
    for (const SketchFile& source : RenamedSources(job.sketch)) {
      AUTOPILOT_TRY(accepted,
                    compiler.Run(CompileSource(job.library.target, discovery.path(), source.name, {"-fsyntax-only"})));
      if (accepted.ok()) continue;
      again = discovery.Add(MissingHeaderName(accepted.err));
      if (!again) return std::move(accepted);
      break;
    }
    if (!again) return std::move(checked);
  }
}

Result<ProcessResult> Twin::LinkForBoard(WarmCompiler& compiler, const Job& job, const std::vector<fs::path>& libraries,
                                         const std::vector<std::string>& operators, BuildResult& result) const {
  // A library that the sketch sees reads the model inline: what the compiler knows of its bytes decides what code is
  // left.
  if (job.library.image.library_is_seen) {
    AUTOPILOT_CHECK(
        compiler.Put(kModel, RenderModelHeader(job.contract.tflite_bytes, job.contract.application.symbol)));
    for (const SketchFile& file : job.sketch.layout.beside) {
      if (file.name == kModel) AUTOPILOT_CHECK(compiler.Put(kModel, file.text));
    }
  }
  // The header is precompiled; the compiler itself has to be started, since this one only checks.
  std::vector<std::string> command = Driver(job.library.target);
  for (const fs::path& library : libraries) command.push_back("-I" + library.string());
  command.emplace_back(kUnit);
  const std::vector<SketchFile> sources = RenamedSources(job.sketch);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    AUTOPILOT_TRY(made, compiler.Run(CompileSource(job.library.target, libraries, sources[i].name,
                                                   {"-c", "-o", ObjectOf(i), "-fstack-usage"})));
    if (!made.ok()) return std::move(made);
    command.push_back(ObjectOf(i));
  }
  const auto ending = targets_.at(job.contract.library.id).LinkArguments(kImage, operators);
  command.insert(command.end(), ending.begin(), ending.end());
  AUTOPILOT_TRY(linked, compiler.Run(command));
  if (!linked.ok()) return std::move(linked);
  AUTOPILOT_TRY(image, ReadBoardImage(compiler.folder() / kImage, compiler.folder()));
  result.image = std::move(image);
  return std::move(linked);
}

Result<bool> Twin::BuildsWith(const LibraryProfile& library, const Sketch& sketch, const Contract& contract) const {
  const auto found = recipe_.libraries.find(library.id);
  if (found == recipe_.libraries.end()) return false;
  Contract other = contract;
  other.library = library;
  AUTOPILOT_TRY(target, compilers_->Take(SyntaxDriver(found->second.target)));
  const auto work = [&]() -> Result<bool> {
    AUTOPILOT_TRY(unit, RenderUnit(*target, sketch, recipe_.optional_headers));
    const Job job{sketch, other, found->second, unit};
    AUTOPILOT_CHECK(PutSketch(*target, sketch, unit, ModelDeclaration(contract)));
    LibraryDiscovery discovery = FindLibraries(sketch, other);
    AUTOPILOT_TRY(checked, CheckForTarget(*target, job, discovery));
    return checked.ok();
  };
  auto result = work();
  if (!result) target.Drop();
  return result;
}

Status Twin::Knows(const LibraryProfile& library) const {
  if (recipe_.libraries.contains(library.id)) return {};
  return Fail(
      Infrastructure(fmt::format("the twin was built without the library {}", library.id),
                     "build it again (one of your own: autopilot twin build --library), or choose another [target] "
                     "library"));
}

Result<BuildResult> Twin::Build(const Sketch& sketch, const Contract& contract, const fs::path& folder,
                                const BuildOptions& options) const {
  AUTOPILOT_CHECK(Knows(contract.library));
  const auto found = recipe_.libraries.find(contract.library.id);
  AUTOPILOT_TRY(target, compilers_->Take(SyntaxDriver(found->second.target)));
  auto unit = RenderUnit(*target, sketch, recipe_.optional_headers);
  if (!unit) return target.Drop(), Fail(std::move(unit).error());
  const Job job{sketch, contract, found->second, std::move(*unit)};
  AUTOPILOT_CHECK(PutSketch(*target, sketch, job.unit, ModelOutline(contract)));

  const fs::path program = folder / kProgram;
  LibraryDiscovery discovery = FindLibraries(sketch, contract);
  const std::vector<fs::path> foreseen = discovery.path();
  const auto compile_for_host = [&](const fs::path& prelude, const std::vector<fs::path>& libraries) {
    return CompileForHost(prelude, job, libraries, program);
  };
  BuildResult result;
  result.files = sketch.Files();
  auto linking = std::async(options.in_turn ? std::launch::deferred : std::launch::async, compile_for_host,
                            job.library.host_full_prelude, foreseen);
  auto checked = CheckForTarget(*target, job, discovery);
  // While the host's compiler is at work, the board's linker costs no time.
  const TargetBuild& board = targets_.at(contract.library.id);
  if (checked && checked->ok() && options.measure && board.unlinkable().empty()) {
    checked = LinkForBoard(*target, job, discovery.path(), options.operators, result);
  }
  auto linked = options.in_turn && !(checked && checked->ok()) ? checked : linking.get();
  if (!checked) return target.Drop(), Fail(std::move(checked).error());
  if (linked && checked->ok() && (!linked->ok() || discovery.path() != foreseen)) {
    linked = compile_for_host(job.library.host.prelude, discovery.path());
  }
  if (!linked) return Fail(std::move(linked).error());
  if (checked->ok() && !result.image) {
    // What is missing, the board's linker says with its place.
    bool wanted = !linked->ok() && LacksDefinition(ParseDiagnostics(linked->err));
    if (linked->ok()) {
      AUTOPILOT_TRY(doubtful, board.IsDoubtful(program, contract.board));
      wanted = doubtful;
    }
    if (wanted && linked->ok()) result.unmeasured = board.unlinkable();
    if (wanted && board.unlinkable().empty())
      checked = LinkForBoard(*target, job, discovery.path(), options.operators, result);
    if (!checked) return target.Drop(), Fail(std::move(checked).error());
  }

  result.exhausted = Exhausted(*checked).empty() ? Exhausted(*linked) : Exhausted(*checked);
  result.builds = checked->ok();
  result.links = linked->ok();
  const ProcessResult& speaks = result.builds ? *linked : *checked;
  result.compiler_output = speaks.err;
  result.diagnostics = ParseDiagnostics(speaks.err);
  // With line information the linker names files by their whole path.
  const std::string prefix = target->folder().string() + "/";
  for (Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.file.starts_with(prefix)) diagnostic.file.erase(0, prefix.size());
    diagnostic.file = WarmCompiler::NameOfOffered(diagnostic.file);
  }
  const bool unbuildable = (LacksDefinition(result.diagnostics) && !result.image) || !result.exhausted.empty();
  if (result.builds && !result.links && unbuildable) result.builds = false;
  if (result.links) result.program = program;
  return result;
}

}  // namespace autopilot
