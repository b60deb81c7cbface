#include "report/verdict_view.h"

#include <nlohmann/json.hpp>

#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr int kExcerptContext = 3;
constexpr std::size_t kLineLength = 400;

json ExcerptView(const Finding& finding, const std::string& source, const std::string& name) {
  json lines = json::array();
  if (!IsAbout(finding.file, name)) return lines;
  for (const ExcerptLine& line : Excerpt(source, finding.line, kExcerptContext)) {
    lines.push_back({{"number", line.number}, {"text", Shorten(line.text, kLineLength)}, {"marked", line.marked}});
  }
  return lines;
}

std::string Where(const Finding& finding) {
  std::string where = finding.file;
  if (finding.line <= 0) return where;
  where += (where.empty() ? "line " : ":") + std::to_string(finding.line);
  return finding.column > 0 ? where + ":" + std::to_string(finding.column) : where;
}

json FindingView(const Finding& finding, const std::string& source, const std::string& name) {
  const json excerpt = ExcerptView(finding, source, name);
  const Counterexample& example = finding.counterexample;
  return {{"severity", ToString(finding.severity)},
          {"message", finding.message},
          {"rule", finding.rule},
          {"root_cause", finding.root_cause},
          {"paper_category", finding.paper_category == "none" ? "" : finding.paper_category},
          {"behind", finding.behind},
          {"where", Where(finding)},
          {"has_excerpt", !excerpt.empty()},
          {"excerpt", excerpt},
          {"has_example", !example.empty()},
          {"input", example.input},
          {"expected", example.expected},
          {"got", example.got},
          {"evidence", finding.evidence},
          {"next", finding.next}};
}

/// Messages as they were sent; a prompt that is no list of messages is shown as it is.
json MessagesView(const std::string& prompt) {
  const json parsed = json::parse(prompt, nullptr, false);
  json messages = json::array();
  if (parsed.is_array()) {
    for (const json& message : parsed) {
      if (!message.is_object()) continue;
      const char* key = message.contains("text") ? "text" : "content";
      const json text = message.value(key, json(""));
      const json role = message.value("role", json(""));
      messages.push_back({{"role", role.is_string() ? role.get<std::string>() : role.dump()},
                          {"text", text.is_string() ? text.get<std::string>() : text.dump(2)}});
    }
  }
  if (messages.empty() && !prompt.empty()) messages.push_back({{"role", "prompt"}, {"text", prompt}});
  return messages;
}

/// "temperature 0.7 · seed 3": the settings that are worth a line; a schema is not.
std::string Settings(const std::string& parameters) {
  const json parsed = json::parse(parameters, nullptr, false);
  if (!parsed.is_object()) return "";
  std::vector<std::string> parts;
  for (const auto& [key, value] : parsed.items()) {
    if (value.is_number_float()) {
      parts.push_back(key + " " + Number(value.get<double>()));
    } else if (value.is_number() || value.is_boolean()) {
      parts.push_back(key + " " + value.dump());
    }
  }
  return Join(parts, " · ");
}

/// Why the attempt ended as it did, in the few words of a list.
std::string Reason(const AttemptRecord& attempt) {
  if (!attempt.judged) return attempt.answered || !attempt.asked() ? "not judged" : "no reply";
  const Verdict& verdict = attempt.verdict;
  if (verdict.passed()) return "";
  const Finding* first = verdict.FirstError();
  return first == nullptr ? verdict.gate : first->message;
}

}  // namespace

json BadgeView(const std::string& verdict) {
  const std::string word = verdict.empty() ? "unfinished" : verdict;
  const bool plain = word == "pass" || word == "reject";
  return {{"word", word}, {"kind", plain ? word : "other"}};
}

json VerdictView(const Verdict& verdict, const std::string& source, const std::string& name) {
  json findings = json::array();
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    for (const Finding& finding : verdict.findings) {
      if (finding.severity == severity) findings.push_back(FindingView(finding, source, name));
    }
  }
  json gates = json::array();
  for (const GateRecord& gate : verdict.gates) {
    gates.push_back({{"gate", gate.gate},
                     {"badge", BadgeView(ToString(gate.verdict))},
                     {"ms", gate.ms > 0 ? Milliseconds(gate.ms) + " ms" : ""}});
  }
  return {{"has_findings", !findings.empty()}, {"findings", findings}, {"has_gates", !gates.empty()}, {"gates", gates}};
}

json AttemptView(const AttemptRecord& attempt) {
  const std::string word = attempt.judged                         ? ToString(attempt.verdict.verdict)
                           : attempt.answered || !attempt.asked() ? "not judged"
                                                                  : "no reply";
  const ChatReply& reply = attempt.reply;
  json view = {{"id", attempt.id},
               {"stage", attempt.key.stage},
               {"step", attempt.key.step},
               {"number", attempt.key.attempt},
               {"badge", BadgeView(word)},
               {"reason", Shorten(Reason(attempt), 160)},
               {"root_cause", attempt.judged && !attempt.verdict.passed() ? attempt.verdict.root_cause : ""},
               {"tokens_in", Count(reply.prompt_tokens)},
               {"tokens_out", Count(reply.completion_tokens)},
               {"time", Duration(reply.seconds)},
               {"proposer", attempt.proposer},
               {"model", attempt.proposer.find(reply.model) == std::string::npos ? reply.model : ""},
               {"settings", Settings(attempt.parameters)},
               {"started", attempt.started},
               {"finish_reason", reply.finish_reason == "stop" ? "" : reply.finish_reason},
               {"prompt_truncated", reply.prompt_truncated},
               {"messages", MessagesView(attempt.prompt)},
               {"prompt_size", Plural(static_cast<long long>(attempt.prompt.size()), "character")},
               {"answered", attempt.answered},
               {"asked", attempt.asked()},
               {"reply", reply.text},
               {"reply_size", Plural(static_cast<long long>(reply.text.size()), "character")},
               {"candidate", attempt.candidate_text},
               {"candidate_size", Plural(static_cast<long long>(Lines(attempt.candidate_text).size()), "line")},
               {"candidate_sha", attempt.candidate.substr(0, 12)},
               {"judged", attempt.judged}};
  const Verdict none;
  // A piece's findings are about the piece: its text is the only source the attempt has.
  const Verdict& verdict = attempt.judged ? attempt.verdict : none;
  std::string name;
  for (const Finding& finding : verdict.findings) {
    if (name.empty()) name = finding.file;
  }
  view["verdict"] = VerdictView(verdict, attempt.candidate_text, name);
  return view;
}

}  // namespace autopilot
