#pragma once

/// Judges a converted model that a script wrote: what stands in it, what it was calibrated with, what it answers.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "script/run_findings.h"
#include "stage/mc_check.h"
#include "stage/mc_conversion.h"
#include "worker/script_box.h"

namespace autopilot {

/// What the Keras model says about the rows that conversions are compared on; measured once for an application.
struct KerasAnswers {
  ModelInputs inputs;  ///< At most a few thousand rows, from all over the data.
  std::vector<std::vector<double>> outputs;
};

/// Loads the application's Keras model in `box`. Empty outputs without a Keras model or without rows that fit it.
Result<KerasAnswers> AskKeras(const Contract& contract, ScriptBox& box);

// The move of a JSON value checks an invariant and never throws.
struct ModelVerdict {  // NOLINT(bugprone-exception-escape)
  std::vector<Finding> findings;
  nlohmann::json facts;  ///< Settings, feed and measures, for the verdict's object "script".
  double accuracy = -1;  ///< Of the converted model on the data.
};

/// Rows that the converter took and that are not the application's; also of a conversion that failed then.
Result<std::vector<Finding>> CheckFeed(const nlohmann::json& answer, const Contract& contract,
                                       const std::vector<std::string>& good_tables, const std::string& work,
                                       ScriptBox& box);

/// The file `model` of the working folder. Fails for infrastructure reasons only.
Result<ModelVerdict> JudgeModelFile(const std::filesystem::path& model, const Contract& contract,
                                    const KerasAnswers& keras, const TargetRunner& target, ScriptBox& box);

}  // namespace autopilot
