#pragma once

/// `transform(df)`: a data operation that a stronger model carries out with code of its own, measured against
/// the tool's own execution of the same choice.

#include <functional>
#include <string>
#include <vector>

#include "stage/dp_operations.h"
#include "stage/dp_table.h"
#include "stage/function_writer.h"

namespace autopilot {

/// One operation whose choice is settled.
struct TransformTask {
  std::string operation;
  std::string choice;
  const Table& before;
  const Table& own;  ///< What the tool makes of `before`; passed every check.
  /// The checks of the operation's artifact: the same ones that `own` passed.
  std::function<Result<std::vector<Finding>>(const Table& after)> check;
};

/// Whether the choice is one that a function can carry out: not a split, and not one that changes nothing.
bool CanBeTransform(const std::string& operation, const std::string& choice);

/// Asks for the function (step "transform_OPERATION"), runs it confined below folder/transform_OPERATION, and
/// judges the table by task.check and by whether it did what was asked. `table` is the model's on success and
/// stays as it is otherwise.
Result<WrittenFunction> WriteTransform(StageContext& context, const OperationContext& facts, const TransformTask& task,
                                       const std::filesystem::path& folder, Table& table);

/// Whether `after` is what the choice asks for: the rows and values of `own`, or, where the choice leaves them
/// to chance, as many rows of every class.
std::vector<Finding> CheckCarriedOut(const TransformTask& task, const Table& after);

}  // namespace autopilot
