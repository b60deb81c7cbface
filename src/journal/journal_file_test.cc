#include "journal/journal_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "journal/extract.h"
#include "journal/merge.h"
#include "journal/schema.h"
#include "testing/fake_clock.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Takes a journal back to version 3.
constexpr const char* kWithoutOutcomes =
    "DROP INDEX runs_outcome; DROP INDEX stages_outcome; DROP INDEX attempts_outcome;"
    "DROP INDEX runs_by_start; DROP INDEX runs_open; DROP INDEX attempts_to_filter; DROP INDEX attempts_by_cause;"
    "DROP INDEX attempts_by_model;"
    "ALTER TABLE stages DROP COLUMN paper_accepted; ALTER TABLE stages DROP COLUMN builds;"
    "ALTER TABLE stages DROP COLUMN reference_pieces; PRAGMA user_version = 3;";

RunRecord NewRun(const std::string& id) {
  return {id, "/apps/fruit/app.toml", "fruit", R"({"seed":1})", R"({"tool":"0.1.0"})", "/out/" + id, "", "", ""};
}

TEST(JournalFile, AFileThatIsNoDatabaseIsRefusedAndKept) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "notes.txt";
  const std::string text =
      "these are notes, long enough to fill a header of one hundred bytes: " + std::string(100, '.');
  ASSERT_TRUE(WriteFile(file, text));
  FakeClock clock;
  const auto journal = Journal::Open(file, clock);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::kBadInput);
  EXPECT_EQ(journal.error().file, file.string());
  EXPECT_FALSE(journal.error().cure.empty());
  EXPECT_EQ(*ReadFile(file), text);
}

TEST(JournalFile, ADatabaseOfAnotherProgramIsRefusedAndKept) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "other.sqlite";
  ASSERT_TRUE(Database::Open(file, 1000)->Execute("CREATE TABLE theirs (x)"));
  FakeClock clock;
  const auto journal = Journal::Open(file, clock);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(journal.error().message, HasSubstr("another program"));
  EXPECT_EQ(*Database::Open(file, 1000)->Number("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST(JournalFile, AnOlderFormatIsBroughtUpToDate) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  FakeClock clock;
  ASSERT_TRUE(Journal::Open(file, clock));
  {
    auto database = Database::Open(file, 1000);
    ASSERT_TRUE(database->Execute(kWithoutOutcomes));
    ASSERT_TRUE(database->Execute(
        "DROP INDEX attempts_in_flight;"
        "CREATE UNIQUE INDEX attempts_in_flight ON attempts(run, stage, step, attempt) WHERE answered = 0;"
        "DROP TABLE trials; DROP TABLE experiments;"
        "PRAGMA user_version = 1;"));
  }
  const auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal);
  RunRecord run;
  run.id = "r";
  ASSERT_TRUE((*journal)->BeginRun(run));
  AttemptRecord attempt;
  attempt.run = "r";
  attempt.key = {"sg", "report", 1};
  attempt.prompt = "[1]";
  const auto failed = (*journal)->BeginAttempt(attempt);
  ASSERT_TRUE(failed);
  Verdict verdict;
  verdict.verdict = VerdictKind::kInfrastructure;
  ASSERT_TRUE((*journal)->SetVerdict(*failed, verdict));
  const auto again = (*journal)->BeginAttempt(attempt);
  ASSERT_TRUE(again);
  EXPECT_NE(*failed, *again) << "what failed stays";
  EXPECT_EQ(*Database::Open(file, 1000)->Number("PRAGMA user_version"), kJournalVersion);
  EXPECT_TRUE((*journal)->Experiments()->empty());
}

TEST(JournalFile, VersionTwoGetsExperimentsAndKeepsItsRuns) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  FakeClock clock;
  {
    const auto journal = Journal::Open(file, clock);
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->BeginRun(NewRun("old")));
  }
  ASSERT_TRUE(Database::Open(file, 1000)->Execute(kWithoutOutcomes));
  ASSERT_TRUE(
      Database::Open(file, 1000)->Execute("DROP TABLE trials; DROP TABLE experiments; PRAGMA user_version = 2;"));
  const auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal) << journal.error().ToString();
  EXPECT_EQ((*journal)->FindRun("old")->name, "fruit");
  ASSERT_TRUE((*journal)->PutExperiment({"study", "", ""}));
  EXPECT_TRUE((*journal)->BeginTrial(NewRun("new"), {"study", "local", "guided", "", "fruit", "", 1, ""}));
  EXPECT_EQ(*Database::Open(file, 1000)->Number("PRAGMA user_version"), kJournalVersion);
}

