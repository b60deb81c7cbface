#include "stage/decision.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "llm/reference_provider.h"
#include "stage/stage_test_bed.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// An application without a Keras model: no Python is needed.
std::filesystem::path WithoutKeras() { return SharedFolder() / "apps" / "sine" / "app.toml"; }

/// A question of the stage MC, whose prompt needs little.
Question Calibration() {
  Question question;
  question.stage = "mc";
  question.step = "calibration";
  question.options = {{"64", ""}, {"128", ""}, {"all", ""}};
  question.preference = {"all"};
  return question;
}

const json kFacts = {{"rows", 256}, {"class_count", 3}};

Verdict Rejected(const RootCauses& causes, const std::string& message) {
  Finding finding;
  finding.rule = "test";
  finding.root_cause = "accuracy_lost";
  finding.message = message;
  return VerdictOf(causes, "semantics", {finding});
}

class DecisionTest : public testing::Test {
 protected:
  void Open(Provider& provider) {
    auto bed = StageTestBed::Make(WithoutKeras(), provider);
    ASSERT_OK(bed);
    bed_ = std::move(*bed);
  }
  Result<Outcome> Settle(const Question& question) {
    StageContext context = bed_->Context();
    return Decide(context, question, kFacts, [&](const std::string& choice) -> Result<Verdict> {
      tried_.push_back(choice);
      if (choice == bad_) return Rejected(context.causes, "accuracy falls");
      return VerdictOf(context.causes, "semantics", {});
    });
  }
  std::unique_ptr<StageTestBed> bed_;
  std::vector<std::string> tried_;
  std::string bad_;
};

TEST_F(DecisionTest, NobodyIsAskedWhereOneChoiceRemains) {
  ScriptedProvider provider({});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  Question question = Calibration();
  question.options[0].ruled_out = question.options[1].ruled_out = "the data set has only 60 rows";
  ASSERT_OK_AND_ASSIGN(outcome, Settle(question));
  EXPECT_EQ(outcome.decision.decided_by, "facts");
  EXPECT_EQ(outcome.decision.choice, "all");
  EXPECT_EQ(outcome.decision.reason, "the data set has only 60 rows");
  EXPECT_TRUE(provider.requests.empty());
  ASSERT_OK_AND_ASSIGN(steps, bed_->journal().Steps("test"));
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].decided_by, "facts");
}

TEST_F(DecisionTest, TheModelsChoiceIsCarriedOut) {
  ScriptedProvider provider({"```json\n{\"choice\": \"128\"}\n```"});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  ASSERT_OK_AND_ASSIGN(outcome, Settle(Calibration()));
  EXPECT_EQ(outcome.decision.decided_by, "model");
  EXPECT_EQ(outcome.decision.choice, "128");
  EXPECT_EQ(outcome.decision.attempts, 1);
  EXPECT_EQ(tried_, std::vector<std::string>{"128"});
  const json schema = json::parse(provider.requests.at(0).json_schema);
  EXPECT_EQ(schema.at("properties").at("choice").at("enum"), json({"64", "128", "all"}));
}

TEST_F(DecisionTest, ARefutedChoiceIsTakenOffTheListWithTheEvidence) {
  ScriptedProvider provider({R"({"choice":"64"})", R"({"choice":"all"})"});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  bad_ = "64";
  ASSERT_OK_AND_ASSIGN(outcome, Settle(Calibration()));
  EXPECT_EQ(outcome.decision.choice, "all");
  EXPECT_EQ(outcome.decision.attempts, 2);
  const std::string& second = provider.requests.at(1).messages.back().text;
  EXPECT_NE(second.find("accuracy falls"), std::string::npos) << second;
  EXPECT_EQ(second.find("64 rows from all classes"), std::string::npos) << second;
  ASSERT_OK_AND_ASSIGN(attempts, bed_->Asked());
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0].verdict.root_cause, "accuracy_lost");
  EXPECT_EQ(attempts[0].candidate_text, "64");
  EXPECT_TRUE(attempts[1].verdict.passed());
}

