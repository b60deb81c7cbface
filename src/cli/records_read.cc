#include "cli/records_read.h"

#include <fmt/format.h>

#include "report/text_table.h"

namespace autopilot {
namespace {
constexpr std::size_t kShown = 20;
}

void WarnOfUnread(const std::string& file, const RecordsRead& read, Console& console) {
  for (std::size_t i = 0; i < read.unread.size() && i < kShown; ++i) {
    const Unread& one = read.unread[i];
    const std::string where = one.line > 0 ? fmt::format("{}:{}", file, one.line) : file + ", " + one.place;
    console.Warn(Printable(fmt::format("{}: not read: {}", where, one.why)));
  }
  if (read.unread.size() > kShown) {
    console.Warn(fmt::format("{}: {} more records were not read; --json lists them", Printable(file),
                             read.unread.size() - kShown));
  }
  if (read.foreign_bytes > 0) {
    console.Warn(
        fmt::format("{}: {} bytes are no UTF-8 and were read as Latin-1", Printable(file), read.foreign_bytes));
  }
}

}  // namespace autopilot
