#ifndef AUTOPILOT_DEVICE_TFLITE_MICRO_MUTABLE_OP_RESOLVER_H
#define AUTOPILOT_DEVICE_TFLITE_MICRO_MUTABLE_OP_RESOLVER_H

#include <cstdio>
#include <cstring>

#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/core/api/error_reporter.h"
#include "tensorflow/lite/core/api/flatbuffer_conversions.h"
#include "tensorflow/lite/kernels/internal/compatibility.h"
#include "tensorflow/lite/kernels/op_macros.h"
#include "tensorflow/lite/micro/compatibility.h"
#include "tensorflow/lite/micro/kernels/fully_connected.h"
#include "tensorflow/lite/micro/kernels/micro_ops.h"
#include "tensorflow/lite/micro/micro_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace tflite {

TfLiteRegistration* Register_DETECTION_POSTPROCESS();

/// Remembers which operators the sketch asked for; the kernels themselves are the real library's.
template <unsigned int tOpCount>
class MicroMutableOpResolver : public MicroOpResolver {
 public:
  explicit MicroMutableOpResolver(ErrorReporter* error_reporter = nullptr) : error_reporter_(error_reporter) {}

  const TfLiteRegistration* FindOp(tflite::BuiltinOperator op) const override {
    if (op == BuiltinOperator_CUSTOM) return nullptr;
    for (unsigned int i = 0; i < registrations_len_; ++i) {
      if (registrations_[i].builtin_code == op) return &registrations_[i];
    }
    return nullptr;
  }

  const TfLiteRegistration* FindOp(const char* op) const override {
    for (unsigned int i = 0; i < registrations_len_; ++i) {
      const TfLiteRegistration& registration = registrations_[i];
      if (registration.builtin_code == BuiltinOperator_CUSTOM && strcmp(registration.custom_name, op) == 0) {
        return &registration;
      }
    }
    return nullptr;
  }

  MicroOpResolver::BuiltinParseFunction GetOpDataParser(BuiltinOperator) const override { return nullptr; }

  TfLiteStatus AddCustom(const char* name, TfLiteRegistration* registration) {
    (void)registration;
    return Append(BuiltinOperator_CUSTOM, name);
  }

