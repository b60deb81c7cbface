#pragma once

/// One process at a time.

#include <filesystem>
#include <optional>

#include "core/descriptor.h"
#include "core/status.h"

namespace autopilot {

/// Held until it and every program that was given its descriptor have ended, however they do.
class FileLock {
 public:
  /// Creates the file where it is missing. Nothing where another process holds the lock.
  static Result<std::optional<FileLock>> Try(const std::filesystem::path& file);

  int descriptor() const { return file_.get(); }

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

}  // namespace autopilot
