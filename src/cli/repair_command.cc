#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "cli/commands.h"
#include "cli/processors.h"
#include "core/files.h"
#include "core/output.h"
#include "core/rewrite_file.h"
#include "core/text.h"
#include "engine/repair.h"
#include "repair/unified_diff.h"
#include "script/script_judge.h"

namespace autopilot {
namespace {

constexpr const char* kUsage = "autopilot repair APP.toml FILE, or autopilot repair APP.toml --batch CASES.jsonl";

struct RepairRequest {
  std::filesystem::path application;
  std::filesystem::path candidate;
  std::filesystem::path batch;
  std::string as;  ///< Empty: a sketch, or for the other stages a script.
  std::string stage = "sg";
  std::string operation;             ///< Of a script.
  std::vector<std::string> outputs;  ///< Of a script.
  std::string library;
  bool in_place = false;
  bool diff = false;
  int jobs = 0;
};

Status CheckRequest(const RepairRequest& request, bool json) {
  if (request.application.empty()) return Fail(BadInput("which application is it for?", kUsage));
  const bool batch = !request.batch.empty();
  if (batch == !request.candidate.empty()) {
    return Fail(BadInput(batch ? "give either --batch or a file, not both" : "what is to be repaired?", kUsage));
  }
  if (request.as == (request.stage == "sg" ? "script" : "sketch")) {
    return Fail(BadInput(fmt::format("a candidate of stage {} is no {}", request.stage, request.as),
                         request.stage == "sg" ? "--as sketch or reply" : "--as script or reply"));
  }
  if (request.stage == "sg" && (!request.operation.empty() || !request.outputs.empty())) {
    return Fail(BadInput("--operation and --outputs are for scripts", "add --stage dp or --stage mc"));
  }
  if (json + request.diff + request.in_place > 1) {
    return Fail(BadInput("--json, --diff and --in-place exclude each other"));
  }
  if (batch && request.in_place) return Fail(BadInput("--in-place is for one file", kUsage));
  if (request.as == "reply" && request.in_place) {
    return Fail(BadInput("a reply is no file that could be repaired in place", "use --json, which holds the sketch"));
  }
  return {};
}

Result<VerifyCase> ReadCandidate(const RepairRequest& request) {
  VerifyCase candidate;
  candidate.as = request.as;
  candidate.stage = request.stage;
  candidate.operation = request.operation;
  candidate.outputs = request.outputs;
  candidate.id = request.candidate.filename().string();
  if (request.as != "sketch") {
    AUTOPILOT_TRY(text, ReadFile(request.candidate));
    candidate.text = std::move(text);
    return candidate;
  }
  AUTOPILOT_TRY(sketch, ReadSketch(request.candidate));
  if (sketch.layout.tabs.size() > 1) {
    return Fail(BadInput(fmt::format("{} has {} tabs", request.candidate.string(), sketch.layout.tabs.size()),
                         "repair takes a sketch of one file: put the tabs together"));
  }
  candidate.text = std::move(sketch.text);
  candidate.layout = std::move(sketch.layout);
  return candidate;
}

/// What was done, for the person before the screen.
void Say(const RepairResult& result, Console& console) {
  const Repaired& repaired = result.repaired;
  for (const RepairRecord& record : repaired.repairs) {
    console.Say(fmt::format("line {}: {} ({})", record.line, record.what, record.root_cause));
  }
  for (const RepairRecord& record : repaired.offers) {
    console.Say(fmt::format("line {}: perhaps: {} ({})", record.line, record.what, record.root_cause));
  }
  const auto state = [](const Verdict& verdict) {
    return verdict.passed() || verdict.root_cause.empty()
               ? ToString(verdict.verdict)
               : fmt::format("{} ({}: {})", ToString(verdict.verdict), verdict.gate, verdict.root_cause);
  };
  if (!repaired.changed) {
    console.Say(fmt::format("{}: {}, nothing changed{}{}", result.id, state(repaired.after),
                            repaired.not_tried.empty() ? "" : ": ", repaired.not_tried));
  } else {
    console.Say(fmt::format("{}: {} -> {}, {:.0f} % of the author's tokens kept", result.id, state(repaired.before),
                            state(repaired.after), 100 * repaired.kept_share));
  }
}

Result<RepairResult> RepairSketchFile(const VerifyCase& candidate, const RepairRequest& request,
                                      const VerifyOptions& options, Workshop& workshop) {
  AUTOPILOT_TRY(verifier, Verifier::Create(request.application, nullptr, options, workshop));
  AUTOPILOT_TRY(facts, LoadRepairFacts(workshop.paths().profiles()));
  return RepairOne(candidate, facts, *verifier);
}

/// `text` with the byte order mark and the line ends of a file whose content is `raw`.
std::string AsInFile(std::string_view text, std::string_view raw) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const bool windows = Contains(raw, "\r\n");
  std::string result(raw.starts_with(kMark) ? kMark : "");
  for (const char c : text) {
    if (c == '\n' && windows) result += '\r';
    result += c;
  }
  return result;
}

Result<int> RepairFile(Session& session, const RepairRequest& request) {
  AUTOPILOT_TRY(candidate, ReadCandidate(request));
  AUTOPILOT_TRY(workshop, session.Open());
  VerifyOptions options;
  options.library = request.library;
  options.use_cache = false;
  AUTOPILOT_TRY(result, request.stage == "sg" ? RepairSketchFile(candidate, request, options, *workshop)
                                              : RepairScript(candidate, request.application, options, *workshop));
  const Repaired& repaired = result.repaired;
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(RepairLine(result) + "\n"));
    return ExitCodeFor(repaired.after.verdict);
  }
  Say(result, workshop->console());
  std::string author = result.author;
  std::string mended = repaired.text;
  std::filesystem::path name = request.candidate;
  // The patch is of the code alone, not of the reply around it.
  if (request.as == "reply") name.replace_extension(request.stage == "sg" ? ".ino" : ".py");
  // A patch has to fit the file as it lies there, and a file keeps its line ends.
  if (const auto raw = ReadFile(request.candidate); raw && AsInFile(author, *raw) == *raw) {
    author = *raw;
    mended = AsInFile(mended, *raw);
  }
  if (request.in_place) {
    if (repaired.changed) AUTOPILOT_CHECK(RewriteFile(request.candidate, mended));
  } else {
    AUTOPILOT_CHECK(WriteOutput(UnifiedDiff(author, mended, name.string())));
  }
  return ExitCodeFor(repaired.after.verdict);
}

