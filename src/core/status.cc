#include "core/status.h"

namespace autopilot {

std::string Error::ToString() const {
  std::string text;
  if (!file.empty()) {
    text += file;
    if (line > 0) text += ":" + std::to_string(line);
    text += ": ";
  }
  text += message;
  if (!cure.empty()) text += "\n  cure: " + cure;
  return text;
}

int ExitCodeFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadInput:
      return 2;
    case ErrorKind::kInfrastructure:
      return 3;
    case ErrorKind::kBudget:
      return 5;
    case ErrorKind::kInterrupted:
      return 130;
  }
  return 3;
}

}  // namespace autopilot