TEST_F(DecisionTest, RepliesThatAreNoAnswerSpendTheAttempts) {
  ScriptedProvider provider({"", "all of them", R"({"rows": 64})", R"({"choice": "32"})", "{\"choice\": \"6"});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  ASSERT_OK_AND_ASSIGN(outcome, Settle(Calibration()));
  EXPECT_EQ(outcome.decision.decided_by, "reference");
  EXPECT_EQ(outcome.decision.choice, "all");
  EXPECT_TRUE(outcome.verdict.passed());
  ASSERT_OK_AND_ASSIGN(attempts, bed_->Asked());
  std::vector<std::string> roots;
  for (const AttemptRecord& attempt : attempts) roots.push_back(attempt.verdict.root_cause);
  EXPECT_EQ(roots, (std::vector<std::string>{"reply_empty", "spec_unparsable", "spec_incomplete", "spec_incomplete",
                                             "spec_unparsable"}));
  ASSERT_OK_AND_ASSIGN(own, bed_->Proposed());
  ASSERT_EQ(own.size(), 1u);
  EXPECT_EQ(own[0].proposer, "tool");
  EXPECT_EQ(own[0].key.attempt, 6);
  EXPECT_EQ(own[0].candidate_text, "all");
  EXPECT_TRUE(own[0].judged && own[0].verdict.passed());
}

TEST_F(DecisionTest, WithoutAModelTheToolChooses) {
  ReferenceProvider provider;
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  ASSERT_OK_AND_ASSIGN(outcome, Settle(Calibration()));
  EXPECT_EQ(outcome.decision.decided_by, "reference");
  EXPECT_EQ(outcome.decision.attempts, 0);
}

TEST_F(DecisionTest, ACutPromptIsNotTheModelsFault) {
  ScriptedProvider provider({R"({"choice":"64"})"});
  provider.cuts_prompts = true;
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  EXPECT_TRUE(FailsWith(Settle(Calibration()), ErrorKind::kInfrastructure, "larger context window"));
  EXPECT_TRUE(tried_.empty());
}

TEST_F(DecisionTest, FactsThatLeaveNoChoiceReject) {
  ScriptedProvider provider({});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  Question question = Calibration();
  for (Option& option : question.options) option.ruled_out = "there are no rows";
  ASSERT_OK_AND_ASSIGN(outcome, Settle(question));
  EXPECT_EQ(outcome.verdict.verdict, VerdictKind::kReject);
  EXPECT_TRUE(tried_.empty());
}

/// Every prompt that these stages have must be complete whatever is offered.
TEST_F(DecisionTest, APromptNeverAsksWithoutItsChoices) {
  ScriptedProvider provider({R"({"choice":"float32"})"});
  ASSERT_NO_FATAL_FAILURE(Open(provider));
  Question question;
  question.stage = "mc";
  question.step = "quantisation";
  question.options = {{"float32", ""}, {"int8", ""}, {"float16", "no kernels"}};
  const json facts = {{"parameters", 95}, {"board", "Nano"},   {"io", "float32"},    {"flash", 983040},
                      {"ram", 262144},    {"accuracy", "0.9"}, {"float_bytes", 380}, {"int8_bytes", 95}};
  StageContext context = bed_->Context();
  ASSERT_OK(Decide(context, question, facts,
                   [&](const std::string&) -> Result<Verdict> { return VerdictOf(context.causes, "semantics", {}); }));
  const std::string& text = provider.requests.at(0).messages.back().text;
  EXPECT_NE(text.find("\"float32\": about 380 bytes"), std::string::npos) << text;
  EXPECT_NE(text.find("{\"choice\": \"int8\"}"), std::string::npos) << text;
  EXPECT_EQ(text.find("float16"), std::string::npos) << text;
}

}  // namespace
}  // namespace autopilot
