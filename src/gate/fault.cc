#include "gate/fault.h"

#include <utility>

namespace autopilot {
namespace {

Finding Fault(std::string rule, std::string cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.root_cause = std::move(cause);
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

}  // namespace

Finding BehaviourFault(const std::string& rule, std::string cause, std::string message, std::string next) {
  return Fault("behaviour/" + rule, std::move(cause), std::move(message), std::move(next));
}

Finding SemanticsFault(const std::string& rule, std::string cause, std::string message, std::string next) {
  return Fault("semantics/" + rule, std::move(cause), std::move(message), std::move(next));
}

}  // namespace autopilot
