/// Generation 2.1.0-ALPHA: constructors, registrations by pointer, the resolver with all of them.

#include <cmath>
#include <limits>

#include "interpretation.h"
#include "quantize.h"
#include "reporter_voice.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_utils.h"

using autopilot::device::Interpretation;
using autopilot::device::ReporterVoice;

namespace {

TfLiteRegistration Token(tflite::BuiltinOperator op) {
  TfLiteRegistration registration = {};
  registration.builtin_code = op;
  return registration;
}

}  // namespace

namespace tflite {

MicroInterpreter::MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                                   size_t tensor_arena_size, ErrorReporter* error_reporter)
    : core_(nullptr), initialization_status_(kTfLiteError) {
  auto* core = new Interpretation(model, op_resolver, tensor_arena, tensor_arena_size,
                                  std::make_unique<ReporterVoice>(error_reporter));
  core_ = core;
  if (core->usable()) initialization_status_ = kTfLiteOk;
}

namespace ops {
namespace micro {

#define REGISTRATION(op)                                                  \
  TfLiteRegistration* Register_##op() {                                   \
    static TfLiteRegistration registration = Token(BuiltinOperator_##op); \
    return &registration;                                                 \
  }
#include "tflm/registrations_2_1_0_alpha.inc"
#undef REGISTRATION

TfLiteRegistration* Register_CIRCULAR_BUFFER() {
  static TfLiteRegistration registration = Token(BuiltinOperator_CUSTOM);
  return &registration;
}

}  // namespace micro
}  // namespace ops

template class MicroMutableOpResolver<128>;

AllOpsResolver::~AllOpsResolver() {}

AllOpsResolver::AllOpsResolver() {
#define REGISTRATION(op) AddBuiltin(BuiltinOperator_##op, ops::micro::Register_##op());
#include "tflm/registrations_2_1_0_alpha.inc"
#undef REGISTRATION
}

uint8_t FloatToSymmetricQuantizedUInt8(const float value, const float scale) {
  return autopilot::device::Quantized<uint8_t>(value, scale, 128);
}

}  // namespace tflite
