#include <Arduino.h>

#include <cstdio>

namespace {

char* Format(unsigned long value, bool negative, char* string, int radix) {
  if (radix < 2 || radix > 36) {
    *string = '\0';
    return string;
  }
  char digits[8 * sizeof value];
  int count = 0;
  do {
    const int digit = static_cast<int>(value % static_cast<unsigned long>(radix));
    digits[count++] = static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10);
    value /= static_cast<unsigned long>(radix);
  } while (value != 0);
  char* at = string;
  if (negative) *at++ = '-';
  while (count > 0) *at++ = digits[--count];
  *at = '\0';
  return string;
}

}  // namespace

extern "C" {

char* ltoa(long value, char* string, int radix) {
  const bool negative = value < 0 && radix == 10;
  const auto bits = static_cast<unsigned long>(value);
  return Format(negative ? 0UL - bits : bits, negative, string, radix);
}

char* itoa(int value, char* string, int radix) { return ltoa(value, string, radix); }
char* ultoa(unsigned long value, char* string, int radix) { return Format(value, false, string, radix); }
char* utoa(unsigned value, char* string, int radix) { return Format(value, false, string, radix); }

char* dtostrf(double val, signed char width, unsigned char prec, char* sout) {
  // As long as the longest double; the caller's buffer is the caller's business, as on the board.
  char text[400];
  snprintf(text, sizeof text, "%*.*f", width, prec, val);
  return strcpy(sout, text);
}
}