Result<int> RepairMany(Session& session, const RepairRequest& request) {
  AUTOPILOT_TRY(text, ReadFile(request.batch));
  AUTOPILOT_TRY(cases, ReadCases(text, request.batch.string()));
  if (const std::vector<Error> bad = BadInputs(cases); !bad.empty()) return Fail(bad.front());
  AUTOPILOT_TRY(workshop, session.Open());
  VerifyOptions options;
  options.library = request.library;
  options.use_cache = false;
  AUTOPILOT_CHECK(RepairBatch(cases, request.application, options, request.jobs > 0 ? request.jobs : Processors(),
                              *workshop,
                              [](const RepairResult& result) { return WriteOutput(RepairLine(result) + "\n"); }));
  return 0;
}

}  // namespace

void AddRepair(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<RepairRequest>();
  CLI::App* repair = app.add_subcommand("repair", "Mend a sketch or script that anybody wrote, without a model");
  repair->add_option("application", request->application, "APP.toml");
  repair->add_option("file", request->candidate, "The sketch, script or reply");
  repair->add_option("--batch", request->batch, "Many cases, one JSON object a line");
  repair->add_option("--jobs", request->jobs, "Cases repaired at once (default: one a processor)")
      ->check(CLI::Range(1, kMostJobs));
  repair->add_option("--stage", request->stage, "What the candidate is for")->check(CLI::IsMember({"sg", "dp", "mc"}));
  repair->add_option("--operation", request->operation, "What a script was asked to do")
      ->check(CLI::IsMember(KnownOperations()));
  repair->add_option("--outputs", request->outputs, "Files that a script was asked for")->delimiter(',');
  repair->add_option("--as", request->as, "What the file holds")->check(CLI::IsMember({"sketch", "script", "reply"}));
  repair->add_option("--profile,--library", request->library, "Library generation to judge against");
  repair->add_flag("--json", session.json, "The result as JSON on stdout");
  repair->add_flag("--diff", request->diff, "The changes as a unified diff on stdout (default)");
  repair->add_flag("--in-place", request->in_place, "Change the file");
  repair->callback([&session, &chosen, request] {
    chosen = [&session, request]() -> Result<int> {
      AUTOPILOT_CHECK(CheckRequest(*request, session.json));
      if (request->as.empty()) request->as = request->stage == "sg" ? "sketch" : "script";
      return request->batch.empty() ? RepairFile(session, *request) : RepairMany(session, *request);
    };
  });
}

}  // namespace autopilot
