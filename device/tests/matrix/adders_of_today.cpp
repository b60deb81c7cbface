// builds tflm-now
// Operators, arguments and members that only today's library has.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/system_setup.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

alignas(16) uint8_t arena[8000];

void setup() {
  static tflite::MicroMutableOpResolver<8> resolver;
  resolver.AddBatchMatMul();
  resolver.AddDynamicUpdateSlice();
  resolver.AddReduceAll();
  resolver.AddDecode();
  resolver.AddRfft();
  resolver.AddAbs(tflite::Register_ABS());
  static tflite::MicroInterpreter interpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), nullptr, nullptr,
                                              true);
  interpreter.AllocateTensors();
  TfLiteEvalTensor* first = interpreter.GetTensor(0);
  interpreter.ResetVariableTensor(0);
  Serial.println(first != nullptr && interpreter.preserve_all_tensors());
}

void loop() {}
