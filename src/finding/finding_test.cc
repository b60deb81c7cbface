#include "finding/finding.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

Finding FullFinding() {
  Finding finding;
  finding.rule = "semantics/input";
  finding.severity = Severity::kError;
  finding.root_cause = "input_scaling";
  finding.paper_category = "none";
  finding.message = "the input is scaled otherwise";
  finding.behind = true;
  finding.file = "fruit.ino";
  finding.line = 12;
  finding.column = 3;
  finding.evidence = "0.2 instead of 0.6";
  finding.counterexample = {"[120, 60, 20]", "0.6", "about a third"};
  finding.next = "divide by the sum";
  return finding;
}

TEST(FindingJson, HoldsAllThatIsKnown) {
  const json expected = json::parse(R"({
    "rule": "semantics/input", "severity": "error", "root_cause": "input_scaling", "paper_category": "none",
    "message": "the input is scaled otherwise", "behind": true, "file": "fruit.ino", "line": 12, "column": 3,
    "evidence": "0.2 instead of 0.6",
    "counterexample": {"input": [120, 60, 20], "expected": 0.6, "got": "about a third"},
    "next": "divide by the sum"})");
  EXPECT_EQ(json(FullFinding()), expected);
}

TEST(FindingJson, LeavesOutWhatIsNot) {
  Finding note;
  note.rule = "lint/serial";
  note.severity = Severity::kNote;
  note.message = "waits for a monitor";
  EXPECT_EQ(json(note), json::parse(R"({"rule": "lint/serial", "severity": "note", "message": "waits for a monitor",
                                        "behind": false})"));
}

TEST(VerdictJson, Pass) {
  Verdict verdict;
  verdict.builds = 1;
  verdict.gates = {{"build", VerdictKind::kPass, 81.5}};
  verdict.metrics.accuracy = 0.5;
  verdict.metrics.inferences = 0;
  EXPECT_EQ(json(verdict), json::parse(R"({
    "verdict": "pass", "builds": true, "findings": [], "gates": [{"gate": "build", "verdict": "pass", "ms": 81.5}],
    "metrics": {"accuracy": 0.5, "inferences": 0, "arena_used": null, "arena_declared": null, "flash": null,
                "ram": null}})"));
}

TEST(VerdictJson, Reject) {
  Verdict verdict;
  verdict.verdict = VerdictKind::kReject;
  verdict.gate = "semantics";
  verdict.root_cause = "input_scaling";
  verdict.paper_category = "none";
  verdict.findings = {FullFinding()};
  const json value = verdict;
  EXPECT_EQ(value["verdict"], "reject");
  EXPECT_EQ(value["gate"], "semantics");
  EXPECT_EQ(value["builds"], json());
  EXPECT_EQ(value["root_cause"], "input_scaling");
  EXPECT_EQ(value["paper_category"], "none");
  EXPECT_EQ(value["findings"].size(), 1u);
  verdict.builds = 0;
  EXPECT_EQ(json(verdict)["builds"], json(false));
}

TEST(Verdict, FirstErrorSkipsWarningsAndWhatLiesBehind) {
  Verdict verdict;
  EXPECT_EQ(verdict.FirstError(), nullptr);
  Finding warning = FullFinding();
  warning.behind = false;
  warning.severity = Severity::kWarning;
  Finding error = FullFinding();
  error.behind = false;
  error.rule = "the one";
  verdict.findings = {FullFinding(), warning, error};
  ASSERT_NE(verdict.FirstError(), nullptr);
  EXPECT_EQ(verdict.FirstError()->rule, "the one");
}

TEST(Verdict, HasTheDocumentedNamesAndExitCodes) {
  EXPECT_EQ(ToString(VerdictKind::kInconclusive), "inconclusive");
  EXPECT_EQ(ExitCodeFor(VerdictKind::kPass), 0);
  EXPECT_EQ(ExitCodeFor(VerdictKind::kReject), 1);
  EXPECT_EQ(ExitCodeFor(VerdictKind::kInfrastructure), 3);
  EXPECT_EQ(ExitCodeFor(VerdictKind::kInconclusive), 4);
  EXPECT_EQ(ExitCodeFor(VerdictKind::kBudget), 5);
}

}  // namespace
}  // namespace autopilot
