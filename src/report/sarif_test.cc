#include "report/sarif.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/sample_run_for_test.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class SarifTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(causes, RootCauses::Load(SourceFolder() / "profiles/root-causes.toml"));
    causes_ = std::move(causes);
  }
  json Run(const std::vector<Judged>& cases) const { return json::parse(SarifLog(cases, causes_))["runs"][0]; }

  RootCauses causes_;
};

TEST_F(SarifTest, EveryFindingIsAResultOfItsRuleWithItsCause) {
  const json run = Run({{"fruit.ino", "a b/fruit.ino", SampleRejection()}});
  ASSERT_EQ(run["results"].size(), 3u);
  const json& result = run["results"][1];
  EXPECT_EQ(result["ruleId"], "semantics/input-tensor");
  const json& rule = run["tool"]["driver"]["rules"][result["ruleIndex"].get<int>()];
  EXPECT_EQ(rule["id"], "semantics/input-tensor");
  EXPECT_EQ(result["level"], "error");
  EXPECT_THAT(result["message"]["text"].get<std::string>(), HasSubstr("Next: divide each channel"));
  EXPECT_EQ(result["properties"]["rootCause"], "input_scaling");
  EXPECT_EQ(result["properties"]["counterexample"]["got"], "[0.4706, 0.3137, 0.2353]");
  const json& taxon = run["taxonomies"][0]["taxa"][result["taxa"][0]["index"].get<int>()];
  EXPECT_EQ(taxon["id"], "input_scaling");
  EXPECT_THAT(taxon["shortDescription"]["text"].get<std::string>(), HasSubstr("scaled otherwise"));
  const json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "fruit.ino");
  EXPECT_EQ(place["region"], json::parse(R"({"startLine": 14, "startColumn": 22})"));
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b/fruit.ino")
      << "a finding without a file is about the candidate's";
  EXPECT_EQ(run["results"][2]["properties"]["behind"], true);
  EXPECT_EQ(run["artifacts"][0]["properties"]["verdict"], "reject");
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
}

TEST_F(SarifTest, AFaultKeepsItsFingerprintWhenItMoves) {
  Verdict moved = SampleRejection();
  moved.findings[1].line = 99;
  const auto print = [&](const Verdict& verdict) {
    return Run({{"f", "f.ino", verdict}})["results"][1]["partialFingerprints"]["finding/v1"].get<std::string>();
  };
  EXPECT_EQ(print(SampleRejection()), print(moved));
  moved.findings[1].message = "another";
  EXPECT_NE(print(SampleRejection()), print(moved));
}

TEST_F(SarifTest, TroubleOfTheToolIsNoResult) {
  Verdict verdict;
  verdict.verdict = VerdictKind::kInfrastructure;
  Finding finding;
  finding.rule = "infrastructure";
  finding.message = "no compiler";
  verdict.findings = {finding};
  const json run = Run({{"a", "a.ino", verdict}, {"b", "b.ino", SamplePass()}});
  EXPECT_TRUE(run["results"].empty());
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"], "a: no compiler");
  EXPECT_EQ(run["artifacts"].size(), 2u);
}

TEST_F(SarifTest, BytesThatAreNoTextDoNotSpoilTheLog) {
  Verdict verdict = SampleRejection();
  verdict.findings[1].evidence = "\xFF\xFE\x01";
  EXPECT_EQ(Run({{"a", "a.ino", verdict}})["results"].size(), 3u);
}

TEST(Uri, EscapesWhatHasAMeaning) {
  EXPECT_EQ(UriOf("src/a-b_c.ino"), "src/a-b_c.ino");
  EXPECT_EQ(UriOf("/home/me/x y.ino"), "file:///home/me/x%20y.ino");
  EXPECT_EQ(UriOf("run:1#2?"), "run%3A1%232%3F");
  EXPECT_EQ(UriOf("\xC3\xA4"), "%C3%A4");
}

}  // namespace
}  // namespace autopilot
