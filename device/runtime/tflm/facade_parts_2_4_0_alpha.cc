/// The small parts of generation 2.4.0-ALPHA around the interpreter: arrays, reporters, resolvers, helpers.
/// Compiled with AddressSanitizer like the interpreter.

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "../board.h"
#include "../costs.h"
#include "engine.h"
#include "library_voice.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/debug_log.h"
#include "tensorflow/lite/micro/memory_helpers.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_time.h"
#include "tensorflow/lite/micro/micro_utils.h"
#include "values.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::library_speaks;

bool autopilot::device::library_speaks = false;

extern "C" {

TfLiteIntArray* TfLiteIntArrayCreate(int size) {
  auto* array = static_cast<TfLiteIntArray*>(malloc(sizeof(int) * (static_cast<std::size_t>(size) + 1)));
  array->size = size;
  return array;
}

TfLiteIntArray* TfLiteIntArrayCopy(const TfLiteIntArray* src) {
  if (src == nullptr) return nullptr;
  TfLiteIntArray* copy = TfLiteIntArrayCreate(src->size);
  memcpy(copy->data, src->data, sizeof(int) * static_cast<std::size_t>(src->size));
  return copy;
}

void TfLiteIntArrayFree(TfLiteIntArray* a) { free(a); }

TfLiteFloatArray* TfLiteFloatArrayCreate(int size) {
  auto* array = static_cast<TfLiteFloatArray*>(malloc(sizeof(int) + sizeof(float) * static_cast<std::size_t>(size)));
  array->size = size;
  return array;
}

void TfLiteFloatArrayFree(TfLiteFloatArray* a) { free(a); }

void DebugLog(const char* s) {
  Board& board = Board::Get();
  board.Spend(Costs::kPrint);
  if (library_speaks) {
    if (strcmp(s, "\r\n") != 0) board.LibraryLog(s);
    return;
  }
  if (strncmp(s, "HALTED", 6) == 0) board.Halted(s);
  board.SerialWrite(s, strlen(s));
}
}

namespace tflite {

int ErrorReporter::Report(const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int code = Report(format, args);
  va_end(args);
  return code;
}

int ErrorReporter::ReportError(void*, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int code = Report(format, args);
  va_end(args);
  return code;
}

int MicroErrorReporter::Report(const char* format, va_list args) {
  char text[256];  // The library's own buffer has this size.
  autopilot::device::FormatLog(text, sizeof text, format, args);
  DebugLog(text);
  DebugLog("\r\n");
  return 0;
}

ErrorReporter::~ErrorReporter() {}
MicroErrorReporter::~MicroErrorReporter() {}
OpResolver::~OpResolver() {}
MicroOpResolver::~MicroOpResolver() {}

const TfLiteRegistration* MicroOpResolver::FindOp(BuiltinOperator op, int) const { return FindOp(op); }
const TfLiteRegistration* MicroOpResolver::FindOp(const char* op, int) const { return FindOp(op); }

template class MicroMutableOpResolver<128>;

AllOpsResolver::~AllOpsResolver() {}

AllOpsResolver::AllOpsResolver() {
  AddAbs(), AddAdd(), AddArgMax(), AddArgMin(), AddAveragePool2D(), AddCeil(), AddConcatenation(), AddConv2D();
  AddCos(), AddDepthwiseConv2D(), AddDequantize(), AddDetectionPostprocess(), AddEqual(), AddEthosU(), AddFloor();
  AddFullyConnected(), AddGreater(), AddGreaterEqual(), AddHardSwish(), AddL2Normalization(), AddLess();
  AddLessEqual(), AddLog(), AddLogicalAnd(), AddLogicalNot(), AddLogicalOr(), AddLogistic(), AddMaximum();
  AddMaxPool2D(), AddMean(), AddMinimum(), AddMul(), AddNeg(), AddNotEqual(), AddPack(), AddPad(), AddPadV2();
  AddPrelu(), AddQuantize(), AddReduceMax(), AddRelu(), AddRelu6(), AddReshape(), AddResizeNearestNeighbor();
  AddRound(), AddRsqrt(), AddShape(), AddSin(), AddSoftmax(), AddSplit(), AddSplitV(), AddSqrt(), AddSquare();
  AddStridedSlice(), AddSub(), AddSvdf(), AddTanh(), AddUnpack();
}

uint8_t* AlignPointerUp(uint8_t* data, size_t alignment) {
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  return reinterpret_cast<uint8_t*>((at + alignment - 1) / alignment * alignment);
}

uint8_t* AlignPointerDown(uint8_t* data, size_t alignment) {
  const auto at = reinterpret_cast<std::uintptr_t>(data);
  return reinterpret_cast<uint8_t*>(at / alignment * alignment);
}

size_t AlignSizeUp(size_t size, size_t alignment) { return (size + alignment - 1) / alignment * alignment; }

TfLiteStatus TfLiteTypeSizeOf(TfLiteType type, size_t* size) {
  *size = autopilot::device::ElementSize(type);
  return *size > 0 ? kTfLiteOk : kTfLiteError;
}

int ElementCount(const TfLiteIntArray& dims) {
  int count = 1;
  for (int i = 0; i < dims.size; ++i) count *= dims.data[i];
  return count;
}

namespace {

template <typename T>
T Quantized(float value, float scale, int zero_point) {
  const float scaled = std::round(value / scale) + static_cast<float>(zero_point);
  const auto lowest = static_cast<float>(std::numeric_limits<T>::min());
  const auto highest = static_cast<float>(std::numeric_limits<T>::max());
  return scaled <= lowest    ? std::numeric_limits<T>::min()
         : scaled >= highest ? std::numeric_limits<T>::max()
                             : static_cast<T>(scaled);
}

}  // namespace

uint8_t FloatToAsymmetricQuantizedUInt8(const float value, const float scale, const int zero_point) {
  return Quantized<uint8_t>(value, scale, zero_point);
}
int8_t FloatToAsymmetricQuantizedInt8(const float value, const float scale, const int zero_point) {
  return Quantized<int8_t>(value, scale, zero_point);
}
int16_t FloatToAsymmetricQuantizedInt16(const float value, const float scale, const int zero_point) {
  return Quantized<int16_t>(value, scale, zero_point);
}
int8_t FloatToSymmetricQuantizedInt8(const float value, const float scale) {
  return Quantized<int8_t>(value, scale, 0);
}
int32_t FloatToSymmetricQuantizedInt32(const float value, const float scale) {
  return Quantized<int32_t>(value, scale, 0);
}

int32_t ticks_per_second() { return 1'000'000; }

int32_t GetCurrentTimeTicks() {
  Board::Get().Spend(Costs::kTimeQuery);
  return static_cast<int32_t>(Board::Get().world().now() / autopilot::device::kTicksPerMicrosecond);
}

}  // namespace tflite
