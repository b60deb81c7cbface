#ifndef AUTOPILOT_DEVICE_TFLITE_ALL_OPS_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_ALL_OPS_RESOLVER_H

#include "tensorflow/lite/micro/compatibility.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

namespace tflite {

class AllOpsResolver : public MicroMutableOpResolver<128> {
 public:
  AllOpsResolver();

 private:
  TF_LITE_REMOVE_VIRTUAL_DELETE
};

}  // namespace tflite

#endif
