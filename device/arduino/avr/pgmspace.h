#ifndef AUTOPILOT_DEVICE_AVR_PGMSPACE_H
#define AUTOPILOT_DEVICE_AVR_PGMSPACE_H

// Flash and data share one address space on this board: all of these are plain memory.

#include <inttypes.h>

#define PROGMEM
#define PGM_P const char*
#define PGM_VOID_P const void*
#define PSTR(str) (str)

#define _SFR_BYTE(n) (n)

typedef void prog_void;
typedef char prog_char;
typedef unsigned char prog_uchar;
typedef int8_t prog_int8_t;
typedef uint8_t prog_uint8_t;
typedef int16_t prog_int16_t;
typedef uint16_t prog_uint16_t;
typedef int32_t prog_int32_t;
typedef uint32_t prog_uint32_t;

#define memchr_P(s, c, n) memchr((s), (c), (n))
#define memcmp_P(s1, s2, n) memcmp((s1), (s2), (n))
#define memcpy_P(dest, src, n) memcpy((dest), (src), (n))
#define strcat_P(dest, src) strcat((dest), (src))
#define strchr_P(s, c) strchr((s), (c))
#define strcmp_P(s1, s2) strcmp((s1), (s2))
#define strcasecmp_P(s1, s2) strcasecmp((s1), (s2))
#define strcpy_P(dest, src) strcpy((dest), (src))
#define strlen_P(s) strlen((const char*)(s))
#define strncat_P(dest, src, n) strncat((dest), (src), (n))
#define strncmp_P(s1, s2, n) strncmp((s1), (s2), (n))
#define strncpy_P(dest, src, n) strncpy((dest), (src), (n))
#define strstr_P(s1, s2) strstr((s1), (s2))
#define sprintf_P(s, ...) sprintf((s), __VA_ARGS__)
#define snprintf_P(s, ...) snprintf((s), __VA_ARGS__)

#define pgm_read_byte(addr) (*(const unsigned char*)(addr))
#define pgm_read_word(addr) (*(const unsigned short*)(addr))
#define pgm_read_dword(addr) (*(const unsigned long*)(addr))
#define pgm_read_float(addr) (*(const float*)(addr))
#define pgm_read_ptr(addr) (*(void* const*)(addr))

#define pgm_read_byte_near(addr) pgm_read_byte(addr)
#define pgm_read_word_near(addr) pgm_read_word(addr)
#define pgm_read_dword_near(addr) pgm_read_dword(addr)
#define pgm_read_float_near(addr) pgm_read_float(addr)
#define pgm_read_ptr_near(addr) pgm_read_ptr(addr)

#endif
