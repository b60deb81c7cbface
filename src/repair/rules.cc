#include "repair/rules.h"

#include "repair/allocation_rule.h"
#include "repair/analog_sensor_rule.h"
#include "repair/arena_rule.h"
#include "repair/argument_types_rule.h"
#include "repair/checks_rule.h"
#include "repair/division_rule.h"
#include "repair/early_values_rule.h"
#include "repair/file_scope_rule.h"
#include "repair/globals_rule.h"
#include "repair/includes_rule.h"
#include "repair/inference_rule.h"
#include "repair/input_scaling_rule.h"
#include "repair/interpreter_rule.h"
#include "repair/labels_rule.h"
#include "repair/lifetime_rule.h"
#include "repair/literals_rule.h"
#include "repair/model_symbol_rule.h"
#include "repair/names_rule.h"
#include "repair/output_rule.h"
#include "repair/punctuation_rule.h"
#include "repair/quantisation_rule.h"
#include "repair/resolver_rule.h"
#include "repair/sensor_library_rule.h"
#include "repair/sensor_start_rule.h"
#include "repair/spelling_rule.h"
#include "repair/tensor_index_rule.h"
#include "repair/tflm_forms_rule.h"
#include "repair/unknown_object_rule.h"
#include "repair/waiting_rule.h"

namespace autopilot {

std::vector<std::unique_ptr<RepairRule>> SketchRules() {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<IncludesRule>());
  rules.push_back(std::make_unique<ModelSymbolRule>());
  rules.push_back(std::make_unique<FileScopeRule>());
  rules.push_back(std::make_unique<ResolverRule>());
  rules.push_back(std::make_unique<InterpreterRule>());
  rules.push_back(std::make_unique<SensorLibraryRule>());
  rules.push_back(std::make_unique<NamesRule>());
  rules.push_back(std::make_unique<TensorIndexRule>());
  rules.push_back(std::make_unique<TflmFormsRule>());
  rules.push_back(std::make_unique<ChecksRule>());
  rules.push_back(std::make_unique<SpellingRule>());
  rules.push_back(std::make_unique<GlobalsRule>());
  rules.push_back(std::make_unique<ArgumentTypesRule>());
  rules.push_back(std::make_unique<UnknownObjectRule>());
  rules.push_back(std::make_unique<LiteralsRule>());
  rules.push_back(std::make_unique<PunctuationRule>());
  rules.push_back(std::make_unique<LifetimeRule>());
  rules.push_back(std::make_unique<AnalogSensorRule>());
  rules.push_back(std::make_unique<SensorStartRule>());
  rules.push_back(std::make_unique<AllocationRule>());
  rules.push_back(std::make_unique<ArenaRule>());
  rules.push_back(std::make_unique<InferenceRule>());
  rules.push_back(std::make_unique<OutputRule>());
  rules.push_back(std::make_unique<QuantisationRule>());
  rules.push_back(std::make_unique<InputScalingRule>());
  rules.push_back(std::make_unique<DivisionRule>());
  rules.push_back(std::make_unique<LabelsRule>());
  // Behind those that change how a tensor is read: of two that want the same place the first decides.
  rules.push_back(std::make_unique<EarlyValuesRule>());
  rules.push_back(std::make_unique<WaitingRule>());
  return rules;
}

std::vector<std::unique_ptr<RepairRule>> FunctionRules() {
  std::vector<std::unique_ptr<RepairRule>> rules;
  rules.push_back(std::make_unique<ArgumentTypesRule>());
  rules.push_back(std::make_unique<LiteralsRule>());
  rules.push_back(std::make_unique<PunctuationRule>());
  rules.push_back(std::make_unique<DivisionRule>());
  return rules;
}

}  // namespace autopilot
