#include "journal/recorded_langfuse.h"

#include <cctype>
#include <initializer_list>
#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;
using Names = std::initializer_list<const char*>;

/// The first of the names that is there; bucket exports write what the API calls traceId as trace_id.
const json* Find(const json& object, Names names) {
  if (!object.is_object()) return nullptr;
  for (const char* name : names) {
    const auto found = object.find(name);
    if (found != object.end() && !found->is_null()) return &*found;
  }
  return nullptr;
}

/// A text as it stands; anything else as JSON.
std::string Text(const json& object, Names names) {
  const json* found = Find(object, names);
  if (found == nullptr) return "";
  return found->is_string() ? found->get<std::string>() : found->dump(-1, ' ', false, json::error_handler_t::replace);
}

double NumberOf(const json& object, Names names) {
  const json* found = Find(object, names);
  return found != nullptr && found->is_number() ? found->get<double>() : 0;
}

/// Bucket exports write JSON values as texts that hold JSON.
json Unwrapped(const json* value) {
  if (value == nullptr) return nullptr;
  if (!value->is_string()) return *value;
  json inner = json::parse(value->get<std::string>(), nullptr, false);
  return inner.is_discarded() || inner.is_number() ? *value : inner;
}

/// The text of a message's content, which may be a list of parts.
std::string Content(const json& content) {
  if (content.is_string()) return content.get<std::string>();
  if (!content.is_array()) return content.is_null() ? "" : content.dump();
  std::string text;
  for (const json& part : content) text += part.is_string() ? part.get<std::string>() : Text(part, {"text"});
  return text;
}

