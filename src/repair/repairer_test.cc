#include "repair/repairer.h"

#include "repair/repair_bed_for_test.h"

namespace autopilot {
namespace {

using Repairer = RepairBed;

/// Counts faults by their letters: every X is an error of the compiler, every Y one of behaviour, Z spoils all.
class LetterJudge : public CandidateJudge {
 public:
  Result<Judgement> Judge(const std::string& text) override {
    ++calls;
    Judgement judgement;
    Verdict& verdict = judgement.verdict;
    verdict.builds = text.find_first_of("XZ") == std::string::npos ? 1 : 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != 'X' && text[i] != 'Z') continue;
      Diagnostic diagnostic;
      diagnostic.message = "at " + std::to_string(i);
      judgement.diagnostics.push_back(diagnostic);
    }
    const bool wrong = text.find('Y') != std::string::npos;
    verdict.verdict = verdict.builds == 1 && !wrong ? VerdictKind::kPass : VerdictKind::kReject;
    if (!verdict.passed()) {
      verdict.gate = verdict.builds == 1 ? "behaviour" : "build";
      verdict.root_cause = verdict.builds == 1 ? "hang" : "syntax_error";
      Finding finding;
      finding.root_cause = verdict.root_cause;
      finding.message = "wrong";
      verdict.findings.push_back(finding);
    }
    return judgement;
  }
  int calls = 0;
};

/// Replaces each letter `from`.
class LetterRule : public RepairRule {
 public:
  LetterRule(char from, std::string to, bool certain = true) : from_(from), to_(std::move(to)), certain_(certain) {}
  std::string_view id() const override { return id_; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override {
    std::vector<Proposal> proposals;
    for (std::size_t i = 0; i < candidate.tree.text().size(); ++i) {
      if (candidate.tree.text()[i] == from_)
        proposals.push_back({"", "syntax_error", "letter", {{i, i + 1, to_}}, certain_});
    }
    return proposals;
  }

 private:
  char from_;
  std::string to_;
  bool certain_;
  std::string id_ = std::string("letter/") + from_;
};

Result<Repaired> Repair(const std::string& text, const std::vector<std::unique_ptr<RepairRule>>& rules,
                        LetterJudge& judge, const Contract& contract, const RepairFacts& facts) {
  return RepairSketch(text, *judge.Judge(text), contract, facts, rules, judge);
}

TEST_F(Repairer, GoesOnUntilItPasses) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('X', "a"));
  rules.push_back(std::make_unique<LetterRule>('Y', "b"));
  auto repaired = Repair("X 1\nY 2\n", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->text, "a 1\nb 2\n");
  EXPECT_TRUE(repaired->changed);
  EXPECT_TRUE(repaired->after.passed());
  EXPECT_EQ(repaired->before.gate, "build");
  ASSERT_EQ(repaired->repairs.size(), 2U);
  EXPECT_EQ(repaired->repairs[1].line, 2);
  EXPECT_LT(repaired->kept_share, 1);
}

TEST_F(Repairer, AWrongIdeaDoesNotSpoilTheOthers) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('Y', "Z"));  // Makes it worse.
  rules.push_back(std::make_unique<LetterRule>('W', "w"));  // Changes nothing.
  auto repaired = Repair("Y W", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_FALSE(repaired->changed);
  EXPECT_EQ(repaired->text, "Y W");
  EXPECT_TRUE(repaired->repairs.empty());
}

TEST_F(Repairer, APassIsLeftAloneWithoutBeingJudgedAgain) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('g', "G"));
  auto repaired = Repair("good", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_FALSE(repaired->changed);
  EXPECT_EQ(repaired->text, "good");
  EXPECT_EQ(judge.calls, 1);
}

TEST_F(Repairer, OtherFaultsInPlaceOfTheAuthorsAreGivenBack) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('X', " X"));  // Only moves the fault.
  auto repaired = Repair("X", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->text, "X");
  EXPECT_FALSE(repaired->changed);
  EXPECT_TRUE(repaired->repairs.empty());
  EXPECT_EQ(repaired->kept_share, 1);
}

TEST_F(Repairer, WhatIsNotCertainIsOfferedOnce) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('Y', "y", false));
  rules.push_back(std::make_unique<LetterRule>('X', "x"));
  auto repaired = Repair("X Y", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->text, "x Y");
  ASSERT_EQ(repaired->offers.size(), 1U);
  EXPECT_EQ(repaired->offers[0].rule, "letter/Y");
}

TEST_F(Repairer, OfTwoThatWantTheSamePlaceTheFirstDecides) {
  LetterJudge judge;
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('X', "1"));
  rules.push_back(std::make_unique<LetterRule>('X', "2"));
  auto repaired = Repair("X", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->text, "1");
}

/// Offers two ways for each Y, of which the first is wrong.
class TwoWays : public RepairRule {
 public:
  std::string_view id() const override { return "two-ways"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override {
    const auto at = candidate.tree.text().find('Y');
    if (at == std::string::npos) return {};
    return {{"", "hang", "spoils it", {{at, at + 1, "Z"}}, true}, {"", "hang", "mends it", {{at, at + 1, "y"}}, true}};
  }
};

TEST_F(Repairer, OfSeveralWaysOfARuleEachIsTried) {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<TwoWays>());
  LetterJudge judge;
  const auto repaired = Repair("aYb", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired) << repaired.error().ToString();
  EXPECT_EQ(repaired->text, "ayb");
  EXPECT_TRUE(repaired->after.passed());
  ASSERT_EQ(repaired->repairs.size(), 1u);
  EXPECT_EQ(repaired->repairs[0].what, "mends it");
}

TEST_F(Repairer, ASketchThatPassesKeepsNoChangeThatItPassesWithout) {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('Y', "y"));
  rules.push_back(std::make_unique<LetterRule>('q', "Q"));
  LetterJudge judge;
  const auto repaired = Repair("q Y q", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired) << repaired.error().ToString();
  EXPECT_EQ(repaired->text, "q y q");
  ASSERT_EQ(repaired->repairs.size(), 1u);
  EXPECT_EQ(repaired->repairs[0].rule, "letter/Y");
}

TEST_F(Repairer, WhatAPassNeedsIsKeptTogether) {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<LetterRule>('Y', "y"));
  rules.push_back(std::make_unique<LetterRule>('X', "x"));
  LetterJudge judge;
  const auto repaired = Repair("Y X", rules, judge, contract_, facts_);
  ASSERT_TRUE(repaired) << repaired.error().ToString();
  EXPECT_EQ(repaired->text, "y x");
  EXPECT_TRUE(repaired->after.passed());
  EXPECT_EQ(repaired->repairs.size(), 2u);
}

}  // namespace
}  // namespace autopilot
