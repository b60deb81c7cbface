#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace autopilot {

/// The facts of contract.json as the report's template shows them: data, model, target, feature rules,
/// notes. Null for an empty text; parts that the contract lacks are left out.
nlohmann::json ContractView(const std::string& contract_json);

/// The contract's tolerance on the model's inputs; 0 if it has none.
double InputTolerance(const std::string& contract_json);

}  // namespace autopilot
