#include "core/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <future>

#include "core/files.h"
#include "core/interrupt.h"
#include "testing/program.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using std::chrono::milliseconds;

class ProcessTest : public testing::Test {
 protected:
  Result<ProcessResult> Run(const Command& command) { return runner_->Run(command); }
  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
};

TEST_F(ProcessTest, OutputInputAndExitCode) {
  Command command = Shell("cat; echo oops >&2; exit 7");
  command.input = "in\n";
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_EQ(result.out, "in\n");
  EXPECT_EQ(result.err, "oops\n");
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.signal, 0);
  EXPECT_FALSE(result.ok());
  EXPECT_GT(result.seconds, 0);
}

TEST_F(ProcessTest, MuchInputAndOutputDoesNotBlock) {
  Command command = Shell("tee /dev/stderr");
  command.input = std::string(3'000'000, 'x');
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.out, command.input);
  EXPECT_EQ(result.err, command.input);
}

TEST_F(ProcessTest, InputNobodyReadsIsNoError) {
  Command command = Shell("exit 0");
  command.input = std::string(3'000'000, 'x');
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_TRUE(result.ok());
}

TEST_F(ProcessTest, FolderAndEnvironment) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  ::setenv("AUTOPILOT_TEST_VARIABLE", "ours", 1);
  Command command = Shell("pwd; echo \"$AUTOPILOT_TEST_VARIABLE-$OTHER\"");
  command.folder = folder.path();
  command.environment["OTHER"] = "new";
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_EQ(result.out, folder.path().string() + "\nours-new\n");
  command.environment["AUTOPILOT_TEST_VARIABLE"] = "replaced";
  ASSERT_OK_AND_ASSIGN(replaced, Run(command));
  EXPECT_EQ(replaced.out, folder.path().string() + "\nreplaced-new\n");
  command.environment.erase("AUTOPILOT_TEST_VARIABLE");
  command.clean_environment = true;
  ASSERT_OK_AND_ASSIGN(clean, Run(command));
  EXPECT_EQ(clean.out, folder.path().string() + "\n-new\n");
  ::unsetenv("AUTOPILOT_TEST_VARIABLE");
}

TEST_F(ProcessTest, SignalIsReported) {
  ASSERT_OK_AND_ASSIGN(result, Run(Shell("kill -SEGV $$")));
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_FALSE(result.ok());
}

TEST_F(ProcessTest, WhatCannotBeStartedIsNamed) {
  Command command;
  command.argv = {"autopilot-no-such-program"};
  EXPECT_TRUE(FailsWith(Run(command), ErrorKind::kInfrastructure, "cannot start autopilot-no-such-program"));
  command.argv = {"/no/such/program"};
  EXPECT_TRUE(FailsWith(Run(command), ErrorKind::kInfrastructure, "cannot start /no/such/program: No such file"));
  command = Shell("true");
  command.folder = "/no/such/folder";
  EXPECT_TRUE(FailsWith(Run(command), ErrorKind::kInfrastructure, "/no/such/folder: No such file"));
  command.argv.clear();
  EXPECT_TRUE(FailsWith(Run(command), ErrorKind::kInfrastructure, "without a name"));
}

TEST_F(ProcessTest, OurDescriptorsStayOurs) {
  const Descriptor careless(::open("/dev/null", O_RDONLY));
  ASSERT_OK_AND_ASSIGN(result, Run(Shell("ls /proc/self/fd | wc -l")));
  EXPECT_EQ(result.out, "4\n") << "0, 1, 2 and the one that ls opens";
}

TEST_F(ProcessTest, WallLimitEndsTheWholeGroup) {
  Line line;
  Command command = Shell("sleep 60 & sleep 60");
  command.descriptors = {line.number()};
  command.limits.wall = milliseconds(100);
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_TRUE(result.timed_out);
  EXPECT_FALSE(result.ok());
  EXPECT_LT(result.seconds, 20);
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, WhatAProgramLeavesBehindIsEnded) {
  Line line;
  Command command = Shell("sleep 60 & echo done");
  command.descriptors = {line.number()};
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.out, "done\n");
  EXPECT_LT(result.seconds, 20);
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, OutputBeyondTheLimitIsDropped) {
  Command command = Shell("head -c 1000000 /dev/zero; head -c 10 /dev/zero >&2");
  command.limits.output_bytes = 1000;
  ASSERT_OK_AND_ASSIGN(result, Run(command));
  EXPECT_TRUE(result.ok()) << "the program is not held up";
  EXPECT_EQ(result.out.size(), 1000u);
  EXPECT_EQ(result.err.size(), 10u);
  EXPECT_TRUE(result.output_cut);
  command = Shell("head -c 1000 /dev/zero");
  command.limits.output_bytes = 1000;
  ASSERT_OK_AND_ASSIGN(exact, Run(command));
  EXPECT_FALSE(exact.output_cut);
}

