// Writes a journal of an experiment with any number of attempts, for measuring what reads journals:
//
//   make_journal FILE [--attempts 1000000] [--models 20] [--protocols 3] [--variants 2] [--applications 3]
//                     [--text 4000] [--seed 1]
//
// Outcomes are drawn from chances that differ by model and protocol; the same options give the same file, but for the
// time in it. --text is the length of prompt and reply together. Nothing of it was written by a model.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <random>

#include "core/clock.h"
#include "journal/sqlite_journal.h"

namespace autopilot {
namespace {

struct Options {
  std::filesystem::path file;
  long long attempts = 1'000'000;
  int models = 20;
  int protocols = 3;
  int variants = 2;
  int applications = 3;
  int text = 4000;
  unsigned seed = 1;
};

constexpr const char* kProtocols[] = {"guided", "whole", "paper:SG1", "paper:SG2", "paper:SG3", "paper:L1"};
constexpr const char* kStages[] = {"dp", "mc", "sg"};
constexpr std::pair<const char*, const char*> kFailures[] = {{"symbol_collision", "Syntax Error in Generated Code"},
                                                             {"missing_header", "Missing / Incorrect Libraries"},
                                                             {"wrong_output_type", "none"},
                                                             {"input_scaling", "none"},
                                                             {"unknown_member", "Invalid TensorFlow Lite Usage"},
                                                             {"no_code", "Prompt Handling / Format Error"}};

/// Where one run stands in the matrix.
struct Cell {
  int model;
  int protocol;
  int variant;
  int application;
  int repeat;
};

class Generator {
 public:
  Generator(const Options& options, Database& database)
      : options_(options),
        database_(&database),
        random_(options.seed),
        prompt_(R"([{"role":"user","content":")" + std::string(static_cast<std::size_t>(options.text * 2 / 3), 'p') +
                "\"}]"),
        reply_(static_cast<std::size_t>(options.text / 3), 'r') {}

  Status Write() {
    AUTOPILOT_CHECK(database_->Execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;"));
    AUTOPILOT_TRY(transaction, Transaction::Begin(*database_));
    AUTOPILOT_CHECK(
        database_->Execute("INSERT INTO experiments VALUES ('generated', '[experiment]\nname = \"generated\"\n', "
                           "'2025-01-31T12:00:00Z')"));
    for (int repeat = 1; written_ < options_.attempts; ++repeat) {
      for (int model = 0; model < options_.models; ++model) {
        for (int protocol = 0; protocol < options_.protocols; ++protocol) {
          for (int variant = 0; variant < options_.variants; ++variant) {
            for (int application = 0; application < options_.applications; ++application) {
              AUTOPILOT_CHECK(WriteRun({model, protocol, variant, application, repeat}));
            }
          }
        }
      }
    }
    return transaction.Commit();
  }

  long long written() const { return written_; }
  long long runs() const { return runs_; }

 private:
  Status WriteRun(const Cell& cell) {
    if (written_ >= options_.attempts) return {};
    // Ids are as those of real runs: in no order.
    char id[17];
    std::snprintf(id, sizeof id, "%08llx%08llx", static_cast<unsigned long long>(random_() & 0xffffffff),
                  static_cast<unsigned long long>(++runs_));
    const std::string protocol = kProtocols[cell.protocol];
    const std::string application = "application" + std::to_string(cell.application);
    const std::string model = "model" + std::to_string(cell.model);
    AUTOPILOT_TRY(run, database_->Prepare("INSERT INTO runs (id, application, name, options, versions, folder, started,"
                                          " ended, verdict, contract) VALUES (?, '/apps/a.toml', ?, ?, '{}', '', ?, ?,"
                                          " ?, ?)"));
    std::vector<StageRecord> stages;
    std::string verdict = "pass";
    for (const char* stage : kStages) {
      stages.push_back(Outcome(cell, stage));
      verdict = stages.back().verdict;
      if (verdict != "pass") break;
    }
    run.Bind(id).Bind(application).Bind(R"({"stages":["dp","mc","sg"],"seed":1,"protocol":")" + protocol + "\"}");
    run.Bind("2025-01-31T12:00:00Z").Bind("2025-01-31T12:10:00Z").Bind(verdict).Bind(std::string(4000, 'c'));
    AUTOPILOT_CHECK(run.Run());
    AUTOPILOT_TRY(trial, database_->Prepare("INSERT INTO trials VALUES ('generated', ?, ?, ?, ?, '', ?, ?)"));
    trial.Bind(model).Bind(protocol).Bind(cell.variant == 0 ? "" : "variant" + std::to_string(cell.variant));
    AUTOPILOT_CHECK(trial.Bind(application).Bind(cell.repeat).Bind(id).Run());
    for (StageRecord& stage : stages) {
      stage.run = id;
      AUTOPILOT_CHECK(WriteStage(stage, "provider/" + model));
    }
    return {};
  }

