#pragma once

/// Writes the trace: one event a line, kept in a buffer that is written when full and when the program
/// ends in whatever way. Format: docs/formats/trace.md.

#include <cstddef>
#include <cstdint>

namespace autopilot::device {

class TraceWriter {
 public:
  /// False if the file cannot be written.
  bool Open(const char* path);

  /// An event is a Begin, fields in order, an End. Fields are separated by TABs.
  TraceWriter& Begin(const char* kind, double seconds);
  TraceWriter& Field(const char* text);  ///< As it is.
  TraceWriter& Field(const char* text, std::size_t length);
  TraceWriter& Escaped(const char* text, std::size_t length);  ///< With \t, \n, \r and \\ escaped.
  TraceWriter& Escaped(const char* text);
  TraceWriter& Field(long long number);
  /// Continues the last field.
  TraceWriter& Add(const char* text);
  TraceWriter& Add(double number);  ///< Nine digits: enough for a float to come back unchanged.
  void End();

  /// True once more than the limit was written; the program must end then.
  bool full() const { return written_ > kLimit; }
  void Flush();

 private:
  static constexpr std::size_t kBuffer = 1 << 16;
  static constexpr std::size_t kLimit = 8u << 20;

  void Put(const char* text, std::size_t length);

  int file_ = -1;
  std::size_t written_ = 0;
  std::size_t used_ = 0;
  std::size_t complete_ = 0;  ///< Bytes of the buffer that end with a whole line.
  char buffer_[kBuffer];
};

}  // namespace autopilot::device
