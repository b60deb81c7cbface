#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bundle/bundle.h"
#include "cli/commands.h"
#include "core/files.h"
#include "core/output.h"
#include "core/output_file.h"
#include "engine/engine.h"
#include "experiment/input_files.h"
#include "journal/extract.h"
#include "report/experiment_report.h"
#include "report/html_report.h"
#include "report/text_table.h"
#include "report/words.h"
#include "results/read_experiment.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

struct BundleRequest {
  fs::path workspace;
  std::string name;
  fs::path out;
  fs::path bundle;
  fs::path to;
};

Result<BundleContent> ContentOf(const BundleRequest& request, const fs::path& folder) {
  const fs::path source = JournalOf(request.workspace);
  if (!fs::exists(source))
    return Fail(BadInput("there is no journal here", "--workspace names another").At(source.string()));
  const SystemClock clock;
  AUTOPILOT_TRY(paths, FindInstallPaths());
  AUTOPILOT_TRY(journal, Journal::OpenToRead(source, clock));
  AUTOPILOT_TRY(experiments, journal->Experiments());
  BundleContent content{"run", request.name, folder / "journal.sqlite", "", ""};
  for (const ExperimentRecord& experiment : experiments) {
    if (experiment.name == request.name) content.kind = "experiment";
  }
  if (content.kind == "run") {
    AUTOPILOT_TRY(run, journal->FindRun(request.name));
    content.name = run.id;
    AUTOPILOT_CHECK(ExtractRun(source, run.id, content.journal));
    AUTOPILOT_TRY(html, RenderHtmlReport(*journal, run.id, paths, "/"));
    content.report = std::move(html);
    return content;
  }
  AUTOPILOT_CHECK(ExtractExperiment(source, request.name, content.journal));
  const fs::path inputs = InputsFileOf(WorkspaceOf(request.workspace), request.name);
  if (fs::exists(inputs)) {
    AUTOPILOT_TRY(text, ReadFile(inputs));
    content.inputs = std::move(text);
  }
  ExperimentQuery query;
  query.experiment = request.name;
  query.published = paths.published();
  AUTOPILOT_TRY(tables, ReadExperiment(source, query));
  AUTOPILOT_TRY(html, RenderExperimentReport(ToJson(tables, true), *journal, paths, DrillLimits{}));
  content.report = std::move(html);
  return content;
}

Result<int> Bundle(const BundleRequest& request) {
  AUTOPILOT_CHECK(CheckOutputFile(request.out, {JournalOf(request.workspace)}));
  AUTOPILOT_TRY(target, FollowLinks(request.out));
  std::error_code code;
  const bool stream = IsStream(request.out);
  AUTOPILOT_TRY(folder, stream ? TemporaryFolder::In(PlaceForTemporaries(code), kBundleElsewhere)
                               : TemporaryFolder::Beside(target, kBundleBeside));
  if (stream) target = folder.path() / "bundle";
  AUTOPILOT_TRY(content, ContentOf(request, folder.path()));
  AUTOPILOT_CHECK(WriteBundle(content, target));
  if (stream) {
    AUTOPILOT_TRY(bytes, ReadFile(target));
    AUTOPILOT_CHECK(WriteOutputFile(request.out, bytes));
  }
  AUTOPILOT_CHECK(WriteOutput(request.out.string() + "\n"));
  return 0;
}

Result<int> Verify(Session& session, const BundleRequest& request) {
  AUTOPILOT_TRY(facts, VerifyBundle(request.bundle, request.to));
  if (!request.to.empty() && !facts.inputs.empty()) {
    AUTOPILOT_CHECK(WriteFile(InputsFileOf(request.to, facts.name), facts.inputs));
  }
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(ToJson(facts).dump(2) + "\n"));
    return 0;
  }
  // What others have packed may not steer the terminal.
  AUTOPILOT_CHECK(WriteOutput(fmt::format(
      "{}: whole: {} {}, {}, {}, made by autopilot {}\n", Printable(request.bundle.string()), Printable(facts.kind),
      Printable(facts.name), Plural(static_cast<long long>(facts.runs.size()), "run"),
      Plural(facts.attempts, "attempt"), Printable(facts.program))));
  return 0;
}

}  // namespace

void AddBundles(CLI::App& journal, Session& session, Chosen& chosen) {
  auto request = std::make_shared<BundleRequest>();
  CLI::App* bundle = journal.add_subcommand("bundle", "Pack a run or an experiment: journal, report, versions");
  bundle->add_option("name", request->name, "Run id, a unique prefix, last, or an experiment's name")->required();
  bundle->add_option("--out", request->out, "The file to write")->required();
  bundle->add_option("--workspace", request->workspace, "The workspace (default: .autopilot)");
  bundle->callback([&, request] { chosen = [request] { return Bundle(*request); }; });
  CLI::App* verify = journal.add_subcommand("verify-bundle", "Check a bundle; with --to, make it a workspace");
  verify->add_option("bundle", request->bundle, "What `journal bundle` wrote")->required();
  verify->add_option("--to", request->to, "A new folder, for --out of the other commands");
  verify->add_flag("--json", session.json, "Print JSON");
  verify->callback([&, request] { chosen = [&session, request] { return Verify(session, *request); }; });
}

}  // namespace autopilot
