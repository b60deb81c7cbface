/// The resolver with everything that the generation has an adder for.

#include "tensorflow/lite/micro/all_ops_resolver.h"

namespace tflite {

template class MicroMutableOpResolver<128>;

AllOpsResolver::~AllOpsResolver() {}

AllOpsResolver::AllOpsResolver() {
#define OPERATOR(op, name) Add##name();
#define TUNABLE(op, name) Add##name();
#define CUSTOM(op, name, model_name) Add##name();
#include AUTOPILOT_OPERATORS
}

}  // namespace tflite
