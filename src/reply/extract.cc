#include "reply/extract.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>

#include "core/text.h"
#include "reply/blemishes.h"
#include "reply/candidates.h"
#include "reply/elision.h"
#include "reply/language.h"
#include "reply/lenient_json.h"

namespace autopilot {
namespace {

Finding Refusal(const std::string& rule, std::string cause, std::string message, std::string next) {
  Finding finding = ReplyWarning(rule, std::move(message));
  finding.severity = Severity::kError;
  finding.root_cause = std::move(cause);
  finding.next = std::move(next);
  return finding;
}

/// `refused` is what stands in the reply all the same.
Extraction Refuse(Extraction extraction, Finding finding, std::string refused = "") {
  extraction.code.clear();
  extraction.refused = std::move(refused);
  extraction.findings.insert(extraction.findings.begin(), std::move(finding));
  return extraction;
}

/// A reply that was cut, and what helps against it.
Finding Truncated(std::string message, std::string_view finish_reason) {
  return Refusal("truncated", "reply_truncated", std::move(message),
                 finish_reason == "repetition" ? "it ran in circles: ask again, with another seed or warmer"
                                               : "allow more tokens");
}

Finding Elided() {
  return Refusal("elided", "reply_elided", "parts of the code are left out", "ask for the whole code");
}

Finding Patch() {
  return Refusal("patch", "reply_diff", "the reply is a patch, a whole file was asked for", "ask for the whole file");
}

Language LanguageOf(Wanted wanted) { return wanted == Wanted::kPython ? Language::kPython : Language::kCpp; }

bool LooksLikeCode(std::string_view code, Wanted wanted) {
  if (wanted == Wanted::kSketch) return LooksLikeSketch(code);
  if (wanted == Wanted::kPython) return HasPythonStatement(code) && !LooksLikeCpp(code);
  return code.find('(') != std::string_view::npos && code.find('{') != std::string_view::npos;
}

Choice ChooseFunction(const std::vector<CodeBlock>& blocks) {
  for (const CodeBlock& block : blocks) {
    if (LooksLikeCode(block.content, Wanted::kFunction))
      return {ChoiceKind::kOne, block.content, block.closed, true, ""};
  }
  return {};
}

Choice Choose(const std::vector<CodeBlock>& blocks, Wanted wanted) {
  if (wanted == Wanted::kSketch) return ChooseSketch(blocks);
  return wanted == Wanted::kPython ? ChoosePython(blocks) : ChooseFunction(blocks);
}

/// The sketch that is a text in a JSON object: {"sketch": "..."}.
std::string SketchInJson(const std::string& text, const std::vector<CodeBlock>& blocks) {
  std::optional<LenientJson> json = ReadWholeJson(blocks.size() == 1 ? blocks.front().content : text);
  if (!json || !json->value.is_object()) return "";
  for (const auto& value : json->value) {
    if (!value.is_string()) continue;
    const std::string code = value.get<std::string>();
    const auto inner = FindBlocks(code);
    if (LooksLikeSketch(inner.size() == 1 ? inner.front().content : code))
      return inner.size() == 1 ? inner.front().content : code;
  }
  return "";
}

/// The whole definition of `name` in `code`: from its return type to its closing brace; empty if there is none.
std::string_view FindDefinition(std::string_view code, const std::string& name) {
  const std::string bare = WithoutLiterals(code, Language::kCpp);
  std::size_t depth = 0;
  std::size_t begin = 0;  // Of what stands at file scope, after the last of it.
  std::size_t open = 0;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    if (bare[i] == '{' && depth++ == 0) open = i;
    if (bare[i] == '}' && depth > 0 && --depth == 0) {
      const auto functions = DefinedFunctions(std::string_view(bare).substr(begin, open + 1 - begin));
      if (!functions.empty() && functions.back() == name) return code.substr(begin, i + 1 - begin);
      begin = i + 1;
    }
    if (depth == 0 && bare[i] == ';') begin = i + 1;
  }
  return {};
}

/// Without the comments, directives and blanks before a definition.
std::string_view FromReturnType(std::string_view definition) {
  const std::string bare = WithoutLiterals(definition, Language::kCpp);
  std::size_t at = 0;
  for (const std::string_view line : Lines(bare)) {
    if (const std::string_view trimmed = Trim(line); !trimmed.empty() && trimmed.front() != '#') break;
    at += line.size() + 1;
  }
  return definition.substr(std::min(at, definition.size()));
}

/// Whether `name` stands in `code` as a word of its own.
bool UsesName(std::string_view code, std::string_view name) {
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (auto at = code.find(name); at != std::string_view::npos; at = code.find(name, at + 1)) {
    const auto end = at + name.size();
    if ((at == 0 || !in_word(code[at - 1])) && (end == code.size() || !in_word(code[end]))) return true;
  }
  return false;
}

/// The variables at file scope of `code` that `function` uses, as static ones for its body.
std::string OwnVariables(std::string_view code, std::string_view function) {
  static const std::regex variable(
      R"((?:(?:static|volatile)\s+)*)"
      R"(((?:(?:unsigned|const)\s+)*(?:bool|char|byte|int|long|short|float|double|unsigned|String|u?int\d+_t))"
      R"((?:\s+(?:long|int))*\s+(\w+)(?:\[\d+\])?\s*(?:=[^;()]*)?;))");
  constexpr std::size_t kLongest = 200;
  const std::string bare = WithoutLiterals(code, Language::kCpp);
  std::string variables;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    if (bare[i] == '{') ++depth;
    if (bare[i] == '}' && depth > 0 && --depth == 0) begin = i + 1;
    if (depth > 0 || bare[i] != ';') continue;
    const std::string statement(FromReturnType(code.substr(begin, i + 1 - begin)));
    begin = i + 1;
    std::smatch match;
    if (statement.size() > kLongest || !std::regex_match(statement, match, variable)) continue;
    if (UsesName(function, match[2].str())) variables += "  static " + match[1].str() + "\n";
  }
  return variables;
}

