#include "core/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string PrintToFile(bool quiet) {
  auto folder = TemporaryFolder::Create("autopilot-test-");
  if (!folder) return folder.error().ToString();
  const auto path = folder->path() / "log";
  {
    const File file(std::fopen(path.c_str(), "we"));
    Console console(file.get(), quiet);
    console.Live("3 tokens/s");
    console.Say("stage MC");
    console.Live("4 tokens/s");
    console.Warn("cut prompt");
  }
  return ReadFile(path).value_or("");
}

TEST(ConsoleTest, LiveLineIsLeftOutOfFiles) { EXPECT_EQ(PrintToFile(false), "stage MC\nwarning: cut prompt\n"); }

TEST(ConsoleTest, QuietLeavesWarnings) { EXPECT_EQ(PrintToFile(true), "warning: cut prompt\n"); }

TEST(ConsoleTest, LiveLineIsOverwrittenOnTerminal) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(master, 0);
  ASSERT_EQ(::grantpt(master), 0);
  ASSERT_EQ(::unlockpt(master), 0);
  std::string text;
  {
    const File terminal(std::fopen(::ptsname(master), "we"));
    ASSERT_NE(terminal, nullptr);
    Console console(terminal.get());
    console.Live("one");
    console.Live("two");
    console.Say("done");
    // The terminal hands on what it has: not always everything at once.
    while (text.find("done\r\n") == std::string::npos) {
      std::array<char, 256> block;
      const ssize_t count = ::read(master, block.data(), block.size());
      ASSERT_GT(count, 0) << text;
      text.append(block.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(master);
  const std::size_t two = text.find("two");
  ASSERT_NE(two, std::string::npos);
  EXPECT_EQ(text.find('\n'), text.size() - 1) << "a live line ends no line";
  EXPECT_NE(text.find("\r\x1b[Kdone", two), std::string::npos) << "the live line is cleared before a line that stays";
}

}  // namespace
}  // namespace autopilot
