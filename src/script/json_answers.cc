#include "script/json_answers.h"

#include <algorithm>
#include <array>

#include "reply/blocks.h"
#include "reply/language.h"
#include "reply/lenient_json.h"
#include "reply/scan.h"
#include "script/script_reply.h"

namespace autopilot {
namespace {

using nlohmann::ordered_json;

constexpr std::array<const char*, 6> kCodeKeys = {"code", "script", "python", "python_code", "source", "python_script"};

void Add(JsonAnswers& answers, LenientJson json) {
  answers.lenient = answers.lenient || !json.strict;
  const bool known = std::find(answers.values.begin(), answers.values.end(), json.value) != answers.values.end();
  if (!known) answers.values.push_back(std::move(json.value));
}

bool SaysJson(const CodeBlock& block) { return block.tag.starts_with("json"); }

/// A block that holds one value; a script may begin with a bracket too, but is none as a whole.
bool TakeBlock(const CodeBlock& block, JsonAnswers& answers) {
  const std::string_view content = Trim(block.content);
  const bool begins =
      content.starts_with('{') || content.starts_with('[') || content.starts_with('#') || content.starts_with('/');
  if (!begins && !SaysJson(block)) return false;
  if (std::optional<LenientJson> json = ReadWholeJson(content)) {
    Add(answers, std::move(*json));
    return true;
  }
  const bool object = SaysJson(block) || (content.starts_with('{') && !HasPythonStatement(content));
  answers.unreadable = answers.unreadable || object;
  return object;
}

/// Takes values out of text that stands outside of fences.
std::string TakeUnfenced(std::string_view text, JsonAnswers& answers) {
  std::string rest;
  int tries = 0;
  bool fresh = true;  // At the beginning of a line.
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (fresh && (c == '{' || c == '[') && ++tries < 100) {
      std::optional<LenientJson> json = ReadLenientJson(text.substr(at));
      if (json && (!json->value.empty() || Trim(text).size() < 4)) {
        at += json->end;
        Add(answers, std::move(*json));
        continue;
      }
      if (c == '{') answers.unreadable = true;
    }
    fresh = c == '\n' || (fresh && (c == ' ' || c == '\t'));
    rest += c;
    ++at;
  }
  return rest;
}

}  // namespace

JsonAnswers FindJsonAnswers(const std::string& text) {
  JsonAnswers answers;
  // The code in it may hold fences: so the whole comes first.
  if (std::optional<LenientJson> whole = ReadWholeJson(text)) {
    Add(answers, std::move(*whole));
    return answers;
  }
  const std::vector<CodeBlock> blocks = FindBlocks(text);
  std::vector<CodeBlock> taken;
  for (const CodeBlock& block : blocks) {
    if (TakeBlock(block, answers)) taken.push_back(block);
  }
  if (taken.size() < blocks.size()) {
    answers.rest = WithoutBlocks(text, taken);
    if (answers.values.empty()) {
      // Beside a fenced script the paths may stand without a fence.
      TakeUnfenced(WithoutBlocks(text, blocks), answers);
    }
  } else {
    answers.rest = TakeUnfenced(WithoutBlocks(text, taken), answers);
  }
  return answers;
}

const std::string* CodeOf(const ordered_json& value) {
  if (value.is_array() && value.size() == 1) return CodeOf(value[0]);
  if (!value.is_object()) return nullptr;
  for (const char* key : kCodeKeys) {
    const auto found = value.find(key);
    if (found != value.end() && found->is_string()) return found->get_ptr<const std::string*>();
  }
  return nullptr;
}

void AddOutputs(const ordered_json& value, std::vector<std::string>& outputs) {
  if (value.is_string()) {
    const std::string path = PlainOutput(value.get<std::string>());
    if (IsFileName(path) && std::find(outputs.begin(), outputs.end(), path) == outputs.end()) outputs.push_back(path);
    return;
  }
  if (!value.is_structured()) return;
  const std::string* code = CodeOf(value);
  for (const auto& inner : value) {
    if (code == nullptr || !inner.is_string() || inner.get_ptr<const std::string*>() != code)
      AddOutputs(inner, outputs);
  }
}

bool IsPlan(const ordered_json& value) {
  std::vector<std::string> paths;
  AddOutputs(value, paths);
  const bool words = std::all_of(value.begin(), value.end(), [&](const ordered_json& inner) {
    return inner.is_string() || inner.is_structured() || (inner.is_null() && value.is_object());
  });
  return !value.empty() && words && paths.empty();
}

}  // namespace autopilot
