#pragma once

/// The data operations that are a choice (all but `features`): which choices the facts leave, and what the
/// model is told when more than one is left.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "stage/decision.h"
#include "stage/dp_check.h"

namespace autopilot {

/// A row far from its class.
struct OutlierFacts {
  int row = 0;
  std::string label;
  std::vector<double> values;
  std::vector<double> mean;  ///< Of its class.
  double deviations = 0;     ///< Of its furthest feature.
  std::size_t furthest = 0;  ///< Index of that feature.
};

/// What the worker's task dp_plan_facts measured on a table.
struct PlanFacts {
  int rows = 0;
  int missing_rows = 0;
  int duplicate_rows = 0;
  bool sums_to_one = false;
  double class_ratio = 1;
  std::map<std::string, int> class_rows;
  std::map<std::string, int> groups_by_class;  ///< Different rows, or windows.
  std::vector<OutlierFacts> outliers;

  int SmallestClass() const;
  int FewestGroups() const;
};

/// kInfrastructure if the answer is not of the documented shape.
Result<PlanFacts> ReadPlanFacts(const nlohmann::json& answer);

/// What decides an operation beside the table's facts.
struct OperationContext {
  const Contract& contract;
  const PlanFacts& facts;
  const std::vector<int>& predictions;  ///< The Keras model's class by row of the data set; may be empty.
};

/// The operations, in their order: what scales is measured after the split, on the training rows alone.
const std::vector<std::string>& OperationOrder();

/// The question of one operation (not "features").
Question QuestionFor(const std::string& operation, const OperationContext& context);

/// The measured facts as values of the operation's prompt.
nlohmann::json PromptFacts(const std::string& operation, const OperationContext& context);

/// What the choice may do to the table.
OperationRules RulesFor(const std::string& operation, const std::string& choice, const OperationContext& context,
                        const Table& table);

/// Whether the choice leaves the table as it is, so that nothing needs to be run.
bool LeavesTableAlone(const std::string& operation, const std::string& choice);

}  // namespace autopilot
