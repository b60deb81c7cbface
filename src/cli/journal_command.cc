#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "cli/commands.h"
#include "cli/records_read.h"
#include "core/output.h"
#include "engine/engine.h"
#include "experiment/input_files.h"
#include "journal/import.h"
#include "journal/journal.h"
#include "journal/journal_file.h"
#include "journal/merge.h"
#include "journal/scoreboard.h"
#include "report/summary.h"
#include "report/text_table.h"
#include "report/words.h"
#include "statistics/share.h"

namespace autopilot {
namespace {

struct JournalRequest {
  std::filesystem::path out;
  std::string run = "last";
  bool full = false;
  std::vector<std::filesystem::path> files;
  std::filesystem::path into;
  bool partial = false;
};

/// One attempt from its prompt to its verdict.
void PrintFull(const AttemptRecord& attempt) {
  // Models write what they like: nothing of it may steer the terminal.
  const auto print = [](const std::string& title, const std::string& text) {
    if (text.empty()) return;
    std::printf("--- %s\n", Printable(title).c_str());
    for (const std::string& line : Lines(text)) std::printf("%s\n", Printable(line).c_str());
  };
  const std::string title =
      fmt::format("=== {} {} {}, {}: {} {}", attempt.key.stage, attempt.key.step, attempt.key.attempt, attempt.proposer,
                  attempt.judged ? ToString(attempt.verdict.verdict) : "open", attempt.verdict.root_cause);
  std::printf("\n%s\n", Printable(title).c_str());
  const nlohmann::json messages = nlohmann::json::parse(attempt.prompt, nullptr, false);
  for (std::size_t i = 0; messages.is_array() && i < messages.size(); ++i) {
    print(messages[i].value("role", "message"), messages[i].value("content", ""));
  }
  print("reply", attempt.reply.text);
  if (attempt.candidate_text != attempt.reply.text) print("candidate", attempt.candidate_text);
  for (const Finding& finding : attempt.verdict.findings) {
    print(ToString(finding.severity) + " " + finding.rule, finding.message);
    const Counterexample& example = finding.counterexample;
    if (example.empty()) continue;
    std::printf("input     %s\nexpected  %s\ngot       %s\n", Printable(example.input).c_str(),
                Printable(example.expected).c_str(), Printable(example.got).c_str());
  }
}

Error NoJournal(const std::filesystem::path& file) {
  return BadInput("there is no journal here yet", "autopilot run makes one; --out names another workspace")
      .At(file.string());
}

/// A journal that is not there yet holds no runs; looking must not make it.
Result<std::unique_ptr<Journal>> OpenExisting(const std::filesystem::path& out, const Clock& clock) {
  const std::filesystem::path file = JournalOf(out);
  if (!HasJournal(file)) return Fail(NoJournal(file));
  return Journal::OpenToRead(file, clock);
}

/// A workspace that was named has to be there; that there is none yet where none was named is no mistake.
Status CheckWorkspace(const std::filesystem::path& out) {
  std::error_code code;
  if (out.empty() || std::filesystem::is_directory(out, code)) return {};
  return Fail(NoJournal(JournalOf(out)));
}

Result<int> List(Session& session, const JournalRequest& request) {
  AUTOPILOT_CHECK(CheckWorkspace(request.out));
  nlohmann::json list = nlohmann::json::array();
  if (HasJournal(JournalOf(request.out))) {
    const SystemClock clock;
    AUTOPILOT_TRY(journal, Journal::OpenToRead(JournalOf(request.out), clock));
    AUTOPILOT_TRY(runs, journal->Runs());
    for (const RunRecord& run : runs) {
      list.push_back({{"id", run.id},
                      {"name", run.name},
                      {"started", run.started},
                      {"ended", run.ended},
                      {"verdict", run.verdict},
                      {"folder", run.folder}});
    }
  }
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(list.dump(2) + "\n"));
    return 0;
  }
  if (list.empty()) AUTOPILOT_CHECK(WriteOutput("no runs yet\n"));
  for (const auto& run : list) {
    const std::string verdict = run["verdict"].get<std::string>();
    // Runs may come from other journals: nothing of them may steer the terminal.
    AUTOPILOT_CHECK(WriteOutput(Printable(
        fmt::format("{}  {:<14} {}  {}\n", run["id"].get<std::string>(), verdict.empty() ? "unfinished" : verdict,
                    run["started"].get<std::string>(), run["name"].get<std::string>()))));
  }
  return 0;
}

