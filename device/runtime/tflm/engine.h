#pragma once

/// The real TensorFlow Lite Micro behind plain types, so that a facade with another generation's
/// structures can stand before it. Nothing here names a type of either.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace autopilot::device {

/// Formats as the library's own logging does (floats come out as mantissa*2^exponent).
int FormatLog(char* text, int size, const char* format, __builtin_va_list args);

/// Whether the bytes are a model; `root` is what the library's GetModel returns for them.
bool VerifyModel(const void* bytes, std::size_t size);
const void* ModelRoot(const void* bytes);
std::uint32_t ModelVersion(const void* root);

/// Types have the library's numbers, which are the same in every generation.
struct EngineTensor {
  int type = 0;
  std::vector<int> dims;
  std::size_t bytes = 0;
  void* data = nullptr;  ///< Null where the tensor has no memory yet.
  float scale = 0;
  int zero_point = 0;
  std::vector<float> channel_scales;
  std::vector<int> channel_zero_points;
  int channel_dimension = 0;
  const char* name = nullptr;  ///< Inside the model.
  bool constant = false;
  bool variable = false;
};

/// What the facade supplies; outlives the engine.
class EngineHost {
 public:
  virtual bool HasBuiltin(int op) = 0;
  virtual bool HasCustom(const char* name) = 0;
  virtual void Report(const char* words) = 0;  ///< The library reports something.
  virtual void OperatorNotInTwin(const char* name) = 0;

 protected:
  ~EngineHost() = default;
};

/// An operator that must fail for these types, with the library's words.
struct EngineRefusal {
  std::string op;
  std::string input_type;
  std::string output_type;
  bool at_invoke = true;
};

class Engine {
 public:
  /// `root` must be a verified model. Never null.
  static Engine* Create(const void* root, EngineHost& host, const std::vector<EngineRefusal>& refusals);
  virtual ~Engine() = default;

  virtual bool Allocate() = 0;
  virtual bool Invoke() = 0;
  virtual bool ResetVariables() = 0;

  virtual std::size_t Tensors() const = 0;
  virtual std::size_t Operators() const = 0;
  virtual const std::vector<int>& Inputs() const = 0;
  virtual const std::vector<int>& Outputs() const = 0;
  /// Facts of a tensor, and where its data lies now. Only after Allocate.
  virtual EngineTensor Tensor(int index) = 0;
  /// Where the data of a tensor lies, without the facts.
  virtual void* Data(int index) = 0;
  /// Sum of the elements of constant tensors: what an inference has to multiply.
  virtual std::size_t Weights() = 0;
};

}  // namespace autopilot::device
