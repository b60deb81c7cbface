#include "serve/api.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "config/nearest.h"
#include "core/files.h"
#include "journal/journal_file.h"
#include "report/charts.h"
#include "report/html_report.h"
#include "report/run_detail.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kMostRows = 500;
/// Something that takes long is made anew at most this share of the time.
constexpr double kRests = 4;
constexpr double kLeastRest = 1;

struct PagePart {
  const char* path;
  const char* file;  ///< Below report/.
  const char* type;
};
constexpr std::array kParts = {
    PagePart{"/", "serve/index.html", "text/html; charset=utf-8"},
    PagePart{"/serve.css", "serve/serve.css", "text/css; charset=utf-8"},
    PagePart{"/style.css", "style.css", "text/css; charset=utf-8"},
    PagePart{"/charts.css", "experiment/charts.css", "text/css; charset=utf-8"},
    PagePart{"/dom.js", "experiment/dom.js", "text/javascript; charset=utf-8"},
    PagePart{"/attempts.js", "experiment/attempts.js", "text/javascript; charset=utf-8"},
    PagePart{"/charts.js", "experiment/charts.js", "text/javascript; charset=utf-8"},
    PagePart{"/experiment.js", "experiment/experiment.js", "text/javascript; charset=utf-8"},
    PagePart{"/serve.js", "serve/serve.js", "text/javascript; charset=utf-8"},
};

/// Not found is no fault of the program; told apart from bad parameters by its kind of answer.
Error NotThere(const std::string& what) { return BadInput(what + " is not in this journal"); }

json Dumped(const Error& error) { return {{"error", error.message}, {"cure", error.cure}}; }

std::optional<std::int64_t> ToNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Takes parameters one by one; what is left over or given twice, and values that cannot be, are errors.
class Parameters {
 public:
  explicit Parameters(const ApiParameters& given) : given_(given) {}

  std::string Text(const std::string& name) {
    known_.insert(name);
    const auto found = given_.find(name);
    return found == given_.end() ? "" : found->second;
  }
  /// One of the words, or empty.
  std::string Word(const std::string& name, const std::vector<std::string>& words) {
    std::string text = Text(name);
    if (!text.empty() && std::find(words.begin(), words.end(), text) == words.end()) {
      Wrong(BadInput("there is no " + name + " \"" + text + "\"", NearestOrList(text, words)));
    }
    return text;
  }
  std::int64_t Number(const std::string& name, std::int64_t otherwise, std::int64_t least, std::int64_t most) {
    const std::string text = Text(name);
    if (text.empty()) return otherwise;
    const auto number = ToNumber(text);
    if (!number || *number < least || *number > most) {
      Wrong(BadInput(name + " must be a number from " + std::to_string(least) + " to " + std::to_string(most)));
      return otherwise;
    }
    return *number;
  }
  Status Check() const {
    for (const auto& [name, value] : given_) {
      if (known_.count(name) == 0) {
        return Fail(BadInput(
            "there is no parameter " + name,
            known_.empty() ? "nothing can be given here" : NearestOrList(name, {known_.begin(), known_.end()})));
      }
      if (given_.count(name) > 1) return Fail(BadInput(name + " is given twice", "give it once"));
    }
    if (wrong_) return Fail(*wrong_);
    return {};
  }

 private:
  void Wrong(Error error) {
    if (!wrong_) wrong_ = std::move(error);
  }

  const ApiParameters& given_;
  std::set<std::string> known_;
  std::optional<Error> wrong_;
};

std::vector<std::string> VerdictsAnd(const std::string& none) {
  std::vector<std::string> words = JournalVerdicts();
  words.push_back(none);
  return words;
}

Result<json> ListAttempts(JournalQueries& queries, const ApiParameters& given) {
  Parameters parameters(given);
  AttemptFilter filter;
  filter.run = parameters.Text("run");
  filter.experiment = parameters.Text("experiment");
  filter.model = parameters.Text("model");
  filter.stage = parameters.Word("stage", JournalStages());
  filter.verdict = parameters.Word("verdict", VerdictsAnd("open"));
  filter.cause = parameters.Text("cause");
  filter.category = parameters.Text("category");
  filter.oldest_first = parameters.Word("order", {"newest", "oldest"}) == "oldest";
  filter.after = parameters.Number("after", 0, 0, INT64_MAX);
  filter.limit = static_cast<int>(parameters.Number("limit", filter.limit, 1, kMostRows));
  AUTOPILOT_CHECK(parameters.Check());
  return queries.Attempts(filter);
}

