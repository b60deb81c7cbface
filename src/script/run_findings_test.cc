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

TEST(RunFindings, KnowWhatIsSwallowedFromWhatIsExpected) {
  const auto swallowed = [](bool broad, bool idle, bool expected, bool unchanged, const std::string& type) {
    ScriptRun run;
    run.caught = {{3, type, "no such column", broad, idle, expected}};
    return !CheckSwallowed(run, {}, unchanged).empty();
  };
  EXPECT_TRUE(swallowed(true, true, false, false, "KeyError"));
  EXPECT_FALSE(swallowed(true, false, false, false, "KeyError"));
  EXPECT_TRUE(swallowed(false, true, false, true, "KeyError"));
  EXPECT_FALSE(swallowed(false, true, true, true, "KeyError"));
  EXPECT_FALSE(swallowed(true, true, false, true, "ImportError"));
  ScriptRun run;
  run.caught = {{3, "ValueError", "", false, true, true}};
  Finding missing;
  missing.root_cause = "artifact_missing";
  EXPECT_EQ(CheckSwallowed(run, {missing}, false).at(0).root_cause, "error_swallowed");
}

}  // namespace
}  // namespace autopilot
