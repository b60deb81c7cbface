#include "serve/journal_queries.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "finding/finding.h"
#include "journal/journal_file.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr int kBusyMilliseconds = 2000;
constexpr int kMostUnderWay = 12;

/// A WHERE clause that grows, with what is to be bound to it.
class Conditions {
 public:
  void Add(const std::string& sql, std::vector<std::string> values = {}) {
    sql_ += (sql_.empty() ? " WHERE " : " AND ") + sql;
    texts_.insert(texts_.end(), values.begin(), values.end());
  }
  void AddIf(const std::string& value, const std::string& sql) {
    if (!value.empty()) Add(sql, {value});
  }
  const std::string& sql() const { return sql_; }
  void BindTo(Statement& statement) const {
    for (const std::string& text : texts_) statement.Bind(text);
  }

 private:
  std::string sql_;
  std::vector<std::string> texts_;
};

/// The text as a part of a LIKE pattern.
std::string Literal(const std::string& text) {
  std::string literal;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal;
}

constexpr const char* kAttemptColumns =
    "a.id, a.run, a.stage, a.step, a.attempt, a.proposer, a.model, a.started, a.answered, a.prompt = '[]',"
    " a.prompt_tokens, a.completion_tokens, a.usd, a.seconds, a.verdict, a.gate, a.root_cause, a.paper_category,"
    " coalesce((SELECT message FROM findings WHERE attempt = a.id AND severity = 'error' AND NOT behind"
    "           ORDER BY position LIMIT 1), ''),"
    " (SELECT name FROM runs WHERE id = a.run)";

json AttemptRow(const Statement& row) {
  return {{"id", row.Integer(0)},
          {"run", row.Text(1)},
          {"stage", row.Text(2)},
          {"step", row.Text(3)},
          {"attempt", row.Integer(4)},
          {"proposer", row.Text(5)},
          {"model", row.Text(6)},
          {"started", row.Text(7)},
          {"answered", row.Integer(8) != 0},
          {"asked", row.Integer(9) == 0},
          {"prompt_tokens", row.Integer(10)},
          {"completion_tokens", row.Integer(11)},
          {"usd", row.Real(12)},
          {"seconds", row.Real(13)},
          {"verdict", row.Text(14)},
          {"gate", row.Text(15)},
          {"root_cause", row.Text(16)},
          {"paper_category", row.Text(17)},
          {"message", row.Text(18)},
          {"name", row.Text(19)}};
}

json TrialRow(const Statement& row, int first) {
  if (row.Text(first).empty()) return nullptr;
  return {{"experiment", row.Text(first)},   {"model", row.Text(first + 1)},       {"protocol", row.Text(first + 2)},
          {"variant", row.Text(first + 3)},  {"application", row.Text(first + 4)}, {"sampling", row.Text(first + 5)},
          {"repeat", row.Integer(first + 6)}};
}

constexpr const char* kTrialColumns =
    "t.experiment, t.model, t.protocol, t.variant, t.application, t.sampling, t.repeat";

/// Runs by their trial, or by their options where they are of no experiment; of most runs only index entries are read.
void AddTrialConditions(const RunFilter& filter, Conditions& where) {
  std::string of_trial;
  std::string of_options = filter.experiment.empty() ? "json_valid(r.options)" : "0";
  std::vector<std::string> trial_values;
  std::vector<std::string> values;
  for (const auto& [value, column, key] : {std::tuple{&filter.model, "model", "provider"},
                                           {&filter.protocol, "protocol", "protocol"},
                                           {&filter.experiment, "experiment", ""}}) {
    if (value->empty()) continue;
    of_trial += std::string(of_trial.empty() ? "" : " AND ") + "t." + column + " = ?";
    trial_values.push_back(*value);
    if (!filter.experiment.empty()) continue;
    of_options += std::string(" AND json_extract(r.options, '$.") + key + "') = ?";
    values.push_back(*value);
  }
  values.insert(values.end(), trial_values.begin(), trial_values.end());
  where.Add(
      "rowid IN (SELECT r.rowid FROM runs r INDEXED BY runs_outcome"
      " LEFT JOIN trials t INDEXED BY trials_of_run ON t.run = r.id"
      " WHERE CASE WHEN t.run IS NULL THEN " +
          of_options + " ELSE " + of_trial + " END)",
      std::move(values));
}

