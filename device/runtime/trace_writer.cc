#include "trace_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace autopilot::device {

bool TraceWriter::Open(const char* path) {
  file_ = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return file_ >= 0;
}

void TraceWriter::Put(const char* text, std::size_t length) {
  while (length > 0) {
    if (used_ == kBuffer) {
      complete_ = used_;  // A line longer than the buffer is written in parts.
      Flush();
    }
    const std::size_t part = length < kBuffer - used_ ? length : kBuffer - used_;
    std::memcpy(buffer_ + used_, text, part);
    used_ += part;
    text += part;
    length -= part;
  }
}

TraceWriter& TraceWriter::Begin(const char* kind, double seconds) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%s\t%.6f", kind, seconds);
  Put(text, static_cast<std::size_t>(length));
  return *this;
}

TraceWriter& TraceWriter::Field(const char* text) { return Field(text, std::strlen(text)); }

TraceWriter& TraceWriter::Field(const char* text, std::size_t length) {
  Put("\t", 1);
  Put(text, length);
  return *this;
}

TraceWriter& TraceWriter::Escaped(const char* text) { return Escaped(text, std::strlen(text)); }

TraceWriter& TraceWriter::Escaped(const char* text, std::size_t length) {
  Put("\t", 1);
  for (std::size_t i = 0; i < length; ++i) {
    const char c = text[i];
    const char* code = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\\' ? "\\\\" : nullptr;
    if (code != nullptr) {
      Put(code, 2);
    } else {
      Put(&c, 1);
    }
  }
  return *this;
}

TraceWriter& TraceWriter::Field(long long number) {
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%lld", number);
  return Field(text, static_cast<std::size_t>(length));
}

TraceWriter& TraceWriter::Add(const char* text) {
  Put(text, std::strlen(text));
  return *this;
}

TraceWriter& TraceWriter::Add(double number) {
  char text[40];
  const int length = std::snprintf(text, sizeof text, "%.9g", number);
  Put(text, static_cast<std::size_t>(length));
  return *this;
}

void TraceWriter::End() {
  Put("\n", 1);
  complete_ = used_;
  if (used_ > kBuffer / 2) Flush();
}

void TraceWriter::Flush() {
  std::size_t done = 0;
  while (file_ >= 0 && done < complete_) {
    const ssize_t count = write(file_, buffer_ + done, complete_ - done);
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  written_ += complete_;
  std::memmove(buffer_, buffer_ + complete_, used_ - complete_);
  used_ -= complete_;
  complete_ = 0;
}

}  // namespace autopilot::device