/// The reply: a text, a message, the API's choices, or whatever else stands there, as JSON.
std::string ReplyText(const json& output) {
  if (output.is_null()) return "";
  if (output.is_string()) return output.get<std::string>();
  if (const json* choices = Find(output, {"choices"}); choices != nullptr && choices->is_array() && !choices->empty()) {
    if (const json* message = Find(choices->front(), {"message"})) return ReplyText(*message);
  }
  if (output.is_array() && output.size() == 1) return ReplyText(output.front());
  if (const json* content = Find(output, {"content", "completion", "text"})) return Content(*content);
  return output.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The prompt as the journal keeps it: an array of role and content.
std::string Prompt(const json& input) {
  const json* messages = Find(input, {"messages"});
  const json& list = messages != nullptr ? *messages : input;
  json prompt = json::array();
  if (list.is_array()) {
    for (const json& message : list) {
      const json* content = Find(message, {"content"});
      prompt.push_back({{"role", Text(message, {"role"})}, {"content", content ? Content(*content) : message.dump()}});
    }
  } else if (!list.is_null()) {
    prompt.push_back({{"role", "user"}, {"content", list.is_string() ? list.get<std::string>() : list.dump()}});
  }
  return prompt.empty() ? "" : prompt.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// "sg_gen_attempt#3" -> 3; 0 where the name has no number.
int AttemptIn(const std::string& name) {
  const auto at = name.rfind('#');
  return at == std::string::npos || at + 1 >= name.size() || std::isdigit(static_cast<unsigned char>(name[at + 1])) == 0
             ? 0
             : std::atoi(name.c_str() + at + 1);
}

struct Trace {
  std::string id;
  std::string name;
  std::string started;
};

RunRecord RunOf(const Trace& trace) {
  RunRecord run;
  run.id = trace.id;
  run.name = trace.name.empty() ? trace.id : trace.name;
  run.options = R"({"imported":true,"from":"Langfuse"})";
  run.started = trace.started;
  return run;
}

int Tokens(const json& observation, Names in_usage, Names outside) {
  for (const char* usage : {"usageDetails", "usage_details", "usage"}) {
    const json details = Unwrapped(Find(observation, {usage}));
    if (const double count = NumberOf(details, in_usage); count > 0) return static_cast<int>(count);
  }
  return static_cast<int>(NumberOf(observation, outside));
}

RecordedAttempt AttemptOf(const json& observation, const Trace& trace, const Taxonomy& taxonomy, CauseRules& rules) {
  RecordedAttempt recorded;
  recorded.run = RunOf(trace);
  const std::string name = Text(observation, {"name"});
  AttemptRecord& attempt = recorded.attempt;
  attempt.run = trace.id;
  attempt.key.stage = StageOf(name.empty() ? trace.name : name);
  attempt.key.step = name.empty() ? "generation" : name.substr(0, name.find("_attempt#"));
  attempt.key.attempt = std::max(1, AttemptIn(name));
  recorded.numbered = AttemptIn(name) > 0;
  ChatReply& reply = attempt.reply;
  reply.model = Text(observation, {"model", "providedModelName", "provided_model_name"});
  attempt.proposer = "recorded/" + reply.model;
  attempt.started = Text(observation, {"startTime", "start_time"});
  attempt.prompt = Prompt(Unwrapped(Find(observation, {"input"})));
  attempt.parameters = Text(observation, {"modelParameters", "model_parameters"});
  if (attempt.parameters.empty()) attempt.parameters = "{}";
  reply.text = ReplyText(Unwrapped(Find(observation, {"output"})));
  attempt.answered = Find(observation, {"output"}) != nullptr;
  reply.prompt_tokens = Tokens(observation, {"input", "prompt_tokens", "promptTokens"}, {"promptTokens", "inputUsage"});
  reply.completion_tokens =
      Tokens(observation, {"output", "completion_tokens", "completionTokens"}, {"completionTokens", "outputUsage"});
  reply.usd = NumberOf(observation, {"calculatedTotalCost", "totalCost", "total_cost"});
  reply.seconds = NumberOf(observation, {"latency"});
  reply.provider = "recorded";
  LogEntry entry;
  entry.kind = LogEntry::Kind::kAttempt;
  entry.stage = attempt.key.stage;
  entry.prompt_tokens = reply.prompt_tokens;
  const std::string words = Text(observation, {"statusMessage", "status_message"});
  entry.message = words.substr(0, words.find('\n'));
  entry.details = words.size() > entry.message.size() ? words.substr(entry.message.size() + 1) : "";
  if (Text(observation, {"level"}) == "ERROR") {
    attempt.verdict = RecordedVerdict(entry, entry.stage, taxonomy, rules);
    attempt.judged = true;
  }
  reply.prompt_truncated = attempt.verdict.root_cause == "prompt_truncated";
  return recorded;
}

void AddObservation(const json& observation, const Trace& trace, const Taxonomy& taxonomy, CauseRules& rules,
                    Recorded& recorded) {
  if (Text(observation, {"type"}) == "GENERATION") {
    recorded.attempts.push_back(AttemptOf(observation, trace, taxonomy, rules));
    return;
  }
  recorded.runs.push_back(RunOf(trace));
  const std::string name = Text(observation, {"name"});
  const std::string id = Text(observation, {"id"});
  const bool score = Find(observation, {"value", "stringValue", "string_value"}) != nullptr;
  recorded.notes.push_back(
      {trace.id, score ? "score" : StageOf(name), name + (id.empty() ? "" : " " + id), "tool",
       score ? Text(observation, {"stringValue", "string_value", "value"}) : Text(observation, {"output"}),
       Text(observation, {"statusMessage", "status_message", "comment"})});
}

}  // namespace

bool IsLangfuse(const json& object) {
  const bool part = Find(object, {"traceId", "trace_id"}) != nullptr &&
                    Find(object, {"type", "value", "stringValue", "string_value"}) != nullptr;
  const json* observations = Find(object, {"observations"});
  const bool trace = Find(object, {"id"}) != nullptr &&
                     (observations != nullptr || Find(object, {"sessionId", "session_id", "projectId", "project_id"}) ||
                      (Find(object, {"timestamp"}) != nullptr && Find(object, {"name"}) != nullptr));
  return part || trace || observations != nullptr || Find(object, {"trace"}) != nullptr;
}

Result<Recorded> ReadLangfuse(const json& object, const Taxonomy& taxonomy, CauseRules& rules) {
  Recorded recorded;
  const json* whole = Find(object, {"trace"});  // A trace as the page downloads it, beside its observations.
  const json& outer = whole != nullptr && whole->is_object() ? *whole : object;
  const json* observations = Find(object, {"observations"});
  if (observations == nullptr) observations = Find(outer, {"observations"});
  if (const std::string id = Text(object, {"traceId", "trace_id"}); !id.empty()) {
    const Trace trace{id, Text(object, {"traceName", "trace_name"}), Text(object, {"startTime", "start_time"})};
    AddObservation(object, trace, taxonomy, rules, recorded);
    return recorded;
  }
  const Trace trace{Text(outer, {"id"}), Text(outer, {"name"}), Text(outer, {"timestamp"})};
  if (!trace.id.empty()) recorded.runs.push_back(RunOf(trace));
  if (observations == nullptr || !observations->is_array()) {
    if (trace.id.empty()) return Fail(BadInput("a trace without id"));
    return recorded;
  }
  for (const json& observation : *observations) {
    if (!observation.is_object()) continue;  // A list of ids: the observations themselves are elsewhere.
    const std::string own = Text(observation, {"traceId", "trace_id"});
    if (own.empty() && trace.id.empty()) return Fail(BadInput("an observation without traceId"));
    AddObservation(observation, own.empty() || own == trace.id ? trace : Trace{own, "", ""}, taxonomy, rules, recorded);
  }
  return recorded;
}

}  // namespace autopilot
