#include "script/run_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "worker/script_box.h"

namespace autopilot {
namespace {

using nlohmann::json;

// The clock of files is coarse, and inputs are placed right before the script starts.
constexpr double kClockSeconds = 2;
constexpr std::size_t kTail = 1500;

Finding Fault(const std::string& rule, const std::string& cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = "artifacts/" + rule;
  finding.root_cause = cause;
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

std::string Tail(const std::string& text) { return text.size() > kTail ? text.substr(text.size() - kTail) : text; }

/// The converter refused, or its API was used in a way that it does not have.
bool IsConversion(const ScriptRun::LastError& error, const json& trace) {
  if (error.in_script && error.type != "AttributeError" && error.type != "TypeError") return false;
  const bool refused = std::any_of(trace.begin(), trace.end(), [](const json& note) {
    return note.value("what", "") == "convert" && !note.value("error", "").empty();
  });
  if (refused && !error.in_script) return true;
  if (error.inner == "tensorflow") return true;
  const std::string all = error.text + " " + error.message;
  constexpr std::array<const char*, 5> kApi = {"tf.lite", "TFLite", "converter", "tensorflow", "OpsSet"};
  return (error.type == "AttributeError" || error.type == "TypeError") &&
         std::any_of(kApi.begin(), kApi.end(), [&](const char* word) { return Contains(all, word); });
}

template <typename Value>
Value Get(const json& object, const char* key, Value fallback) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return fallback;
  return found->get<Value>();
}

void ReadFiles(const json& answer, ScriptRun& run) {
  const json& before = answer.at("before");
  const json& after = answer.at("after");
  const double started = answer.value("started", 0.0);
  std::set<std::string> copied;
  std::set<std::string> opened;
  for (const json& note : answer.at("trace")) {
    const std::string what = note.value("what", "");
    if (what == "copy") copied.insert(Get<std::string>(note, "target", ""));
    if (what != "open" && what != "copy") continue;
    const std::string path = Get<std::string>(note, what == "open" ? "path" : "source", "");
    if (note.value("writes", false) || !before.contains(path)) continue;
    if (opened.insert(path).second) run.read.push_back(path);
  }
  for (const auto& [path, facts] : after.items()) {
    run.present.push_back(path);
    const bool known = before.contains(path);
    if (known && before[path]["sha256"] == facts["sha256"] && before[path]["time"] == facts["time"]) continue;
    run.written.push_back(path);
    const bool old = facts.value("time", 0.0) < started - kClockSeconds;
    if (old && !copied.contains(path)) run.stale.push_back(path);
  }
}

/// Whether a file, or a folder above it, was left unreadable.
bool IsClosed(const ScriptRun& run, const std::string& name) {
  return std::any_of(run.closed.begin(), run.closed.end(), [&](const std::string& closed) {
    return closed == "." || closed == name || name.starts_with(closed + "/");
  });
}

bool IsIn(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

ScriptRun ReadScriptRun(const json& answer) {
  ScriptRun run;
  run.exit_code = answer.value("exit_code", 0);
  run.signal = answer.value("signal", 0);
  run.timed_out = answer.value("timed_out", false);
  run.out = answer.value("stdout", "");
  run.err = answer.value("stderr", "");
  run.seconds = answer.value("seconds", 0.0);
  run.cpu_seconds = answer.value("cpu_seconds", 0.0);
  for (const json& note : answer.at("trace")) {
    const std::string what = note.value("what", "");
    run.started_others = run.started_others || what == "starts" || what == "exec";
    if (what == "caught" || what == "suppressed") {
      run.caught.push_back({note.value("line", 0), note.value("type", ""), note.value("message", ""),
                            note.value("broad", false), note.value("idle", false), note.value("expected", false),
                            note.value("looped", false)});
    } else if (what == "end" && note.contains("error")) {
      const json& error = note["error"];
      run.error = {Get<std::string>(error, "type", ""),   Get<std::string>(error, "message", ""),
                   Get<std::string>(error, "text", ""),   Get<std::string>(error, "inner", ""),
                   Get<std::string>(error, "module", ""), Get<int>(error, "line", 0),
                   Get<bool>(error, "in_script", false)};
    }
  }
  if (const auto watching = answer.find("watching"); watching != answer.end()) {
    run.watched = watching->value("whole", true);
    run.tampered = watching->value("tampered", false);
    run.unwatched = watching->value("why", "");
  }
  run.too_much = answer.value("too_much", "");
  run.closed = answer.value("closed", std::vector<std::string>{});
  ReadFiles(answer, run);
  return run;
}

std::vector<Finding> CheckRun(const ScriptRun& run, const std::string& stage, const json& trace) {
  if (run.ok()) return {};
  Finding fault = Fault("script", "script_failed", "", "correct the script");
  fault.evidence = Tail(run.err);
  const ScriptRun::LastError& error = run.error;
  fault.line = error.line;
  if (!run.too_much.empty()) {
    fault.message = fmt::format("the script writes {} into its folder and was ended", run.too_much);
    fault.next = "write the result alone, each table to one file";
  } else if (run.timed_out) {
    fault.message = fmt::format("the script did not end within {} s, which is the limit", kScriptWallSeconds);
    fault.next = "do less, or end a loop or a wait that does not end";
  } else if (run.signal == SIGXCPU) {
    fault.message = fmt::format("the script computes for more than {} s, which is the limit", kScriptCpuSeconds);
    fault.next = "do less, or end a loop that does not end";
  } else if (run.signal != 0) {
    fault.message = fmt::format("the script was ended by signal {}: it used too much memory, or crashed", run.signal);
  } else if (error.type.empty()) {
    fault.message = fmt::format("the script ended with status {}", run.exit_code);
    if (!run.caught.empty()) {
      fault.message += fmt::format(" after {}: {}", run.caught.back().type, run.caught.back().message);
      fault.line = run.caught.back().line;
    }
  } else if (error.type == "ModuleNotFoundError" || error.type == "ImportError") {
    fault.root_cause = "import_missing";
    fault.message = fmt::format("the script imports what is not installed: {}", error.message);
    fault.next = "use pandas, numpy, scikit-learn, scipy or tensorflow";
  } else {
    fault.message = fmt::format("the script ends with {}: {}", error.type, error.message);
    if (stage == "mc" && IsConversion(error, trace)) {
      fault.rule = "artifacts/conversion";
      fault.root_cause = "conversion_failed";
    }
  }
  return {fault};
}

std::optional<Finding> CheckWatching(const ScriptRun& run) {
  // Whoever is ended from outside may leave half a note.
  const bool ended_itself = run.signal == 0 && !run.timed_out && run.too_much.empty();
  if (run.watched || !ended_itself || (!run.tampered && !run.ok())) return std::nullopt;
  if (run.tampered) {
    return Fault("watching", "script_failed",
                 fmt::format("the script meddles with what watches it: {}; it cannot be believed", run.unwatched),
                 "leave alone what the script did not make: modules, descriptors, the end of the process");
  }
  Finding open = Fault("watching", "", fmt::format("not all of the script could be watched: {}", run.unwatched),
                       "end with sys.exit or the last line, and close only what the script opened");
  open.severity = Severity::kWarning;
  return open;
}

std::vector<Finding> CheckNamed(const ScriptRun& run, const std::vector<std::string>& outputs, bool transforms) {
  std::vector<Finding> findings;
  bool any = false;
  for (const std::string& name : outputs) {
    if (!IsIn(run.present, name)) {
      findings.push_back(Fault("file", "artifact_missing", fmt::format("{} was never written", name),
                               "write the file that is named, or name the one that is written"));
      if (!run.written.empty()) findings.back().evidence = fmt::format("written: {}", fmt::join(run.written, ", "));
    } else if (IsClosed(run, name)) {
      findings.push_back(
          Fault("file", "artifact_missing",
                fmt::format("{} is there, and nobody may read it: the script took the permissions away", name),
                "leave the permissions of the result and of its folder as they are"));
      findings.back().evidence = fmt::format("without permission to read: {}", fmt::join(run.closed, ", "));
    } else if (IsIn(run.stale, name)) {
      findings.push_back(Fault("file", "artifact_stale", fmt::format("{} is older than the run", name),
                               "write the file anew, with the time of now"));
    } else {
      any = any || IsIn(run.written, name);
      continue;
    }
    findings.back().file = name;
  }
  if (!findings.empty() || any || !transforms) return findings;
  if (outputs.empty()) {
    if (run.written.empty()) {
      findings.push_back(Fault("file", "artifact_missing", "the script wrote no file", "write the result to a file"));
    }
  } else {
    findings.push_back(Fault("file", "artifact_stale",
                             fmt::format("{} is what it was before the script ran", outputs.front()),
                             "write the result to the file that is named"));
    findings.back().file = outputs.front();
  }
  return findings;
}

std::vector<Finding> CheckSwallowed(const ScriptRun& run, const std::vector<Finding>& artifacts, TablesSeen tables,
                                    bool changes) {
  const bool absent = std::any_of(artifacts.begin(), artifacts.end(), [](const Finding& finding) {
    return finding.severity == Severity::kError && finding.root_cause.starts_with("artifact_");
  });
  const bool faulty = std::any_of(artifacts.begin(), artifacts.end(),
                                  [](const Finding& finding) { return finding.severity == Severity::kError; });
  for (const ScriptRun::CaughtError& caught : run.caught) {
    // Trying another package is no fault.
    if (caught.type == "ImportError" || caught.type == "ModuleNotFoundError") continue;
    const bool given_up = caught.idle && !caught.looped && (caught.broad || !caught.expected);
    const bool undone = tables.unchanged && changes && (caught.broad || given_up);
    const bool invented = tables.untraceable && !caught.expected;
    const bool swallowed = absent || undone || invented || (caught.broad && (given_up || faulty));
    if (!swallowed) continue;
    Finding fault = Fault("errors", "error_swallowed",
                          fmt::format("line {} catches {}: {}; the script goes on and ends as if all were well",
                                      caught.line, caught.type, caught.message),
                          "let the error end the script, or mend what it is about");
    fault.line = caught.line;
    return {fault};
  }
  return {};
}

}  // namespace autopilot
