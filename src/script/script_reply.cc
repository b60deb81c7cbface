#include "script/script_reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "reply/blemishes.h"
#include "script/json_answers.h"

namespace autopilot {
namespace {

using nlohmann::ordered_json;

Finding Remark(const std::string& rule, std::string message, std::string next) {
  Finding finding = ReplyWarning(rule, std::move(message));
  finding.next = std::move(next);
  return finding;
}

GateAnswer Refuse(const std::string& rule, std::string cause, std::string message, std::string next) {
  Finding finding = Remark(rule, std::move(message), std::move(next));
  finding.severity = Severity::kError;
  finding.root_cause = std::move(cause);
  GateAnswer answer;
  answer.verdict = VerdictKind::kReject;
  answer.findings.push_back(std::move(finding));
  return answer;
}

/// The script in the JSON value that has one.
void TakeCode(const std::string& code, const ReplyFacts& facts, ScriptReply& result) {
  const bool fenced = code.find("```") != std::string::npos;
  ReplyAnswer inner = CheckReply(fenced ? code : "```python\n" + code + "\n```\n", Wanted::kPython, facts);
  result.script = std::move(inner.code);
  result.answer = std::move(inner.answer);
}

bool IsRejectedFor(const GateAnswer& answer, const std::string& cause) {
  return answer.verdict == VerdictKind::kReject && answer.findings.at(0).root_cause == cause;
}

/// What a reply of the stage DP is that holds no script: a plan, or a plan gone wrong. False: neither.
bool TakePlan(const JsonAnswers& json, const ReplyFacts& facts, ScriptReply& result) {
  std::vector<const ordered_json*> plans;
  for (const ordered_json& value : json.values) {
    if (IsPlan(value)) plans.push_back(&value);
  }
  if (plans.size() == 1) {
    result.plan = true;
    result.answer = {};
    return true;
  }
  if (plans.size() > 1) {
    result.answer =
        Refuse("several", "reply_multiple_candidates", "several different lists of operations", "ask for exactly one");
    return true;
  }
  if (json.unreadable && SaysCut(facts.finish_reason)) {
    result.answer = Refuse("truncated", "reply_truncated", "the provider cut the reply", "allow more tokens");
    return true;
  }
  if (json.unreadable) {
    result.answer = Refuse("spec", "spec_unparsable", "the JSON object cannot be read, and there is no script",
                           "ask for one JSON object");
    return true;
  }
  const bool paths = std::any_of(json.values.begin(), json.values.end(), [](const ordered_json& value) {
    std::vector<std::string> outputs;
    AddOutputs(value, outputs);
    return !outputs.empty();
  });
  if (json.values.empty() || paths) return false;
  result.answer = Refuse("spec", "spec_incomplete", "the JSON object lists no operations",
                         "ask for operations and what each is for");
  return true;
}

/// So much of a path as a message has room for.
std::string Printed(const std::string& path) { return path.size() > 80 ? path.substr(0, 80) + "[...]" : path; }

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string PlainOutput(const std::string& path) {
  // A path is short; whatever is longer than any file system takes is a text.
  if (path.size() > 4096) return "";
  const std::filesystem::path plain = std::filesystem::path(std::string(Trim(path))).lexically_normal();
  if (plain.is_absolute() || plain.empty() || *plain.begin() == "..") return "";
  return plain.string();
}

Status CheckOutputs(const std::vector<std::string>& outputs) {
  for (const std::string& output : outputs) {
    const bool has_nul = output.find('\0') != std::string::npos;
    const std::string plain = has_nul ? "" : PlainOutput(output);
    if (!plain.empty() && plain != "." && !plain.ends_with('/')) continue;
    return Fail(BadInput(
        fmt::format("the output {} is no file below the script's folder",
                    ordered_json(Printed(output)).dump(-1, ' ', false, ordered_json::error_handler_t::replace)),
        "name outputs as the script does, relative to its folder: out.csv, data/out.csv"));
  }
  return {};
}

bool IsFileName(const std::string& text) {
  if (text.find('\n') != std::string::npos) return false;
  const auto blanks = std::count(text.begin(), text.end(), ' ');
  const auto dot = text.rfind('.');
  if (dot == std::string::npos || blanks > 2) return false;
  const std::string_view extension = std::string_view(text).substr(dot + 1);
  if (extension.empty() || !std::all_of(extension.begin(), extension.end(), IsWordCharacter)) return false;
  // "0.8": a number. "h5" begins with a letter.
  if (!IsLetter(extension.front())) return false;
  const auto underscore = extension.find('_');
  if (underscore == std::string_view::npos) return extension.size() <= 8;
  return underscore <= 3 && extension.size() <= 24 && blanks == 0;
}

ScriptReply ReadScriptReply(const std::string& reply, const std::string& stage, const ReplyFacts& facts) {
  ScriptReply result;
  std::vector<Finding> findings;
  const std::string text = CleanReply(reply, findings);
  const bool cut = facts.context_window > 0 && facts.prompt_tokens >= facts.context_window;
  if (cut || Trim(text).empty()) {
    result.answer = CheckReply(reply, Wanted::kPython, facts).answer;
    return result;
  }
  const JsonAnswers json = FindJsonAnswers(text);
  ReplyAnswer script = CheckReply(json.rest, Wanted::kPython, facts);
  result.script = std::move(script.code);
  result.answer = std::move(script.answer);
  for (const ordered_json& value : json.values) {
    const std::string* code = CodeOf(value);
    if (code != nullptr && result.script.empty()) TakeCode(*code, facts, result);
    AddOutputs(value, result.outputs);
  }
  if (IsRejectedFor(result.answer, "reply_empty")) {
    result.answer = Refuse("no-code", "reply_no_code", "the reply holds no script", "ask for exactly one code block");
  }
  const bool none = IsRejectedFor(result.answer, "reply_no_code") || IsRejectedFor(result.answer, "reply_truncated");
  if (result.script.empty() && stage == "dp" && none) TakePlan(json, facts, result);
  auto& told = result.answer.findings;
  told.insert(told.end(), findings.begin(), findings.end());
  if (json.lenient && (result.plan || !result.script.empty()))
    told.push_back(Remark("json", "the JSON is not plain JSON: it was read all the same", "write plain JSON"));
  if (result.script.empty() || stage != "dp") return result;
  if (json.unreadable) {
    told.push_back(
        Remark("paths", "the JSON object of the paths cannot be read", "write {\"old path\": \"new path\"}"));
  } else if (json.values.empty()) {
    told.push_back(Remark("paths", "the reply names no files", "add a JSON object {\"old path\": \"new path\"}"));
  }
  return result;
}

}  // namespace autopilot
