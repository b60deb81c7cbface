#pragma once

/// The files that the trials of an experiment are made of beside its matrix: applications with their data and models,
/// prompts of variants. Trials of files that were changed between two calls would be pooled in silence.

#include <filesystem>
#include <map>
#include <string>

#include "core/status.h"
#include "experiment/matrix.h"

namespace autopilot {

/// "the application fruit/app.toml" -> file, as it is reached from the matrix -> SHA-256.
using InputFiles = std::map<std::string, std::map<std::string, std::string>>;

/// Of a matrix whose applications can be loaded.
Result<InputFiles> HashInputs(const Matrix& matrix);

/// ok where all that `before` has is the same in `now`, which may have more. kBadInput names what is another.
Status CheckSameInputs(const InputFiles& before, const InputFiles& now, const Matrix& matrix);

/// Of a file that is missing: nothing.
Result<InputFiles> ReadInputs(const std::filesystem::path& file);
Status WriteInputs(const std::filesystem::path& file, const InputFiles& inputs);

}  // namespace autopilot
