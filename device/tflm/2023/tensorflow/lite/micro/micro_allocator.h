#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_ALLOCATOR_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MICRO_ALLOCATOR_H

#include <cstddef>
#include <cstdint>

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

/// Only remembers the arena: planning is the business of the real library behind the facade.
class MicroAllocator {
 public:
  static MicroAllocator* Create(uint8_t* tensor_arena, size_t arena_size);

  virtual ~MicroAllocator() {}

 private:
  friend class MicroInterpreter;
  MicroAllocator(uint8_t* arena, size_t size) : arena_(arena), size_(size) {}
  uint8_t* arena_;
  size_t size_;
};

}  // namespace tflite

#endif
