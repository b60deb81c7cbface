#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_INTERPRETER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_INTERPRETER_H

#include <cstddef>
#include <cstdint>

#include "tensorflow/lite/c/c_api_types.h"
#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/kernels/internal/tensor_ctypes.h"
#include "tensorflow/lite/micro/micro_allocator.h"
#include "tensorflow/lite/micro/micro_op_resolver.h"
#include "tensorflow/lite/portable_type_to_tflitetype.h"
#include "tensorflow/lite/schema/schema_generated.h"

#define TFLITE_SCHEMA_VERSION (3)

namespace tflite {

class MicroProfilerInterface;
class MicroResourceVariables;

/// The interpreter of this generation over the kernels of the real library. Everything handed to the
/// constructor must outlive it, as in the library; the runtime checks that.
class MicroInterpreter {
 public:
  MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                   size_t tensor_arena_size, MicroResourceVariables* resource_variables = nullptr,
                   MicroProfilerInterface* profiler = nullptr);
  MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, MicroAllocator* allocator,
                   MicroResourceVariables* resource_variables = nullptr, MicroProfilerInterface* profiler = nullptr);
  ~MicroInterpreter();

  TfLiteStatus AllocateTensors();
  TfLiteStatus Invoke();
  TfLiteStatus SetMicroExternalContext(void* external_context_payload);

  TfLiteTensor* input(size_t index);
  size_t inputs_size() const;
  TfLiteTensor* input_tensor(size_t index) { return input(index); }
  template <class T>
  T* typed_input_tensor(int tensor_index) {
    return Typed<T>(input_tensor(tensor_index));
  }

  TfLiteTensor* output(size_t index);
  size_t outputs_size() const;
  TfLiteTensor* output_tensor(size_t index) { return output(index); }
  template <class T>
  T* typed_output_tensor(int tensor_index) {
    return Typed<T>(output_tensor(tensor_index));
  }

  TfLiteStatus Reset();

  TfLiteStatus initialization_status() const { return initialization_status_; }

  size_t arena_used_bytes() const;

 private:
  template <class T>
  static T* Typed(TfLiteTensor* tensor) {
    if (tensor == nullptr || tensor->type != typeToTfLiteType<T>()) return nullptr;
    return GetTensorData<T>(tensor);
  }

  void* core_;
  TfLiteStatus initialization_status_;
};

}  // namespace tflite

#endif
