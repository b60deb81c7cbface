#pragma once

/// The files that the trials of an experiment are made of beside its matrix: applications with their data and models,
/// prompts of variants, recordings that are replayed. Trials of files that were changed between two calls would be
/// pooled in silence.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"
#include "experiment/matrix.h"
#include "experiment/trial.h"

namespace autopilot {

/// "the application fruit/app.toml" -> file, as it is reached from the matrix -> SHA-256.
using InputFiles = std::map<std::string, std::map<std::string, std::string>>;

/// Of a matrix whose applications can be loaded. Of recordings those of `trials`, each for itself: other shards and
/// more repeats have others.
Result<InputFiles> HashInputs(const Matrix& matrix, const std::vector<Trial>& trials);

/// ok where all that `before` has is the same in `now`, which may have more. kBadInput names what is another.
Status CheckSameInputs(const InputFiles& before, const InputFiles& now, const Matrix& matrix);

/// Where a workspace keeps those of one experiment.
std::filesystem::path InputsFileOf(const std::filesystem::path& workspace, const std::string& experiment);

/// Of a file that is missing: nothing.
Result<InputFiles> ReadInputs(const std::filesystem::path& file);
Status WriteInputs(const std::filesystem::path& file, const InputFiles& inputs);

/// What workspaces (or the journals in them) know of their experiments, for the one that all of them are merged into:
/// file to write -> what belongs into it. kBadInput where two of them ran one experiment with different files.
Result<std::map<std::filesystem::path, InputFiles>> GatherInputs(const std::filesystem::path& into,
                                                                 const std::vector<std::filesystem::path>& from);

}  // namespace autopilot