/// The distinct values of an indexed column, found by jumping from one to the next.
std::string DistinctValues(const std::string& table, const std::string& column, const std::string& condition) {
  const std::string from = " FROM " + table + " WHERE " + condition;
  return "WITH RECURSIVE v(x) AS (SELECT min(" + column + ")" + from + " UNION ALL SELECT (SELECT min(" + column + ")" +
         from + " AND " + column +
         " > v.x) FROM v WHERE v.x IS NOT NULL) SELECT x FROM v WHERE x IS NOT NULL LIMIT 1000";
}

}  // namespace

Result<JournalQueries> JournalQueries::Open(const std::filesystem::path& file) {
  AUTOPILOT_TRY(database, OpenJournalToRead(file, kBusyMilliseconds));
  // Each request opens the file anew: read from the system's pages, not copied into a cache that is then thrown away.
  AUTOPILOT_CHECK(database.Execute("PRAGMA mmap_size = 17179869184"));
  return JournalQueries(std::move(database));
}

Result<json> JournalQueries::Attempts(const AttemptFilter& filter) {
  // Only columns of the index stand in the conditions, so that no row is read but those of the page. (For one run
  // its own index leads to few rows.)
  Conditions where;
  where.AddIf(filter.run, "run = ?");
  where.AddIf(filter.stage, "stage = ?");
  if (!filter.verdict.empty()) where.Add("verdict = ?", {filter.verdict == "open" ? "" : filter.verdict});
  where.AddIf(filter.model, "model = ?");
  where.AddIf(filter.cause, "root_cause = ?");
  where.AddIf(filter.category, "paper_category = ?");
  where.AddIf(filter.experiment, "run IN (SELECT run FROM trials INDEXED BY trials_of_run WHERE experiment = ?)");
  if (filter.after > 0) where.Add(filter.oldest_first ? "id > ?" : "id < ?");
  const std::string order = filter.oldest_first ? "ASC" : "DESC";
  const std::string index = filter.run.empty() ? "attempts_to_filter" : "attempts_of_run";
  AUTOPILOT_TRY(
      query, database_.Prepare("SELECT " + std::string(kAttemptColumns) + " FROM (SELECT id FROM attempts INDEXED BY " +
                               index + where.sql() + " ORDER BY id " + order +
                               " LIMIT ?) f CROSS JOIN attempts a ON a.id = f.id" + " ORDER BY a.id " + order));
  where.BindTo(query);
  if (filter.after > 0) query.Bind(filter.after);
  query.Bind(filter.limit + 1);
  json rows = json::array();
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    rows.push_back(AttemptRow(query));
  }
  json next;
  if (rows.size() > static_cast<std::size_t>(filter.limit)) {
    rows.erase(rows.size() - 1);
    next = rows.back()["id"];
  }
  return json{{"attempts", std::move(rows)}, {"next", next}};
}