/// Why a reply without a usable block is refused. `reasoned`: there was more than `text`.
Finding ExplainMissing(const std::string& text, bool reasoned, Wanted wanted, const std::vector<CodeBlock>& blocks) {
  if (Trim(text).empty() && reasoned)
    return Refusal("no-code", "reply_no_code", "the reply holds nothing but reasoning", "allow more tokens");
  if (Trim(text).empty()) return Refusal("empty", "reply_empty", "the reply is empty", "ask again");
  if (LooksLikeRefusal(text) && blocks.empty())
    return Refusal("refusal", "reply_refusal", "the model declines", "ask otherwise");
  const auto any = [&](bool (*fits)(std::string_view)) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const CodeBlock& block) { return fits(block.content); }) ||
           (blocks.empty() && fits(text));
  };
  if (wanted != Wanted::kPython && any(LooksLikePython)) {
    return Refusal("language", "reply_wrong_language", "the reply is Python, C++ was asked for", "ask for C++");
  }
  if (wanted == Wanted::kPython && any(LooksLikeCpp)) {
    return Refusal("language", "reply_wrong_language", "the reply is C++, Python was asked for", "ask for Python");
  }
  if (!blocks.empty() && std::all_of(blocks.begin(), blocks.end(), IsShell)) {
    return Refusal("language", "reply_wrong_language", "the reply holds nothing but commands for a shell",
                   "ask for the code");
  }
  if (LooksLikePatch(text)) return Patch();
  if (LooksElided(text, LanguageOf(wanted))) return Elided();
  return Refusal("no-code", "reply_no_code",
                 blocks.empty() ? "the reply holds no code" : "no block of the reply is what was asked for",
                 "ask for exactly one code block");
}

/// The blocks with their blemishes undone. What was undone is told once.
std::vector<CodeBlock> CleanBlocks(const std::string& text, Wanted wanted, Extraction& extraction) {
  std::vector<CodeBlock> blocks = FindBlocks(text);
  std::vector<Finding> findings;
  for (CodeBlock& block : blocks) {
    if (!block.tag.starts_with("json") && !IsShell(block))
      block.content = CleanCode(std::move(block.content), LanguageOf(wanted), findings);
  }
  for (Finding& finding : findings) {
    const bool told = std::any_of(extraction.findings.begin(), extraction.findings.end(),
                                  [&](const Finding& other) { return other.rule == finding.rule; });
    if (!told) extraction.findings.push_back(std::move(finding));
  }
  return blocks;
}

/// The candidate where no block holds it: in a JSON object, or without a fence.
Choice ChooseUnfenced(const std::string& text, const std::vector<CodeBlock>& blocks, Wanted wanted,
                      Extraction& extraction) {
  Choice choice;
  if (wanted == Wanted::kSketch) choice.code = SketchInJson(text, blocks);
  if (!choice.code.empty()) {
    choice.remark = "the sketch was taken out of a JSON object";
  } else if (blocks.empty()) {
    std::string code(TrimProse(text, LanguageOf(wanted)));
    if (!LooksLikeCode(code, wanted)) return choice;
    choice.code = CleanCode(std::move(code), LanguageOf(wanted), extraction.findings);
    choice.closed = false;
    extraction.findings.push_back(ReplyWarning("no-fence", "the code stands without a fence"));
  }
  if (!choice.code.empty()) choice.kind = ChoiceKind::kOne;
  return choice;
}

}  // namespace

