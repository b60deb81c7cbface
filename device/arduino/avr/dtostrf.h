#ifndef AUTOPILOT_DEVICE_AVR_DTOSTRF_H
#define AUTOPILOT_DEVICE_AVR_DTOSTRF_H

#ifdef __cplusplus
extern "C" {
#endif

char* dtostrf(double val, signed char width, unsigned char prec, char* sout);

#ifdef __cplusplus
}
#endif

#endif