Result<json> JournalQueries::Runs(const RunFilter& filter) {
  // The runs of a page are found in indexes alone: among many runs that began in the same second (a merged or imported
  // journal) all of them have to be sorted. Rows are read of those runs only.
  Conditions where;
  if (!filter.verdict.empty()) where.Add("verdict = ?", {filter.verdict == "unfinished" ? "" : filter.verdict});
  if (!filter.text.empty()) {
    where.Add("(name LIKE ? ESCAPE '\\' OR rowid IN (SELECT rowid FROM runs WHERE id LIKE ? ESCAPE '\\'))",
              {"%" + Literal(filter.text) + "%", Literal(filter.text) + "%"});
  }
  if (!filter.experiment.empty() || !filter.model.empty() || !filter.protocol.empty())
    AddTrialConditions(filter, where);
  std::int64_t after = 0;
  if (!filter.after.empty()) {
    const std::size_t bar = filter.after.find('|');
    const char* const end = filter.after.data() + filter.after.size();
    const bool whole = bar != std::string::npos &&
                       std::from_chars(filter.after.data() + bar + 1, end, after) == std::from_chars_result{end, {}};
    if (!whole) return Fail(BadInput("`after` is not what a page before gave as `next`"));
    where.Add("(started, rowid) < (?, ?)", {filter.after.substr(0, bar)});
  }
  AUTOPILOT_TRY(query,
                database_.Prepare("SELECT r.rowid, r.id, r.name, r.started, r.ended, r.verdict,"
                                  " json_extract(CASE WHEN json_valid(r.options) THEN r.options ELSE '{}' END,"
                                  " '$.protocol'),"
                                  " json_extract(CASE WHEN json_valid(r.options) THEN r.options ELSE '{}' END,"
                                  " '$.provider')," +
                                  std::string(kTrialColumns) +
                                  " FROM (SELECT rowid AS place FROM runs INDEXED BY runs_by_start" + where.sql() +
                                  " ORDER BY started DESC, rowid DESC LIMIT ?) f"
                                  " CROSS JOIN runs r ON r.rowid = f.place LEFT JOIN trials t ON t.run = r.id"
                                  " ORDER BY r.started DESC, r.rowid DESC"));
  where.BindTo(query);
  if (!filter.after.empty()) query.Bind(after);
  query.Bind(filter.limit + 1);
  json rows = json::array();
  std::vector<std::string> places;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    const json trial = TrialRow(query, 8);
    places.push_back(query.Text(3) + "|" + std::to_string(query.Integer(0)));
    rows.push_back({{"id", query.Text(1)},
                    {"name", query.Text(2)},
                    {"started", query.Text(3)},
                    {"ended", query.Text(4)},
                    {"verdict", query.Text(5)},
                    {"protocol", trial.is_null() ? json(query.Text(6)) : trial["protocol"]},
                    {"model", trial.is_null() ? json(query.Text(7)) : trial["model"]},
                    {"trial", trial}});
  }
  json next;
  const auto limit = static_cast<std::size_t>(filter.limit);
  if (rows.size() > limit) {
    rows.erase(rows.begin() + filter.limit, rows.end());
    next = places[limit - 1];
  }
  return json{{"runs", std::move(rows)}, {"next", next}};
}

Result<json> JournalQueries::UnderWay() {
  AUTOPILOT_TRY(
      query, database_.Prepare("SELECT r.id, r.name, r.started, (SELECT max(id) FROM attempts WHERE run = r.id) m, " +
                               std::string(kTrialColumns) +
                               " FROM runs r INDEXED BY runs_open LEFT JOIN trials t ON t.run = r.id"
                               " WHERE r.ended = '' ORDER BY r.started DESC LIMIT ?"));
  query.Bind(kMostUnderWay);
  json runs = json::array();
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    json run = {
        {"id", query.Text(0)}, {"name", query.Text(1)}, {"started", query.Text(2)}, {"trial", TrialRow(query, 4)}};
    run["last"] = nullptr;
    const std::int64_t last = query.Integer(3);
    if (last > 0) {
      AUTOPILOT_TRY(attempt,
                    database_.Prepare("SELECT " + std::string(kAttemptColumns) + " FROM attempts a WHERE a.id = ?"));
      AUTOPILOT_TRY(found, attempt.Bind(last).Step());
      if (found) run["last"] = AttemptRow(attempt);
    }
    runs.push_back(std::move(run));
  }
  AUTOPILOT_TRY(unfinished, database_.Number("SELECT count(*) FROM runs INDEXED BY runs_open WHERE ended = ''"));
  return json{{"unfinished", unfinished}, {"runs", std::move(runs)}};
}

Result<json> JournalQueries::Column(const char* sql) {
  AUTOPILOT_TRY(query, database_.Prepare(sql));
  json values = json::array();
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return values;
    if (!query.Text(0).empty()) values.push_back(query.Text(0));
  }
}

std::vector<std::string> JournalStages() { return {"dp", "train", "mc", "sg"}; }

std::vector<std::string> JournalVerdicts() {
  std::vector<std::string> words;
  for (const VerdictKind kind : {VerdictKind::kPass, VerdictKind::kReject, VerdictKind::kInconclusive,
                                 VerdictKind::kInfrastructure, VerdictKind::kBudget}) {
    words.push_back(ToString(kind));
  }
  return words;
}

