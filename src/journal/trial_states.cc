#include "journal/trial_states.h"

#include "journal/journal_file.h"

namespace autopilot {
namespace {

/// A run that ended at its first go is summed up by its stages: a row of `attempts` is long, and a large journal has a
/// million. One that was gone on with may have spent something in stages that it did not come to again.
constexpr std::string_view kStates = R"(
  SELECT t.experiment, t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat, t.run, r.verdict,
         r.ended <> '',
         CASE WHEN r.whole
           THEN (SELECT sum(s.prompt_tokens + s.completion_tokens) FROM stages s WHERE s.run = t.run)
           ELSE (SELECT sum(a.prompt_tokens + a.completion_tokens) FROM attempts a WHERE a.run = t.run) END,
         CASE WHEN r.whole
           THEN (SELECT sum(s.usd) FROM stages s WHERE s.run = t.run)
           ELSE (SELECT sum(a.usd) FROM attempts a WHERE a.run = t.run) END
  FROM trials t
  JOIN (SELECT id, verdict, ended,
               ended <> '' AND coalesce(iif(json_valid(options), options, '{}') ->> '$.reopened', 0) = 0 AS whole
        FROM runs) r ON r.id = t.run
  WHERE t.experiment = ?
  ORDER BY t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat)";

}  // namespace

Result<std::vector<TrialState>> ReadTrialStates(const std::filesystem::path& journal, const std::string& experiment) {
  std::vector<TrialState> states;
  if (!HasJournal(journal)) return states;
  AUTOPILOT_TRY(database, OpenJournalToRead(journal));
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
