#include "finding/finding.h"

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

/// The texts of a counterexample may be JSON already; then they are shown as such, not quoted.
nlohmann::json ValueOrText(const std::string& text) {
  nlohmann::json value = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return text;
  return value;
}

void PutText(nlohmann::json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void PutNumber(nlohmann::json& json, const char* key, double number) {
  if (number < 0) {
    json[key] = nullptr;
  } else {
    json[key] = number;
  }
}

void PutCount(nlohmann::json& json, const char* key, int count) {
  if (count < 0) {
    json[key] = nullptr;
  } else {
    json[key] = count;
  }
}

nlohmann::json MemoryJson(const std::vector<MemoryUse>& uses) {
  nlohmann::json list = nlohmann::json::array();
  for (const MemoryUse& use : uses) list.push_back({{"name", use.name}, {"flash", use.flash}, {"ram", use.ram}});
  return list;
}

}  // namespace

const Finding* Verdict::FirstError() const {
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError && !finding.behind) return &finding;
  }
  return nullptr;
}

std::string ToString(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kPass:
      return "pass";
    case VerdictKind::kReject:
      return "reject";
    case VerdictKind::kInconclusive:
      return "inconclusive";
    case VerdictKind::kInfrastructure:
      return "infrastructure";
    case VerdictKind::kBudget:
      return "budget";
  }
  return "infrastructure";
}

std::string ToString(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "error";
}

int ExitCodeFor(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kPass:
      return 0;
    case VerdictKind::kReject:
      return 1;
    case VerdictKind::kInfrastructure:
      return 3;
    case VerdictKind::kInconclusive:
      return 4;
    case VerdictKind::kBudget:
      return 5;
  }
  return 3;
}

void to_json(nlohmann::json& json, const Finding& finding) {
  json = {{"rule", finding.rule},
          {"severity", ToString(finding.severity)},
          {"message", finding.message},
          {"behind", finding.behind}};
  PutText(json, "root_cause", finding.root_cause);
  PutText(json, "paper_category", finding.paper_category);
  PutText(json, "file", finding.file);
  if (finding.line > 0) json["line"] = finding.line;
  if (finding.column > 0) json["column"] = finding.column;
  PutText(json, "evidence", finding.evidence);
  if (!finding.counterexample.empty()) {
    json["counterexample"] = {{"input", ValueOrText(finding.counterexample.input)},
                              {"expected", ValueOrText(finding.counterexample.expected)},
                              {"got", ValueOrText(finding.counterexample.got)}};
  }
  PutText(json, "next", finding.next);
}

void to_json(nlohmann::json& json, const Verdict& verdict) {
  json = {{"verdict", ToString(verdict.verdict)}, {"findings", verdict.findings}};
  PutText(json, "gate", verdict.gate);
  json["builds"] = verdict.builds < 0 ? nlohmann::json() : nlohmann::json(verdict.builds == 1);
  PutText(json, "paper_category", verdict.paper_category);
  PutText(json, "root_cause", verdict.root_cause);
  nlohmann::json gates = nlohmann::json::array();
  for (const GateRecord& record : verdict.gates) {
    gates.push_back({{"gate", record.gate}, {"verdict", ToString(record.verdict)}, {"ms", record.ms}});
  }
  json["gates"] = std::move(gates);
  nlohmann::json metrics;
  PutNumber(metrics, "accuracy", verdict.metrics.accuracy);
  PutCount(metrics, "inferences", verdict.metrics.inferences);
  PutCount(metrics, "arena_used", verdict.metrics.arena_used);
  PutCount(metrics, "arena_declared", verdict.metrics.arena_declared);
  PutCount(metrics, "flash", static_cast<int>(verdict.metrics.flash));
  PutCount(metrics, "ram", static_cast<int>(verdict.metrics.ram));
  if (!verdict.metrics.sections.empty()) {
    metrics["memory"] = {{"sections", MemoryJson(verdict.metrics.sections)},
                         {"symbols", MemoryJson(verdict.metrics.symbols)}};
  }
  json["metrics"] = std::move(metrics);
}

}  // namespace autopilot
