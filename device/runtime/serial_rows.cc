#include "serial_rows.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace autopilot::device {
namespace {

/// USBSerial of the core keeps so many characters; the host waits with the rest, so none is lost.
constexpr std::size_t kBuffer = 256;

}  // namespace

void SerialRows::Send(const std::vector<double>& row, int object) {
  Row sent;
  sent.object = object;
  std::string line;
  for (const double value : row) {
    char number[40];
    std::snprintf(number, sizeof number, "%.7g", value);
    if (!line.empty()) line += ',';
    line += number;
    sent.values.push_back(std::strtod(number, nullptr));
  }
  if (line.empty()) return;
  text_ += line;
  sent.last = text_.size() - 1;
  rows_.push_back(sent);
  text_ += '\n';
}

int SerialRows::available() const { return static_cast<int>(std::min(text_.size(), kBuffer)); }

int SerialRows::Peek() const { return text_.empty() ? -1 : static_cast<unsigned char>(text_.front()); }

int SerialRows::Take(Row& finished, bool& whole) {
  const int c = Peek();
  if (c < 0) return c;
  text_.erase(0, 1);
  // Whoever has the last digit has the row: not everybody takes the line's end before using it.
  whole = !rows_.empty() && rows_.front().last == 0;
  if (whole) {
    finished = rows_.front();
    rows_.pop_front();
  }
  for (Row& row : rows_) {
    if (row.last > 0) --row.last;
  }
  return c;
}

}  // namespace autopilot::device
