#pragma once

/// The sketch's side of one interpreter, whatever its generation: tensors as the sketch sees them, the trace,
/// and what the library does with the sketch's objects. Compiled for each generation, against its headers
/// and with AddressSanitizer: the objects are the sketch's, and may be dead, too small or null.

#include <memory>
#include <string>
#include <vector>

#include "../engine.h"
#include "tensorflow/lite/micro/micro_op_resolver.h"

namespace autopilot::device {

/// How the library's words reach the user of the board.
class Voice {
 public:
  virtual ~Voice() = default;
  virtual void Say(const char* words) = 0;
};

class Interpretation final : public EngineHost {
 public:
  /// Ends the run if model or arena cannot be. What is given outlives the object, or the run ends when it is used.
  Interpretation(const tflite::Model* model, const tflite::MicroOpResolver& resolver, std::uint8_t* arena,
                 std::size_t arena_size, std::unique_ptr<Voice> voice);
  virtual ~Interpretation();

  bool usable() const { return !engine_->Inputs().empty(); }
  bool Allocate();
  bool Invoke();
  bool ResetVariables();

  std::size_t tensors() const { return engine_->Tensors(); }
  std::size_t operators() const { return engine_->Operators(); }
  std::size_t inputs() const { return engine_->Inputs().size(); }
  std::size_t outputs() const { return engine_->Outputs().size(); }

  /// Null, with the library's words, for an index out of range; null before Allocate.
  TfLiteTensor* Input(std::size_t index);
  TfLiteTensor* Output(std::size_t index);
  TfLiteTensor* Tensor(std::size_t index);

  std::size_t ArenaUsed() const;

  bool HasBuiltin(int op) override;
  bool HasCustom(const char* name) override;
  void Report(const char* words) override;
  void OperatorNotInTwin(const char* name) override;

 private:
  /// A tensor that the sketch can reach, with what it may not spoil by writing to the structure.
  struct Exposed {
    int index = 0;
    int type = 0;
    bool output = false;
    TfLiteTensor* tensor = nullptr;
    char* buffer = nullptr;
    TfLiteIntArray* dims = nullptr;
    TfLiteAffineQuantization* affine = nullptr;
    std::size_t bytes = 0;
  };

  TfLiteTensor* Expose(int index);
  TfLiteTensor* Pick(const char* what, const std::vector<int>& indices, std::size_t index);
  void CopyIn();
  void CopyOut();
  /// Bytes of the input tensors as the sketch sees them.
  std::string InputBytes() const;
  void EmitValues(const char* what, const std::vector<int>& indices);
  std::string TakeWords();
  void EmitAllocate(bool ok, const char* words);
  /// Ends the run if the sketch's resolver is dead, unless that is neutralised.
  void TouchResolver();
  bool HasOperators() const;

  const tflite::MicroOpResolver& resolver_;
  std::uint8_t* arena_;
  std::size_t arena_size_;
  std::unique_ptr<Voice> voice_;
  std::unique_ptr<Engine> engine_;
  bool allocated_ = false;
  int microseconds_ = 0;  ///< Of one inference.
  std::vector<Exposed> exposed_;
  std::vector<TfLiteTensor*> by_index_;
  std::string words_;
  std::string left_;  ///< Inputs as they were left: after allocation, or by the last inference.
};

/// What MicroInterpreter keeps.
inline Interpretation& InterpretationOf(void* core) { return *static_cast<Interpretation*>(core); }

}  // namespace autopilot::device
