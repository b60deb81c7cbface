#pragma once

/// Reading text that others wrote, of any size: plain or gzip, UTF-8, UTF-16 or a mixture; never whole in memory.

#include <filesystem>
#include <istream>
#include <memory>
#include <string>

#include "core/status.h"

namespace autopilot {

/// One file as a stream of UTF-8. Compression is seen by the content, not by the name. UTF-16 is seen by its byte
/// order mark; elsewhere a byte that is no UTF-8 is taken as Latin-1, so that nothing is lost. Not thread-safe.
class TextStream {
 public:
  /// kBadInput, naming the file, where it is missing, unreadable or a folder.
  static Result<TextStream> Open(const std::filesystem::path& file);
  TextStream(TextStream&&) noexcept;
  TextStream& operator=(TextStream&&) noexcept;
  ~TextStream();

  std::istream& in();
  /// Reads a line without its end. False at the end of the file. What is longer than `limit` bytes is read over and
  /// `line` is left with its beginning; `line_cut` says so.
  bool ReadLine(std::string& line, std::size_t limit);
  bool line_cut() const { return line_cut_; }

  /// How many bytes were no UTF-8 and were taken as Latin-1, so far.
  long long foreign_bytes() const;
  /// Once the end is reached: kBadInput for a compressed file that is cut off or damaged. What stood before was read.
  Status status() const;

 private:
  class Buffer;
  explicit TextStream(std::unique_ptr<Buffer> buffer);
  std::unique_ptr<Buffer> buffer_;
  std::unique_ptr<std::istream> in_;
  bool line_cut_ = false;
};

}  // namespace autopilot
