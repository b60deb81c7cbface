#include "script/script_reply.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

using Paths = std::vector<std::string>;

TEST(ScriptReply, TakesTheScriptAndTheNewPathsOfTwoBlocks) {
  const auto reply = ReadScriptReply(
      "```python\nimport pandas as pd\npd.read_csv('a.csv').to_csv('b.csv')\n```\n"
      "```json\n{\n  \"./data/a.csv\": \"./data/b.csv\",\n}\n```\n",
      "dp", {});
  EXPECT_EQ(reply.answer.verdict, VerdictKind::kPass);
  ASSERT_EQ(reply.answer.findings.size(), 1U);  // The comma at the end.
  EXPECT_EQ(reply.answer.findings[0].rule, "reply/json");
  EXPECT_EQ(reply.script.find("import pandas"), 0U);
  EXPECT_EQ(reply.outputs, Paths{"data/b.csv"});
}

TEST(ScriptReply, TakesTheCodeOutOfOneJsonObject) {
  const auto reply = ReadScriptReply(
      R"({"code": "import pandas as pd\nprint(1)\n", "paths": {"a.csv": "train.csv", "b.csv": "test.csv"}})", "dp", {});
  EXPECT_EQ(reply.answer.verdict, VerdictKind::kPass);
  EXPECT_EQ(reply.script, "import pandas as pd\nprint(1)\n");
  EXPECT_EQ(reply.outputs, (Paths{"train.csv", "test.csv"}));
}

TEST(ScriptReply, KnowsAPlanFromAScript) {
  const auto plan = ReadScriptReply(
      R"(```json
{"scale": "Bring each colour to a range of 0 to 1, e.g. by 255.", "ratios": "Add Red/Green and Green/Blue as columns."}
```)",
      "dp", {});
  EXPECT_TRUE(plan.plan);
  EXPECT_TRUE(plan.script.empty());
  EXPECT_EQ(plan.answer.verdict, VerdictKind::kPass);
  EXPECT_EQ(ReadScriptReply("I would rather explain the steps.", "dp", {}).answer.verdict, VerdictKind::kReject);
  EXPECT_EQ(ReadScriptReply("", "mc", {}).answer.findings.at(0).root_cause, "reply_empty");
}

TEST(ScriptReply, AnUnreadableListOfPathsIsAWarning) {
  const auto reply = ReadScriptReply("```python\nimport os\n```\n```json\n{ a -> b }\n```\n", "dp", {});
  EXPECT_EQ(reply.answer.verdict, VerdictKind::kPass);
  ASSERT_EQ(reply.answer.findings.size(), 1U);
  EXPECT_EQ(reply.answer.findings[0].severity, Severity::kWarning);
  EXPECT_EQ(reply.script, "import os\n");
}

TEST(ScriptReply, APromptThatWasCutIsNoFaultOfTheModel) {
  EXPECT_EQ(ReadScriptReply("{\"a\": \"b\"}", "dp", {"", 4096, 4096}).answer.verdict, VerdictKind::kInfrastructure);
}

TEST(ScriptReply, PathsStayInTheFolder) {
  EXPECT_EQ(PlainOutput(" ./out/../out/a.csv "), "out/a.csv");
  EXPECT_EQ(PlainOutput("/etc/passwd"), "");
  EXPECT_EQ(PlainOutput("../a.csv"), "");
  EXPECT_TRUE(CheckOutputs({"out.csv", "data/../out.csv", " früit.csv"}));
  for (const std::string& bad : {std::string("../x"), std::string("/etc/passwd"), std::string(), std::string("."),
                                 std::string("a/.."), std::string("data/"), std::string("a\0b", 3)}) {
    const Status checked = CheckOutputs({"out.csv", bad});
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().kind, ErrorKind::kBadInput);
  }
}

TEST(ScriptReply, DeepNestingIsRefused) {
  const auto reply = ReadScriptReply("{\"a\":" + std::string(500'000, '[') + "}", "dp", {});
  EXPECT_EQ(reply.answer.findings.at(0).root_cause, "spec_unparsable");
}

TEST(ScriptReply, KnowsFileNamesFromNumbers) {
  EXPECT_TRUE(IsFileName("train_set.csv_labels"));
  EXPECT_FALSE(IsFileName("scale_rgb_from_0.0_to_1.0"));
}

}  // namespace
}  // namespace autopilot
