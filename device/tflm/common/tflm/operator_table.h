#ifndef AUTOPILOT_DEVICE_TFLM_OPERATOR_TABLE_H
#define AUTOPILOT_DEVICE_TFLM_OPERATOR_TABLE_H

#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

enum class OperatorOutcome { kAdded, kTwice, kFull };

/// What an OperatorTable does with the array that it holds. Defined in the runtime (facade/operators.cc), so that no
/// sketch has to compile it.
template <typename Registration>
struct OperatorList {
  static const Registration* Find(const Registration* all, unsigned int length, BuiltinOperator op);
  static const Registration* Find(const Registration* all, unsigned int length, const char* name);
  static OperatorOutcome Add(Registration* all, unsigned int* length, unsigned int room, BuiltinOperator op);
  static OperatorOutcome AddCustom(Registration* all, unsigned int* length, unsigned int room, const char* name);
};

/// The operators that a sketch has asked for: an array of fixed length, as in the library. The kernels themselves are
/// the real library's; a registration is only a token for one.
template <typename Registration, unsigned int tOpCount>
struct OperatorTable {
  using List = OperatorList<Registration>;
  using Outcome = OperatorOutcome;

  const Registration* Find(BuiltinOperator op) const { return List::Find(registrations, length, op); }
  const Registration* Find(const char* name) const { return List::Find(registrations, length, name); }
  Outcome Add(BuiltinOperator op) { return List::Add(registrations, &length, tOpCount, op); }
  Outcome AddCustom(const char* name) { return List::AddCustom(registrations, &length, tOpCount, name); }

  Registration registrations[tOpCount];
  unsigned int length = 0;
};

}  // namespace tflite

#endif
