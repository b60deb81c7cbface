#include "refusals.h"

#include <cstring>

namespace autopilot::device {
namespace {

constexpr std::size_t kMostRefusals = 8;

// Kernels get no context of ours, so each refusal has functions of its own.
struct Slot {
  EngineRefusal refusal;
  TfLiteRegistration original = {};
  TfLiteRegistration refusing = {};
};

Slot slots[kMostRefusals];
std::size_t used = 0;

bool SameType(TfLiteType type, const std::string& name) {
  const char* actual = TfLiteTypeGetName(type);
  return strcasecmp(actual, name.c_str()) == 0;
}

bool Concerns(const Slot& slot, TfLiteContext* context, TfLiteNode* node) {
  if (node->inputs->size == 0 || node->outputs->size == 0) return false;
  const TfLiteTensor& input = context->tensors[node->inputs->data[0]];
  const TfLiteTensor& output = context->tensors[node->outputs->data[0]];
  return SameType(input.type, slot.refusal.input_type) && SameType(output.type, slot.refusal.output_type);
}

TfLiteStatus Refuse(const Slot& slot, TfLiteContext* context, TfLiteNode* node) {
  const TfLiteTensor& input = context->tensors[node->inputs->data[0]];
  const TfLiteTensor& output = context->tensors[node->outputs->data[0]];
  context->ReportError(context, "%s: input %s, output %s not supported", slot.refusal.op.c_str(),
                       TfLiteTypeGetName(input.type), TfLiteTypeGetName(output.type));
  return kTfLiteError;
}

template <std::size_t N>
TfLiteStatus Prepare(TfLiteContext* context, TfLiteNode* node) {
  const Slot& slot = slots[N];
  if (Concerns(slot, context, node)) return slot.refusal.at_invoke ? kTfLiteOk : Refuse(slot, context, node);
  return slot.original.prepare == nullptr ? kTfLiteOk : slot.original.prepare(context, node);
}

template <std::size_t N>
TfLiteStatus Invoke(TfLiteContext* context, TfLiteNode* node) {
  const Slot& slot = slots[N];
  return Concerns(slot, context, node) ? Refuse(slot, context, node) : slot.original.invoke(context, node);
}

using Function = TfLiteStatus (*)(TfLiteContext*, TfLiteNode*);
constexpr Function kPrepare[kMostRefusals] = {Prepare<0>, Prepare<1>, Prepare<2>, Prepare<3>,
                                              Prepare<4>, Prepare<5>, Prepare<6>, Prepare<7>};
constexpr Function kInvoke[kMostRefusals] = {Invoke<0>, Invoke<1>, Invoke<2>, Invoke<3>,
                                             Invoke<4>, Invoke<5>, Invoke<6>, Invoke<7>};

}  // namespace

void SetRefusals(const std::vector<EngineRefusal>& refusals) {
  used = refusals.size() < kMostRefusals ? refusals.size() : kMostRefusals;
  for (std::size_t i = 0; i < used; ++i) slots[i].refusal = refusals[i];
}

// Two refusals of one operator nest: each wraps what the one before it made.
const TfLiteRegistration* Refusing(const char* op, const TfLiteRegistration* registration) {
  for (std::size_t i = 0; i < used; ++i) {
    Slot& slot = slots[i];
    if (slot.refusal.op != op) continue;
    slot.original = *registration;
    slot.refusing = *registration;
    slot.refusing.prepare = kPrepare[i];
    slot.refusing.invoke = kInvoke[i];
    registration = &slot.refusing;
  }
  return registration;
}

}  // namespace autopilot::device