TEST(JournalFile, OutcomesOfStagesAreReadOutOfOlderDetailsAndWrittenWithNewOnes) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  FakeClock clock;
  const std::string detail = R"({"paper_accepted":true,"reference_pieces":["a","b"],"verdict":{"builds":false}})";
  const auto outcomes = [&](const std::string& stage) {
    const std::string where = " FROM stages WHERE stage = '" + stage + "'";
    auto database = Database::Open(file, 1000);
    return std::vector<std::int64_t>{*database->Number("SELECT paper_accepted" + where),
                                     *database->Number("SELECT builds IS NULL" + where),
                                     *database->Number("SELECT reference_pieces" + where)};
  };
  {
    const auto journal = Journal::Open(file, clock);
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->BeginRun(NewRun("old")));
    ASSERT_TRUE((*journal)->PutStage({"old", "sg", "reject", 1, 1, 1, 0, 0, detail}));
    ASSERT_TRUE((*journal)->PutStage({"old", "mc", "reject", 1, 1, 1, 0, 0, ""}));
  }
  EXPECT_THAT(outcomes("sg"), ElementsAre(1, 0, 2));
  EXPECT_THAT(outcomes("mc"), ElementsAre(0, 1, 0));
  ASSERT_TRUE(Database::Open(file, 1000)->Execute(kWithoutOutcomes));
  const auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal) << journal.error().ToString();
  EXPECT_THAT(outcomes("sg"), ElementsAre(1, 0, 2));
  EXPECT_THAT(outcomes("mc"), ElementsAre(0, 1, 0));
  ASSERT_TRUE((*journal)->PutStage({"old", "sg", "pass", 1, 1, 1, 0, 0, R"({"reference_pieces":["a"]})"}));
  EXPECT_THAT(outcomes("sg"), ElementsAre(0, 1, 1)) << "a stage that is written anew";
}

TEST(JournalFile, ANewerFormatIsRefused) {
  auto folder = TemporaryFolder::Create("journal-test");
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  FakeClock clock;
  ASSERT_TRUE(Journal::Open(file, clock));
  ASSERT_TRUE(Database::Open(file, 1000)->Execute("PRAGMA user_version = 99"));
  const auto journal = Journal::Open(file, clock);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(journal.error().message, HasSubstr("version 99"));
}

TEST(JournalFile, AFolderInItsPlaceIsInfrastructure) {
  auto folder = TemporaryFolder::Create("journal-test");
  FakeClock clock;
  const auto journal = Journal::Open(folder->path(), clock);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::kInfrastructure);
}

class OpenJournalToReadTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("journal-test"));
    folder_.emplace(std::move(folder));
  }
  /// A journal with the run "r".
  std::filesystem::path Make(const std::string& name) {
    std::filesystem::path file = folder_->path() / name;
    const auto journal = Journal::Open(file, clock_);
    EXPECT_TRUE(journal && (*journal)->BeginRun(NewRun("r"))) << name;
    return file;
  }

  FakeClock clock_;
  std::optional<TemporaryFolder> folder_;
};

TEST_F(OpenJournalToReadTest, ReadsAndWritesNothing) {
  const std::filesystem::path file = Make("journal.sqlite");
  ASSERT_OK_AND_ASSIGN(journal, Journal::OpenToRead(file, clock_));
  ASSERT_OK_AND_ASSIGN(runs, journal->Runs());
  EXPECT_EQ(runs.size(), 1u);
  EXPECT_TRUE(FailsWith(journal->BeginRun(NewRun("more")), ErrorKind::kInfrastructure, "not for writing"));
  journal.reset();
  EXPECT_FALSE(std::filesystem::exists(file.string() + "-wal")) << "who only looks tidies up too";
  EXPECT_FALSE(std::filesystem::exists(file.string() + "-shm"));
}

