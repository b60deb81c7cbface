#pragma once

/// What the study's prompts say of an application: the summary of its data, the object of specifications, the
/// guideline.

#include <nlohmann/json.hpp>
#include <string>

#include "app/contract.h"
#include "core/status.h"
#include "prompt/prompt_library.h"

namespace autopilot {

/// Stands in the specifications where the guideline is put later. A model has to return it untouched.
inline constexpr const char* kGuidelineMarker = "[[PROGRAMMING_GUIDELINES]]";
inline constexpr const char* kGuidelineKey = "programming_guidelines";

/// The contract as scripts of the study see its files: data below data/NAME, the Keras model below models/NAME, unless
/// app.toml says where.
Contract InStudyLayout(Contract contract);

/// The folder that keeps all files of a run, "data/NAME/playground".
std::string Playground(const Application& application);

/// Name, description, board, sensors, classes and the summary of the data (shape, columns, statistics, first rows):
/// variables of every prompts/paper/*.mustache.
nlohmann::json StudyFacts(const Contract& contract);

/// The object of specifications: what app.toml says, with empty values for the model to fill in.
nlohmann::ordered_json Specification(const Contract& contract);

struct Guideline {  // NOLINT(bugprone-exception-escape): moving a JSON object does not throw.
  std::string intro;
  std::string markdown;
  nlohmann::ordered_json object;  ///< Phase -> number of a step -> the step.
};

/// prompts/paper/guideline.mustache.
Result<Guideline> LoadGuideline(const PromptLibrary& prompts);

}  // namespace autopilot
