#ifndef AUTOPILOT_DEVICE_PIN_DEFINITIONS_H
#define AUTOPILOT_DEVICE_PIN_DEFINITIONS_H

#include <Arduino.h>

PinName digitalPinToPinName(pin_size_t P);
int PinNameToIndex(PinName P);

#endif
