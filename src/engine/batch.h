#pragma once

/// Many candidates at once: `autopilot verify --batch`. Formats: docs/formats/batch.md.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "engine/verify.h"

namespace autopilot {

/// One line of a batch.
struct BatchCase {
  VerifyCase candidate;
  std::string profile;             ///< Empty: the application's.
  double step = 0;                 ///< Place within its run; cases of one step in the order of the file.
  std::optional<Error> bad_input;  ///< Asks for what cannot be; it is not judged, the others are.
};

/// Reads JSON lines. kBadInput with the line for text that is no JSON object, lacks id or text, or asks
/// for something this version cannot judge; also for a text that holds no case. Outputs outside of the script's folder
/// are `bad_input` of their case.
Result<std::vector<BatchCase>> ReadCases(std::string_view text, const std::string& where);

/// The result of a case that met an infrastructure failure.
VerifyResult BrokenCase(const VerifyCase& candidate, const Error& error);

/// The result of a case that asks for what cannot be.
VerifyResult BadCase(const VerifyCase& candidate, const Error& error);

/// What is wrong with the cases' input, one after the other.
std::vector<Error> BadInputs(const std::vector<BatchCase>& cases);

/// Judges all cases on `jobs` threads, those of a run one after the other, and gives the results to `done` in the order
/// of the cases, one at a time. A case that meets an infrastructure failure gets that verdict; the others go on. A
/// `done` that fails ends the batch with its error.
Status JudgeBatch(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                  const VerifyOptions& options, int jobs, Workshop& workshop,
                  const std::function<Status(const VerifyResult&)>& done);

/// The JSON line of one result, without the line end.
std::string VerdictLine(const VerifyResult& result, bool with_text);

}  // namespace autopilot
