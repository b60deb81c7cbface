#include "twin/recordings.h"

#include <gtest/gtest.h>

#include <set>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"
#include "twin/stimulus_file.h"

namespace autopilot {
namespace {

/// The committed gesture application: three classes with three recordings of 64 rows each.
class Recordings : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
    ASSERT_OK_AND_ASSIGN(application, LoadApplication(SourceFolder() / "tests/fixtures/gesture/app.toml"));
    ASSERT_OK_AND_ASSIGN(contract, MeasureContract(application, profiles, nullptr));
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test"));
    contract_ = std::move(contract);
    folder_ = std::move(folder);
  }

  Result<std::vector<Recording>> Read(const std::string& name, const std::string& text) {
    const auto file = folder_->path() / name;
    EXPECT_OK(WriteFile(file, text));
    return ReadStimulusFile(contract_, file);
  }

  Contract contract_;
  std::optional<TemporaryFolder> folder_;
};

TEST_F(Recordings, AreTheRecordingsOfTheData) {
  const std::vector<Recording> recordings = DataRecordings(contract_);
  ASSERT_EQ(recordings.size(), 9u);
  EXPECT_EQ(recordings[0].label, 0);
  EXPECT_EQ(recordings[8].label, 2);
  EXPECT_EQ(recordings[3].row, 3 * 64);
  EXPECT_EQ(recordings[0].channels.size(), 64u);
  EXPECT_DOUBLE_EQ(recordings[0].rate_hz, 25);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(recordings[0].channels[10][axis] * 1000, contract_.data.features[10][axis], 1e-9);
  }
}

TEST_F(Recordings, EveryClassIsShownUnderThreeConditionsAtLeast) {
  ASSERT_OK_AND_ASSIGN(stimuli, DeriveRecordings(contract_));
  ASSERT_GE(stimuli.size(), 9u);
  std::set<double> rests;
  int known = 0;
  for (const Stimulus& stimulus : stimuli) {
    EXPECT_TRUE(stimulus.IsRecording());
    EXPECT_EQ(stimulus.width, 3u);
    EXPECT_EQ(stimulus.samples.size(), 64u * 3);
    rests.insert(stimulus.rest_seconds);
    known += stimulus.label >= 0 ? 1 : 0;
  }
  EXPECT_GE(rests.size(), 3u);
  // Only what is shown as it was recorded is what its label says.
  EXPECT_EQ(known, 3);
  EXPECT_EQ(stimuli[0].label, 0);
  EXPECT_EQ(stimuli[1].label, 1);
  EXPECT_EQ(stimuli[2].label, 2);
  const double as_is = stimuli[1].samples[0];
  EXPECT_NE(stimuli[4].samples[0], as_is);
}

TEST_F(Recordings, WithoutDataThereIsNothingToShow) {
  contract_.data = DataTable();
  EXPECT_TRUE(FailsWith(DeriveRecordings(contract_), ErrorKind::kBadInput, "there is no recording"));
}

TEST_F(Recordings, AUsersTableTakesTheirPlace) {
  contract_.application.stimulus = folder_->path() / "mine.csv";
  ASSERT_OK(
      WriteFile(*contract_.application.stimulus,
                "time,az,ax,ay,note\n0,1,0.1,0,a\n0.02,1,0.2,0,b\n0.04,1,0.3,0,c\n\n1,0,0.4,1,d\n1.02,0,0.5,1,e\n"));
  ASSERT_OK_AND_ASSIGN(recordings, ReadStimulusFile(contract_, *contract_.application.stimulus));
  ASSERT_EQ(recordings.size(), 2u);
  EXPECT_NEAR(recordings[0].rate_hz, 50, 1e-6);
  EXPECT_EQ(recordings[0].channels.size(), 3u);
  EXPECT_DOUBLE_EQ(recordings[0].channels[1][0], 0.2);
  EXPECT_DOUBLE_EQ(recordings[1].channels[0][1], 1);
  ASSERT_OK_AND_ASSIGN(stimuli, DeriveRecordings(contract_));
  EXPECT_GE(stimuli.size(), 3u);
  EXPECT_EQ(stimuli[0].samples.size(), 9u);
  EXPECT_EQ(stimuli[0].label, -1);
}

TEST_F(Recordings, FeaturesInAFileAreTurnedBackIntoReadings) {
  ASSERT_OK_AND_ASSIGN(recordings,
                       Read("f.csv", "aX,aY,aZ,label\n100,0,1000,circle\n200,0,1000,circle\n300,0,1000,wave\n"));
  ASSERT_EQ(recordings.size(), 2u) << "another label is another recording";
  EXPECT_EQ(recordings[0].label, 0);
  EXPECT_EQ(recordings[1].label, 1);
  EXPECT_NEAR(recordings[0].channels[1][0], 0.2, 1e-12);
}

TEST_F(Recordings, ASerialLogIsReadLineByLine) {
  ASSERT_OK_AND_ASSIGN(recordings, Read("monitor.log",
                                        "10:15:00.120 -> IMU ready\n"
                                        "10:15:00.160 -> 0.10,0.00,1.00\n"
                                        "10:15:00.200 -> 0.20,0.00,1.00\n"
                                        "10:15:00.240 -> 0.20,0.00\n"
                                        "10:15:01.000 -> next one\n"
                                        "10:15:01.040 -> 0.30,0.50,1.00\n"));
  ASSERT_EQ(recordings.size(), 2u);
  EXPECT_EQ(recordings[0].channels.size(), 2u);
  EXPECT_DOUBLE_EQ(recordings[1].channels[0][1], 0.5);
  ASSERT_OK_AND_ASSIGN(named, Read("plotter.txt", "az:1 ax:0.5 ay:-0.25\naz:1 ax:0.6 ay:-0.35\n"));
  ASSERT_EQ(named.size(), 1u);
  EXPECT_DOUBLE_EQ(named[0].channels[1][0], 0.6);
  EXPECT_DOUBLE_EQ(named[0].channels[1][1], -0.35);
}

TEST_F(Recordings, AFileThatDoesNotFitIsRefusedWithItsPlace) {
  EXPECT_TRUE(FailsWith(Read("a.csv", "x,y,z\n1,2,3\n"), ErrorKind::kBadInput, "neither the channels ax, ay, az"));
  EXPECT_TRUE(
      FailsWith(Read("b.csv", "ax,ay,az\n1,2,3\n1,,3\n"), ErrorKind::kBadInput, "b.csv:3: a reading is missing"));
  EXPECT_TRUE(FailsWith(Read("c.log", "hello\nworld\n"), ErrorKind::kBadInput, "no line holds the numbers"));
}

}  // namespace
}  // namespace autopilot
