#include "journal/trial_states.h"

#include "core/clock.h"
#include "journal/sqlite_journal.h"

namespace autopilot {
namespace {

constexpr int kBusyMilliseconds = 20'000;

constexpr std::string_view kStates = R"(
  SELECT t.experiment, t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat, t.run, r.verdict,
         r.ended <> '', coalesce(sum(a.prompt_tokens + a.completion_tokens), 0), coalesce(sum(a.usd), 0)
  FROM trials t JOIN runs r ON r.id = t.run LEFT JOIN attempts a ON a.run = t.run
  WHERE t.experiment = ?
  GROUP BY t.run
  ORDER BY t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat)";

}  // namespace

Result<std::vector<TrialState>> ReadTrialStates(const std::filesystem::path& journal, const std::string& experiment) {
  std::vector<TrialState> states;
  if (!std::filesystem::exists(journal)) return states;
  // Opened as a journal first: a file of another kind or version is told from one.
  const SystemClock clock;
  AUTOPILOT_CHECK(SqliteJournal::OpenFile(journal, clock));
  AUTOPILOT_TRY(database, Database::Open(journal, kBusyMilliseconds));
  AUTOPILOT_TRY(query, database.Prepare(kStates));
  query.Bind(experiment);
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return states;
    TrialState state;
    state.trial = {query.Text(0),
                   query.Text(1),
                   query.Text(2),
                   query.Text(3),
                   query.Text(4),
                   query.Text(5),
                   static_cast<int>(query.Integer(6)),
                   query.Text(7)};
    state.verdict = query.Text(8);
    state.ended = query.Integer(9) != 0;
    state.tokens = query.Real(10);
    state.usd = query.Real(11);
    states.push_back(std::move(state));
  }
}

}  // namespace autopilot