  TfLiteStatus AddAbs() { return Append(BuiltinOperator_ABS, nullptr); }
  TfLiteStatus AddAdd() { return Append(BuiltinOperator_ADD, nullptr); }
  TfLiteStatus AddArgMax() { return Append(BuiltinOperator_ARG_MAX, nullptr); }
  TfLiteStatus AddArgMin() { return Append(BuiltinOperator_ARG_MIN, nullptr); }
  TfLiteStatus AddAveragePool2D() { return Append(BuiltinOperator_AVERAGE_POOL_2D, nullptr); }
  TfLiteStatus AddCeil() { return Append(BuiltinOperator_CEIL, nullptr); }
  TfLiteStatus AddCircularBuffer() { return Append(BuiltinOperator_CUSTOM, "CIRCULAR_BUFFER"); }
  TfLiteStatus AddConcatenation() { return Append(BuiltinOperator_CONCATENATION, nullptr); }
  TfLiteStatus AddConv2D() { return Append(BuiltinOperator_CONV_2D, nullptr); }
  TfLiteStatus AddCos() { return Append(BuiltinOperator_COS, nullptr); }
  TfLiteStatus AddDepthwiseConv2D() { return Append(BuiltinOperator_DEPTHWISE_CONV_2D, nullptr); }
  TfLiteStatus AddDequantize() { return Append(BuiltinOperator_DEQUANTIZE, nullptr); }
  TfLiteStatus AddDetectionPostprocess() { return Append(BuiltinOperator_CUSTOM, "TFLite_Detection_PostProcess"); }
  TfLiteStatus AddEqual() { return Append(BuiltinOperator_EQUAL, nullptr); }
  TfLiteStatus AddEthosU() { return kTfLiteOk; }
  TfLiteStatus AddFloor() { return Append(BuiltinOperator_FLOOR, nullptr); }
  TfLiteStatus AddFullyConnected(const TfLiteRegistration& registration = Register_FULLY_CONNECTED()) {
    (void)registration;
    return Append(BuiltinOperator_FULLY_CONNECTED, nullptr);
  }
  TfLiteStatus AddGreater() { return Append(BuiltinOperator_GREATER, nullptr); }
  TfLiteStatus AddGreaterEqual() { return Append(BuiltinOperator_GREATER_EQUAL, nullptr); }
  TfLiteStatus AddHardSwish() { return Append(BuiltinOperator_HARD_SWISH, nullptr); }
  TfLiteStatus AddL2Normalization() { return Append(BuiltinOperator_L2_NORMALIZATION, nullptr); }
  TfLiteStatus AddLess() { return Append(BuiltinOperator_LESS, nullptr); }
  TfLiteStatus AddLessEqual() { return Append(BuiltinOperator_LESS_EQUAL, nullptr); }
  TfLiteStatus AddLog() { return Append(BuiltinOperator_LOG, nullptr); }
  TfLiteStatus AddLogicalAnd() { return Append(BuiltinOperator_LOGICAL_AND, nullptr); }
  TfLiteStatus AddLogicalNot() { return Append(BuiltinOperator_LOGICAL_NOT, nullptr); }
  TfLiteStatus AddLogicalOr() { return Append(BuiltinOperator_LOGICAL_OR, nullptr); }
  TfLiteStatus AddLogistic() { return Append(BuiltinOperator_LOGISTIC, nullptr); }
  TfLiteStatus AddMaximum() { return Append(BuiltinOperator_MAXIMUM, nullptr); }
  TfLiteStatus AddMaxPool2D() { return Append(BuiltinOperator_MAX_POOL_2D, nullptr); }
  TfLiteStatus AddMean() { return Append(BuiltinOperator_MEAN, nullptr); }
  TfLiteStatus AddMinimum() { return Append(BuiltinOperator_MINIMUM, nullptr); }
  TfLiteStatus AddMul() { return Append(BuiltinOperator_MUL, nullptr); }
  TfLiteStatus AddNeg() { return Append(BuiltinOperator_NEG, nullptr); }
  TfLiteStatus AddNotEqual() { return Append(BuiltinOperator_NOT_EQUAL, nullptr); }
  TfLiteStatus AddPack() { return Append(BuiltinOperator_PACK, nullptr); }
  TfLiteStatus AddPad() { return Append(BuiltinOperator_PAD, nullptr); }
  TfLiteStatus AddPadV2() { return Append(BuiltinOperator_PADV2, nullptr); }
  TfLiteStatus AddPrelu() { return Append(BuiltinOperator_PRELU, nullptr); }
  TfLiteStatus AddQuantize() { return Append(BuiltinOperator_QUANTIZE, nullptr); }
  TfLiteStatus AddReduceMax() { return Append(BuiltinOperator_REDUCE_MAX, nullptr); }
  TfLiteStatus AddRelu() { return Append(BuiltinOperator_RELU, nullptr); }
  TfLiteStatus AddRelu6() { return Append(BuiltinOperator_RELU6, nullptr); }
  TfLiteStatus AddReshape() { return Append(BuiltinOperator_RESHAPE, nullptr); }
  TfLiteStatus AddResizeNearestNeighbor() { return Append(BuiltinOperator_RESIZE_NEAREST_NEIGHBOR, nullptr); }
  TfLiteStatus AddRound() { return Append(BuiltinOperator_ROUND, nullptr); }
  TfLiteStatus AddRsqrt() { return Append(BuiltinOperator_RSQRT, nullptr); }
  TfLiteStatus AddShape() { return Append(BuiltinOperator_SHAPE, nullptr); }
  TfLiteStatus AddSin() { return Append(BuiltinOperator_SIN, nullptr); }
  TfLiteStatus AddSoftmax() { return Append(BuiltinOperator_SOFTMAX, nullptr); }
  TfLiteStatus AddSplit() { return Append(BuiltinOperator_SPLIT, nullptr); }
  TfLiteStatus AddSplitV() { return Append(BuiltinOperator_SPLIT_V, nullptr); }
  TfLiteStatus AddSqrt() { return Append(BuiltinOperator_SQRT, nullptr); }
  TfLiteStatus AddSquare() { return Append(BuiltinOperator_SQUARE, nullptr); }
  TfLiteStatus AddStridedSlice() { return Append(BuiltinOperator_STRIDED_SLICE, nullptr); }
  TfLiteStatus AddSub() { return Append(BuiltinOperator_SUB, nullptr); }
  TfLiteStatus AddSvdf() { return Append(BuiltinOperator_SVDF, nullptr); }
  TfLiteStatus AddTanh() { return Append(BuiltinOperator_TANH, nullptr); }
  TfLiteStatus AddUnpack() { return Append(BuiltinOperator_UNPACK, nullptr); }

  unsigned int GetRegistrationLength() { return registrations_len_; }

 private:
  TfLiteStatus Append(BuiltinOperator op, const char* custom_name) {
    if (op != BuiltinOperator_CUSTOM && FindOp(op) != nullptr) {
      if (error_reporter_ != nullptr) {
        TF_LITE_REPORT_ERROR(error_reporter_,
                             "Calling AddBuiltin with the same op more than once is not supported (Op: #%d).", op);
      }
      return kTfLiteError;
    }
    if (registrations_len_ >= tOpCount) {
      if (error_reporter_ != nullptr) {
        TF_LITE_REPORT_ERROR(error_reporter_, "Couldn't register builtin op #%d, resolver size is too small (%d).", op,
                             tOpCount);
      }
      return kTfLiteError;
    }
    registrations_[registrations_len_] = {};
    registrations_[registrations_len_].builtin_code = op;
    registrations_[registrations_len_].custom_name = custom_name;
    ++registrations_len_;
    return kTfLiteOk;
  }

  TfLiteRegistration registrations_[tOpCount];
  unsigned int registrations_len_ = 0;
  ErrorReporter* error_reporter_;

  TF_LITE_REMOVE_VIRTUAL_DELETE
};

}  // namespace tflite

#endif