Result<int> Show(Session& session, const JournalRequest& request) {
  const SystemClock clock;
  AUTOPILOT_TRY(journal, OpenExisting(request.out, clock));
  AUTOPILOT_TRY(run, journal->FindRun(request.run));
  RunFiles files{JournalOf(request.out), {}};
  // Imported runs have none, and trials of an experiment neither.
  const std::filesystem::path report = std::filesystem::path(run.folder) / "report.html";
  if (!run.folder.empty() && std::filesystem::exists(report)) files.report = report;
  if (session.json) {
    AUTOPILOT_TRY(json, RunJson(*journal, run.id, files));
    AUTOPILOT_CHECK(WriteOutput(json.dump(2) + "\n"));
    return 0;
  }
  AUTOPILOT_TRY(summary, RunSummary(*journal, run.id, files, {false, 100}));
  AUTOPILOT_TRY(attempts, journal->Attempts(run.id));
  AUTOPILOT_CHECK(WriteOutput(summary + "\nattempts\n"));
  for (const AttemptRecord& attempt : attempts) {
    AUTOPILOT_CHECK(WriteOutput(Printable(fmt::format(
        "  {:<3} {:<16} {}  {:<8} {:<28} {:5} tokens {:6.1f} s  {}\n", attempt.key.stage, attempt.key.step,
        attempt.key.attempt, attempt.judged ? ToString(attempt.verdict.verdict) : "open", attempt.verdict.root_cause,
        attempt.reply.completion_tokens, attempt.reply.seconds, attempt.proposer))));
  }
  if (request.full) std::for_each(attempts.begin(), attempts.end(), PrintFull);
  return 0;
}

/// What worked so far, by who was asked, how and for what.
Result<int> Scores(Session& session, const JournalRequest& request) {
  AUTOPILOT_CHECK(CheckWorkspace(request.out));
  AUTOPILOT_TRY(scores, ReadScores(JournalOf(request.out)));
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> rows = {
      {"stage", "step", "asked", "protocol", "runs", "won", "95 %", "attempts", "tokens", "seconds"}};
  for (const Score& score : scores) {
    const Interval interval = WilsonInterval(score.won, score.runs);
    list.push_back({{"stage", score.stage},
                    {"step", score.step},
                    {"proposer", score.proposer},
                    {"protocol", score.protocol},
                    {"runs", score.runs},
                    {"won", score.won},
                    {"low", interval.low},
                    {"high", interval.high},
                    {"attempts", score.attempts},
                    {"completion_tokens", score.tokens},
                    {"seconds", score.seconds}});
    rows.push_back({score.stage, score.step, Printable(score.proposer), score.protocol, std::to_string(score.runs),
                    std::to_string(score.won), fmt::format("{:.2f} to {:.2f}", interval.low, interval.high),
                    fmt::format("{:.1f}", score.attempts), fmt::format("{:.0f}", score.tokens),
                    fmt::format("{:.1f}", score.seconds)});
  }
  const std::vector<bool> numbers = {false, false, false, false, true, true, true, true, true, true};
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(list.dump(2) + "\n"));
  } else {
    AUTOPILOT_CHECK(WriteOutput(list.empty() ? "no runs that asked a model yet\n" : TextTable(rows, numbers, "")));
  }
  return 0;
}

Result<int> Export(const JournalRequest& request) {
  const SystemClock clock;
  AUTOPILOT_TRY(journal, OpenExisting(request.out, clock));
  AUTOPILOT_TRY(run, journal->FindRun(request.run));
  AUTOPILOT_TRY(attempts, journal->Attempts(run.id));
  // A resumed run may have asked twice for the same attempt: the last answer is the one it went on with.
  std::map<std::tuple<std::string, std::string, int>, const AttemptRecord*> last;
  for (const AttemptRecord& attempt : attempts) {
    if (attempt.answered) last[{attempt.key.stage, attempt.key.step, attempt.key.attempt}] = &attempt;
  }
  for (const AttemptRecord& attempt : attempts) {
    const auto found = last.find({attempt.key.stage, attempt.key.step, attempt.key.attempt});
    if (found == last.end() || found->second != &attempt) continue;
    AUTOPILOT_CHECK(WriteOutput(ToReplayLine(attempt) + "\n"));
  }
  return 0;
}

