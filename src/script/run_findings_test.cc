#include "script/run_findings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

json Answer(json trace, int exit_code = 0) {
  return {{"exit_code", exit_code},
          {"signal", 0},
          {"timed_out", false},
          {"stdout", ""},
          {"stderr", "trace"},
          {"seconds", 0.5},
          {"trace", std::move(trace)},
          {"started", 1000.0},
          {"before", {{"in.csv", {{"sha256", "a"}, {"time", 999.0}, {"bytes", 3}}}}},
          {"after",
           {{"in.csv", {{"sha256", "a"}, {"time", 999.0}, {"bytes", 3}}},
            {"new.csv", {{"sha256", "b"}, {"time", 1001.0}, {"bytes", 3}}},
            {"old.csv", {{"sha256", "c"}, {"time", 10.0}, {"bytes", 3}}}}}};
}

std::string CauseOf(const json& error, const std::string& stage, json more = json::array()) {
  more.push_back({{"what", "end"}, {"status", 1}, {"error", error}});
  const auto findings = CheckRun(ReadScriptRun(Answer(more, 1)), stage, more);
  return findings.empty() ? "" : findings.front().root_cause;
}

TEST(RunFindings, SayWhatWasReadAndWritten) {
  const json trace = {{{"what", "open"}, {"path", "in.csv"}, {"writes", false}},
                      {{"what", "open"}, {"path", "new.csv"}, {"writes", true}}};
  const ScriptRun run = ReadScriptRun(Answer(trace));
  EXPECT_EQ(run.read, std::vector<std::string>{"in.csv"});
  EXPECT_EQ(run.written, (std::vector<std::string>{"new.csv", "old.csv"}));
  EXPECT_TRUE(CheckRun(run, "dp", trace).empty());
  EXPECT_TRUE(CheckNamed(run, {"new.csv"}, true).empty());
  EXPECT_EQ(CheckNamed(run, {"none.csv"}, true).at(0).root_cause, "artifact_missing");
  EXPECT_EQ(CheckNamed(run, {"old.csv"}, true).at(0).root_cause, "artifact_stale");
  EXPECT_EQ(CheckNamed(run, {"in.csv"}, true).at(0).root_cause, "artifact_stale");
  EXPECT_TRUE(CheckNamed(run, {"in.csv"}, false).empty());
}

TEST(RunFindings, ACopyKeepsTheTimeOfItsSource) {
  const json trace = {{{"what", "copy"}, {"source", "in.csv"}, {"target", "old.csv"}}};
  EXPECT_TRUE(CheckNamed(ReadScriptRun(Answer(trace)), {"old.csv"}, true).empty());
}

TEST(RunFindings, TellTheCausesOfAnEndApart) {
  EXPECT_EQ(CauseOf({{"type", "ModuleNotFoundError"}, {"module", "imblearn"}}, "dp"), "import_missing");
  EXPECT_EQ(CauseOf({{"type", "KeyError"}, {"message", "'Red'"}, {"inner", "pandas"}}, "dp"), "script_failed");
  EXPECT_EQ(CauseOf({{"type", "NameError"}, {"message", "np"}, {"in_script", true}}, "mc"), "script_failed");
  EXPECT_EQ(CauseOf({{"type", "ValueError"}, {"message", "types"}, {"inner", "tensorflow"}}, "mc"),
            "conversion_failed");
  EXPECT_EQ(CauseOf({{"type", "AttributeError"}, {"text", "tf.lite.Converter()"}, {"in_script", true}}, "mc"),
            "conversion_failed");
  EXPECT_EQ(CauseOf({{"type", "OSError"}, {"message", "no such file"}, {"inner", "keras"}}, "mc"), "script_failed");
}

