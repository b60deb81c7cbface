#ifndef AUTOPILOT_DEVICE_TFLM_PERIPHERALS_H
#define AUTOPILOT_DEVICE_TFLM_PERIPHERALS_H

// What the marker header of the later packagings brings along. The kit's button, LED and audio hat are left out:
// no sketch for the board alone can use them.

#include <Arduino.h>
#include <Wire.h>

#include <cstdint>

#include "tflm/peripherals_utility.h"

#if !defined(ARDUINO_ARDUINO_NANO33BLE)
#error "unsupported board"
#endif

namespace peripherals {

constexpr uint32_t kI2C_CLOCK = 100000;

constexpr pin_size_t kBUTTON_GPIO = 8;

constexpr pin_size_t kLED_DEFAULT_GPIO = 13;

}  // namespace peripherals

#endif
