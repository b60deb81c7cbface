#include "twin/sketch_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace autopilot {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string WithoutSpaces(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') result += c;
  }
  return result;
}

bool StartsWithWord(std::string_view code, std::string_view word) {
  const auto begin = code.find_first_not_of(" \t");
  return begin != std::string_view::npos && code.substr(begin).starts_with(word);
}

std::string Prototype(const SourceTag& tag) { return tag.return_type + " " + tag.name + tag.signature; }

std::string_view WithoutLineComment(std::string_view line) {
  line = line.substr(0, line.find("//"));
  const auto end = line.find_last_not_of(" \t\r");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end + 1);
}

/// Where the function's declaration begins: `template <...>` and a return type may stand on lines of their own before
/// its name, which is where ctags sees the function.
int DeclarationLine(const SourceTag& tag, const std::vector<std::string_view>& lines) {
  int line = tag.line;
  while (line > 1) {
    const std::string_view before = WithoutLineComment(lines[static_cast<std::size_t>(line) - 2]);
    const bool other = before.empty() || before.ends_with("*/") || StartsWithWord(before, "#") ||
                       std::string_view(";{}:").find(before.back()) != std::string_view::npos;
    if (other) break;
    --line;
  }
  return line;
}

/// The function's code up to its body.
std::string DeclarationText(const SourceTag& tag, const std::vector<std::string_view>& lines) {
  std::string code;
  const int last = std::min(tag.line + 19, static_cast<int>(lines.size()));
  for (int line = DeclarationLine(tag, lines); line <= last; ++line) {
    code += WithoutLineComment(lines[static_cast<std::size_t>(line) - 1]);
    code += ' ';
    if (const auto body = code.find('{'); body != std::string::npos) return code.substr(0, body);
  }
  return code;
}

std::string Modifiers(const std::string& declaration) {
  if (StartsWithWord(declaration, "extern \"C\"")) return "extern \"C\" ";
  if (StartsWithWord(declaration, "static ")) return "static ";
  return "";
}

}  // namespace

std::vector<SourceTag> ParseTags(std::string_view ctags_output) {
  std::vector<SourceTag> tags;
  for (std::string_view row : Split(ctags_output, '\n')) {
    const auto fields_at = row.find(";\"\t");
    const auto name_end = row.find('\t');
    if (fields_at == std::string_view::npos || name_end == std::string_view::npos) continue;
    SourceTag tag;
    tag.name = row.substr(0, name_end);
    for (std::string_view field : Split(row.substr(fields_at + 3), '\t')) {
      const auto colon = field.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view key = field.substr(0, colon);
      const std::string_view value = field.substr(colon + 1);
      if (key == "kind") tag.kind = value;
      if (key == "signature") tag.signature = value;
      if (key == "returntype") tag.return_type = value;
      if (key == "line") std::from_chars(value.data(), value.data() + value.size(), tag.line);
      if (key == "class" || key == "struct" || key == "namespace") tag.scoped = true;
    }
    if (tag.line > 0) tags.push_back(std::move(tag));
  }
  return tags;
}

std::string SquashBlanks(std::string_view text) {
  std::string squashed;
  squashed.reserve(text.size());
  for (char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
    if (!blank) {
      squashed += c;
    } else if (squashed.empty() || squashed.back() != ' ') {
      squashed += ' ';
    }
  }
  return squashed;
}

std::string LineMark(const SketchLayout::Place& place) {
  std::string name;
  for (const char c : place.file) {
    if (c == '"' || c == '\\') name += '\\';
    name += c == '\n' ? ' ' : c;
  }
  return fmt::format("#line {} \"{}\"\n", place.line, name);
}

std::string RenderSketchUnit(std::string_view text, const std::vector<SourceTag>& tags,
                             const std::vector<SketchLayout::Tab>& tabs) {
  const SketchLayout layout{tabs, {}};
  const std::vector<std::string_view> lines = Split(text, '\n');
  std::set<std::string> declared;
  for (const SourceTag& tag : tags) {
    if (tag.kind == "prototype" && !tag.scoped) declared.insert(WithoutSpaces(Prototype(tag)));
  }
  std::string prototypes;
  int first_function = 0;
  for (const SourceTag& tag : tags) {
    if (tag.kind != "function" || tag.scoped || tag.line > static_cast<int>(lines.size())) continue;
    const int begin = DeclarationLine(tag, lines);
    if (first_function == 0 || begin < first_function) first_function = begin;
    if (tag.return_type.empty() || tag.signature.find('=') != std::string::npos) continue;
    if (!declared.insert(WithoutSpaces(Prototype(tag))).second) continue;
    const std::string code = DeclarationText(tag, lines);
    std::string prototype;
    if (tag.return_type.starts_with("template")) {
      // ctags drops the parameters of the template; a default argument must not be given twice.
      if (code.find('=') == std::string::npos) prototype = code;
    } else if (WithoutSpaces(code).find(WithoutSpaces(Prototype(tag))) != std::string::npos) {
      prototype = Modifiers(code) + Prototype(tag);
    }
    // Else ctags dropped something: a prototype that does not stand in the code would declare another function.
    if (prototype.empty()) continue;
    prototypes += LineMark(layout.Locate(tag.line)) + prototype + ";\n";
  }
  if (first_function == 0) first_function = 1;

  std::string unit = "#include <Arduino.h>\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    const bool prototypes_here = number == first_function && !prototypes.empty();
    if (prototypes_here) unit += prototypes;
    if (prototypes_here || std::any_of(tabs.begin(), tabs.end(),
                                       [number](const SketchLayout::Tab& tab) { return tab.first_line == number; })) {
      unit += LineMark(layout.Locate(number));
    }
    unit += lines[i];
    unit += '\n';
  }
  return unit;
}

}  // namespace autopilot