TEST_F(OpenJournalToReadTest, SeesWhatIsWrittenMeanwhile) {
  const std::filesystem::path file = Make("journal.sqlite");
  ASSERT_OK_AND_ASSIGN(reader, OpenJournalToRead(file));
  EXPECT_EQ(*reader.Number("SELECT count(*) FROM runs"), 1);
  ASSERT_OK_AND_ASSIGN(writer, Journal::Open(file, clock_));
  ASSERT_OK(writer->BeginRun(NewRun("more")));
  EXPECT_EQ(*reader.Number("SELECT count(*) FROM runs"), 2);
}

TEST_F(OpenJournalToReadTest, MakesNoJournal) {
  const std::filesystem::path file = folder_->path() / "journal.sqlite";
  EXPECT_TRUE(FailsWith(OpenJournalToRead(file), ErrorKind::kBadInput, "there is no such journal"));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_FALSE(HasJournal(file));
  ASSERT_OK(WriteFile(file, ""));
  EXPECT_TRUE(FailsWith(OpenJournalToRead(file), ErrorKind::kBadInput, "is empty"));
  EXPECT_FALSE(HasJournal(file));
  EXPECT_EQ(std::filesystem::file_size(file), 0u);
}

TEST_F(OpenJournalToReadTest, FilesMayHaveAnyName) {
  for (const char* name : {"a b.sqlite", "100%.sqlite", "what?mode=ro", "a#b", "%41", "\xc3\xa4\n"}) {
    std::filesystem::path file = Make(name);
    ASSERT_TRUE(std::filesystem::exists(file)) << name;
    file = "/" + file.string();  // "//tmp/..." is "/tmp/..."
    ASSERT_OK_AND_ASSIGN(database, OpenJournalToRead(file));
    EXPECT_EQ(*database.Number("SELECT count(*) FROM runs"), 1) << name;
    ASSERT_OK_AND_ASSIGN(merged, MergeJournals(folder_->path() / "merged.sqlite", {file}, false));
    EXPECT_EQ(merged.size(), 1u) << name;
  }
}

TEST_F(OpenJournalToReadTest, AnOlderVersionIsBroughtUpToDateFirst) {
  const std::filesystem::path file = Make("journal.sqlite");
  ASSERT_TRUE(Database::Open(file, 1000)->Execute(kWithoutOutcomes));
  ASSERT_OK_AND_ASSIGN(database, OpenJournalToRead(file));
  EXPECT_EQ(*database.Number("PRAGMA user_version"), kJournalVersion);
}

TEST_F(OpenJournalToReadTest, AnotherProgramsFileAndALaterVersionAreRefused) {
  const std::filesystem::path file = Make("journal.sqlite");
  ASSERT_TRUE(Database::Open(file, 1000)->Execute("PRAGMA user_version = 99"));
  EXPECT_TRUE(FailsWith(OpenJournalToRead(file), ErrorKind::kBadInput, "version 99"));
  const std::filesystem::path other = folder_->path() / "other.sqlite";
  ASSERT_TRUE(Database::Open(other, 1000)->Execute("CREATE TABLE theirs (x)"));
  EXPECT_TRUE(FailsWith(OpenJournalToRead(other), ErrorKind::kBadInput, "another program"));
}

TEST_F(OpenJournalToReadTest, ASchemaThatSomebodyChangedIsToldFromOurs) {
  const std::filesystem::path source = Make("journal.sqlite");
  const auto check = [&](const char* change) {
    const std::filesystem::path file = folder_->path() / "changed.sqlite";
    std::filesystem::remove(file);
    EXPECT_TRUE(ExtractRun(source, "r", file));
    auto database = Database::Open(file, 1000);
    EXPECT_TRUE(database->Execute(change));
    return CheckJournalSchema(*database);
  };
  EXPECT_OK(check("ANALYZE"));
  EXPECT_OK(check("PRAGMA user_version = 3")) << "what an earlier program made was right then";
  for (const char* change :
       {"CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM attempts; END", "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (x)", "CREATE TABLE sqlitefoo (x)", "ALTER TABLE runs ADD COLUMN more",
        "DROP INDEX runs_outcome", "PRAGMA user_version = 3; CREATE VIEW v AS SELECT 1"}) {
    EXPECT_TRUE(FailsWith(check(change), ErrorKind::kBadInput, "not made as this program makes them")) << change;
  }
}

}  // namespace
}  // namespace autopilot
