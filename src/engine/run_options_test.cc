#include "engine/run_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testing/status.h"

namespace autopilot {
namespace {

RunRequest Asked() {
  RunRequest request;
  request.application = "/somewhere/app.toml";
  request.stages = {"mc", "sg"};
  request.protocol = "paper";
  request.paper.prompt = "SG3";
  request.paper.precise = true;
  request.provider = "gateway";
  request.seed = 7;
  request.limits.tokens = 9000;
  request.limits.usd = 0.5;
  request.limits.seconds = 60;
  request.limits.attempts_a_step = 3;
  request.allow_unknown_price = true;
  return request;
}

RunRecord RecordOf(const RunRequest& request) {
  RunRecord record;
  record.id = "r1";
  record.application = request.application.string();
  record.options = RunOptionsJson(request, false).dump();
  return record;
}

TEST(RunOptions, ARunGoesOnAsItWasAskedFor) {
  ASSERT_OK_AND_ASSIGN(restored, RestoreRequest(RecordOf(Asked()), RunRequest()));
  EXPECT_EQ(RunOptionsJson(restored, false), RunOptionsJson(Asked(), false));
  EXPECT_EQ(restored.application, "/somewhere/app.toml");
}

TEST(RunOptions, LimitsAndTheProviderMayBeGivenAnew) {
  RunRequest given;
  given.limits.tokens = 20'000;
  given.provider = "local";
  given.seed = 99;
  ASSERT_OK_AND_ASSIGN(restored, RestoreRequest(RecordOf(Asked()), given));
  EXPECT_EQ(restored.limits.tokens, 20'000);
  EXPECT_EQ(restored.limits.usd, 0.5);
  EXPECT_EQ(restored.provider, "local");
  EXPECT_EQ(restored.seed, 7) << "another seed would be another run";
}

TEST(RunOptions, ATrialGoesOnInItsExperimentAlone) {
  RunRequest trial = Asked();
  trial.trial.emplace();
  trial.trial->record.experiment = "prompts";
  trial.trial->temperature = 0.3;
  const RunRecord record = RecordOf(trial);
  EXPECT_TRUE(FailsWith(RestoreRequest(record, RunRequest()), ErrorKind::kBadInput, "a trial of the experiment"));
  trial.seed = 8;
  ASSERT_OK_AND_ASSIGN(restored, RestoreRequest(record, trial));
  EXPECT_EQ(restored.seed, 8) << "its matrix says all of it";
}

TEST(RunOptions, ARecordThatCannotBeReadLeavesWhatIsGiven) {
  RunRecord record = RecordOf(Asked());
  record.options = "no json";
  ASSERT_OK_AND_ASSIGN(restored, RestoreRequest(record, RunRequest()));
  EXPECT_EQ(restored.application, "/somewhere/app.toml");
  EXPECT_EQ(restored.stages, RunRequest().stages);
}

}  // namespace
}  // namespace autopilot
