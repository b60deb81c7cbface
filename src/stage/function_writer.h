#pragma once

/// Python functions on whole tables and converters, written by models that can (Provider::writes_functions).
/// The tool has done the same work itself before anybody is asked, so that a function can be measured against
/// it and something stands when all attempts are spent.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "stage/decision.h"

namespace autopilot {

struct FunctionTask {
  std::string stage;     ///< "dp", "mc".
  std::string step;      ///< "transform_outliers", "configure": what the journal and recordings call it.
  std::string prompt;    ///< "dp/transform"
  std::string function;  ///< "transform"
  nlohmann::json facts;  ///< Of the prompt.
};

/// Runs a function, confined, and judges what came out of it. An error ends the run.
using TryFunction = std::function<Result<Verdict>(const std::string& code, int attempt)>;

struct WrittenFunction {
  bool by_model = false;
  std::string code;  ///< Empty unless by the model.
  Decision decision;
};

/// Asks for the function, at most dialogue.attempts_a_step() times, until one passes; what was wrong with a
/// function is told in the next question. The same code is not run twice. Journals the step: "model" with the
/// code, or "reference", after which the tool's own result stands.
Result<WrittenFunction> WriteFunction(StageContext& context, const FunctionTask& task, const TryFunction& run);

/// Whether the run's provider may be asked for such functions.
bool WritesFunctions(const StageContext& context);

}  // namespace autopilot
