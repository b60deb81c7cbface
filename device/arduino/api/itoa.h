#ifndef AUTOPILOT_DEVICE_API_ITOA_H
#define AUTOPILOT_DEVICE_API_ITOA_H

#ifdef __cplusplus
extern "C" {
#endif

char* itoa(int value, char* string, int radix);
char* ltoa(long value, char* string, int radix);
char* utoa(unsigned value, char* string, int radix);
char* ultoa(unsigned long value, char* string, int radix);

#ifdef __cplusplus
}
#endif

#endif