TEST(RunFindings, NobodyIsBelievedWhoWasNotWatched) {
  json answer = Answer(json::array());
  EXPECT_FALSE(CheckWatching(ReadScriptRun(answer)));
  answer["watching"] = {{"whole", false}, {"tampered", false}, {"why", "its end was not seen"}};
  EXPECT_EQ(CheckWatching(ReadScriptRun(answer)).value().severity, Severity::kWarning);
  answer["exit_code"] = 1;
  EXPECT_FALSE(CheckWatching(ReadScriptRun(answer))) << "it failed anyway";
  answer["watching"]["tampered"] = true;
  EXPECT_EQ(CheckWatching(ReadScriptRun(answer)).value().root_cause, "script_failed");
  answer["signal"] = 9;
  EXPECT_FALSE(CheckWatching(ReadScriptRun(answer))) << "half a note is nobody's fault then";
}

TEST(RunFindings, LimitsAreNamed) {
  json answer = Answer(json::array());
  answer["too_much"] = "more than 10000 files and folders";
  ScriptRun run = ReadScriptRun(answer);
  EXPECT_FALSE(run.ok());
  EXPECT_NE(CheckRun(run, "dp", answer["trace"]).at(0).message.find("10000 files"), std::string::npos);
  run.too_much.clear();
  run.timed_out = true;
  EXPECT_NE(CheckRun(run, "dp", answer["trace"]).at(0).message.find("300 s"), std::string::npos);
}

TEST(RunFindings, WhatNobodyMayReadIsMissing) {
  json answer = Answer(json::array());
  answer["closed"] = {"new.csv"};
  EXPECT_EQ(CheckNamed(ReadScriptRun(answer), {"new.csv"}, true).at(0).root_cause, "artifact_missing");
  answer["closed"] = {"."};
  EXPECT_EQ(CheckNamed(ReadScriptRun(answer), {"new.csv"}, true).at(0).root_cause, "artifact_missing");
}

class SwallowedTest : public testing::Test {
 protected:
  bool Swallowed(TablesSeen tables, bool changes) const {
    ScriptRun run;
    run.caught = {caught_};
    return !CheckSwallowed(run, {}, tables, changes).empty();
  }

  ScriptRun::CaughtError caught_{3, "KeyError", "no such column", false, true, false, false};
};

TEST_F(SwallowedTest, GivingUpOnAnyErrorIsAFaultWhateverCameOfIt) {
  caught_.broad = true;
  EXPECT_TRUE(Swallowed({}, false));
  caught_.looped = true;
  EXPECT_FALSE(Swallowed({}, false)) << "one of many rows";
  caught_.looped = false;
  caught_.idle = false;
  EXPECT_FALSE(Swallowed({}, false));
  caught_.type = "ImportError";
  caught_.idle = true;
  EXPECT_FALSE(Swallowed({true, true}, true)) << "another package is tried";
}

TEST_F(SwallowedTest, ANamedErrorIsOneWhereTheWorkWasNotDone) {
  EXPECT_TRUE(Swallowed({true, false}, true));
  EXPECT_FALSE(Swallowed({true, false}, false)) << "there may be nothing to clean";
  EXPECT_FALSE(Swallowed({false, false}, true));
  caught_.looped = true;
  EXPECT_FALSE(Swallowed({true, false}, true));
  caught_.looped = false;
  caught_.expected = true;
  EXPECT_FALSE(Swallowed({true, false}, true));
}

TEST_F(SwallowedTest, RowsThatComeFromNowhereAreInvented) {
  caught_.idle = false;
  caught_.type = "FileNotFoundError";
  EXPECT_TRUE(Swallowed({false, true}, false));
  EXPECT_FALSE(Swallowed({false, false}, false));
}

TEST(RunFindings, AnErrorBeforeAFileThatIsMissingIsSwallowed) {
  ScriptRun run;
  run.caught = {{3, "ValueError", "", false, true, true, false}};
  Finding missing;
  missing.root_cause = "artifact_missing";
  EXPECT_EQ(CheckSwallowed(run, {missing}, {}, false).at(0).root_cause, "error_swallowed");
}

}  // namespace
}  // namespace autopilot
