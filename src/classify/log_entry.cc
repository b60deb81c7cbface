#include "classify/log_entry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

/// Empty where the key is missing, null or no text.
std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

int Whole(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<int>() : 0;
}

void SplitFirstLine(const std::string& text, LogEntry& entry) {
  const auto end = text.find('\n');
  entry.message = text.substr(0, end);
  entry.details = end == std::string::npos ? "" : text.substr(end + 1);
}

}  // namespace

std::string StageOf(const std::string& step) { return step.substr(0, step.find('_')); }

Result<LogEntry> ToLogEntry(const json& object) {
  LogEntry entry;
  entry.prompt_tokens = Whole(object, "prompt_tokens");
  entry.context_window = Whole(object, "context_window");
  entry.stage = Text(object, "stage").empty() ? StageOf(Text(object, "step")) : Text(object, "stage");
  if (object.contains("message") && object.contains("timestamp")) {
    entry.timestamp = Text(object, "timestamp");
    entry.message = Text(object, "message");
    entry.details = Text(object, "traceback");
    return entry;
  }
  const std::string verdict = Text(object, "verdict");
  if (!verdict.empty() && object.contains("findings")) {
    entry.kind = LogEntry::Kind::kVerdict;
    entry.failed = verdict != "pass";
    entry.root_cause = Text(object, "root_cause");
    entry.paper_category = Text(object, "paper_category");
    for (const json& finding : object["findings"]) {
      if (!finding.is_object() || Text(finding, "severity") != "error") continue;
      entry.message = Text(finding, "message");
      entry.details = Text(finding, "evidence");
      break;
    }
    return entry;
  }
  if (!verdict.empty() && (object.contains("error") || object.contains("reply") || object.contains("sketch"))) {
    entry.kind = LogEntry::Kind::kAttempt;
    entry.failed = verdict != "pass";
    SplitFirstLine(Text(object, "error"), entry);
    return entry;
  }
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return Fail(BadInput(fmt::format("not a record of a failure: it has {}, and needs timestamp and message, or verdict "
                                   "with error or findings",
                                   keys.empty() ? "no keys" : fmt::format("{}", fmt::join(keys, ", "))),
                       "docs/formats/classify.md shows the shapes"));
}

}  // namespace autopilot
