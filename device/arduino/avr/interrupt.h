#ifndef AUTOPILOT_DEVICE_AVR_INTERRUPT_H
#define AUTOPILOT_DEVICE_AVR_INTERRUPT_H

#define cli() noInterrupts()
#define sei() interrupts()

#endif
