#include "experiment/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>

#include "engine/engine.h"
#include "experiment/applications.h"
#include "experiment/input_files.h"
#include "experiment/ledger.h"
#include "experiment/matrix_growth.h"
#include "llm/make_provider.h"
#include "prompt/prompt_library.h"

namespace autopilot {
namespace {

constexpr int kLockTries = 100;
constexpr std::chrono::milliseconds kLockPause{100};

/// Who would be asked, but for what only a run knows.
Status CheckModels(const Matrix& matrix, const std::filesystem::path& out, Workshop& workshop) {
  const ProviderContext context{workshop.paths(),   workshop.runner(), workshop.clock(),
                                workshop.console(), out / "logs",      {}};
  for (const MatrixModel& model : matrix.models) {
    if (model.replays()) continue;
    ProviderConfig config;
    config.name = model.asks.name;
    config.model = model.asks.model;
    config.base_url = model.asks.base_url;
    config.wire = model.asks.wire;
    config.key_variable = model.asks.key_variable;
    config.context_window = model.asks.context_window;
    config.writes_functions = model.asks.writes_functions;
    const bool money = matrix.trial.usd > 0 || matrix.whole.usd > 0;
    config.must_have_price = money && !matrix.unknown_price_allowed;
    auto checked = CheckProvider(config, context);
    if (checked) continue;
    Error error = std::move(checked).error();
    error.message = fmt::format("the model \"{}\": {}", model.name, error.message);
    const bool must_have_price = std::exchange(config.must_have_price, false);
    if (must_have_price && CheckProvider(config, context)) {
      error.cure = fmt::format("add its price to {}, or write [budget] unknown_price = \"allow\"",
                               (workshop.paths().profiles() / "prices.toml").string());
    }
    if (error.file.empty()) error = std::move(error).At(matrix.file.string(), model.line);
    return Fail(std::move(error));
  }
  return {};
}

Status CheckPrompts(const Matrix& matrix, const PromptLibrary& prompts) {
  for (const MatrixVariant& variant : matrix.variants) {
    if (variant.prompts.empty()) continue;
    AUTOPILOT_CHECK(prompts.With(variant.prompts));
  }
  return {};
}

/// Only more of the same may be asked for under a name. What the experiment was begun with, empty where that is not
/// known; nothing where it was not begun.
Result<std::optional<InputFiles>> CheckBegun(const Matrix& matrix, const InputFiles& inputs,
                                             const std::filesystem::path& out, Journal& journal) {
  AUTOPILOT_TRY(experiments, journal.Experiments());
  for (const ExperimentRecord& begun : experiments) {
    if (begun.name != matrix.name) continue;
    auto before = ParseMatrix(begun.matrix, matrix.file);
    if (!before) {
      return Fail(BadInput(fmt::format("the experiment \"{}\" was begun with another matrix, and what that asked for "
                                       "cannot be had any more: {}",
                                       matrix.name, before.error().message),
                           "put that back, or give the changed one another [experiment] name or another --out")
                      .At(matrix.file.string()));
    }
    AUTOPILOT_CHECK(CheckExtends(*before, matrix));
    AUTOPILOT_TRY(known, ReadInputs(InputsFileOf(out, matrix.name)));
    AUTOPILOT_CHECK(CheckSameInputs(known, inputs, matrix));
    return std::optional(std::move(known));
  }
  return std::optional<InputFiles>();
}

/// A part of the budget in which no trial fits is refused, unless somebody else has reckoned it.
Result<Elsewhere> ElsewhereOf(const ExperimentRequest& request, const Matrix& matrix) {
  if (!request.elsewhere.empty()) return ReadElsewhere(request.elsewhere);
  AUTOPILOT_CHECK(CheckParts(matrix, request.shard.count));
  Elsewhere elsewhere;
  elsewhere.parts = request.shard.count;
  return elsewhere;
}

}  // namespace

Result<FileLock> LockExperiment(const std::filesystem::path& out, const std::string& name, Workshop& workshop) {
  const std::filesystem::path file = out / "experiments" / (name + ".lock");
  // The one that ran it before may still be about to end, when it was killed.
  for (int i = 0; i < kLockTries; ++i) {
    AUTOPILOT_TRY(lock, FileLock::Try(file));
    if (lock) return std::move(*lock);
    workshop.clock().Sleep(kLockPause);
  }
  return Fail(Infrastructure(fmt::format("another autopilot runs the experiment \"{}\" in this workspace", name),
                             "wait for it, or end it; or name another workspace with --out")
                  .At(file.string()));
}

Result<Experiment> PrepareExperiment(const ExperimentRequest& request, Workshop& workshop) {
  AUTOPILOT_TRY(matrix, LoadMatrix(request.matrix));
  AUTOPILOT_CHECK(LoadApplications(matrix));
  const std::filesystem::path out = WorkspaceOf(request.out);
  const std::filesystem::path file = JournalOf(request.out);
  const std::filesystem::path answers = request.answers.empty() ? out / "answers" : request.answers;
  AUTOPILOT_TRY(trials, TrialsOf(matrix, {out, answers, request.shard}));
  AUTOPILOT_TRY(elsewhere, ElsewhereOf(request, matrix));
  AUTOPILOT_CHECK(CheckPrompts(matrix, workshop.prompts()));
  AUTOPILOT_CHECK(CheckModels(matrix, out, workshop));
  AUTOPILOT_TRY(inputs, HashInputs(matrix, trials));
  InputFiles known;
  if (std::filesystem::exists(file)) {
    AUTOPILOT_TRY(journal, Journal::Open(file, workshop.clock()));
    AUTOPILOT_TRY(begun, CheckBegun(matrix, inputs, out, *journal));
    // The journal was brought here without what else is in its workspace.
    if (begun && begun->empty()) {
      workshop.console().Warn(
          fmt::format("{}: nothing here says of which data, models and prompts its trials were made, "
                      "so those of now are taken to be the same",
                      matrix.name));
    }
    known = begun.value_or(InputFiles());
  }
  inputs.insert(known.begin(), known.end());  // Recordings of other shards, which this one does not read.
  // What was measured once is not again: nothing of it has changed.
  if (known != inputs) AUTOPILOT_CHECK(MeasureApplications(matrix, workshop));
  AUTOPILOT_TRY(lock, LockExperiment(out, matrix.name, workshop));
  AUTOPILOT_TRY(journal, Journal::Open(file, workshop.clock()));
  AUTOPILOT_TRY(latest, CheckBegun(matrix, inputs, out, *journal));  // Again, now that nobody else changes it.
  if (latest) inputs.insert(latest->begin(), latest->end());
  AUTOPILOT_CHECK(WriteInputs(InputsFileOf(out, matrix.name), inputs));
  AUTOPILOT_CHECK(journal->PutExperiment({matrix.name, matrix.text, ""}));
  return Experiment{std::move(matrix), out, file, std::move(trials), std::move(elsewhere), std::move(lock)};
}

void TrialCounts::Add(const TrialState& state) {
  tokens += state.tokens;
  usd += state.usd;
  if (!state.ended) return;
  ++ended;
  ++verdicts[state.verdict];
}

int TrialCounts::Of(VerdictKind verdict) const {
  const auto found = verdicts.find(autopilot::ToString(verdict));
  return found == verdicts.end() ? 0 : found->second;
}

std::string TrialCounts::ToString() const {
  std::vector<std::string> parts;
  for (const auto& [verdict, count] : verdicts) parts.push_back(fmt::format("{} {}", count, verdict));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace autopilot
