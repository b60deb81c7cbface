// What happens to a journal when its process or its disk gives way: shown with real processes.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "core/files.h"
#include "journal/journal.h"

namespace autopilot {
namespace {

AttemptRecord Attempt(int number) {
  AttemptRecord record;
  record.run = "r";
  record.key = {"sg", "features", number};
  record.proposer = "local";
  record.prompt = "[]";
  record.parameters = "{}";
  return record;
}

RunRecord NewRun(const std::string& id) {
  RunRecord run;
  run.id = id;
  return run;
}

ChatReply Reply(const std::string& text) {
  ChatReply reply;
  reply.text = text;
  return reply;
}

Verdict Pass() {
  Verdict verdict;
  verdict.gates = {{"reply", VerdictKind::kPass, 1}};
  return verdict;
}

/// In the child: writes attempts for ever; after each committed write says so with one byte.
[[noreturn]] void WriteUntilKilled(const std::filesystem::path& file, int said) {
  const SystemClock clock;
  auto journal = Journal::Open(file, clock);
  for (int number = 1; journal; ++number) {
    const auto id = (*journal)->BeginAttempt(Attempt(number));
    if (!id || write(said, "b", 1) != 1) break;
    if (!(*journal)->SetReply(*id, Reply(std::string(5000, 'x'))) || write(said, "r", 1) != 1) break;
    if (!(*journal)->SetCandidate(*id, "candidate " + std::to_string(number)) || write(said, "c", 1) != 1) break;
    if (!(*journal)->SetVerdict(*id, Pass()) || write(said, "v", 1) != 1) break;
  }
  _exit(1);
}

TEST(JournalCrash, KilledInTheMiddleLosesNothingCommitted) {
  auto folder = TemporaryFolder::Create("journal-crash");
  ASSERT_TRUE(folder);
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  const SystemClock clock;
  {
    auto journal = Journal::Open(file, clock);
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->BeginRun(NewRun("r")));
  }
  // Killed after so many committed writes: in every phase of an attempt.
  int expected_attempts = 0;
  for (const int writes : {1, 6, 11, 16, 41}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      WriteUntilKilled(file, ends[1]);
    }
    close(ends[1]);
    std::string said;
    char byte = 0;
    while (static_cast<int>(said.size()) < writes && read(ends[0], &byte, 1) == 1) said += byte;
    kill(child, SIGKILL);
    while (read(ends[0], &byte, 1) == 1) said += byte;  // What it committed before the signal came.
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself after " << said;
    close(ends[0]);

    auto journal = Journal::Open(file, clock);
    ASSERT_TRUE(journal) << journal.error().ToString();
    const auto attempts = (*journal)->Attempts("r");
    ASSERT_TRUE(attempts) << attempts.error().ToString();
    std::map<char, int> committed;
    for (const char letter : said) ++committed[letter];
    // Every child begins with attempt 1 anew; it takes over the row that the one before left unanswered.
    int answered = 0, candidates = 0, judged = 0;
    for (const AttemptRecord& attempt : *attempts) {
      answered += attempt.answered;
      candidates += !attempt.candidate_text.empty();
      judged += attempt.judged;
      EXPECT_EQ(attempt.reply.text.size(), attempt.answered ? 5000u : 0u);
    }
    // A write may have been committed and killed before it could be told: never fewer, at most one more.
    EXPECT_GE(answered, committed['r']);
    EXPECT_GE(candidates, committed['c']);
    EXPECT_GE(judged, committed['v']);
    EXPECT_LE(answered + candidates + judged, expected_attempts + committed['r'] + committed['c'] + committed['v'] + 1);
    expected_attempts = answered + candidates + judged;
  }
}

/// In the child: no file may grow beyond a limit, as on a full disk. Exit status says what happened.
[[noreturn]] void WriteUntilFull(const std::filesystem::path& file) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{256 * 1024, 256 * 1024};
  setrlimit(RLIMIT_FSIZE, &limit);
  const SystemClock clock;
  auto journal = Journal::Open(file, clock);
  if (!journal) _exit(10);
  if (!(*journal)->BeginRun(NewRun("r"))) _exit(11);
  for (int number = 1; number < 1000; ++number) {
    const auto id = (*journal)->BeginAttempt(Attempt(number));
    Status written = id ? (*journal)->SetReply(*id, Reply(std::string(20'000, 'x'))) : Status(Fail(id.error()));
    if (written) continue;
    if (written.error().kind != ErrorKind::kInfrastructure) _exit(12);
    if (written.error().cure.empty() || written.error().file != file.string()) _exit(13);
    // The journal goes on to be readable, and shows only whole rows.
    const auto attempts = (*journal)->Attempts("r");
    if (!attempts) _exit(14);
    for (const AttemptRecord& attempt : *attempts) {
      if (attempt.answered && attempt.reply.text.size() != 20'000) _exit(15);
    }
    _exit(0);
  }
  _exit(16);
}

TEST(JournalCrash, AFullDiskIsAnInfrastructureErrorWithACure) {
  auto folder = TemporaryFolder::Create("journal-crash");
  ASSERT_TRUE(folder);
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) WriteUntilFull(file);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);

  const SystemClock clock;
  auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal) << journal.error().ToString();
  EXPECT_TRUE((*journal)->Attempts("r"));
}

TEST(JournalCrash, ProcessesThatOpenAtOnceAllSucceed) {
  auto folder = TemporaryFolder::Create("journal-crash");
  ASSERT_TRUE(folder);
  const std::filesystem::path file = folder->path() / "journal.sqlite";
  constexpr int kProcesses = 6;
  constexpr int kAttempts = 10;
  for (int process = 0; process < kProcesses; ++process) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child != 0) continue;
    const SystemClock clock;
    auto journal = Journal::Open(file, clock);
    if (!journal) {
      fprintf(stderr, "%s\n", journal.error().ToString().c_str());
      _exit(1);
    }
    const std::string run = "run" + std::to_string(process);
    if (!(*journal)->BeginRun(NewRun(run))) _exit(2);
    for (int number = 1; number <= kAttempts; ++number) {
      AttemptRecord attempt = Attempt(number);
      attempt.run = run;
      const auto id = (*journal)->BeginAttempt(attempt);
      if (!id || !(*journal)->SetCandidate(*id, "shared by all") || !(*journal)->SetVerdict(*id, Pass())) _exit(3);
    }
    _exit(0);
  }
  for (int process = 0; process < kProcesses; ++process) {
    int status = 0;
    ASSERT_GT(wait(&status), 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  const SystemClock clock;
  auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal);
  const auto runs = (*journal)->Runs();
  ASSERT_EQ(runs->size(), static_cast<std::size_t>(kProcesses));
  for (const RunRecord& run : *runs)
    EXPECT_EQ((*journal)->Attempts(run.id)->size(), static_cast<std::size_t>(kAttempts));
}

}  // namespace
}  // namespace autopilot
