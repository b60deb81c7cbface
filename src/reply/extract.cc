#include "reply/extract.h"

#include <algorithm>
#include <regex>
#include <set>

#include "core/text.h"

namespace autopilot {
namespace {

std::string_view Trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

Finding Refusal(std::string rule, std::string cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = "reply/" + std::move(rule);
  finding.root_cause = std::move(cause);
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

Finding Warning(std::string rule, std::string message) {
  Finding finding = Refusal(std::move(rule), "", std::move(message), "");
  finding.severity = Severity::kWarning;
  return finding;
}

/// Reasoning blocks are not part of the answer. An unclosed one has swallowed it.
std::string WithoutReasoning(std::string_view reply, Extraction& extraction) {
  std::string text(reply);
  while (true) {
    auto begin = text.find("<think>");
    const auto lone_end = text.find("</think>");
    if (lone_end != std::string::npos && lone_end < begin) begin = 0;  // The opening tag was part of the prompt.
    if (begin == std::string::npos) return text;
    const auto end = text.find("</think>", begin);
    extraction.findings.push_back(Warning("reasoning", "a reasoning block was left out"));
    if (end == std::string::npos) return text.substr(0, begin);
    text.erase(begin, end + 8 - begin);
  }
}

std::string UndoEntities(std::string code, Extraction& extraction) {
  static const std::pair<const char*, const char*> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  if (code.find("#include &lt;") == std::string::npos && code.find("&quot;") == std::string::npos) return code;
  for (const auto& [from, to] : entities) {
    for (auto at = code.find(from); at != std::string::npos; at = code.find(from, at + 1)) {
      code.replace(at, std::string(from).size(), to);
    }
  }
  extraction.findings.push_back(Warning("entities", "HTML entities in the code were undone"));
  return code;
}

std::string UnifyLineEnds(std::string code) {
  code.erase(std::remove(code.begin(), code.end(), '\r'), code.end());
  return code;
}

bool LooksLikeSketch(const std::string& code) {
  static const std::regex setup(R"(\bvoid\s+setup\s*\()");
  static const std::regex loop(R"(\bvoid\s+loop\s*\()");
  return std::regex_search(code, setup) && std::regex_search(code, loop);
}

/// C++ that defines functions, and not those of a sketch: still an answer, whose faults the gates name.
bool LooksLikeProgram(const std::string& code) {
  static const std::regex function(R"(\b\w+[\s*&]+\w+\s*\([^;{}()]*\)\s*\{)");
  return code.find("#include") != std::string::npos && std::regex_search(code, function);
}

/// Statements of C++, whatever they are part of.
bool LooksLikePiece(const CodeBlock& block) {
  static const std::set<std::string> tags = {"", "c", "c++", "cpp", "cc", "h", "ino", "arduino"};
  static const std::regex statement(R"((^|\n)\s*(#\s*(include|define)\b|[\w:<>*&,\s]+[\w\]]\s*(\(|=|;|\[)))");
  return tags.contains(block.tag) && block.closed && std::regex_search(block.content, statement);
}

/// What an explanation shows piece by piece, in its order: who takes it for an answer can only put it together so.
/// Empty where there is not more than one piece, or where the last one is cut.
std::string JoinPieces(const std::vector<CodeBlock>& blocks) {
  std::string whole;
  std::set<std::string> seen;
  for (const CodeBlock& block : blocks) {
    if (!LooksLikePiece(block) || !seen.insert(block.content).second) continue;
    whole += block.content + "\n";
  }
  return seen.size() > 1 && blocks.back().closed ? whole : "";
}

bool LooksLikeCode(const std::string& code, Wanted wanted) {
  if (wanted == Wanted::kSketch) return LooksLikeSketch(code);
  if (wanted == Wanted::kPython) {
    static const std::regex python(R"((^|\n)\s*(def |import |from \w+ import|\w+ = ))");
    return std::regex_search(code, python);
  }
  return code.find('(') != std::string::npos && code.find('{') != std::string::npos;
}

bool LooksLikePython(const std::string& code) {
  static const std::regex python(R"((^|\n)(def \w+\(.*\):|import \w+|from \w+ import ))");
  return std::regex_search(code, python) && code.find("#include") == std::string::npos;
}

bool LooksLikePatch(const std::string& code) {
  static const std::regex hunk(R"((^|\n)@@ -\d+)");
  return std::regex_search(code, hunk) || code.find("\n+++ ") != std::string::npos;
}

/// A remark that stands where code was left out.
bool LooksElided(const std::string& code) {
  static const std::regex remark(
      R"((//|#|/\*)[^\n]{0,40}((rest|remainder|remaining)[^\n]{0,30}(unchanged|same|code|here|goes)|(unchanged|same as before|as before|existing code)[^\n]{0,30}|\.\.\.\s*(existing|previous|other|same)))",
      std::regex::icase);
  return std::regex_search(code, remark);
}

bool LooksLikeRefusal(const std::string& text) {
  static const std::regex refusal(R"(\b(i('m| am) sorry|i can(not|'t)|unable to (help|provide|assist)|as an ai)\b)",
                                  std::regex::icase);
  return std::regex_search(text.substr(0, std::min<std::size_t>(text.size(), 400)), refusal);
}

Extraction Refuse(Extraction extraction, Finding finding) {
  extraction.code.clear();
  extraction.findings.insert(extraction.findings.begin(), std::move(finding));
  return extraction;
}

/// Begin and end of the definition of `name` in `code`: from its return type to its closing brace; empty if
/// there is none.
std::string_view FindDefinition(std::string_view code, const std::string& name) {
  const std::regex head("(^|\\n)([ \\t]*[A-Za-z_][\\w:<>*& \\t]*[\\s*&])" + name + "\\s*\\([^;{}]*\\)\\s*\\{");
  std::match_results<std::string_view::const_iterator> match;
  if (!std::regex_search(code.begin(), code.end(), match, head)) return {};
  const std::size_t begin = static_cast<std::size_t>(match.position(2));
  for (std::size_t end = code.find('{', begin); end < code.size(); ++end) {
    if (code[end] != '}') continue;
    const std::string_view definition = code.substr(begin, end + 1 - begin);
    if (IsBalanced(definition)) return definition;
  }
  return {};
}

/// Why a reply without a usable block is refused.
Finding ExplainMissing(const std::string& text, Wanted wanted, bool any_block) {
  const std::string_view trimmed = Trim(text);
  if (trimmed.empty()) return Refusal("empty", "reply_empty", "the reply is empty", "ask again");
  if (LooksLikeRefusal(text) && !any_block)
    return Refusal("refusal", "reply_refusal", "the model declines", "ask otherwise");
  if (wanted != Wanted::kPython && LooksLikePython(text)) {
    return Refusal("language", "reply_wrong_language", "the reply is Python, C++ was asked for", "ask for C++");
  }
  if (LooksLikePatch(text))
    return Refusal("patch", "reply_diff", "the reply is a patch, a whole file was asked for", "ask for the whole file");
  if (LooksElided(text))
    return Refusal("elided", "reply_elided", "parts of the code are left out", "ask for the whole code");
  return Refusal("no-code", "reply_no_code",
                 any_block ? "no block of the reply is what was asked for" : "the reply holds no code",
                 "ask for exactly one code block");
}

}  // namespace

std::vector<CodeBlock> FindBlocks(std::string_view reply) {
  std::vector<CodeBlock> blocks;
  bool inside = false;
  while (!reply.empty()) {
    const auto end = reply.find('\n');
    const std::string_view line = reply.substr(0, end);
    reply.remove_prefix(end == std::string_view::npos ? reply.size() : end + 1);
    const std::string_view trimmed = Trim(line);
    if (trimmed.starts_with("```") || trimmed.starts_with("~~~")) {
      const bool bare = trimmed.find_first_not_of("`~") == std::string_view::npos;
      if (!inside) {
        blocks.push_back({Lower(Trim(trimmed.substr(3))), "", false});
        inside = true;
        continue;
      }
      if (bare) {
        blocks.back().closed = true;
        inside = false;
        continue;
      }
    }
    if (inside) {
      blocks.back().content += line;
      blocks.back().content += '\n';
    }
  }
  return blocks;
}

bool IsBalanced(std::string_view code) {
  int braces = 0;
  int parentheses = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (code.substr(i, 2) == "//") {
      const auto end = code.find('\n', i);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (code.substr(i, 2) == "/*") {
      const auto end = code.find("*/", i + 2);
      if (end == std::string_view::npos) return false;
      i = end + 1;
    } else if (c == '"' || c == '\'') {
      for (++i; i < code.size() && code[i] != c && code[i] != '\n'; ++i) {
        if (code[i] == '\\') ++i;
      }
    } else if (c == '{') {
      ++braces;
    } else if (c == '}') {
      --braces;
    } else if (c == '(') {
      ++parentheses;
    } else if (c == ')') {
      --parentheses;
    }
    if (braces < 0 || parentheses < 0) return false;
  }
  return braces == 0 && parentheses == 0;
}

bool SaysCut(std::string_view finish_reason) {
  const std::string reason = Lower(finish_reason);
  return reason == "length" || reason == "max_tokens" || reason == "max_output_tokens" || reason == "model_length" ||
         reason == "repetition";
}

namespace {

/// What helps against a reply that was cut.
const char* MoreRoom(std::string_view finish_reason) {
  return finish_reason == "repetition" ? "it ran in circles: ask again, with another seed or warmer"
                                       : "allow more tokens";
}

}  // namespace

Extraction ExtractFunction(std::string_view reply, const std::string& name, std::string_view finish_reason) {
  Extraction extraction = Extract(reply, Wanted::kFunction, finish_reason);
  if (!extraction.ok()) return extraction;
  const std::string_view definition = FindDefinition(extraction.code, name);
  if (definition.empty()) {
    return Refuse(extraction, Refusal("no-function", "reply_no_code", "the reply does not define " + name,
                                      "ask for the whole function"));
  }
  const std::string function = std::string(Trim(definition)) + "\n";
  if (function != extraction.code)
    extraction.findings.push_back(Warning("beside", "code beside the function was left out"));
  extraction.code = function;
  return extraction;
}

Extraction Extract(std::string_view reply, Wanted wanted, std::string_view finish_reason) {
  Extraction extraction;
  const std::string text = UnifyLineEnds(WithoutReasoning(reply, extraction));
  const std::vector<CodeBlock> blocks = FindBlocks(text);
  std::vector<const CodeBlock*> usable;
  for (const CodeBlock& block : blocks) {
    if (LooksLikeCode(block.content, wanted)) usable.push_back(&block);
  }
  const bool cut = SaysCut(finish_reason);
  std::string code;
  bool closed = true;
  if (!usable.empty()) {
    const bool several = std::any_of(usable.begin() + 1, usable.end(), [&](const CodeBlock* block) {
      return Trim(block->content) != Trim(usable.front()->content);
    });
    if (several && wanted != Wanted::kFunction) {
      return Refuse(extraction,
                    Refusal("several", "reply_multiple_candidates",
                            "several different solutions, none marked as the answer", "ask for exactly one"));
    }
    code = usable.front()->content;
    closed = usable.front()->closed;
    if (blocks.size() > 1 || Trim(text).substr(0, 3) != "```") {
      extraction.findings.push_back(Warning("prose", "text beside the code block was left out"));
    }
  } else if (blocks.size() == 1 && wanted == Wanted::kSketch && blocks[0].closed &&
             LooksLikeProgram(blocks[0].content)) {
    code = blocks[0].content;
  } else if (const std::string joined = JoinPieces(blocks); wanted == Wanted::kSketch && !cut && !joined.empty()) {
    code = joined;
    extraction.findings.push_back(
        Warning("pieces", "no block is a whole sketch: they were put together in their order"));
  } else if (blocks.empty() && LooksLikeCode(text, wanted)) {
    code = text;
    extraction.findings.push_back(Warning("no-fence", "the code stands without a fence"));
  } else {
    if (cut) {
      return Refuse(extraction,
                    Refusal("truncated", "reply_truncated", "the provider cut the reply", MoreRoom(finish_reason)));
    }
    const bool begun = blocks.size() > 1 || (!blocks.empty() && blocks.back().content.size() > 80);
    if (begun && !blocks.back().closed && wanted == Wanted::kSketch) {
      return Refuse(extraction, Refusal("truncated", "reply_truncated", "the reply stops before the code does",
                                        MoreRoom(finish_reason)));
    }
    return Refuse(extraction, ExplainMissing(text, wanted, !blocks.empty()));
  }

  if (LooksLikePatch(code)) {
    return Refuse(extraction, Refusal("patch", "reply_diff", "the reply is a patch, a whole file was asked for",
                                      "ask for the whole file"));
  }
  code = UndoEntities(std::move(code), extraction);
  // Python has no brace that shows where it ends.
  const bool python_cut = wanted == Wanted::kPython && cut && (usable.empty() || !closed);
  if (python_cut || (wanted != Wanted::kPython && (cut || !closed) && !IsBalanced(code))) {
    return Refuse(extraction, Refusal("truncated", "reply_truncated", "the reply stops before the code does",
                                      MoreRoom(finish_reason)));
  }
  if (LooksElided(code)) {
    return Refuse(extraction,
                  Refusal("elided", "reply_elided", "parts of the code are left out", "ask for the whole code"));
  }
  extraction.code = std::string(Trim(code)) + "\n";
  return extraction;
}

}  // namespace autopilot
