/// The C layer: arrays and type names, alike in every generation.

#include <cstdlib>
#include <cstring>

#include "tensorflow/lite/c/common.h"

extern "C" {

TfLiteIntArray* TfLiteIntArrayCreate(int size) {
  auto* array = static_cast<TfLiteIntArray*>(malloc(sizeof(int) * (static_cast<std::size_t>(size) + 1)));
  array->size = size;
  return array;
}

int TfLiteIntArrayEqualsArray(const TfLiteIntArray* a, int b_size, const int b_data[]) {
  if (a == nullptr) return b_size == 0;
  return a->size == b_size && memcmp(a->data, b_data, sizeof(int) * static_cast<std::size_t>(b_size)) == 0;
}

int TfLiteIntArrayEqual(const TfLiteIntArray* a, const TfLiteIntArray* b) {
  if (a == b) return 1;
  if (a == nullptr || b == nullptr) return 0;
  return TfLiteIntArrayEqualsArray(a, b->size, b->data);
}

TfLiteIntArray* TfLiteIntArrayCopy(const TfLiteIntArray* src) {
  if (src == nullptr) return nullptr;
  TfLiteIntArray* copy = TfLiteIntArrayCreate(src->size);
  memcpy(copy->data, src->data, sizeof(int) * static_cast<std::size_t>(src->size));
  return copy;
}

void TfLiteIntArrayFree(TfLiteIntArray* a) { free(a); }

int TfLiteFloatArrayGetSizeInBytes(int size) {
  return static_cast<int>(sizeof(int) + sizeof(float) * static_cast<std::size_t>(size));
}

TfLiteFloatArray* TfLiteFloatArrayCreate(int size) {
  auto* array = static_cast<TfLiteFloatArray*>(malloc(sizeof(int) + sizeof(float) * static_cast<std::size_t>(size)));
  array->size = size;
  return array;
}

void TfLiteFloatArrayFree(TfLiteFloatArray* a) { free(a); }

const char* TfLiteTypeGetName(TfLiteType type) {
  // By the library's numbers, which later generations only add to.
  static const char* const kNames[] = {"NOTYPE",     "FLOAT32", "INT32",     "UINT8",   "INT64",   "STRING",
                                       "BOOL",       "INT16",   "COMPLEX64", "INT8",    "FLOAT16", "FLOAT64",
                                       "COMPLEX128", "UINT64",  "RESOURCE",  "VARIANT", "UINT32",  "UINT16"};
  const auto number = static_cast<std::size_t>(type);
  return number < sizeof kNames / sizeof kNames[0] ? kNames[number] : "Unknown type";
}
}
