#include "finding/diagnostic_rules.h"

#include <toml++/toml.h>

#include <regex>

#include "core/files.h"

namespace autopilot {
namespace {

std::string Fill(std::string text, const std::map<std::string, std::string>& names) {
  for (const auto& [name, value] : names) {
    const std::string key = "{" + name + "}";
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + value.size())) {
      text.replace(at, key.size(), value);
    }
  }
  return text;
}

/// The identifier that gcc quotes first: "'foo' was not declared ..." -> foo.
std::string QuotedIdentifier(const std::string& message) {
  const auto begin = message.find('\'');
  const auto end = begin == std::string::npos ? begin : message.find('\'', begin + 1);
  if (end == std::string::npos) return "";
  const std::string name = message.substr(begin + 1, end - begin - 1);
  static const std::regex identifier(R"(\w+)");
  return std::regex_match(name, identifier) ? name : "";
}

}  // namespace

Result<DiagnosticRules> DiagnosticRules::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  DiagnosticRules rules;
  try {
    const toml::table table = toml::parse(text);
    const toml::array* list = table["rule"].as_array();
    if (list == nullptr) return Fail(BadInput("no [[rule]] in it").At(file.string()));
    for (const toml::node& node : *list) {
      const toml::table* entry = node.as_table();
      if (entry == nullptr) continue;
      Rule rule;
      rule.pattern = (*entry)["pattern"].value_or(std::string());
      rule.source = (*entry)["source"].value_or(std::string());
      rule.cause.root_cause = (*entry)["cause"].value_or(std::string());
      rule.cause.next = (*entry)["next"].value_or(std::string());
      if (rule.pattern.empty() || rule.cause.root_cause.empty()) {
        return Fail(
            BadInput("a rule needs pattern and cause").At(file.string(), static_cast<int>(node.source().begin.line)));
      }
      rules.rules_.push_back(std::move(rule));
    }
  } catch (const toml::parse_error& error) {
    return Fail(
        BadInput(std::string(error.description())).At(file.string(), static_cast<int>(error.source().begin.line)));
  }
  return rules;
}

DiagnosticCause DiagnosticRules::Classify(const std::string& message, const std::string& source_line,
                                          const std::map<std::string, std::string>& names) const {
  std::map<std::string, std::string> all = names;
  all["identifier"] = QuotedIdentifier(message);
  for (const Rule& rule : rules_) {
    if (!std::regex_search(message, std::regex(Fill(rule.pattern, all)))) continue;
    if (!rule.source.empty() && !std::regex_search(source_line, std::regex(Fill(rule.source, all)))) continue;
    return {rule.cause.root_cause, Fill(rule.cause.next, all)};
  }
  return {"syntax_error", "mend what the compiler says"};
}

}  // namespace autopilot