Result<json> ListRuns(JournalQueries& queries, const ApiParameters& given) {
  Parameters parameters(given);
  RunFilter filter;
  filter.verdict = parameters.Word("verdict", VerdictsAnd("unfinished"));
  filter.text = parameters.Text("text");
  filter.experiment = parameters.Text("experiment");
  filter.model = parameters.Text("model");
  filter.protocol = parameters.Text("protocol");
  filter.after = parameters.Text("after");
  filter.limit = static_cast<int>(parameters.Number("limit", filter.limit, 1, kMostRows));
  AUTOPILOT_CHECK(parameters.Check());
  return queries.Runs(filter);
}

/// "/api/runs/ID" -> "ID" for the prefix "/api/runs/"; empty for another path.
std::string After(const std::string& path, std::string_view prefix) {
  return path.starts_with(prefix) ? path.substr(prefix.size()) : "";
}

ApiAnswer Failed(const Error& error) {
  const bool missing = error.message.ends_with("is not in this journal");
  const int status = missing ? 404 : error.kind == ErrorKind::kBadInput ? 400 : 500;
  return {status, "application/json", Dumped(error).dump(-1, ' ', false, json::error_handler_t::replace), false};
}

}  // namespace

Api::Api(ApiSources sources, InstallPaths paths, const Clock& clock)
    : sources_(std::move(sources)), paths_(std::move(paths)), clock_(&clock) {}

Result<std::unique_ptr<Api>> Api::Create(ApiSources sources, const InstallPaths& paths, const Clock& clock) {
  std::unique_ptr<Api> api(new Api(std::move(sources), paths, clock));
  AUTOPILOT_CHECK(api->ReadFiles());
  AUTOPILOT_TRY(open, api->IsOpen());
  static_cast<void>(open);
  return api;
}

Result<bool> Api::IsOpen() {
  const auto there = HasJournal(sources_.journal) ? IdentityOf(sources_.journal) : std::nullopt;
  const auto is_open = [&] { return opened_ && (!there || opened_ == there); };
  {
    const std::lock_guard lock(watch_mutex_);
    if (!there || is_open()) return opened_.has_value();
  }
  const std::scoped_lock lock(journal_mutex_, watch_mutex_);
  if (is_open()) return true;
  AUTOPILOT_TRY(journal, Journal::OpenToRead(sources_.journal, *clock_));
  AUTOPILOT_TRY(watcher, JournalQueries::Open(sources_.journal));
  journal_ = std::move(journal);
  watcher_ = std::move(watcher);
  // The new watcher counts from the beginning, and may come to what the one before it has seen.
  if (opened_) replaced_ = ++version_;
  opened_ = there;
  return true;
}

Status Api::ReadFiles() {
  for (const PagePart& part : kParts) {
    AUTOPILOT_TRY(content, ReadFile(paths_.home / "report" / part.file));
    files_[part.path] = {part.type, std::move(content)};
  }
  AUTOPILOT_TRY(library, ReadChartLibrary(paths_));
  files_["/chart-library.js"] = {"text/javascript; charset=utf-8", std::move(library)};
  return {};
}

ApiAnswer Api::Get(const std::string& path, const ApiParameters& parameters) {
  if (const auto file = files_.find(path); file != files_.end()) {
    return {200, file->second.type, file->second.content, false};
  }
  const Result<bool> open = IsOpen();
  if (!open) return Failed(open.error());
  if (!*open && path != "/api/changes") {
    const Error none = Infrastructure("there is no run here yet", "autopilot run makes one, which is shown then");
    return {503, "application/json", Dumped(none).dump(), false};
  }
  constexpr std::string_view kReport = "/report.html";
  if (path.ends_with(kReport)) {
    const std::string thing = path.substr(0, path.size() - kReport.size());
    Result<std::string> page = Fail(NotThere("this page"));
    if (const Status none = Parameters(parameters).Check(); !none) {
      page = Fail(none.error());
    } else if (const std::string run = After(thing, "/runs/"); !run.empty()) {
      page = RunPage(run);
    } else if (const std::string name = After(thing, "/experiments/"); !name.empty()) {
      page = ExperimentPage(name);
    }
    if (!page) return Failed(page.error());
    return {200, "text/html; charset=utf-8", std::move(*page), true};
  }
  const Result<json> answer = Answer(path, parameters);
  if (!answer) return Failed(answer.error());
  // Replies and compilers print any bytes.
  return {200, "application/json", answer->dump(-1, ' ', false, json::error_handler_t::replace), false};
}

