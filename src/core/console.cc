#include "core/console.h"

#include <unistd.h>

namespace autopilot {
namespace {

void Print(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

}  // namespace

Console::Console(std::FILE* stream, bool quiet)
    : stream_(stream), quiet_(quiet), terminal_(::isatty(::fileno(stream)) == 1) {}

void Console::Say(std::string_view line) {
  if (quiet_) return;
  const std::lock_guard lock(mutex_);
  Clear();
  Print(stream_, line);
  Print(stream_, "\n");
  std::fflush(stream_);
}

void Console::Warn(std::string_view line) {
  const std::lock_guard lock(mutex_);
  Clear();
  Print(stream_, "warning: ");
  Print(stream_, line);
  Print(stream_, "\n");
  std::fflush(stream_);
}

void Console::Live(std::string_view line) {
  if (quiet_ || !terminal_) return;
  const std::lock_guard lock(mutex_);
  Print(stream_, "\r");
  // A line that wraps could not be overwritten: let the terminal cut it.
  Print(stream_, "\x1b[?7l");
  Print(stream_, line);
  Print(stream_, "\x1b[?7h\x1b[K");
  std::fflush(stream_);
  live_ = true;
}

void Console::Clear() {
  if (!live_) return;
  Print(stream_, "\r\x1b[K");
  live_ = false;
}

}  // namespace autopilot
