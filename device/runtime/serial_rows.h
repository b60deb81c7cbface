#pragma once

/// Rows of numbers that somebody sends to the board over its USB serial port, one line each: what stands in a sensor's
/// place where the application has none. Stimuli of the sensor "Serial" become lines.

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace autopilot::device {

class SerialRows {
 public:
  static constexpr const char* kSensor = "Serial";

  /// Sends a row as text. `object`: the stimulus that it stands for.
  void Send(const std::vector<double>& row, int object);

  /// Characters that have come and were not taken yet: as many as the port holds.
  int available() const;
  /// The next character, -1 if there is none.
  int Peek() const;
  /// Takes it. `finished` is set to the row whose last digit this was, else left alone.
  struct Row {
    std::vector<double> values;  ///< As the text says them.
    int object = -1;
    std::size_t last = 0;  ///< Place of its last digit in the text.
  };
  int Take(Row& finished, bool& whole);

 private:
  std::string text_;  ///< Everything sent and not taken.
  std::deque<Row> rows_;
};

}  // namespace autopilot::device
