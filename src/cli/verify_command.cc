#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "cli/commands.h"
#include "cli/processors.h"
#include "core/files.h"
#include "core/output.h"
#include "core/text.h"
#include "engine/batch.h"
#include "engine/script_verifier.h"
#include "engine/verify.h"
#include "report/junit.h"
#include "report/sarif.h"
#include "report/text_verdict.h"
#include "script/script_reply.h"

namespace autopilot {
namespace {

constexpr const char* kUsage = "autopilot verify APP.toml SKETCH, or autopilot verify SKETCH_FOLDER";

struct VerifyRequest {
  std::vector<std::string> named;     ///< As on the command line.
  std::filesystem::path application;  ///< Of them, the app.toml.
  std::string candidate;              ///< Of them, the sketch or reply; "-" is stdin.
  std::filesystem::path batch;
  std::string stage = "sg";
  std::string as;                    ///< Empty: a sketch, or for the other stages a script.
  std::string operation;             ///< Of a script.
  std::vector<std::string> outputs;  ///< Of a script.
  std::string format;
  SketchFlags flags;
  int jobs = 0;  ///< 0: as many as there are processors.
  bool with_text = false;
  bool no_cache = false;
};

bool IsToml(const std::string& name) { return Lower(std::filesystem::path(name).extension().string()) == ".toml"; }

/// Which of the names is the application, and which the candidate.
Status SortNames(VerifyRequest& request) {
  for (const std::string& name : request.named) {
    if (IsToml(name)) {
      if (!request.application.empty()) {
        return Fail(BadInput(fmt::format("two applications: {} and {}", request.application.string(), name), kUsage));
      }
      request.application = name;
    } else if (request.candidate.empty()) {
      request.candidate = name;
    } else {
      return Fail(BadInput(fmt::format("two sketches: {} and {}", request.candidate, name),
                           "name one; many at once: --batch CASES.jsonl"));
    }
  }
  return {};
}

Status CheckRequest(const VerifyRequest& request) {
  const bool sketch = request.stage == "sg";
  if (request.as == (sketch ? "script" : "sketch")) {
    return Fail(BadInput(fmt::format("a candidate of stage {} is no {}", request.stage, request.as),
                         sketch ? "--as sketch or reply" : "--as script or reply"));
  }
  if (sketch && (!request.operation.empty() || !request.outputs.empty())) {
    return Fail(BadInput("--operation and --outputs are for scripts", "add --stage dp or --stage mc"));
  }
  if (request.stage != "dp" && !request.operation.empty()) {
    return Fail(
        BadInput("--operation is what a script of stage dp was asked to do", "leave it out, or add --stage dp"));
  }
  if (!sketch && request.application.empty()) {
    return Fail(BadInput("a script is judged for an application",
                         fmt::format("autopilot verify APP.toml --stage {} FILE", request.stage)));
  }
  const bool batch = !request.batch.empty();
  if (batch && !request.candidate.empty()) {
    return Fail(BadInput(fmt::format("give either --batch or a sketch ({}), not both", request.candidate), kUsage));
  }
  if (!batch && request.candidate.empty()) {
    return Fail(BadInput(
        request.application.empty()
            ? "what is to be verified?"
            : fmt::format("{} says what is asked for; which sketch is to be judged?", request.application.string()),
        kUsage));
  }
  SketchFlags only_flags = request.flags;
  only_flags.library.clear();  // --library has a meaning with an application too.
  if (!request.application.empty() && !only_flags.empty()) {
    return Fail(BadInput("--labels, --sensor, --map, --data and --board are for a sketch without an app.toml",
                         fmt::format("write them into {}, or leave it out", request.application.string())));
  }
  if (request.application.empty() && batch) {
    return Fail(BadInput("--batch needs the application that its cases are for",
                         fmt::format("autopilot verify APP.toml --batch {}", request.batch.string())));
  }
  if (request.application.empty() && request.as == "reply") {
    return Fail(BadInput("a reply is judged for an application", "autopilot verify APP.toml --as reply FILE"));
  }
  return {};
}

Result<std::string> ReadStdin() {
  std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  if (std::cin.bad()) return Fail(Infrastructure("cannot read from stdin"));
  return text;
}

/// A script or reply of DP or MC.
Result<int> VerifyScript(Session& session, const VerifyRequest& request) {
  AUTOPILOT_CHECK(CheckOutputs(request.outputs));
  const bool piped = request.candidate == "-";
  AUTOPILOT_TRY(text, piped ? ReadStdin() : ReadFile(request.candidate));
  AUTOPILOT_TRY(workshop, session.Open());
  VerifyCase candidate;
  candidate.id = piped ? "stdin" : std::filesystem::path(request.candidate).filename().string();
  candidate.as = request.as;
  candidate.stage = request.stage;
  candidate.text = std::move(text);
  candidate.operation = request.operation;
  candidate.outputs = request.outputs;
  AUTOPILOT_TRY(verifier, ScriptVerifier::Create(request.application, request.flags.library, *workshop));
  AUTOPILOT_TRY(box, OpenScriptBox(*workshop));
  ScriptJudge judge = verifier->JudgeIn(*box);
  AUTOPILOT_TRY(result, JudgeScript(candidate, judge));
  // What findings have a line of is the script.
  const std::string shown = piped ? "stdin" : request.candidate;
  for (Finding& finding : result.verdict.findings) {
    if (finding.line > 0) finding.file = shown;
  }
  std::string output;
  if (request.format == "sarif") {
    output = SarifLog({{result.id, shown, result.verdict, false}}, workshop->causes());
  } else if (request.format == "junit") {
    output = JunitReport({{result.id, shown, result.verdict, false}});
  } else if (request.format == "json") {
    output = VerdictLine(result, request.with_text) + "\n";
  } else {
    output = VerdictText(result.verdict, {{shown, result.text}}, result.id, {isatty(STDOUT_FILENO) == 1, 100, false});
  }
  AUTOPILOT_CHECK(WriteOutput(output));
  return ExitCodeFor(result.verdict.verdict);
}

/// The candidate as it was named: a sketch with all that belongs to it, or the bytes of a reply.
Result<SketchOnDisk> ReadCandidate(const VerifyRequest& request) {
  const bool piped = request.candidate == "-";
  if (request.as == "sketch" && !piped) return ReadSketch(request.candidate);
  std::string bytes;
  if (piped) {
    AUTOPILOT_TRY(read, ReadStdin());
    bytes = std::move(read);
  } else {
    AUTOPILOT_TRY(read, ReadFile(request.candidate));
    bytes = std::move(read);
  }
  const std::string name = piped ? "stdin" : std::filesystem::path(request.candidate).filename().string();
  if (request.as == "sketch") return SketchFromText(bytes, name);
  SketchOnDisk reply;
  reply.id = name;
  reply.text = std::move(bytes);
  return reply;
}

VerifyOptions OptionsOf(const VerifyRequest& request, bool measure_memory) {
  return {request.flags.library, !request.no_cache, measure_memory};
}

/// Names of the sketch's files as the user would write them.
void ShowPlaces(const SketchOnDisk& sketch, VerifyResult& result) {
  for (Finding& finding : result.verdict.findings) {
    const bool tab = std::any_of(sketch.layout.tabs.begin(), sketch.layout.tabs.end(),
                                 [&](const SketchLayout::Tab& one) { return one.file == finding.file; });
    const bool beside = std::any_of(sketch.layout.beside.begin(), sketch.layout.beside.end(),
                                    [&](const SketchFile& one) { return one.name == finding.file; });
    if (tab || beside) finding.file = sketch.Shown(finding.file);
  }
}

/// What findings may quote, the main file first.
std::vector<SketchFile> Sources(const SketchOnDisk& sketch, const std::string& text, const std::string& main) {
  std::vector<SketchFile> sources;
  std::string_view rest = text;
  const auto& tabs = sketch.layout.tabs;
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    std::string own;
    for (int line = tabs[i].first_line; !rest.empty() && (i + 1 == tabs.size() || line < tabs[i + 1].first_line);
         ++line) {
      const auto end = rest.find('\n');
      own += rest.substr(0, end);
      own += '\n';
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    sources.push_back({sketch.Shown(tabs[i].file), std::move(own)});
  }
  if (tabs.empty()) sources.push_back({main, text});
  for (const SketchFile& file : sketch.layout.beside) sources.push_back({sketch.Shown(file.name), file.text});
  return sources;
}

Result<int> VerifyOne(Session& session, const VerifyRequest& request) {
  AUTOPILOT_TRY(sketch, ReadCandidate(request));
  AUTOPILOT_TRY(workshop, session.Open());
  for (const std::string& note : sketch.notes) workshop->console().Say("note: " + note);
  const VerifyOptions options = OptionsOf(request, true);
  AUTOPILOT_TRY(verifier, request.application.empty()
                              ? Verifier::Create(sketch, request.flags, options, *workshop)
                              : Verifier::Create(request.application, &sketch, options, *workshop));
  VerifyCase candidate;
  candidate.id = sketch.id;
  candidate.as = request.as;
  candidate.text = sketch.text;
  candidate.layout = sketch.layout;
  AUTOPILOT_TRY(result, verifier->Judge(candidate));
  ShowPlaces(sketch, result);

  const std::string main =
      sketch.layout.tabs.empty() ? verifier->NameOfText() : sketch.Shown(sketch.layout.tabs.front().file);
  std::string text;
  if (request.format == "sarif") {
    text = SarifLog({{result.id, main, result.verdict, result.cached}}, workshop->causes());
  } else if (request.format == "junit") {
    text = JunitReport({{result.id, main, result.verdict, result.cached}});
  } else if (request.format == "json") {
    text = VerdictLine(result, request.with_text) + "\n";
  } else {
    text = VerdictText(result.verdict, Sources(sketch, result.text, main), result.id,
                       {isatty(STDOUT_FILENO) == 1, 100, result.cached});
  }
  AUTOPILOT_CHECK(WriteOutput(text));
  return ExitCodeFor(result.verdict.verdict);
}

Result<int> VerifyMany(Session& session, const VerifyRequest& request) {
  AUTOPILOT_TRY(text, ReadFile(request.batch));
  AUTOPILOT_TRY(cases, ReadCases(text, request.batch.string()));
  AUTOPILOT_TRY(workshop, session.Open());
  const bool whole = request.format == "sarif" || request.format == "junit";
  std::vector<Judged> all;
  AUTOPILOT_CHECK(JudgeBatch(cases, request.application, OptionsOf(request, false),
                             request.jobs > 0 ? request.jobs : Processors(), *workshop,
                             [&](const VerifyResult& result) -> Status {
                               if (!whole) return WriteOutput(VerdictLine(result, request.with_text) + "\n");
                               all.push_back({result.id, result.id, result.verdict, result.cached});
                               return {};
                             }));
  // A case has no file of its own: what its findings are about is the case.
  for (Judged& judged : all) {
    for (Finding& finding : judged.verdict.findings) finding.file.clear();
  }
  if (request.format == "sarif") AUTOPILOT_CHECK(WriteOutput(SarifLog(all, workshop->causes())));
  if (request.format == "junit") AUTOPILOT_CHECK(WriteOutput(JunitReport(all)));
  const std::vector<Error> bad = BadInputs(cases);
  for (const Error& error : bad) workshop->console().Warn("not judged: " + error.ToString());
  return bad.empty() ? 0 : 2;
}

}  // namespace

void AddVerify(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<VerifyRequest>();
  CLI::App* verify = app.add_subcommand("verify", "Judge a sketch or script that anybody wrote");
  verify->add_option("what", request->named,
                     "APP.toml and a sketch (file, folder, or - for stdin), or the folder of a sketch alone");
  verify->add_option("--batch", request->batch, "Many cases, one JSON object a line");
  verify->add_option("--jobs", request->jobs, "Cases judged at once (default: one a processor)")
      ->check(CLI::Range(1, kMostJobs));
  verify->add_option("--stage", request->stage, "What the candidate is for")->check(CLI::IsMember({"sg", "dp", "mc"}));
  verify->add_option("--as", request->as, "What the file holds")->check(CLI::IsMember({"sketch", "script", "reply"}));
  verify->add_option("--operation", request->operation, "What a script of stage dp was asked to do")
      ->check(CLI::IsMember(KnownOperations()));
  verify->add_option("--outputs", request->outputs, "Files that a script was asked to write")->delimiter(',');
  verify->add_option("--profile,--library", request->flags.library, "Library generation to judge against");
  verify->add_option("--labels", request->flags.labels, "Without app.toml: the classes, in the order of the outputs")
      ->delimiter(',');
  verify->add_option("--sensor", request->flags.sensor, "Without app.toml: the sensor (default: the one included)");
  verify->add_option("--map", request->flags.map,
                     "Without app.toml: the model's inputs from the sensor's channels, \"Red=r/(r+g+b),...\"");
  verify->add_option("--data", request->flags.data, "Without app.toml: CSV files with the columns that --map names")
      ->delimiter(',');
  verify->add_option("--board", request->flags.board, "Without app.toml: the board");
  verify->add_option("--format", request->format, "How the verdict is shown")
      ->check(CLI::IsMember({"text", "json", "sarif", "junit"}));
  verify->add_flag("--json", session.json, "The same as --format json");
  verify->add_flag("--with-text", request->with_text, "Put the candidate as judged into the JSON");
  verify->add_flag("--no-cache", request->no_cache, "Judge anew what has been judged before");
  verify->callback([&session, &chosen, request] {
    chosen = [&session, request]() -> Result<int> {
      if (session.json && !request->format.empty() && request->format != "json") {
        return Fail(BadInput(fmt::format("--json and --format {} contradict each other", request->format)));
      }
      if (session.json) request->format = "json";
      session.json = request->format == "json";
      AUTOPILOT_CHECK(SortNames(*request));
      AUTOPILOT_CHECK(CheckRequest(*request));
      if (request->as.empty()) request->as = request->stage == "sg" ? "sketch" : "script";
      if (request->batch.empty() && request->stage != "sg") return VerifyScript(session, *request);
      return request->batch.empty() ? VerifyOne(session, *request) : VerifyMany(session, *request);
    };
  });
}

}  // namespace autopilot
