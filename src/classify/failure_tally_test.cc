#include "classify/failure_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "core/files.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class FailureTallyTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path folder = AUTOPILOT_SOURCE_DIR "/profiles";
    auto profiles = LoadProfiles(folder);
    auto vocabulary = RootCauses::Load(folder / "root-causes.toml");
    auto taxonomy = Taxonomy::Load(folder / "taxonomy-paper.toml");
    ASSERT_TRUE(profiles && vocabulary && taxonomy);
    auto rules = CauseRules::Load(folder, *profiles, *vocabulary);
    ASSERT_TRUE(rules.has_value()) << rules.error().ToString();
    taxonomy_.emplace(std::move(*taxonomy));
    rules_.emplace(std::move(*rules));
  }
  static LogEntry Log(const std::string& message, const std::string& traceback = "") {
    return *ToLogEntry({{"timestamp", "2025-01-01"}, {"message", message}, {"traceback", traceback}});
  }
  static LogEntry Attempt(const std::string& step, const json& error, int prompt_tokens = 100) {
    return *ToLogEntry({{"run", "a"},
                        {"step", step},
                        {"verdict", "fail"},
                        {"error", error},
                        {"reply", "x"},
                        {"prompt_tokens", prompt_tokens}});
  }
  std::string CauseOf(const LogEntry& entry) { return rules_->Classify(entry).root_cause; }
  std::string CategoryOf(const std::string& message) { return taxonomy_->Classify(message, "2025-01-01").category; }

  std::optional<Taxonomy> taxonomy_;
  std::optional<CauseRules> rules_;
};

TEST_F(FailureTallyTest, TheFirstRuleOfTheTaxonomyThatMatchesDecides) {
  EXPECT_EQ(CategoryOf("a.ino:3:1: fatal error: TFLite.h: No such file or directory"), "Missing / Incorrect Libraries");
  EXPECT_EQ(CategoryOf("error: 'tflite' does not name a type"), "Invalid TensorFlow Lite Usage");
  EXPECT_EQ(CategoryOf("error: 'APDS9960' does not name a type"), "Symbol / Class API Issues");
  EXPECT_EQ(CategoryOf("undefined reference to `loop'"), "Missing Main Functions");
  EXPECT_EQ(CategoryOf("Failed to generate valid code: CONNECTION REFUSED"), "Code Generation Failure");
  EXPECT_EQ(CategoryOf("'SENSOR_X' was not declared in this scope"), "Sensor / Hardware Constant Not Declared");
  EXPECT_EQ(CategoryOf("something else"), "Uncategorized");
  EXPECT_FALSE(taxonomy_->Classify("error: stray", "unknown").counts);
  EXPECT_FALSE(taxonomy_->Classify("Keyboard interrupt received", "2025").counts);
}

TEST_F(FailureTallyTest, TheCauseOfACompileIsItsFirstError) {
  EXPECT_EQ(CauseOf(Log("try NO.1: s.ino:7:22: error: conflicting declaration 'const tflite::Model* net'",
                        " const tflite::Model* net;\nm.h:1:21: note: previous declaration as 'const unsigned char net "
                        "[9]'\ns.ino:9:1: error: 'APDS' was not declared in this scope\n")),
            "model_symbol_clash");
  EXPECT_EQ(CauseOf(Log("s.ino: In function 'void setup()':",
                        "s.ino:9:3: error: 'blink' was not declared in this scope\n   blink(3);\n")),
            "missing_helper");
  EXPECT_EQ(CauseOf(Log("s.ino:2:10: fatal error: NoSuchThing.h: No such file or directory")), "invented_header");
  EXPECT_EQ(CauseOf(Log("s.ino:2:10: fatal error: WiFiNINA.h: No such file or directory")), "missing_library");
  EXPECT_EQ(CauseOf(Log("s.ino:2:10: fatal error: tensorflow/lite/micro/all_ops_resolver.h: No such file or "
                        "directory")),
            "include_order");
  EXPECT_EQ(CauseOf(Log("x.o: undefined reference to `setup'")), "missing_setup_or_loop");
}

