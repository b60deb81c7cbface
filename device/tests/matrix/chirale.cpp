// builds tflm-now
// The packaging of main that people find in the library manager has a marker header of its own.
#include <Chirale_TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/system_setup.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "model.h"

tflite::MicroMutableOpResolver<2> resolver;

void setup() { resolver.AddFullyConnected(); }
void loop() {}
