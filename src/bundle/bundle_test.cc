#include "bundle/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "bundle/archive.h"
#include "core/files.h"
#include "journal/extract.h"
#include "journal/sqlite.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class BundleTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::make_unique<TemporaryFolder>(std::move(*TemporaryFolder::Create("bundle-test")));
    journal_ = std::move(*Journal::Open(At("journal.sqlite"), clock_));
    WriteSampleRun(*journal_, "r1", false);
    WriteSampleRun(*journal_, "r2", true);
  }
  fs::path At(const std::string& name) const { return folder_->path() / name; }
  void Make(const std::string& run, const std::string& out, const std::string& inputs = "") {
    const auto extracted = ExtractRun(At("journal.sqlite"), run, At(out + ".sqlite"));
    ASSERT_TRUE(extracted) << extracted.error().ToString();
    const Status written = WriteBundle({"run", run, At(out + ".sqlite"), "<p>report", inputs}, At(out));
    ASSERT_TRUE(written) << written.error().ToString();
  }
  /// The parts of a bundle, changed, as a bundle again.
  void Tamper(const std::string& name, const std::string& old, const std::string& now, const std::string& out) {
    fs::create_directories(At("parts"));
    ASSERT_TRUE(
        ReadArchive(At("good"), At("parts"), [](const std::string&) -> Result<std::int64_t> { return 1 << 30; }));
    std::string text = *ReadFile(At("parts") / name);
    const std::size_t at = text.find(old);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, old.size(), now);
    ASSERT_TRUE(WriteFile(At("parts") / name, text));
    std::vector<ArchiveEntry> entries;
    for (const char* part : {"manifest.json", "journal.sqlite", "report.html"})
      entries.push_back({part, At("parts") / part});
    ASSERT_TRUE(WriteArchive(entries, At(out)));
  }
  std::string Refusal(const std::string& bundle) {
    const auto facts = VerifyBundle(At(bundle), At("to"));
    EXPECT_FALSE(facts);
    EXPECT_FALSE(fs::exists(At("to"))) << "nothing is left behind";
    return facts ? "" : facts.error().ToString();
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(BundleTest, ARunComesBackAsAWorkspace) {
  Make("r1", "good");
  const auto facts = VerifyBundle(At("good"), At("to"));
  ASSERT_TRUE(facts) << facts.error().ToString();
  EXPECT_THAT(facts->runs, ElementsAre("r1"));
  EXPECT_EQ(facts->kind, "run");
  auto there = Journal::Open(At("to") / "journal.sqlite", clock_);
  ASSERT_TRUE(there);
  ASSERT_EQ((*there)->Runs()->size(), 1u) << "the other run stays at home";
  const auto ours = *journal_->Attempts("r1");
  const auto theirs = *(*there)->Attempts("r1");
  ASSERT_EQ(theirs.size(), ours.size());
  EXPECT_EQ(facts->attempts, static_cast<long long>(ours.size()));
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_EQ(ToReplayLine(theirs[i]), ToReplayLine(ours[i])) << "it can be replayed";
  EXPECT_EQ(*(*there)->Contract("r1"), *journal_->Contract("r1"));
  EXPECT_EQ((*there)->Stages("r1")->size(), 2u);
  EXPECT_EQ(*ReadFile(At("to") / "report.html"), "<p>report");
  EXPECT_FALSE(VerifyBundle(At("good"), At("to"))) << "a folder that holds something is left alone";
}

TEST_F(BundleTest, WhichFilesTrialsWereMadeOfComesAlong) {
  const std::string inputs = R"({"the application a/app.toml": {"a/app.toml": "0123"}})";
  Make("r1", "good", inputs);
  const auto facts = VerifyBundle(At("good"), "");
  ASSERT_TRUE(facts) << facts.error().ToString();
  EXPECT_EQ(nlohmann::json::parse(facts->inputs), nlohmann::json::parse(inputs));
  Tamper("manifest.json", "\"0123\"", "123", "no-hash");
  EXPECT_THAT(Refusal("no-hash"), HasSubstr("not as documented"));
  Tamper("manifest.json", "\"name\": \"r1\"", "\"name\": \"../../r1\"", "climbs");
  EXPECT_THAT(Refusal("climbs"), HasSubstr("not as documented"));
  ASSERT_TRUE(ExtractRun(At("journal.sqlite"), "r1", At("more.sqlite")));
  EXPECT_FALSE(WriteBundle({"run", "r1", At("more.sqlite"), "", "{no json"}, At("more")));
}

TEST_F(BundleTest, TheSameContentIsTheSameFile) {
  Make("r1", "good");
  Make("r1", "again");
  EXPECT_EQ(*ReadFile(At("good")), *ReadFile(At("again")));
}

TEST_F(BundleTest, WhatWasChangedIsNoticed) {
  Make("r1", "good");
  Tamper("report.html", "report", "rumour", "report-changed");
  EXPECT_THAT(Refusal("report-changed"), HasSubstr("report.html is not the file"));
  Tamper("report.html", "report", "report and more", "report-longer");
  EXPECT_THAT(Refusal("report-longer"), HasSubstr("longer than its manifest says"));
  Tamper("report.html", "report", "report", "same");
  Tamper("journal.sqlite", "Fruit", "Fruid", "journal-changed");
  EXPECT_THAT(Refusal("journal-changed"), HasSubstr("journal.sqlite is not the file"));
  EXPECT_TRUE(VerifyBundle(At("same"), ""));
  Tamper("manifest.json", "\"r1\"", "\"r9\"", "manifest-changed");
  EXPECT_THAT(Refusal("manifest-changed"), HasSubstr("does not hold what the manifest says"));
  Tamper("manifest.json", "\"autopilot_bundle\": 1", "\"autopilot_bundle\": 7", "later");
  EXPECT_THAT(Refusal("later"), HasSubstr("newer autopilot"));
}

TEST_F(BundleTest, AJournalThatActsByItselfIsRefused) {
  ASSERT_TRUE(ExtractRun(At("journal.sqlite"), "r1", At("acting.sqlite")));
  ASSERT_TRUE(Database::Open(At("acting.sqlite"), 1000)
                  ->Execute("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM attempts; END"));
  const Status written = WriteBundle({"run", "r1", At("acting.sqlite"), "<p>report", ""}, At("acting"));
  ASSERT_FALSE(written) << "nobody packs one either";
  EXPECT_THAT(written.error().message, HasSubstr("not made as this program makes them"));
}

TEST_F(BundleTest, WhatIsNoBundleIsRefused) {
  Make("r1", "good");
  const std::string good = *ReadFile(At("good"));
  ASSERT_TRUE(WriteFile(At("cut"), good.substr(0, good.size() / 2)));
  EXPECT_THAT(Refusal("cut"), HasSubstr("no whole bundle"));
  ASSERT_TRUE(WriteFile(At("text"), "something else"));
  EXPECT_NE(Refusal("text"), "");
  ASSERT_TRUE(WriteArchive({{"journal.sqlite", At("good.sqlite")}}, At("without")));
  EXPECT_NE(Refusal("without"), "");
  for (const char* name : {"../outside", "/tmp/outside", "a/b", "extra.sh"}) {
    ASSERT_TRUE(WriteArchive({{"manifest.json", At("good.sqlite")}, {name, At("text")}}, At("wicked")));
    EXPECT_NE(Refusal("wicked"), "") << name;
  }
  EXPECT_FALSE(fs::exists(folder_->path().parent_path() / "outside"));
  EXPECT_THAT(Refusal("none"), HasSubstr("no such file"));
}

/// TMPDIR, another for a while.
class OtherTemporaries {
 public:
  explicit OtherTemporaries(const fs::path& folder) {
    const char* const before = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): one thread.
    if (before != nullptr) before_ = before;
    ::setenv("TMPDIR", folder.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }
  OtherTemporaries(const OtherTemporaries&) = delete;
  OtherTemporaries& operator=(const OtherTemporaries&) = delete;
  ~OtherTemporaries() {
    if (before_) {
      ::setenv("TMPDIR", before_->c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    } else {
      ::unsetenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe)
    }
  }

 private:
  std::optional<std::string> before_;
};

TEST_F(BundleTest, TheDiskOfTheResultIsWorkedOnAndNothingIsLeftThere) {
  const OtherTemporaries none(At("no-such-folder"));
  Make("r1", "good");
  ASSERT_TRUE(fs::create_directory(At("empty")));
  for (const char* to : {"", "empty", "deep/er/to"}) {
    const auto facts = VerifyBundle(At("good"), *to == '\0' ? fs::path() : At(to));
    ASSERT_TRUE(facts) << to << ": " << facts.error().ToString();
  }
  EXPECT_TRUE(fs::exists(At("deep/er/to/journal.sqlite")));
  EXPECT_TRUE(fs::exists(At("empty/journal.sqlite")));
  Tamper("journal.sqlite", "Fruit", "Fruid", "changed");
  ASSERT_TRUE(fs::create_directory(At("other")));
  EXPECT_FALSE(VerifyBundle(At("changed"), At("other")));
  EXPECT_TRUE(fs::is_empty(At("other")));
  EXPECT_FALSE(VerifyBundle(At("changed"), At("new/folder")));
  EXPECT_FALSE(fs::exists(At("new")));
  EXPECT_FALSE(VerifyBundle(At("good"), At("good"))) << "a file is no folder";
  ASSERT_TRUE(fs::create_directories(At("taken/full")));
  EXPECT_FALSE(WriteBundle({"run", "r1", At("good.sqlite"), "<p>report", ""}, At("taken")));
  EXPECT_FALSE(WriteBundle({"run", "r1", At("none.sqlite"), "<p>report", ""}, At("unmade/bundle")));
  EXPECT_FALSE(fs::exists(At("unmade")));
  for (const auto& entry : fs::recursive_directory_iterator(folder_->path())) {
    EXPECT_NE(entry.path().filename().string().front(), '.') << entry.path();
  }
}

TEST_F(BundleTest, AManifestNamesTheTwoFilesAndNoOther) {
  Make("r1", "good");
  Tamper("manifest.json", "\"files\": {", R"("files": {"../good.sqlite": {},)", "wicked");
  EXPECT_THAT(Refusal("wicked"), HasSubstr("files that do not belong"));
}

TEST_F(BundleTest, AnExperimentTakesItsRunsAlong) {
  ASSERT_TRUE(journal_->PutExperiment({"study", "repeats = 1", ""}));
  RunRecord run;
  run.id = "t1";
  ASSERT_TRUE(journal_->BeginTrial(run, {"study", "qwen", "guided", "", "fruit", "", 1, "t1"}));
  const auto extracted = ExtractExperiment(At("journal.sqlite"), "study", At("part.sqlite"));
  ASSERT_TRUE(extracted) << extracted.error().ToString();
  EXPECT_THAT(extracted->runs, ElementsAre("t1"));
  auto part = Journal::Open(At("part.sqlite"), clock_);
  EXPECT_EQ((*part)->Experiments()->front().matrix, "repeats = 1");
  EXPECT_EQ((*part)->Trials("study")->size(), 1u);
  EXPECT_FALSE(ExtractExperiment(At("journal.sqlite"), "other", At("other.sqlite")));
  EXPECT_FALSE(fs::exists(At("other.sqlite")));
  EXPECT_FALSE(ExtractRun(At("journal.sqlite"), "r", At("other.sqlite"))) << "a whole id";
  EXPECT_FALSE(ExtractRun(At("journal.sqlite"), "r1", At("part.sqlite"))) << "a file that is there";
  EXPECT_TRUE(fs::exists(At("part.sqlite")));
}

}  // namespace
}  // namespace autopilot
