/// Registrations are tokens here: which kernel runs is decided behind the facade.

#include "tensorflow/lite/micro/kernels/micro_ops.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

namespace tflite {
namespace {

// TfLiteRegistration, or what this generation has in its place.
using Registration = decltype(Register_CONV_2D());

Registration Token(BuiltinOperator op) {
  Registration registration = {};
  registration.builtin_code = op;
  return registration;
}

Registration* CustomToken() {
  static Registration registration = Token(BuiltinOperator_CUSTOM);
  return &registration;
}

}  // namespace

#define OPERATOR(op, name) \
  Registration Register_##op() { return Token(BuiltinOperator_##op); }
#define TUNABLE(op, name) OPERATOR(op, name)
#define CUSTOM(op, name, model_name) \
  Registration* Register_##op() { return CustomToken(); }
#define SIGNAL(op, name, model_name)                      \
  namespace tflm_signal {                                 \
  Registration* Register_##op() { return CustomToken(); } \
  }
#define TUNABLE_SIGNAL(op, name, model_name) SIGNAL(op, name, model_name)
#include AUTOPILOT_OPERATORS

Registration* Register_ETHOSU() { return nullptr; }

}  // namespace tflite