bool SaysCut(std::string_view finish_reason) {
  const std::string reason = Lower(finish_reason);
  return reason == "length" || reason == "max_tokens" || reason == "max_output_tokens" || reason == "model_length" ||
         reason == "repetition";
}

Extraction ExtractFunction(std::string_view reply, const std::string& name, std::string_view finish_reason) {
  Extraction extraction = Extract(reply, Wanted::kFunction, finish_reason);
  if (!extraction.ok()) return extraction;
  const std::string_view definition = FindDefinition(extraction.code, name);
  if (definition.empty()) {
    return Refuse(extraction, Refusal("no-function", "reply_no_code", "the reply does not define " + name,
                                      "ask for the whole function"));
  }
  std::string function = std::string(Trim(FromReturnType(definition))) + "\n";
  if (const std::string variables = OwnVariables(extraction.code, function); !variables.empty()) {
    const auto body = WithoutLiterals(function, Language::kCpp).find('{') + 1;
    function.insert(body, "\n" + variables.substr(0, variables.size() - 1));
    extraction.findings.push_back(
        ReplyWarning("variables", "variables beside the function were taken into it, as static ones"));
  }
  if (function != extraction.code)
    extraction.findings.push_back(ReplyWarning("beside", "code beside the function was left out"));
  extraction.code = function;
  return extraction;
}

Extraction Extract(std::string_view reply, Wanted wanted, std::string_view finish_reason) {
  Extraction extraction;
  const Language language = LanguageOf(wanted);
  const std::string text = CleanReply(reply, extraction.findings);
  const std::vector<CodeBlock> blocks = CleanBlocks(text, wanted, extraction);
  const bool cut = SaysCut(finish_reason);
  Choice choice = Choose(blocks, wanted);
  if (choice.kind == ChoiceKind::kOne && wanted == Wanted::kSketch && !choice.whole && cut) choice = {};
  const bool fenced = choice.kind == ChoiceKind::kOne;
  if (choice.kind == ChoiceKind::kNone) choice = ChooseUnfenced(text, blocks, wanted, extraction);
  if (choice.kind == ChoiceKind::kSeveral) {
    if (LooksElided(choice.code, language)) return Refuse(extraction, Elided(), std::move(choice.code));
    Finding several = Refusal("several", "reply_multiple_candidates",
                              "several different solutions, none marked as the answer", "ask for exactly one");
    return Refuse(extraction, std::move(several), std::move(choice.code));
  }
  if (choice.kind == ChoiceKind::kNone) {
    if (cut) return Refuse(extraction, Truncated("the provider cut the reply", finish_reason));
    const bool begun = blocks.size() > 1 || (!blocks.empty() && blocks.back().content.size() > 80);
    if (begun && !blocks.back().closed && wanted == Wanted::kSketch)
      return Refuse(extraction, Truncated("the reply stops before the code does", finish_reason));
    return Refuse(extraction,
                  ExplainMissing(text, !Trim(reply).empty() && !reply.starts_with("\ufeff"), wanted, blocks));
  }
  if (fenced && choice.whole && (blocks.size() > 1 || !Trim(text).starts_with("```")))
    extraction.findings.push_back(ReplyWarning("prose", "text beside the code block was left out"));
  if (!choice.remark.empty())
    extraction.findings.push_back(ReplyWarning(choice.whole ? "choice" : "pieces", choice.remark));
  if (LooksLikePatch(choice.code)) return Refuse(extraction, Patch());
  // Python has no brace that shows where it ends.
  const bool python_cut = wanted == Wanted::kPython && cut && !choice.closed;
  if (python_cut || (wanted != Wanted::kPython && (cut || !choice.closed) && !IsBalanced(choice.code)))
    return Refuse(extraction, Truncated("the reply stops before the code does", finish_reason));
  if (LooksElided(choice.code, language)) return Refuse(extraction, Elided(), std::move(choice.code));
  if (HasCurlyQuotes(choice.code, language)) {
    return Refuse(extraction, Refusal("quotes", "reply_garbled", "typographic quotes in the code cannot be undone",
                                      "ask for plain quotes"));
  }
  extraction.code = std::string(Trim(choice.code)) + "\n";
  return extraction;
}

}  // namespace autopilot
