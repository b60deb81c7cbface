#pragma once

/// Files of JSON records as logs and exports come: one object a line, or one document with an array of objects
/// (`[...]`, or `{"data": [...]}`). Read as a stream, so that a file of any size needs the memory of one record.

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// What of a file could not be read, and where.
struct Unread {
  int line = 0;       ///< 1-based; in a document that is one array, 0.
  std::string place;  ///< "line 12", "record 3".
  std::string why;
};

/// A file as it was read.
struct RecordsRead {
  long long records = 0;  ///< Objects that were handed over.
  std::vector<Unread> unread;
  long long foreign_bytes = 0;  ///< As of TextStream.
};

/// Hands every object to `take`, which answers with an empty text, or why it cannot use it; a failing `take` ends the
/// reading with its error. Fails with kBadInput for a file that cannot be opened. Lines that are no JSON object are
/// `unread` (empty ones are not), and reading goes on.
Result<RecordsRead> ReadRecords(const std::filesystem::path& file,
                                const std::function<Result<std::string>(const nlohmann::json&)>& take);

}  // namespace autopilot