Result<json> Api::Answer(const std::string& path, const ApiParameters& parameters) {
  if (path == "/api/runs" || path == "/api/attempts") {
    AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
    return path == "/api/runs" ? ListRuns(queries, parameters) : ListAttempts(queries, parameters);
  }
  AUTOPILOT_CHECK(Parameters(parameters).Check());
  if (path == "/api/changes") return Changes();
  if (const std::string id = After(path, "/api/runs/"); !id.empty()) return Run(id);
  if (const std::string id = After(path, "/api/attempts/"); !id.empty()) return Attempt(id);
  if (const std::string name = After(path, "/api/experiments/"); !name.empty()) return Experiment(name);
  AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
  if (path == "/api/under-way") return queries.UnderWay();
  if (path == "/api/experiments") return queries.Experiments();
  if (path == "/api/facets") return KeptOrMade(facets_, [&] { return queries.Facets(); });
  if (path == "/api/counts") return KeptOrMade(counts_, [&] { return queries.Counts(); });
  return Fail(NotThere(path));
}

Result<std::int64_t> Api::Version() {
  const std::lock_guard lock(watch_mutex_);
  if (!watcher_) return version_;
  AUTOPILOT_TRY(now, watcher_->DataVersion());
  if (now != seen_) ++version_;
  seen_ = now;
  return version_;
}

Result<json> Api::Changes() {
  AUTOPILOT_TRY(version, Version());
  return json{{"version", version}, {"program", AUTOPILOT_VERSION}, {"journal", sources_.journal.string()}};
}

Result<json> Api::KeptOrMade(Kept& kept, const std::function<Result<json>()>& make) {
  const std::lock_guard lock(kept.mutex);
  AUTOPILOT_TRY(version, Version());
  const double now = clock_->Seconds();
  const bool rests = kept.version >= replaced_ && now - kept.made < std::max(kLeastRest, kRests * kept.took);
  if (kept.value && (kept.version == version || rests)) return *kept.value;
  AUTOPILOT_TRY(value, make());
  kept.version = version;
  kept.made = clock_->Seconds();
  kept.took = kept.made - now;
  kept.value = std::move(value);
  return *kept.value;
}

Result<json> Api::Run(const std::string& id) {
  AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
  AUTOPILOT_TRY(known, queries.HasRun(id));
  if (!known) return Fail(NotThere("run " + id));
  AUTOPILOT_TRY(trial, queries.TrialOf(id));
  const std::lock_guard lock(journal_mutex_);
  AUTOPILOT_TRY(data, LoadRunData(*journal_, id));
  json view = RunDetail(data, DetailLimits{});
  view["trial"] = trial;
  view["attempt_count"] = data.attempts.size();
  return view;
}

Result<json> Api::Attempt(const std::string& id) {
  const auto number = ToNumber(id);
  if (!number) return Fail(NotThere("attempt " + id));
  AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
  AUTOPILOT_TRY(run, queries.RunOf(*number));
  if (run.empty()) return Fail(NotThere("attempt " + id));
  const std::lock_guard lock(journal_mutex_);
  AUTOPILOT_TRY(attempts, journal_->Attempts(run));
  const auto found = std::find_if(attempts.begin(), attempts.end(), [&](const auto& one) { return one.id == *number; });
  if (found == attempts.end()) return Fail(NotThere("attempt " + id));
  const auto at = static_cast<std::size_t>(found - attempts.begin());
  return AttemptDetail(*found, AttemptBefore(attempts, at), DetailLimits{});
}

Result<Api::KeptExperiment*> Api::FindExperiment(const std::string& name) {
  AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
  AUTOPILOT_TRY(all, queries.Experiments());
  const json& list = all["experiments"];
  const bool known = std::any_of(list.begin(), list.end(), [&](const json& one) { return one["name"] == name; });
  if (!known) return Fail(NotThere("experiment " + name));
  const std::lock_guard lock(experiments_mutex_);
  return &experiments_[name];
}

Result<json> Api::Experiment(const std::string& name) {
  AUTOPILOT_TRY(kept, FindExperiment(name));
  if (!sources_.tables) return Fail(NotThere("a table of experiment " + name));
  return KeptOrMade(kept->tables, [&] { return sources_.tables(name); });
}

Result<std::string> Api::ExperimentPage(const std::string& name) {
  AUTOPILOT_TRY(kept, FindExperiment(name));
  if (!sources_.page) return Fail(NotThere("a page of experiment " + name));
  const std::lock_guard lock(kept->page);
  return sources_.page(name);
}

Result<std::string> Api::RunPage(const std::string& id) {
  AUTOPILOT_TRY(queries, JournalQueries::Open(sources_.journal));
  AUTOPILOT_TRY(known, queries.HasRun(id));
  if (!known) return Fail(NotThere("run " + id));
  const std::lock_guard lock(journal_mutex_);
  // Links to the files of the run would not lead anywhere from here.
  return RenderHtmlReport(*journal_, id, paths_, "/");
}

}  // namespace autopilot
