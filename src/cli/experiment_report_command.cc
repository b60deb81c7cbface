#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "config/toml_table.h"
#include "core/output.h"
#include "core/output_file.h"
#include "engine/engine.h"
#include "report/experiment_report.h"
#include "results/export.h"
#include "results/read_experiment.h"

namespace autopilot {
namespace {

constexpr std::string_view kPage = "html";

struct ReportRequest {
  std::filesystem::path subject;
  std::filesystem::path workspace;
  std::filesystem::path out;
  std::string experiment;
  bool single_runs = false;
  std::string format = "markdown";
  std::string table;
};

bool IsDatabase(const std::filesystem::path& file) {
  constexpr std::string_view kMagic = "SQLite format 3";
  std::string begin(kMagic.size(), '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return stream.gcount() == static_cast<std::streamsize>(kMagic.size()) && begin == kMagic;
}

/// The subject is a workspace, a journal, or a matrix, whose experiment is in the journal of the workspace.
Result<std::filesystem::path> FindJournal(const ReportRequest& request, ExperimentQuery& query) {
  const std::filesystem::path& subject = request.subject;
  if (!request.experiment.empty()) query.experiment = request.experiment;
  if (!request.workspace.empty() && std::filesystem::exists(subject) && subject.extension() != ".toml") {
    return Fail(BadInput("--workspace is where a matrix was run, and this is no matrix", "leave --workspace out")
                    .At(subject.string()));
  }
  if (std::filesystem::is_directory(subject)) return JournalOf(subject);
  if (!std::filesystem::exists(subject)) {
    return Fail(
        BadInput("there is no such file", "name an experiment.toml, a journal, or a workspace").At(subject.string()));
  }
  if (subject.extension() != ".toml") {
    if (IsDatabase(subject)) return subject;
    return Fail(BadInput("this file is not a journal", "name an experiment.toml, a journal, or a workspace")
                    .At(subject.string()));
  }
  AUTOPILOT_TRY(matrix, TomlTable::Load(subject));
  AUTOPILOT_CHECK(matrix.RequireTable("experiment"));
  AUTOPILOT_TRY(experiment, matrix.Table("experiment"));
  std::string name;
  AUTOPILOT_CHECK(experiment->Require("name", name));
  if (!query.experiment) query.experiment = name;
  return JournalOf(request.workspace);
}

/// The page is more than the tables: it has the runs themselves.
Result<std::string> Render(const ReportRequest& request, const std::filesystem::path& journal,
                           const ExperimentTables& tables, Workshop& workshop) {
  if (request.format != kPage) {
    AUTOPILOT_TRY(format, ExportFormatFromString(request.format));
    return Export(tables, format, request.table);
  }
  AUTOPILOT_TRY(opened, Journal::OpenToRead(journal, workshop.clock()));
  return RenderExperimentReport(ToJson(tables, true), *opened, workshop.paths(), DrillLimits{});
}

Result<int> Report(Session& session, const ReportRequest& request) {
  if (request.format != kPage) {
    AUTOPILOT_CHECK(ExportFormatFromString(request.format));  // Before anything is read.
  } else if (!request.table.empty()) {
    return Fail(BadInput("a page holds all tables", "leave --table out, or choose another --format"));
  }
  ExperimentQuery query;
  query.single_runs = request.single_runs;
  AUTOPILOT_TRY(journal, FindJournal(request, query));
  if (query.single_runs && query.experiment) {
    return Fail(BadInput("--single-runs are those of no experiment, and one is named: " + *query.experiment,
                         "leave --single-runs out, or name only the workspace"));
  }
  AUTOPILOT_CHECK(CheckOutputFile(request.out, {request.subject, journal}));
  AUTOPILOT_TRY(workshop, session.Open());
  query.published = workshop->paths().published();
  AUTOPILOT_TRY(tables, ReadExperiment(journal, query));
  AUTOPILOT_TRY(text, Render(request, journal, tables, *workshop));
  if (request.out.empty()) {
    AUTOPILOT_CHECK(WriteOutput(text));
  } else {
    AUTOPILOT_CHECK(WriteOutputFile(request.out, text));
  }
  return 0;
}

}  // namespace

void AddExperimentReport(CLI::App& experiment, Session& session, Chosen& chosen) {
  auto request = std::make_shared<ReportRequest>();
  CLI::App* report = experiment.add_subcommand("report", "Statistics of an experiment, published figures beside them");
  report->add_option("subject", request->subject, "An experiment.toml, a journal, or a workspace")->required();
  report->add_option("--workspace", request->workspace, "Where the matrix was run (default: .autopilot)");
  report->add_option("--experiment", request->experiment, "Which one, where a journal holds several");
  report->add_flag("--single-runs", request->single_runs, "The runs and recordings that belong to no experiment");
  report->add_option("--format", request->format,
                     "markdown (default), html: charts and every run in one file, latex, csv, json");
  report->add_option("--table", request->table, "One table alone; csv is of the trials without it");
  report->add_option("--out", request->out, "File to write (default: stdout)");
  report->callback([&, request] { chosen = [&session, request] { return Report(session, *request); }; });
}

}  // namespace autopilot
