#include "journal/verdict_json.h"

#include <array>
#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

/// The value of `key`, or nullptr where it is absent or null.
const json* Find(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string Text(const json& object, const char* key) {
  const json* value = Find(object, key);
  return value == nullptr ? "" : value->get<std::string>();
}

template <typename Number>
Number NumberOr(const json& object, const char* key, Number absent) {
  const json* value = Find(object, key);
  return value == nullptr ? absent : value->get<Number>();
}

/// A counterexample's texts travel as JSON values where they are some; there "null" is a value.
std::string Shown(const json& object, const char* key) {
  const auto value = object.find(key);
  if (value == object.end()) return "";
  if (value->is_string()) return value->get<std::string>();
  if (!value->is_array()) return value->dump();
  std::string list;  // With blanks, as people and gates write it.
  for (const json& item : *value) list += (list.empty() ? "" : ", ") + item.dump();
  return "[" + list + "]";
}

Result<Severity> SeverityFromString(const std::string& word) {
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    if (ToString(severity) == word) return severity;
  }
  return Fail(BadInput("\"" + word + "\" is no severity"));
}

std::vector<MemoryUse> MemoryFromJson(const json& object, const char* key) {
  std::vector<MemoryUse> uses;
  const json* list = Find(object, key);
  if (list == nullptr) return uses;
  for (const json& item : *list) {
    uses.push_back({Text(item, "name"), NumberOr(item, "flash", 0LL), NumberOr(item, "ram", 0LL)});
  }
  return uses;
}

Metrics MetricsFromJson(const json& object) {
  Metrics metrics;
  metrics.accuracy = NumberOr(object, "accuracy", metrics.accuracy);
  metrics.inferences = NumberOr(object, "inferences", metrics.inferences);
  metrics.arena_used = NumberOr(object, "arena_used", metrics.arena_used);
  metrics.arena_declared = NumberOr(object, "arena_declared", metrics.arena_declared);
  metrics.flash = NumberOr(object, "flash", metrics.flash);
  metrics.ram = NumberOr(object, "ram", metrics.ram);
  if (const json* memory = Find(object, "memory")) {
    metrics.sections = MemoryFromJson(*memory, "sections");
    metrics.symbols = MemoryFromJson(*memory, "symbols");
  }
  return metrics;
}

}  // namespace

Result<VerdictKind> VerdictKindFromString(const std::string& word) {
  constexpr std::array kinds{VerdictKind::kPass, VerdictKind::kReject, VerdictKind::kInconclusive,
                             VerdictKind::kInfrastructure, VerdictKind::kBudget};
  for (const VerdictKind kind : kinds) {
    if (ToString(kind) == word) return kind;
  }
  return Fail(BadInput("\"" + word + "\" is no verdict"));
}

Result<Finding> FindingFromJson(const json& object) {
  try {
    Finding finding;
    finding.rule = Text(object, "rule");
    if (const std::string severity = Text(object, "severity"); !severity.empty()) {
      AUTOPILOT_TRY(parsed, SeverityFromString(severity));
      finding.severity = parsed;
    }
    finding.root_cause = Text(object, "root_cause");
    finding.paper_category = Text(object, "paper_category");
    finding.message = Text(object, "message");
    finding.behind = NumberOr(object, "behind", false);
    finding.file = Text(object, "file");
    finding.line = NumberOr(object, "line", 0);
    finding.column = NumberOr(object, "column", 0);
    finding.evidence = Text(object, "evidence");
    if (const json* example = Find(object, "counterexample")) {
      finding.counterexample = {Shown(*example, "input"), Shown(*example, "expected"), Shown(*example, "got")};
    }
    finding.next = Text(object, "next");
    return finding;
  } catch (const json::exception& error) {
    return Fail(BadInput(std::string("a finding is not as documented: ") + error.what()));
  }
}

Result<Verdict> VerdictFromJson(const json& object) {
  try {
    Verdict verdict;
    AUTOPILOT_TRY(kind, VerdictKindFromString(Text(object, "verdict")));
    verdict.verdict = kind;
    verdict.gate = Text(object, "gate");
    if (const json* builds = Find(object, "builds")) verdict.builds = builds->get<bool>() ? 1 : 0;
    verdict.paper_category = Text(object, "paper_category");
    verdict.root_cause = Text(object, "root_cause");
    if (const json* findings = Find(object, "findings")) {
      for (const json& item : *findings) {
        AUTOPILOT_TRY(finding, FindingFromJson(item));
        verdict.findings.push_back(std::move(finding));
      }
    }
    if (const json* gates = Find(object, "gates")) {
      for (const json& item : *gates) {
        AUTOPILOT_TRY(answer, VerdictKindFromString(Text(item, "verdict")));
        verdict.gates.push_back({Text(item, "gate"), answer, NumberOr(item, "ms", 0.0)});
      }
    }
    if (const json* metrics = Find(object, "metrics")) verdict.metrics = MetricsFromJson(*metrics);
    return verdict;
  } catch (const json::exception& error) {
    return Fail(BadInput(std::string("a verdict is not as documented: ") + error.what()));
  }
}

}  // namespace autopilot
