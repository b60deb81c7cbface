#ifndef AUTOPILOT_DEVICE_TFLM_MODEL_H
#define AUTOPILOT_DEVICE_TFLM_MODEL_H

// What sketches use of the model's schema. The bytes are read by the real library behind the facade.

// flatbuffers brings these in, and sketches lean on it. (And more, see optional_headers in twin.toml.)
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace tflite {

/// A model in memory; never constructed, only pointed to.
class Model {
 public:
  uint32_t version() const;

 private:
  Model();
  Model(const Model&);
  Model& operator=(const Model&);
};

/// No check of the bytes, as in the library: what is no model shows when it is used.
const Model* GetModel(const void* buf);

}  // namespace tflite

#endif
