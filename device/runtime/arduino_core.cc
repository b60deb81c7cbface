#include <Arduino.h>

#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::kTicksPerMicrosecond;
using autopilot::device::Ticks;

namespace {

uint32_t random_state = 0x2545F491;

uint32_t NextRandom() {  // xorshift32: the core's own generator is as arbitrary, ours repeats.
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

int read_bits = 10;

void Spend(int microseconds) { Board::Get().Spend(microseconds); }

/// Lets time pass in steps, so that what is due meanwhile happens in its time and not at the end.
void Wait(Ticks ticks) {
  Board& board = Board::Get();
  while (ticks > 0) {
    const Ticks until_due = board.world().due() - board.world().now();
    const Ticks step = until_due > 0 && until_due < ticks ? until_due : ticks;
    board.SpendTicks(step);
    ticks -= step;
  }
  board.Spend(Costs::kTinyCall);
}

/// Ends a tone that was given a duration; the core plays one at a time.
class ToneEnd final : public autopilot::device::Alarm {
 public:
  void Start(uint8_t pin, unsigned long milliseconds) {
    pin_ = pin;
    autopilot::device::World& world = Board::Get().world();
    world.Set(*this, world.now() + static_cast<Ticks>(milliseconds) * 1000 * kTicksPerMicrosecond);
  }
  void Stop() { Board::Get().world().Set(*this, autopilot::device::kNever); }

 private:
  Ticks OnAlarm(Ticks) override {
    Board::Get().Pin(pin_, 0);
    return autopilot::device::kNever;
  }
  uint8_t pin_ = 0;
};

ToneEnd tone_end;

}  // namespace

extern "C" {

void yield(void) { Spend(Costs::kTinyCall); }
void init(void) {}
void initVariant(void) {}
void __enable_irq(void) {
  Spend(Costs::kTinyCall);
  Board::Get().world().Mask(false);
}
void __disable_irq(void) {
  Spend(Costs::kTinyCall);
  Board::Get().world().Mask(true);
}
unsigned int PINCOUNT_fn() { return 34; }

// The board starts anew; the twin's program ends there.
void NVIC_SystemReset(void) {
  Board::Get().Note("the sketch resets the board");
  Board::Get().Finish("exited");
}
void __WFI(void) { Wait(1000 * kTicksPerMicrosecond); }
void __WFE(void) { Wait(1000 * kTicksPerMicrosecond); }
void __NOP(void) { Spend(Costs::kTinyCall); }

void pinMode(pin_size_t pin, PinMode mode) {
  Spend(Costs::kPin);
  Board::Get().PinDefault(pin, mode == INPUT_PULLUP ? 1 : 0);
}

void digitalWrite(pin_size_t pin, PinStatus status) {
  Spend(Costs::kPin);
  Board::Get().Pin(pin, status == LOW ? 0 : 1);
}

PinStatus digitalRead(pin_size_t pin) {
  Spend(Costs::kPin);
  if (pin == PIN_INT_APDS) return HIGH;  // Active low, and nothing interrupts.
  return Board::Get().PinLevel(pin) > 0 ? HIGH : LOW;
}

int analogRead(pin_size_t) {
  Spend(Costs::kAnalog);
  return (1 << read_bits) / 2 - 1;  // Open inputs float about the middle.
}

void analogReference(uint8_t) { Spend(Costs::kTinyCall); }

void analogWrite(pin_size_t pin, int value) {
  Spend(Costs::kPin);
  Board::Get().Pin(pin, value);
}

void analogReadResolution(int bits) {
  Spend(Costs::kTinyCall);
  if (bits >= 1 && bits <= 16) read_bits = bits;
}

void analogWriteResolution(int) { Spend(Costs::kTinyCall); }

unsigned long millis(void) {
  Board::Get().SpendPolling(1000);
  return static_cast<unsigned long>(Board::Get().world().now() / (1000 * autopilot::device::kTicksPerMicrosecond));
}

unsigned long micros(void) {
  Board::Get().SpendPolling(20);
  return static_cast<unsigned long>(Board::Get().world().now() / autopilot::device::kTicksPerMicrosecond);
}

void delay(unsigned long ms) { Wait(static_cast<Ticks>(ms) * 1000 * kTicksPerMicrosecond); }
void delayMicroseconds(unsigned int us) { Wait(static_cast<Ticks>(us) * kTicksPerMicrosecond); }

unsigned long pulseIn(pin_size_t, uint8_t, unsigned long timeout) {
  delayMicroseconds(static_cast<unsigned int>(timeout));
  return 0;
}

unsigned long pulseInLong(pin_size_t pin, uint8_t state, unsigned long timeout) { return pulseIn(pin, state, timeout); }

void shiftOut(pin_size_t dataPin, pin_size_t clockPin, BitOrder bitOrder, uint8_t val) {
  for (int i = 0; i < 8; ++i) {
    const int bit = bitOrder == LSBFIRST ? i : 7 - i;
    digitalWrite(dataPin, bitRead(val, bit) != 0 ? HIGH : LOW);
    digitalWrite(clockPin, HIGH);
    digitalWrite(clockPin, LOW);
  }
}

uint8_t shiftIn(pin_size_t dataPin, pin_size_t clockPin, BitOrder bitOrder) {
  uint8_t value = 0;
  for (int i = 0; i < 8; ++i) {
    const int bit = bitOrder == LSBFIRST ? i : 7 - i;
    digitalWrite(clockPin, HIGH);
    if (digitalRead(dataPin) == HIGH) bitSet(value, bit);
    digitalWrite(clockPin, LOW);
  }
  return value;
}

// No input ever changes, so no interrupt comes.
void attachInterrupt(pin_size_t, voidFuncPtr, PinStatus) { Spend(Costs::kPin); }
void attachInterruptParam(pin_size_t, voidFuncPtrParam, PinStatus, void*) { Spend(Costs::kPin); }
void detachInterrupt(pin_size_t) { Spend(Costs::kPin); }
}

uint16_t makeWord(uint16_t w) { return w; }
uint16_t makeWord(byte h, byte l) { return static_cast<uint16_t>((h << 8) | l); }

void tone(uint8_t pin, unsigned int frequency, unsigned long duration) {
  Spend(Costs::kPin);
  Board::Get().Pin(pin, static_cast<int>(frequency));
  if (duration > 0) {
    tone_end.Start(pin, duration);
  } else {
    tone_end.Stop();
  }
}

void noTone(uint8_t pin) {
  Spend(Costs::kPin);
  tone_end.Stop();
  Board::Get().Pin(pin, 0);
}

long random(long howbig) {
  Spend(Costs::kTinyCall);
  return howbig == 0 ? 0 : static_cast<long>(NextRandom() >> 1) % howbig;
}

long random(long howsmall, long howbig) { return howsmall >= howbig ? howsmall : random(howbig - howsmall) + howsmall; }

void randomSeed(unsigned long seed) {
  Spend(Costs::kTinyCall);
  if (seed != 0) random_state = static_cast<uint32_t>(seed);
}

long map(long x, long in_min, long in_max, long out_min, long out_max) {
  // The Cortex-M4 divides by zero without a trap and gets zero.
  if (in_max == in_min) return out_min;
  return (x - in_min) * (out_max - out_min) / (in_max - in_min) + out_min;
}