TEST_F(FailureTallyTest, TheCauseOfAScriptIsTheEndOfItsTraceback) {
  EXPECT_EQ(CauseOf(Attempt("dp_code#1", "Traceback:\n  File \"a\"\nModuleNotFoundError: No module named 'x'")),
            "import_missing");
  EXPECT_EQ(CauseOf(Attempt("dp_code#1", "Traceback:\nFileNotFoundError: [Errno 2] No such file: 'a.csv'")),
            "artifact_missing");
  EXPECT_EQ(CauseOf(Attempt("mc_code",
                            "I cuda: CUDA out of memory is not meant\nTraceback:\nValueError: The "
                            "inference_input_type and inference_output_type must be tf.float32.")),
            "conversion_failed");
  EXPECT_EQ(CauseOf(Attempt("dp_code#1", "Traceback:\nKeyError: 'Fruit'")), "script_failed");
  EXPECT_EQ(CauseOf(Log("Exception caught in prompting attempt 2", "litellm.APIConnectionError: Connection refused")),
            "provider_error");
  EXPECT_EQ(CauseOf(Log("Exception caught in prompting attempt 2", "ValueError: no cpp/ino code blocks found")),
            "reply_no_code");
}

TEST_F(FailureTallyTest, ACutPromptIsNobodysFaultButTheProviders) {
  const Cause cause = rules_->Classify(Attempt("sg_code", "s.ino:2:1: error: 'tflite' does not name a type", 4096));
  EXPECT_EQ(cause.root_cause, "prompt_truncated");
  EXPECT_EQ(cause.symptom, "missing_tflm_include");
  EXPECT_EQ(CauseOf(Attempt("sg_code", "s.ino:2:1: error: 'tflite' does not name a type", 4095)),
            "missing_tflm_include");
}

TEST_F(FailureTallyTest, WhatOurOwnGatesFoundStays) {
  const auto entry = ToLogEntry({{"id", "a"},
                                 {"verdict", "reject"},
                                 {"root_cause", "output_type"},
                                 {"paper_category", "none"},
                                 {"findings", json::array({{{"severity", "error"}, {"message", "read as bytes"}}})}});
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(CauseOf(*entry), "output_type");
}

TEST_F(FailureTallyTest, LinesThatSayAgainWhatWasLoggedAreNoFaults) {
  FailureTally tally;
  Count(Log("try NO.5: s.ino:7:22: error: conflicting declaration 'Model* model'"), *taxonomy_, *rules_, tally);
  Count(Log("Failed to generate valid code after the max 5 attempts. Last error: s.ino:7:22: error: conflicting "
            "declaration 'Model* model'"),
        *taxonomy_, *rules_, tally);
  Count(Log("Sketch code generation process failed after maximum attempts."), *taxonomy_, *rules_, tally);
  Count(Attempt("sg_code", nullptr), *taxonomy_, *rules_, tally);
  EXPECT_EQ(tally.kept, 3);
  EXPECT_EQ(tally.faults, 2);
  EXPECT_EQ(tally.causes["model_symbol_clash"], 1);
  EXPECT_EQ(tally.again["the end of a run"]["Code Generation Failure"], 1);
  EXPECT_EQ(tally.silent, 1);
  EXPECT_EQ((tally.table[{"Syntax Error in Generated Code", "model_symbol_clash"}]), 1);
}

TEST_F(FailureTallyTest, AFileThatIsNoLogIsRefusedWithWhatItIs) {
  auto folder = TemporaryFolder::Create("tally");
  ASSERT_TRUE(folder.has_value());
  ASSERT_TRUE(WriteFile(folder->path() / "a.jsonl", "{\"temperature\": 3}\n").has_value());
  const auto tally = CountFailures(folder->path() / "a.jsonl", *taxonomy_, *rules_);
  ASSERT_FALSE(tally.has_value());
  EXPECT_THAT(tally.error().ToString(), HasSubstr("a.jsonl:1: this is no log of failures"));
  EXPECT_THAT(tally.error().ToString(), HasSubstr("temperature"));
}

}  // namespace
}  // namespace autopilot