Result<json> JournalQueries::Facets() {
  std::vector<std::string> verdicts = JournalVerdicts();
  verdicts.emplace_back("open");
  AUTOPILOT_TRY(models, Column(DistinctValues("attempts INDEXED BY attempts_by_model", "model", "1").c_str()));
  AUTOPILOT_TRY(
      causes,
      Column(DistinctValues("attempts INDEXED BY attempts_by_cause", "root_cause", "root_cause <> ''").c_str()));
  // No index begins with it, so that all of one is read. ORDER BY would have all of that sorted.
  AUTOPILOT_TRY(categories, Column("SELECT DISTINCT paper_category FROM attempts INDEXED BY attempts_to_filter"));
  std::sort(categories.begin(), categories.end());
  AUTOPILOT_TRY(experiments, Column("SELECT name FROM experiments ORDER BY name"));
  return json{{"models", models},           {"causes", causes},          {"categories", categories},
              {"experiments", experiments}, {"stages", JournalStages()}, {"verdicts", verdicts}};
}

Result<json> JournalQueries::Counts() {
  AUTOPILOT_TRY(runs, database_.Number("SELECT count(*) FROM runs"));
  AUTOPILOT_TRY(unfinished, database_.Number("SELECT count(*) FROM runs INDEXED BY runs_open WHERE ended = ''"));
  json by_model = json::array();
  std::int64_t attempts = 0;
  AUTOPILOT_TRY(query,
                database_.Prepare("SELECT model, stage, verdict, count(*) FROM attempts INDEXED BY attempts_by_model"
                                  " GROUP BY model, stage, verdict"));
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    attempts += query.Integer(3);
    by_model.push_back(
        {{"model", query.Text(0)}, {"stage", query.Text(1)}, {"verdict", query.Text(2)}, {"count", query.Integer(3)}});
  }
  json by_cause = json::array();
  AUTOPILOT_TRY(causes, database_.Prepare("SELECT root_cause, count(*) n FROM attempts INDEXED BY attempts_by_cause"
                                          " WHERE root_cause <> '' GROUP BY root_cause ORDER BY n DESC LIMIT 20"));
  for (;;) {
    AUTOPILOT_TRY(row, causes.Step());
    if (!row) break;
    by_cause.push_back({{"cause", causes.Text(0)}, {"count", causes.Integer(1)}});
  }
  return json{{"runs", runs},
              {"unfinished", unfinished},
              {"attempts", attempts},
              {"by_model", by_model},
              {"by_cause", by_cause}};
}

Result<json> JournalQueries::Experiments() {
  AUTOPILOT_TRY(query,
                database_.Prepare("SELECT e.name, e.started, (SELECT count(*) FROM trials WHERE experiment = e.name),"
                                  " (SELECT count(*) FROM runs r INDEXED BY runs_open JOIN trials t ON t.run = r.id"
                                  "  WHERE r.ended = '' AND t.experiment = e.name)"
                                  " FROM experiments e ORDER BY e.started DESC, e.name"));
  json list = json::array();
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return json{{"experiments", list}};
    list.push_back({{"name", query.Text(0)},
                    {"started", query.Text(1)},
                    {"trials", query.Integer(2)},
                    {"unfinished", query.Integer(3)}});
  }
}

Result<json> JournalQueries::TrialOf(const std::string& run) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT " + std::string(kTrialColumns) + " FROM trials t WHERE t.run = ?"));
  AUTOPILOT_TRY(row, query.Bind(run).Step());
  if (!row) return json(nullptr);
  return TrialRow(query, 0);
}

Result<bool> JournalQueries::HasRun(const std::string& run) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT 1 FROM runs WHERE id = ?"));
  return query.Bind(run).Step();
}

Result<std::string> JournalQueries::RunOf(std::int64_t attempt) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT run FROM attempts WHERE id = ?"));
  AUTOPILOT_TRY(row, query.Bind(attempt).Step());
  return row ? query.Text(0) : "";
}

Result<std::int64_t> JournalQueries::DataVersion() { return database_.Number("PRAGMA data_version"); }

}  // namespace autopilot