TEST_F(ProcessTest, ProcessorMemoryAndFileLimits) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  Command command = Shell("while :; do :; done");
  command.limits.cpu_seconds = 1;
  ASSERT_OK_AND_ASSIGN(busy, Run(command));
  EXPECT_EQ(busy.signal, SIGXCPU);
  EXPECT_FALSE(busy.timed_out);

  command = Shell("exec dd if=/dev/zero of=/dev/null bs=300M count=1");
  ASSERT_OK_AND_ASSIGN(enough, Run(command));
  EXPECT_TRUE(enough.ok()) << enough.err;
  command.limits.memory_bytes = 100u << 20;
  ASSERT_OK_AND_ASSIGN(hungry, Run(command));
  EXPECT_FALSE(hungry.ok());

  command = Shell("exec dd if=/dev/zero of=big bs=1M count=3");
  command.folder = folder.path();
  command.limits.file_bytes = 1u << 20;
  ASSERT_OK_AND_ASSIGN(writer, Run(command));
  EXPECT_EQ(writer.signal, SIGXFSZ);
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "big"), 1u << 20);
}

TEST_F(ProcessTest, InterruptEndsTheProgram) {
  Line line;
  Command command = Shell("echo ready >&" + std::to_string(line.number()) + "; sleep 60 & sleep 60");
  command.descriptors = {line.number()};
  auto running = std::async(std::launch::async, [&] { return Run(command); });
  EXPECT_EQ(line.Receive(), "ready\n");
  SetInterrupted(true);
  EXPECT_TRUE(FailsWith(running.get(), ErrorKind::kInterrupted));
  EXPECT_TRUE(FailsWith(Run(Shell("true")), ErrorKind::kInterrupted)) << "nothing is started any more";
  SetInterrupted(false);
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, BackgroundProgramIsWatchedAndStopped) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  const auto log = folder.path() / "logs" / "server.log";
  Line line;
  Command command = Shell("echo out; echo err >&2; echo ready >&" + std::to_string(line.number()) + "; sleep 60");
  command.descriptors = {line.number()};
  ASSERT_OK_AND_ASSIGN(process, runner_->Start(command, log));
  EXPECT_EQ(line.Receive(), "ready\n");
  EXPECT_TRUE(process->running());
  EXPECT_GT(process->id(), 0);
  EXPECT_EQ(process->Tail(), "out\nerr\n");
  process->Stop();
  EXPECT_FALSE(process->running());
  process->Stop();
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, BackgroundProgramThatIgnoresTheRequestIsKilled) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  Line line;
  Command command =
      Shell("trap '' TERM; echo ready >&" + std::to_string(line.number()) + "; while :; do sleep 60; done");
  command.descriptors = {line.number()};
  {
    ASSERT_OK_AND_ASSIGN(process, runner_->Start(command, folder.path() / "log"));
    EXPECT_EQ(line.Receive(), "ready\n");
    EXPECT_TRUE(process->running());
  }
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, BackgroundProgramOutlivesTheThreadThatStartedIt) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  Line line;
  Command command = Shell("read word; echo $word >&" + std::to_string(line.number()));
  command.descriptors = {line.number()};
  // It waits for a byte of this fifo, which comes after the thread has ended.
  const auto fifo = folder.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  command.argv.back() = "exec <" + fifo.string() + "; " + command.argv.back();
  auto started = std::async(std::launch::async, [&] { return runner_->Start(command, folder.path() / "log"); }).get();
  ASSERT_OK(started);
  ASSERT_OK_AND_ASSIGN(written, Run(Shell("echo still-there >" + fifo.string())));
  EXPECT_TRUE(written.ok());
  EXPECT_EQ(line.Receive(), "still-there\n");
}

TEST_F(ProcessTest, BackgroundProgramDiesWithUs) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  Line line;
  const auto start_and_die = [&] {
    Command command = Shell("echo ready >&" + std::to_string(line.number()) + "; exec sleep 60");
    command.descriptors = {line.number()};
    auto process = MakeSystemProcessRunner()->Start(command, folder.path() / "log");
    if (process && line.Receive() == "ready\n") ::raise(SIGKILL);
  };
  EXPECT_EXIT(start_and_die(), testing::KilledBySignal(SIGKILL), "");
  EXPECT_TRUE(line.HungUp());
}

TEST_F(ProcessTest, BackgroundProgramThatCannotBeStarted) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-test-"));
  Command command;
  command.argv = {"/no/such/program"};
  EXPECT_TRUE(FailsWith(runner_->Start(command, folder.path() / "log"), ErrorKind::kInfrastructure, "No such file"));
  command.argv = {"true"};
  EXPECT_TRUE(FailsWith(runner_->Start(command, folder.path()), ErrorKind::kInfrastructure, "cannot write"));
}

TEST_F(ProcessTest, FindsPrograms) {
  const auto shell = FindProgram("sh");
  ASSERT_TRUE(shell.has_value());
  EXPECT_TRUE(shell->is_absolute());
  EXPECT_FALSE(FindProgram("autopilot-no-such-program").has_value());
  EXPECT_FALSE(FindProgram("").has_value());
}

}  // namespace
}  // namespace autopilot
