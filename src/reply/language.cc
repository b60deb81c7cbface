#include "reply/language.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/text.h"
#include "reply/scan.h"

namespace autopilot {
namespace {

bool AnyLine(std::string_view code, bool (*fits)(std::string_view line)) {
  const auto lines = Lines(code);
  return std::any_of(lines.begin(), lines.end(), fits);
}

/// `#include`, `# define`
bool IsDirective(std::string_view line) {
  line = Trim(line);
  if (!line.starts_with('#')) return false;
  line = Trim(line.substr(1));
  return line.starts_with("include") || line.starts_with("define");
}

/// `import x`, `from x import y`, `def f(`, `class C`
bool BringsPythonName(std::string_view line) {
  line = Trim(line);
  const std::string_view head = line.substr(0, line.find_first_of(" \t"));
  const std::string_view rest = Trim(line.substr(head.size()));
  if (rest.empty() || !IsWordCharacter(rest.front())) return false;
  if (head == "import") return rest.find_first_of(";.!?") != rest.size() - 1 && rest.size() < 200;
  if (head == "from") return rest.find(" import ") != std::string_view::npos;
  return (head == "def" && rest.find('(') != std::string_view::npos) || (head == "class" && rest.ends_with(':'));
}

/// `name = value`
bool IsAssignment(std::string_view line) {
  line = Trim(line);
  std::size_t at = 0;
  while (at < line.size() && IsWordCharacter(line[at])) ++at;
  return at > 0 && line.substr(at, 3) == " = ";
}

/// What a statement of C++ begins with: words, then `(`, `=`, `;` or `[`, perhaps on a later line.
bool HasStatement(std::string_view code) {
  bool begins = true;  // Nothing but words since the line began.
  char last = 0;
  for (const char c : code) {
    if (c == '\n' && !begins) {
      begins = true;
      last = 0;
    } else if (c == ' ' || c == '\t' || c == '\n' || !begins) {
      continue;
    } else if (IsWordCharacter(c) || std::string_view(":<>*&,").find(c) != std::string_view::npos) {
      last = c;
    } else {
      const bool word = last != 0 && IsWordCharacter(last);
      if (word && std::string_view("(=;[").find(c) != std::string_view::npos) return true;
      begins = false;
    }
  }
  return false;
}

}  // namespace

bool LooksLikeSketch(std::string_view code) {
  const std::string bare = WithoutLiterals(code, Language::kCpp);
  return CountDefinitions(bare, "setup") > 0 && CountDefinitions(bare, "loop") > 0;
}

bool LooksLikeProgram(std::string_view code) {
  if (code.find("#include") == std::string_view::npos) return false;
  const std::string bare = WithoutLiterals(code, Language::kCpp);
  return !DefinedFunctions(bare).empty();
}

bool LooksLikePiece(const CodeBlock& block) {
  static const std::set<std::string> tags = {"", "c", "c++", "cpp", "cc", "h", "hpp", "ino", "arduino"};
  return tags.contains(block.tag) && block.closed &&
         (AnyLine(block.content, IsDirective) || HasStatement(block.content));
}

bool HasImportOrDefinition(std::string_view code) { return AnyLine(code, BringsPythonName); }

bool HasPythonStatement(std::string_view code) { return HasImportOrDefinition(code) || AnyLine(code, IsAssignment); }

bool LooksLikePython(std::string_view code) { return HasImportOrDefinition(code) && !AnyLine(code, IsDirective); }

bool LooksLikeCpp(std::string_view code) { return LooksLikeSketch(code) || LooksLikeProgram(code); }

bool LooksLikePatch(std::string_view code) {
  return AnyLine(code, [](std::string_view line) { return line.starts_with("@@ -") || line.starts_with("+++ "); });
}

bool IsShell(const CodeBlock& block) {
  static const std::set<std::string> tags = {"bash",          "sh",         "shell", "zsh", "console",
                                             "shell-session", "powershell", "cmd",   "bat"};
  return tags.contains(block.tag);
}

bool LooksLikeRefusal(std::string_view text) {
  std::string begin = Lower(text.substr(0, 400));
  for (auto at = begin.find("\u2019"); at != std::string::npos; at = begin.find("\u2019")) begin.replace(at, 3, "'");
  return HasAnyWord(begin, {"i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai"}) ||
         HasAnyWord(begin, {"unable to help", "unable to provide", "unable to assist"});
}

}  // namespace autopilot