Result<int> Import(Session& session, const JournalRequest& request) {
  AUTOPILOT_TRY(workshop, session.Open());
  const std::filesystem::path profiles = workshop->paths().profiles();
  AUTOPILOT_TRY(taxonomy, Taxonomy::Load(profiles / "taxonomy-paper.toml"));
  AUTOPILOT_TRY(rules, CauseRules::Load(profiles, workshop->profiles(), workshop->causes()));
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::filesystem::path& file : request.files) {
    AUTOPILOT_TRY(counts, ImportRecordedRuns(file, JournalOf(request.out), workshop->clock(), taxonomy, rules));
    WarnOfUnread(file.string(), counts.read, workshop->console());
    nlohmann::ordered_json unread = nlohmann::ordered_json::array();
    for (const Unread& one : counts.read.unread) {
      unread.push_back({{"line", one.line}, {"place", one.place}, {"why", one.why}});
    }
    list.push_back({{"file", file.string()},
                    {"runs", counts.runs},
                    {"attempts", counts.attempts},
                    {"already", counts.already},
                    {"notes", counts.notes},
                    {"records", counts.read.records},
                    {"unread", unread}});
    if (session.json) continue;
    AUTOPILOT_CHECK(
        WriteOutput(fmt::format("{}: {}, {}, {} already there, {} not read\n", Printable(file.string()),
                                Plural(counts.runs, "new run"), Plural(counts.attempts, "new attempt"),
                                Count(counts.already), Count(static_cast<long long>(counts.read.unread.size())))));
  }
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"));
  }
  return 0;
}

Result<int> Merge(Session& session, const JournalRequest& request) {
  AUTOPILOT_TRY(inputs, GatherInputs(request.into, request.files));
  AUTOPILOT_TRY(counts, MergeJournals(request.into, request.files, request.partial));
  for (const auto& [file, known] : inputs) AUTOPILOT_CHECK(WriteInputs(file, known));
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const MergeCounts& one : counts) {
    list.push_back(
        {{"from", one.from.string()}, {"runs", one.runs}, {"already", one.already}, {"unfinished", one.unfinished}});
    if (session.json) continue;
    std::string text = fmt::format("{}: {}, {} already there", Printable(one.from.string()),
                                   Plural(one.runs, "new run"), Count(one.already));
    if (!one.unfinished.empty()) {
      text += fmt::format(", {} left out that {} not ended: {}", one.unfinished.size(),
                          one.unfinished.size() == 1 ? "has" : "have",
                          Printable(fmt::format("{}", fmt::join(one.unfinished, ", "))));
    }
    if (one.runs + one.already == 0 && one.unfinished.empty()) {
      text += "; it is empty: a shard that was dealt no trial, or that ended before its first";
    }
    AUTOPILOT_CHECK(WriteOutput(text + "\n"));
  }
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"));
  }
  return 0;
}

}  // namespace

void AddJournal(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<JournalRequest>();
  CLI::App* journal = app.add_subcommand("journal", "Look into the record of all runs");
  journal->require_subcommand(1);
  CLI::App* list = journal->add_subcommand("ls", "List the runs");
  CLI::App* show = journal->add_subcommand("show", "Show one run and its attempts");
  CLI::App* scores = journal->add_subcommand("scores", "Show what worked: by model, protocol, stage and step");
  CLI::App* export_run = journal->add_subcommand("export", "Print a run's replies, for run --replay");
  CLI::App* import_runs =
      journal->add_subcommand("import", "Add recorded runs: attempts as JSON lines, Langfuse exports");
  CLI::App* merge = journal->add_subcommand("merge", "Add the runs of other journals to one, those of shards for one");
  merge->add_option("into", request->into, "Workspace or journal that gets them")->required();
  merge->add_option("from", request->files, "Workspaces or journals that have them")->required();
  merge->add_flag("--partial", request->partial, "Although shards of an experiment are missing");
  for (CLI::App* command : {list, show, scores, export_run, import_runs}) {
    command->add_option("--out", request->out, "The workspace (default: .autopilot)");
  }
  for (CLI::App* command : {show, export_run})
    command->add_option("run", request->run, "Run id, a unique prefix, or last");
  show->add_flag("--full", request->full, "Also every prompt, reply, candidate and finding");
  import_runs->add_option("file", request->files, "Plain or .gz")->required();
  for (CLI::App* command : {list, show, scores, import_runs, merge})
    command->add_flag("--json", session.json, "Print JSON");
  list->callback([&, request] { chosen = [&session, request] { return List(session, *request); }; });
  scores->callback([&, request] { chosen = [&session, request] { return Scores(session, *request); }; });
  import_runs->callback([&, request] { chosen = [&session, request] { return Import(session, *request); }; });
  merge->callback([&, request] { chosen = [&session, request] { return Merge(session, *request); }; });
  show->callback([&, request] { chosen = [&session, request] { return Show(session, *request); }; });
  export_run->callback([&, request] { chosen = [request] { return Export(*request); }; });
  AddBundles(*journal, session, chosen);
}

}  // namespace autopilot
