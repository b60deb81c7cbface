#include "journal/scoreboard.h"

#include "journal/journal_file.h"

namespace autopilot {
namespace {

/// One line for each run, step and proposer: what it cost, and whether something of it passed.
constexpr std::string_view kSteps = R"(
  WITH tried AS (
    SELECT a.run, a.stage, a.step, a.proposer, count(*) AS attempts, sum(a.completion_tokens) AS tokens,
           sum(a.seconds) AS seconds, max(a.verdict = 'pass') AS won
    FROM attempts a
    WHERE a.prompt <> '[]' AND a.verdict IN ('pass', 'reject')
    GROUP BY a.run, a.stage, a.step, a.proposer)
  SELECT t.proposer, coalesce(json_extract(r.options, '$.protocol'), ''), t.stage, t.step, count(*), sum(t.won),
         avg(t.attempts), avg(t.tokens), avg(t.seconds)
  FROM tried t JOIN runs r ON r.id = t.run
  GROUP BY 1, 2, 3, 4 ORDER BY 3, 4, 1, 2)";

constexpr std::string_view kStages = R"(
  WITH ended AS (
    SELECT s.run, s.stage, s.attempts, s.completion_tokens AS tokens, s.seconds,
           s.verdict = 'pass' AND s.reference_pieces = 0 AS won,
           (SELECT a.proposer FROM attempts a WHERE a.run = s.run AND a.stage = s.stage AND a.prompt <> '[]'
            ORDER BY a.id DESC LIMIT 1) AS proposer
    FROM stages s
    WHERE s.verdict IN ('pass', 'reject', 'budget'))
  SELECT e.proposer, coalesce(json_extract(r.options, '$.protocol'), ''), e.stage, '', count(*), sum(e.won),
         avg(e.attempts), avg(e.tokens), avg(e.seconds)
  FROM ended e JOIN runs r ON r.id = e.run
  WHERE e.proposer IS NOT NULL
  GROUP BY 1, 2, 3 ORDER BY 3, 1, 2)";

Status Collect(Database& database, std::string_view sql, std::vector<Score>& scores) {
  AUTOPILOT_TRY(query, database.Prepare(sql));
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return {};
    scores.push_back({query.Text(0), query.Text(1), query.Text(2), query.Text(3), static_cast<int>(query.Integer(4)),
                      static_cast<int>(query.Integer(5)), query.Real(6), query.Real(7), query.Real(8)});
  }
}

}  // namespace

Result<std::vector<Score>> ReadScores(const std::filesystem::path& journal) {
  std::vector<Score> scores;
  if (!HasJournal(journal)) return scores;
  AUTOPILOT_TRY(database, OpenJournalToRead(journal));
  AUTOPILOT_CHECK(Collect(database, kStages, scores));
  AUTOPILOT_CHECK(Collect(database, kSteps, scores));
  return scores;
}

}  // namespace autopilot
