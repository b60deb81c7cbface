#pragma once

/// Facts read from model artifacts without running them.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct TensorFacts {
  std::string name;
  std::string type;  ///< "float32", "int8", "uint8", "int16", "int32", ...
  std::vector<int> shape;
  double scale = 0;  ///< 0 where not quantised.
  int zero_point = 0;
  int elements() const;
};

struct OperatorFacts {
  std::string name;                      ///< Schema name, e.g. "FULLY_CONNECTED"; a custom operator's own name.
  std::vector<std::string> input_types;  ///< Types of its tensors, in order; "" for one that is left out.
  std::vector<std::string> output_types;
  bool per_channel_weights = false;  ///< More than one scale on its weights.
};

struct TfliteFacts {
  TensorFacts input;
  TensorFacts output;
  std::vector<OperatorFacts> operators;  ///< In execution order.
  int tensors = 0;
  std::size_t bytes = 0;
  std::size_t activation_bytes = 0;  ///< Largest sum of one operator's non-constant tensors, 16-byte aligned.
  std::string sha256;
};

/// Fails with kBadInput, saying what is wrong with the bytes, for anything that is not a whole,
/// verified flatbuffer with one subgraph, one input and one output. `where` names it in errors.
Result<TfliteFacts> ReadTfliteFacts(std::string_view bytes, const std::string& where);

/// A C array in a header: the model as sketches include it.
struct ModelHeader {
  std::string symbol;
  std::string length_symbol;  ///< Empty if there is none.
  std::string bytes;
  bool aligned = false;
  bool constant = false;
};

/// Parses `const unsigned char model[] = {0x1c, ...};`. kBadInput with the line where it fails.
Result<ModelHeader> ReadModelHeader(std::string_view text, const std::string& where);

/// Every array of bytes in a source text that holds a TensorFlow Lite model, in order; whatever else stands there,
/// arrays that no reader of model.h would accept included, is passed over. `length_symbol` stays empty.
std::vector<ModelHeader> FindModelArrays(std::string_view text);

/// Writes model.h: aligned, const, guarded. `symbol` is the only name in it: any other could clash with a
/// name of the sketch.
std::string RenderModelHeader(std::string_view tflite, const std::string& symbol);

/// The same for compiling again and again: the array is declared, not spelt out, and lies in the object that
/// RenderModelAssembly is assembled to, under a name that no sketch has: one that does not include model.h may use
/// `symbol` for something else. (`bytes` is its length.)
std::string RenderModelDeclaration(std::size_t bytes, const std::string& symbol);

/// model.h with zeros for bytes: for a compiler that only checks, the same definition in a fraction of the time.
std::string RenderModelOutline(std::size_t bytes, const std::string& symbol);

/// Assembly for the host (32 bit) that makes the file model.tflite, of so many bytes, autopilot_model, and its length
/// autopilot_model_size; the twin's runtime knows these names, too.
std::string RenderModelAssembly(std::size_t bytes);

}  // namespace autopilot
