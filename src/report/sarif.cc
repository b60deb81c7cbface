#include "report/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/utf8.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* kTaxonomy = "root-causes";

json Message(const std::string& text) { return {{"text", text.empty() ? std::string("no words") : text}}; }

/// The one-based place of an id in an order of first appearance.
class Index {
 public:
  int Of(const std::string& id) {
    const auto [entry, added] = places_.emplace(id, static_cast<int>(order_.size()));
    if (added) order_.push_back(id);
    return entry->second;
  }
  const std::vector<std::string>& order() const { return order_; }

 private:
  std::map<std::string, int> places_;
  std::vector<std::string> order_;
};

/// What is the same in each run of the same fault, so that a service can follow it: not its line.
std::string Fingerprint(const Judged& judged, const Finding& finding) {
  return Sha256(judged.id + "\n" + finding.rule + "\n" + finding.root_cause + "\n" + finding.message).substr(0, 32);
}

json Properties(const Finding& finding) {
  json properties = {{"behind", finding.behind}};
  const auto put = [&](const char* key, const std::string& text) {
    if (!text.empty()) properties[key] = text;
  };
  put("rootCause", finding.root_cause);
  put("paperCategory", finding.paper_category);
  put("evidence", finding.evidence);
  put("next", finding.next);
  if (!finding.counterexample.empty()) {
    properties["counterexample"] = {{"input", finding.counterexample.input},
                                    {"expected", finding.counterexample.expected},
                                    {"got", finding.counterexample.got}};
  }
  return properties;
}

json Location(const Judged& judged, const Finding& finding, int artifact) {
  json physical = {{"artifactLocation", {{"uri", UriOf(finding.file.empty() ? judged.file : finding.file)}}}};
  if (finding.file.empty() || finding.file == judged.file) physical["artifactLocation"]["index"] = artifact;
  if (finding.line > 0) {
    physical["region"] = {{"startLine", finding.line}};
    if (finding.column > 0) physical["region"]["startColumn"] = finding.column;
  }
  return {{"physicalLocation", physical}, {"logicalLocations", json::array({{{"name", judged.id}}})}};
}

json ResultOf(const Judged& judged, const Finding& finding, int artifact, Index& rules, Index& taxa) {
  std::string text = finding.message;
  if (!finding.counterexample.empty()) {
    text += fmt::format(" (input: {}; expected: {}; got: {})", finding.counterexample.input,
                        finding.counterexample.expected, finding.counterexample.got);
  }
  if (!finding.next.empty()) text += "\nNext: " + finding.next;
  json result = {{"ruleId", finding.rule},
                 {"ruleIndex", rules.Of(finding.rule)},
                 {"level", ToString(finding.severity)},
                 {"message", Message(text)},
                 {"locations", json::array({Location(judged, finding, artifact)})},
                 {"partialFingerprints", {{"finding/v1", Fingerprint(judged, finding)}}},
                 {"properties", Properties(finding)}};
  if (!finding.root_cause.empty()) {
    result["taxa"] = json::array({{{"id", finding.root_cause},
                                   {"index", taxa.Of(finding.root_cause)},
                                   {"toolComponent", {{"name", kTaxonomy}, {"index", 0}}}}});
  }
  return result;
}

json Artifact(const Judged& judged) {
  const json verdict = judged.verdict;
  json properties = {{"id", judged.id}, {"verdict", verdict["verdict"]}, {"metrics", verdict["metrics"]}};
  for (const char* key : {"gate", "builds", "root_cause", "paper_category", "gates"}) {
    if (verdict.contains(key)) properties[key] = verdict[key];
  }
  return {{"location", {{"uri", UriOf(judged.file)}}}, {"sourceLanguage", "cplusplus"}, {"properties", properties}};
}

/// Trouble of the tool is no result about the sketch.
json Invocation(const std::vector<Judged>& cases) {
  json notifications = json::array();
  for (const Judged& judged : cases) {
    if (judged.verdict.verdict != VerdictKind::kInfrastructure) continue;
    for (const Finding& finding : judged.verdict.findings) {
      notifications.push_back({{"level", "error"}, {"message", Message(judged.id + ": " + finding.message)}});
    }
  }
  json invocation = {{"executionSuccessful", notifications.empty()}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  return invocation;
}

json Rules(const Index& rules) {
  json list = json::array();
  for (const std::string& id : rules.order()) {
    const std::string gate = id.substr(0, id.find('/'));
    list.push_back({{"id", id}, {"shortDescription", {{"text", fmt::format("{}, a check of the gate {}", id, gate)}}}});
  }
  return list;
}

json Taxonomy(const Index& taxa, const RootCauses& causes) {
  json list = json::array();
  for (const std::string& id : taxa.order()) {
    json taxon = {{"id", id}};
    if (const RootCause* cause = causes.Find(id)) {
      taxon["shortDescription"] = {{"text", cause->sentence}};
      taxon["properties"] = {{"group", cause->group}, {"paperCategory", cause->paper_category}};
    }
    list.push_back(std::move(taxon));
  }
  return {{"name", kTaxonomy},
          {"version", AUTOPILOT_VERSION},
          {"shortDescription", {{"text", "Why a sketch does not do what it should."}}},
          {"taxa", std::move(list)}};
}

}  // namespace

std::string UriOf(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    // A colon in the first segment would make it a scheme.
    if (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned>(byte));
    }
  }
  return uri;
}

std::string SarifLog(const std::vector<Judged>& cases, const RootCauses& causes) {
  Index rules;
  Index taxa;
  json results = json::array();
  json artifacts = json::array();
  for (const Judged& judged : cases) {
    const int artifact = static_cast<int>(artifacts.size());
    artifacts.push_back(Artifact(judged));
    if (judged.verdict.verdict == VerdictKind::kInfrastructure) continue;
    for (const Finding& finding : judged.verdict.findings) {
      results.push_back(ResultOf(judged, finding, artifact, rules, taxa));
    }
  }
  const json driver = {{"name", "autopilot"},
                       {"version", AUTOPILOT_VERSION},
                       {"semanticVersion", AUTOPILOT_VERSION},
                       {"shortDescription", {{"text", "Judges sketches for microcontrollers on a device twin."}}},
                       {"rules", Rules(rules)},
                       {"supportedTaxonomies", json::array({{{"name", kTaxonomy}, {"index", 0}}})}};
  const json run = {{"tool", {{"driver", driver}}},      {"taxonomies", json::array({Taxonomy(taxa, causes)})},
                    {"columnKind", "unicodeCodePoints"}, {"invocations", json::array({Invocation(cases)})},
                    {"artifacts", std::move(artifacts)}, {"results", std::move(results)}};
  const json log = {{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", json::array({run})}};
  return log.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace autopilot
