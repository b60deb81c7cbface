#ifndef AUTOPILOT_DEVICE_TFLM_OPERATOR_TABLE_H
#define AUTOPILOT_DEVICE_TFLM_OPERATOR_TABLE_H

#include <cstring>

#include "tensorflow/lite/schema/schema_generated.h"

/// Tells the twin that an operator found no room; what the sketch hears of it is the library's own business.
extern "C" void autopilot_resolver_is_full(unsigned int room);

namespace tflite {

/// The operators that a sketch has asked for: an array of fixed length, as in the library. The kernels themselves are
/// the real library's; a registration is only a token for one.
template <typename Registration, unsigned int tOpCount>
class OperatorTable {
 public:
  enum Outcome { kAdded, kTwice, kFull };

  const Registration* Find(BuiltinOperator op) const {
    if (op == BuiltinOperator_CUSTOM) return nullptr;
    for (unsigned int i = 0; i < length_; ++i) {
      if (registrations_[i].builtin_code == op) return &registrations_[i];
    }
    return nullptr;
  }

  const Registration* Find(const char* name) const {
    for (unsigned int i = 0; i < length_; ++i) {
      const Registration& one = registrations_[i];
      if (one.builtin_code == BuiltinOperator_CUSTOM && strcmp(one.custom_name, name) == 0) return &one;
    }
    return nullptr;
  }

  Outcome Add(BuiltinOperator op) {
    if (Find(op) != nullptr) return kTwice;
    return Append(op, nullptr);
  }

  Outcome AddCustom(const char* name) {
    if (length_ >= tOpCount) return Refuse();
    if (Find(name) != nullptr) return kTwice;
    return Append(BuiltinOperator_CUSTOM, name);
  }

  unsigned int length() const { return length_; }

 private:
  static Outcome Refuse() {
    autopilot_resolver_is_full(tOpCount);
    return kFull;
  }

  Outcome Append(BuiltinOperator op, const char* name) {
    if (length_ >= tOpCount) return Refuse();
    registrations_[length_] = {};
    registrations_[length_].builtin_code = op;
    registrations_[length_].custom_name = name;
    ++length_;
    return kAdded;
  }

  Registration registrations_[tOpCount];
  unsigned int length_ = 0;
};

}  // namespace tflite

#endif