  /// One stage, with a chance of success that hangs on model, protocol, variant and stage.
  StageRecord Outcome(const Cell& cell, const std::string& stage) {
    const double chance = 0.15 + 0.3 * cell.model / options_.models + 0.1 * cell.protocol - 0.05 * cell.variant +
                          (stage == "sg" ? 0 : 0.2);
    StageRecord record;
    record.stage = stage;
    record.verdict = "reject";
    while (record.attempts < 5 && record.verdict != "pass") {
      ++record.attempts;
      if (Chance() < chance) record.verdict = "pass";
    }
    if (Chance() < 0.005) record.verdict = "infrastructure";
    record.prompt_tokens = 700 * record.attempts;
    record.completion_tokens = record.attempts * (100 + static_cast<int>(Chance() * 400));
    record.usd = record.prompt_tokens * 1e-6 + record.completion_tokens * 4e-6;
    record.seconds = record.completion_tokens * (0.02 + 0.03 * Chance());
    const bool passed = record.verdict == "pass";
    const bool builds = passed || Chance() < 0.3;
    record.detail = R"({"artifacts":["/out/a.ino"],"reference_pieces":[],"verdict":{"verdict":")" + record.verdict +
                    R"(","builds":)" + (builds ? "true" : "false") + "}" +
                    (cell.protocol < 2 ? "" : std::string(R"(,"paper_accepted":)") + (builds ? "true" : "false")) +
                    R"(,"source":{"file":"a.ino","text":")" + std::string(4000, 's') + "\"}}";
    return record;
  }

  Status WriteStage(const StageRecord& stage, const std::string& proposer) {
    for (int attempt = 1; attempt <= stage.attempts; ++attempt) {
      const bool passed = attempt == stage.attempts && stage.verdict == "pass";
      const auto& [cause, category] = kFailures[random_() % std::size(kFailures)];
      const std::string verdict = passed ? "pass" : "reject";
      AUTOPILOT_TRY(
          insert,
          database_->Prepare("INSERT INTO attempts (run, stage, step, attempt, proposer, prompt, parameters, started,"
                             " answered, reply, prompt_tokens, completion_tokens, usd, seconds, finish_reason,"
                             " provider, model, verdict, gate, root_cause, paper_category, verdict_json)"
                             " VALUES (?, ?, 'sketch', ?, ?, ?, '{}', '2025-01-31T12:00:00Z', 1, ?, 700, 200,"
                             " 0.0015, 4, 'stop', 'provider', ?, ?, ?, ?, ?, ?)"));
      insert.Bind(stage.run).Bind(stage.stage).Bind(attempt).Bind(proposer).Bind(prompt_).Bind(reply_).Bind(proposer);
      insert.Bind(verdict).Bind(passed ? "" : "build").Bind(passed ? "" : cause).Bind(passed ? "" : category);
      AUTOPILOT_CHECK(insert.Bind(R"({"verdict":")" + verdict + "\"}").Run());
      ++written_;
    }
    AUTOPILOT_TRY(insert,
                  database_->Prepare("INSERT INTO stages SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                                     " json_extract(?9, '$.paper_accepted'), json_extract(?9, '$.verdict.builds'), 0"));
    insert.Bind(stage.run).Bind(stage.stage).Bind(stage.verdict).Bind(stage.attempts).Bind(stage.prompt_tokens);
    return insert.Bind(stage.completion_tokens).Bind(stage.usd).Bind(stage.seconds).Bind(stage.detail).Run();
  }

  double Chance() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

  Options options_;
  Database* database_;
  std::mt19937_64 random_;
  std::string prompt_;
  std::string reply_;
  long long written_ = 0;
  long long runs_ = 0;
};

Status Make(const Options& options) {
  if (std::filesystem::exists(options.file)) {
    return Fail(BadInput("there is a file already", "name a new one").At(options.file.string()));
  }
  const SystemClock clock;
  AUTOPILOT_CHECK(SqliteJournal::OpenFile(options.file, clock));
  AUTOPILOT_TRY(database, Database::Open(options.file, 1000));
  Generator generator(options, database);
  AUTOPILOT_CHECK(generator.Write());
  AUTOPILOT_CHECK(database.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  std::printf("%lld attempts in %lld runs\n", generator.written(), generator.runs());
  return {};
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app{"A generated journal, for measuring"};
  app.add_option("file", options.file)->required();
  app.add_option("--attempts", options.attempts);
  app.add_option("--models", options.models)->check(CLI::PositiveNumber);
  app.add_option("--protocols", options.protocols)->check(CLI::Range(1, 6));
  app.add_option("--variants", options.variants)->check(CLI::PositiveNumber);
  app.add_option("--applications", options.applications)->check(CLI::PositiveNumber);
  app.add_option("--text", options.text)->check(CLI::NonNegativeNumber);
  app.add_option("--seed", options.seed);
  CLI11_PARSE(app, argc, argv);
  const Status made = Make(options);
  if (made) return 0;
  std::fprintf(stderr, "error: %s\n", made.error().ToString().c_str());
  return ExitCodeFor(made.error().kind);
}

}  // namespace
}  // namespace autopilot

int main(int argc, char** argv) {
  try {
    return autopilot::Main(argc, argv);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "error: a bug: %s\n", bug.what());
    return 1;
  }
}
