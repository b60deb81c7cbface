#include "protocol/contract_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "protocol/cpp_text.h"

namespace autopilot {

std::string LabelList(const Contract& contract) {
  std::vector<std::string> quoted;
  for (const std::string& label : contract.application.labels) quoted.push_back(CppLiteral(label));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::vector<std::string> OperatorAdders(const Contract& contract) {
  std::vector<std::string> adders;
  for (const OperatorFacts& op : contract.tflite->operators) {
    const auto adder = contract.library.operator_adder.find(op.name);
    if (adder == contract.library.operator_adder.end()) continue;
    if (std::find(adders.begin(), adders.end(), adder->second) == adders.end()) adders.push_back(adder->second);
  }
  return adders;
}

int ArenaBytes(const Contract& contract) { return (contract.arena_need * 2 + 255) / 256 * 256; }

}  // namespace autopilot
