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

/// ctags drops what it does not understand (template arguments of a return type, say): a prototype that
/// does not stand in the code as it is would declare another function.
bool MatchesCode(const SourceTag& tag, const std::vector<std::string_view>& lines) {
  const std::string wanted = WithoutSpaces(Prototype(tag));
  std::string code;
  for (std::size_t i = static_cast<std::size_t>(tag.line) - 1;
       i < lines.size() && i < static_cast<std::size_t>(tag.line) + 19; ++i) {
    code += lines[i].substr(0, lines[i].find("//"));
    code += '\n';
    if (lines[i].find('{') != std::string_view::npos) break;
  }
  return WithoutSpaces(code).find(wanted) != std::string::npos;
}

std::string Modifiers(const SourceTag& tag) {
  if (StartsWithWord(tag.code, "extern \"C\"")) return "extern \"C\" ";
  if (StartsWithWord(tag.code, "static ")) return "static ";
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
    const auto code_at = row.find("\t/^");
    if (code_at != std::string_view::npos && code_at < fields_at) {
      tag.code = row.substr(code_at + 3, fields_at - code_at - 3);
      if (tag.code.ends_with('/')) tag.code.pop_back();
      if (tag.code.ends_with('$')) tag.code.pop_back();
    }
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
    if (first_function == 0 || tag.line < first_function) first_function = tag.line;
    if (tag.return_type.empty() || tag.return_type.starts_with("template")) continue;
    if (tag.signature.find('=') != std::string::npos) continue;
    if (!declared.insert(WithoutSpaces(Prototype(tag))).second) continue;
    if (!MatchesCode(tag, lines)) continue;
    prototypes += LineMark(layout.Locate(tag.line)) + Modifiers(tag) + Prototype(tag) + ";\n";
  }
  if (first_function == 0) first_function = 1;

  std::string unit = "#include <Arduino.h>\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    const bool prototypes_here = number == first_function && !prototypes.empty();
    if (prototypes_here) unit += prototypes;
    if (prototypes_here || std::any_of(tabs.begin(), tabs.end(), [number](const SketchLayout::Tab& tab) {
          return tab.first_line == number;
        })) {
      unit += LineMark(layout.Locate(number));
    }
    unit += lines[i];
    unit += '\n';
  }
  return unit;
}

}  // namespace autopilot
