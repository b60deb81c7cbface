#ifndef AUTOPILOT_DEVICE_ARDUINO_API_H
#define AUTOPILOT_DEVICE_ARDUINO_API_H

#define ARDUINO_API_VERSION 10500

#include "Common.h"

#if defined(__cplusplus)
// The mbed core's headers bring these in before Arduino.h defines `abs`; the order decides overloads.
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "Binary.h"
#include "Compat.h"
#include "HardwareI2C.h"
#include "HardwareSPI.h"
#include "HardwareSerial.h"
#include "Interrupts.h"
#include "Print.h"
#include "Printable.h"
#include "Stream.h"
#include "String.h"
#include "WCharacter.h"
#include "itoa.h"
#endif

#include "avr/dtostrf.h"
#include "avr/interrupt.h"
#include "avr/pgmspace.h"

#endif
