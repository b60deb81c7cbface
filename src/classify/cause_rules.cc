#include "classify/cause_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "classify/fault_line.h"
#include "config/toml_table.h"

namespace autopilot {
namespace {

/// Compilers repeat themselves; more than this is no repetition.
constexpr std::size_t kRemembered = 20000;
/// std::regex recurses with the text: what is looked through has an end.
constexpr std::size_t kLookedThrough = 8192;

Result<std::regex> Expression(const TomlTable& table, std::string_view key) {
  std::string text;
  AUTOPILOT_CHECK(table.Read(key, text));
  try {
    return std::regex(text, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error& error) {
    return Fail(table.About(key, fmt::format("\"{}\" is no regular expression: {}", text, error.what())));
  }
}

/// Beginning and end, where the words of a failure stand.
std::string Ends(const std::string& text) {
  if (text.size() <= kLookedThrough) return text;
  return text.substr(0, kLookedThrough / 2) + "\n" + text.substr(text.size() - kLookedThrough / 2);
}

bool Matches(const std::string& text, const std::regex& pattern) {
  // Line by line: no rule spans lines, and a long text would exhaust the stack of std::regex.
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t length = std::min<std::size_t>(end - begin, 2000);
    if (std::regex_search(text.begin() + static_cast<std::ptrdiff_t>(begin),
                          text.begin() + static_cast<std::ptrdiff_t>(begin + length), pattern)) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace

Result<CauseRules> CauseRules::Load(const std::filesystem::path& profiles_folder, const Profiles& profiles,
                                    const RootCauses& vocabulary) {
  AUTOPILOT_TRY(diagnostics, DiagnosticRules::Load(profiles_folder / "diagnostics.toml"));
  AUTOPILOT_TRY(document, TomlTable::Load(profiles_folder / "causes.toml"));
  AUTOPILOT_CHECK(document.AllowOnly({"cut_prompts", "generation", "symbol", "again", "rule"}));
  CauseRules rules(std::move(diagnostics));
  std::vector<double> cut;
  AUTOPILOT_CHECK(document.Read("cut_prompts", cut));
  for (const double tokens : cut) rules.cut_prompts_.push_back(static_cast<int>(tokens));
  std::string generation;
  AUTOPILOT_CHECK(document.Require("generation", generation));
  AUTOPILOT_CHECK(document.Require("symbol", rules.symbol_));
  AUTOPILOT_TRY(again, document.Tables("again"));
  for (const TomlTable& table : again) {
    Again line;
    AUTOPILOT_CHECK(table.AllowOnly({"pattern", "says"}));
    AUTOPILOT_CHECK(table.Require("says", line.says));
    AUTOPILOT_TRY(pattern, Expression(table, "pattern"));
    line.pattern = std::move(pattern);
    rules.again_.push_back(std::move(line));
  }
  AUTOPILOT_TRY(tables, document.Tables("rule"));
  for (const TomlTable& table : tables) {
    Rule rule;
    AUTOPILOT_CHECK(table.AllowOnly({"fault", "text", "stages", "cause"}));
    AUTOPILOT_CHECK(table.Require("cause", rule.cause));
    AUTOPILOT_CHECK(table.Read("stages", rule.stages));
    if (vocabulary.Find(rule.cause) == nullptr) {
      return Fail(table.About("cause", fmt::format("there is no root cause \"{}\"", rule.cause)));
    }
    rule.has_fault = table.Has("fault");
    rule.has_text = table.Has("text");
    if (!rule.has_fault && !rule.has_text) return Fail(table.About("cause", "a rule needs fault or text"));
    AUTOPILOT_TRY(fault, Expression(table, "fault"));
    AUTOPILOT_TRY(text, Expression(table, "text"));
    rule.fault = std::move(fault);
    rule.text = std::move(text);
    rules.rules_.push_back(std::move(rule));
  }
  if (!profiles.libraries.contains(generation)) {
    return Fail(document.About("generation", fmt::format("there is no library profile \"{}\"", generation)));
  }
  rules.LearnHeaders(profiles, generation);
  std::vector<std::string> sensors;
  for (const auto& [id, sensor] : profiles.sensors) {
    sensors.push_back(id);
    if (!sensor.object.empty()) sensors.push_back("'" + sensor.object + "'");
  }
  rules.sensors_ = fmt::format("{}", fmt::join(sensors, "|"));
  return rules;
}

void CauseRules::LearnHeaders(const Profiles& profiles, const std::string& generation) {
  for (const auto& [name, library] : profiles.arduino_libraries) {
    for (const std::string& header : library.headers) headers_[header] = "missing_library";
  }
  for (const auto& [id, library] : profiles.libraries) {
    for (const std::string& header : library.headers) headers_.emplace(header, "profile_mismatch");
  }
  const LibraryProfile& own = profiles.libraries.at(generation);
  // The generation has it: it is found once the marker header stands before it.
  for (const std::string& header : own.headers) headers_[header] = "include_order";
}

std::string CauseRules::ByCompiler(const std::string& words, const std::string& source_line,
                                   const std::string& symbol) {
  const std::string key = symbol + "\n" + words + "\n" + source_line;
  if (const auto known = seen_.find(key); known != seen_.end()) return known->second;
  std::string cause = diagnostics_.Classify(words, source_line, {{"symbol", symbol}, {"sensor", sensors_}}).root_cause;
  if (seen_.size() < kRemembered) seen_[key] = cause;
  return cause;
}

std::string CauseRules::FaultOf(const LogEntry& entry) {
  const FaultLine fault = FindFault(entry);
  if (const std::string header = MissingHeaderIn(fault); !header.empty()) {
    const auto known = headers_.find(header);
    return known == headers_.end() ? "invented_header" : known->second;
  }
  const bool by_compiler =
      fault.speaker == FaultLine::Speaker::kCompiler || fault.speaker == FaultLine::Speaker::kLinker;
  if (by_compiler) {
    const std::string symbol = ModelSymbolIn(entry.details);
    return ByCompiler(fault.text.substr(0, kLookedThrough), fault.source_line.substr(0, kLookedThrough),
                      symbol.empty() ? symbol_ : symbol);
  }
  const std::string text = Ends(entry.message + "\n" + entry.details);
  const std::string fault_text = fault.text.substr(0, kLookedThrough);
  const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& one) {
    if (!one.stages.empty() && std::find(one.stages.begin(), one.stages.end(), entry.stage) == one.stages.end()) {
      return false;
    }
    return (!one.has_fault || Matches(fault_text, one.fault)) && (!one.has_text || Matches(text, one.text));
  });
  return rule == rules_.end() ? "" : rule->cause;
}

Cause CauseRules::Classify(const LogEntry& entry) {
  Cause cause;
  if (entry.kind == LogEntry::Kind::kVerdict && !entry.root_cause.empty()) {
    return {Cause::Kind::kFault, entry.root_cause, "", ""};
  }
  if (entry.kind == LogEntry::Kind::kLog) {
    const auto again = std::find_if(again_.begin(), again_.end(),
                                    [&](const Again& line) { return Matches(entry.message, line.pattern); });
    if (again != again_.end()) return {Cause::Kind::kAgain, "", "", again->says};
  }
  const std::string fault = entry.message.empty() && entry.details.empty() ? "" : FaultOf(entry);
  const bool at_window = entry.context_window > 0 && entry.prompt_tokens >= entry.context_window;
  const bool at_default = entry.context_window == 0 && std::find(cut_prompts_.begin(), cut_prompts_.end(),
                                                                 entry.prompt_tokens) != cut_prompts_.end();
  if (at_window || at_default) return {Cause::Kind::kFault, "prompt_truncated", fault, ""};
  if (!fault.empty()) return {Cause::Kind::kFault, fault, "", ""};
  cause.kind = entry.message.empty() ? Cause::Kind::kSilent : Cause::Kind::kUnexplained;
  return cause;
}

}  // namespace autopilot
