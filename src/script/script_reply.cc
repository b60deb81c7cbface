#include "script/script_reply.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

namespace autopilot {
namespace {

using nlohmann::ordered_json;

constexpr std::array<const char*, 6> kCodeKeys = {"code", "script", "python", "python_code", "source", "python_script"};

Finding Remark(const std::string& rule, std::string message, std::string next) {
  Finding finding;
  finding.rule = "reply/" + rule;
  finding.severity = Severity::kWarning;
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

/// A JSON object, also with comments, commas at the end and quotes as Python writes them.
std::optional<ordered_json> ReadObject(const std::string& text) {
  static const std::regex trailing(R"(,(\s*[}\]]))");
  std::string python = text;
  if (text.find('"') == std::string::npos) std::replace(python.begin(), python.end(), '\'', '"');
  for (const std::string& form :
       {text, std::regex_replace(text, trailing, "$1"), std::regex_replace(python, trailing, "$1")}) {
    auto object = ordered_json::parse(form, nullptr, false, /*ignore_comments=*/true);
    if (object.is_object()) return object;
  }
  return std::nullopt;
}

std::string Trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// "data/out.csv", and no sentence with a full stop.
bool IsFileName(const std::string& text) {
  static const std::regex extension(R"(\.[A-Za-z0-9]{1,8}$)");
  return text.find('\n') == std::string::npos && std::count(text.begin(), text.end(), ' ') <= 2 &&
         std::regex_search(text, extension);
}

void AddPaths(const ordered_json& value, std::vector<std::string>& outputs) {
  if (value.is_string()) {
    const std::string path = PlainOutput(value.get<std::string>());
    if (IsFileName(path) && std::find(outputs.begin(), outputs.end(), path) == outputs.end()) outputs.push_back(path);
  } else if (value.is_structured()) {
    for (const auto& inner : value) AddPaths(inner, outputs);
  }
}

const char* CodeKey(const ordered_json& object) {
  for (const char* key : kCodeKeys) {
    if (object.contains(key) && object[key].is_string()) return key;
  }
  return nullptr;
}

/// Operations and what they are for: words, no files.
bool IsPlan(const ordered_json& object) {
  std::vector<std::string> paths;
  AddPaths(object, paths);
  const bool words = std::all_of(object.begin(), object.end(), [](const ordered_json& value) {
    return value.is_string() || value.is_object() || value.is_array();
  });
  return !object.empty() && words && paths.empty();
}

bool IsJsonTag(const std::string& tag) { return tag.starts_with("json"); }

/// The reply without the fenced blocks that hold a JSON object, so that only the script is left.
std::string WithoutBlocks(const std::string& reply, const std::vector<std::string>& contents) {
  std::string rest = reply;
  for (const std::string& content : contents) {
    const auto at = rest.find(content);
    if (at == std::string::npos || content.empty()) continue;
    const auto open = rest.rfind("```", at);
    const auto close = rest.find("```", at + content.size());
    if (open == std::string::npos) continue;
    rest.erase(open, (close == std::string::npos ? rest.size() : close + 3) - open);
  }
  return rest;
}

}  // namespace

std::string PlainOutput(const std::string& path) {
  const std::filesystem::path plain = std::filesystem::path(Trimmed(path)).lexically_normal();
  if (plain.is_absolute() || plain.empty() || *plain.begin() == "..") return "";
  return plain.string();
}

ScriptReply ReadScriptReply(const std::string& reply, const std::string& stage, const ReplyFacts& facts) {
  ScriptReply result;
  const std::vector<CodeBlock> blocks = FindBlocks(reply);
  std::optional<ordered_json> whole = ReadObject(Trimmed(reply));
  if (!whole && blocks.size() == 1 && (IsJsonTag(blocks[0].tag) || blocks[0].tag.empty())) {
    whole = ReadObject(blocks[0].content);
  }
  if (whole) {
    if (const char* key = CodeKey(*whole)) {
      const std::string code = (*whole)[key].get<std::string>();
      const bool fenced = code.find("```") != std::string::npos;
      ReplyAnswer inner = CheckReply(fenced ? code : "```python\n" + code + "\n```\n", Wanted::kPython, facts);
      result.script = std::move(inner.code);
      result.answer = std::move(inner.answer);
      whole->erase(key);
      AddPaths(*whole, result.outputs);
      return result;
    }
    const bool cut = facts.context_window > 0 && facts.prompt_tokens >= facts.context_window;
    if (stage == "dp" && !cut && IsPlan(*whole)) {
      result.plan = true;
      return result;
    }
  }
  std::vector<std::string> objects;
  bool unreadable = false;
  for (const CodeBlock& block : blocks) {
    const std::string content = Trimmed(block.content);
    if (!IsJsonTag(block.tag) && !content.starts_with("{")) continue;
    objects.push_back(block.content);
    if (const auto object = ReadObject(content)) {
      AddPaths(*object, result.outputs);
    } else {
      unreadable = true;
    }
  }
  ReplyAnswer script = CheckReply(WithoutBlocks(reply, objects), Wanted::kPython, facts);
  result.script = std::move(script.code);
  result.answer = std::move(script.answer);
  if (result.script.empty() || stage != "dp") return result;
  if (unreadable) {
    result.answer.findings.push_back(
        Remark("paths", "the JSON object of the paths cannot be read", "write {\"old path\": \"new path\"}"));
  } else if (objects.empty()) {
    result.answer.findings.push_back(
        Remark("paths", "the reply names no files", "add a JSON object {\"old path\": \"new path\"}"));
  }
  return result;
}

}  // namespace autopilot
