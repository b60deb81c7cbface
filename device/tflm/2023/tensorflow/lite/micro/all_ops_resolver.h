#ifndef AUTOPILOT_DEVICE_TFLITE_ALL_OPS_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_ALL_OPS_RESOLVER_H

#include "tensorflow/lite/micro/compatibility.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

namespace tflite {

extern template class MicroMutableOpResolver<128>;

class AllOpsResolver : public MicroMutableOpResolver<128> {
 public:
  AllOpsResolver();
  ~AllOpsResolver() override;

 private:
  TF_LITE_REMOVE_VIRTUAL_DELETE
};

}  // namespace tflite

#endif
