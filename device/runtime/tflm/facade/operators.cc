// The list of operators behind every resolver of a sketch.

#include <cstdio>
#include <cstring>
#include <type_traits>
#include <utility>

#include "../../board.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

namespace tflite {
namespace {

using Registration =
    std::remove_const_t<std::remove_pointer_t<decltype(std::declval<const MicroOpResolver&>().FindOp(""))>>;

OperatorOutcome Append(Registration* all, unsigned int* length, unsigned int room, BuiltinOperator op,
                       const char* name) {
  if (*length >= room) {
    char words[64];
    std::snprintf(words, sizeof words, "the operator resolver is full: it has room for %u", room);
    autopilot::device::Board::Get().Note(words);
    return OperatorOutcome::kFull;
  }
  all[*length] = {};
  all[*length].builtin_code = op;
  all[*length].custom_name = name;
  ++*length;
  return OperatorOutcome::kAdded;
}

}  // namespace

template <typename R>
const R* OperatorList<R>::Find(const R* all, unsigned int length, BuiltinOperator op) {
  if (op == BuiltinOperator_CUSTOM) return nullptr;
  for (unsigned int i = 0; i < length; ++i) {
    if (all[i].builtin_code == op) return &all[i];
  }
  return nullptr;
}

template <typename R>
const R* OperatorList<R>::Find(const R* all, unsigned int length, const char* name) {
  for (unsigned int i = 0; i < length; ++i) {
    if (all[i].builtin_code == BuiltinOperator_CUSTOM && strcmp(all[i].custom_name, name) == 0) return &all[i];
  }
  return nullptr;
}

template <typename R>
OperatorOutcome OperatorList<R>::Add(R* all, unsigned int* length, unsigned int room, BuiltinOperator op) {
  if (Find(all, *length, op) != nullptr) return OperatorOutcome::kTwice;
  return Append(all, length, room, op, nullptr);
}

template <typename R>
OperatorOutcome OperatorList<R>::AddCustom(R* all, unsigned int* length, unsigned int room, const char* name) {
  // The library looks for room first.
  if (*length < room && Find(all, *length, name) != nullptr) return OperatorOutcome::kTwice;
  return Append(all, length, room, BuiltinOperator_CUSTOM, name);
}

template struct OperatorList<Registration>;

}  // namespace tflite
