#include "repair/rules.h"

#include "repair/file_scope_rule.h"
#include "repair/includes_rule.h"
#include "repair/model_symbol_rule.h"

namespace autopilot {

std::vector<std::unique_ptr<RepairRule>> SketchRules() {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<IncludesRule>());
  rules.push_back(std::make_unique<ModelSymbolRule>());
  rules.push_back(std::make_unique<FileScopeRule>());
  return rules;
}

}  // namespace autopilot
