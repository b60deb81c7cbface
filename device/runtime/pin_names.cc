/// The core's functions for pins by the chip's names: the same pins in another numbering.

#include <pinDefinitions.h>

namespace {

/// From the variant's table: D0 to D13, A0 to A7, the coloured LEDs, and what the board uses itself.
constexpr PinName kNames[] = {
    P1_3, P1_10, P1_11, P1_12, P1_15, P1_13, P1_14, P0_23, P0_21, P0_27, P1_2,  P1_1,
    P1_8, P0_13, P0_4,  P0_5,  P0_30, P0_29, P0_31, P0_2,  P0_28, P0_3,  P0_24, P0_16,
    P0_6, P1_9,  P0_19, P0_17, P0_26, P0_25, P0_14, P0_15, P0_22, P1_0,
};
constexpr int kPins = sizeof kNames / sizeof kNames[0];
constexpr pin_size_t kNowhere = NOT_A_PIN;

pin_size_t Number(PinName name) {
  const int index = PinNameToIndex(name);
  return index < 0 ? kNowhere : static_cast<pin_size_t>(index);
}

}  // namespace

PinName digitalPinToPinName(pin_size_t P) { return P < kPins ? kNames[P] : NC; }

int PinNameToIndex(PinName P) {
  for (int i = 0; i < kPins; ++i) {
    if (kNames[i] == P) return i;
  }
  return -1;
}

void pinMode(PinName pinNumber, PinMode mode) { pinMode(Number(pinNumber), mode); }
void digitalWrite(PinName pinNumber, PinStatus status) { digitalWrite(Number(pinNumber), status); }
PinStatus digitalRead(PinName pinNumber) { return digitalRead(Number(pinNumber)); }
int analogRead(PinName pinNumber) { return analogRead(Number(pinNumber)); }
void analogWrite(PinName pinNumber, int value) { analogWrite(Number(pinNumber), value); }
unsigned long pulseIn(PinName pin, uint8_t state, unsigned long timeout) {
  return pulseIn(Number(pin), state, timeout);
}
unsigned long pulseInLong(PinName pin, uint8_t state, unsigned long timeout) {
  return pulseInLong(Number(pin), state, timeout);
}
void shiftOut(PinName dataPin, PinName clockPin, BitOrder bitOrder, uint8_t val) {
  shiftOut(Number(dataPin), Number(clockPin), bitOrder, val);
}
uint8_t shiftIn(PinName dataPin, PinName clockPin, BitOrder bitOrder) {
  return shiftIn(Number(dataPin), Number(clockPin), bitOrder);
}
void attachInterrupt(PinName interruptNumber, voidFuncPtr callback, PinStatus mode) {
  attachInterrupt(Number(interruptNumber), callback, mode);
}
void attachInterruptParam(PinName interruptNumber, voidFuncPtrParam callback, PinStatus mode, void* param) {
  attachInterruptParam(Number(interruptNumber), callback, mode, param);
}
void detachInterrupt(PinName interruptNumber) { detachInterrupt(Number(interruptNumber)); }
