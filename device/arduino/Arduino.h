#ifndef AUTOPILOT_DEVICE_ARDUINO_H
#define AUTOPILOT_DEVICE_ARDUINO_H

// Own thin declaration of the Arduino API as the mbed core (nano33ble) offers it: the same names, types
// and macros, none beyond. Implemented by device/runtime on the host.

#include "api/ArduinoAPI.h"

#if defined(__cplusplus)

// The core replaces the literal-only macro by a function, so F(pointer) is accepted too.
#undef F
template <typename T1>
auto F(T1&& A) -> const arduino::__FlashStringHelper* {
  return (const arduino::__FlashStringHelper*)A;
}

using namespace arduino;

extern "C" {
#endif

#define NOT_A_PIN 255
#define NOT_A_PORT 255
#define NOT_AN_INTERRUPT 255

#ifndef _NOP
#define _NOP()               \
  do {                       \
    __asm__ volatile("nop"); \
  } while (0)
#endif

// A macro in this core, and it stays one: the C++ headers that would undefine it are in already.
#ifdef abs
#undef abs
#endif
#define abs(x) ((x) > 0 ? (x) : -(x))

// Of CMSIS, which the core brings in.
void __enable_irq(void);
void __disable_irq(void);
void __WFI(void);
void __WFE(void);
void __NOP(void);
void NVIC_SystemReset(void) __attribute__((noreturn));
#define interrupts() __enable_irq()
#define noInterrupts() __disable_irq()

void analogReadResolution(int bits);
void analogWriteResolution(int bits);

#if defined(__cplusplus)
}

#include "PinNames.h"
#include "Serial.h"
#include "pins_arduino.h"

#define Serial _UART_USB_
#define SerialUSB _UART_USB_
#define Serial1 _UART1_

#define digitalPinToInterrupt(P) (P)

// The same by the chip's names.
void pinMode(PinName pinNumber, PinMode pinMode);
void digitalWrite(PinName pinNumber, PinStatus status);
PinStatus digitalRead(PinName pinNumber);
int analogRead(PinName pinNumber);
void analogWrite(PinName pinNumber, int value);
unsigned long pulseIn(PinName pin, uint8_t state, unsigned long timeout);
unsigned long pulseInLong(PinName pin, uint8_t state, unsigned long timeout);
void shiftOut(PinName dataPin, PinName clockPin, BitOrder bitOrder, uint8_t val);
uint8_t shiftIn(PinName dataPin, PinName clockPin, BitOrder bitOrder);
void attachInterrupt(PinName interruptNumber, voidFuncPtr callback, PinStatus mode);
void attachInterruptParam(PinName interruptNumber, voidFuncPtrParam callback, PinStatus mode, void* param);
void detachInterrupt(PinName interruptNumber);
#endif

#endif
