#include <Arduino.h>

#include <cmath>
#include <cstdio>

namespace arduino {

size_t Print::write(const uint8_t* buffer, size_t size) {
  size_t n = 0;
  while (size-- > 0 && write(*buffer++) == 1) ++n;
  return n;
}

size_t Print::print(const __FlashStringHelper* text) { return print(reinterpret_cast<const char*>(text)); }
size_t Print::print(const String& s) { return write(s.c_str(), s.length()); }
size_t Print::print(const char str[]) { return write(str); }
size_t Print::print(char c) { return write(static_cast<uint8_t>(c)); }
size_t Print::print(unsigned char b, int base) { return print(static_cast<unsigned long>(b), base); }
size_t Print::print(int n, int base) { return print(static_cast<long>(n), base); }
size_t Print::print(unsigned int n, int base) { return print(static_cast<unsigned long>(n), base); }

size_t Print::print(long n, int base) {
  if (base == 0) return write(static_cast<uint8_t>(n));
  if (base == 10 && n < 0) return print('-') + printNumber(0UL - static_cast<unsigned long>(n), 10);
  return printNumber(static_cast<unsigned long>(n), static_cast<uint8_t>(base));
}

size_t Print::print(unsigned long n, int base) {
  return base == 0 ? write(static_cast<uint8_t>(n)) : printNumber(n, static_cast<uint8_t>(base));
}

size_t Print::print(long long n, int base) {
  if (base == 0) return write(static_cast<uint8_t>(n));
  if (base == 10 && n < 0) return print('-') + printULLNumber(0ULL - static_cast<unsigned long long>(n), 10);
  return printULLNumber(static_cast<unsigned long long>(n), static_cast<uint8_t>(base));
}

size_t Print::print(unsigned long long n, int base) {
  return base == 0 ? write(static_cast<uint8_t>(n)) : printULLNumber(n, static_cast<uint8_t>(base));
}

size_t Print::print(double n, int digits) { return printFloat(n, digits); }
size_t Print::print(const Printable& x) { return x.printTo(*this); }

size_t Print::println(void) { return write("\r\n"); }
size_t Print::println(const __FlashStringHelper* text) { return print(text) + println(); }
size_t Print::println(const String& s) { return print(s) + println(); }
size_t Print::println(const char str[]) { return print(str) + println(); }
size_t Print::println(char c) { return print(c) + println(); }
size_t Print::println(unsigned char b, int base) { return print(b, base) + println(); }
size_t Print::println(int n, int base) { return print(n, base) + println(); }
size_t Print::println(unsigned int n, int base) { return print(n, base) + println(); }
size_t Print::println(long n, int base) { return print(n, base) + println(); }
size_t Print::println(unsigned long n, int base) { return print(n, base) + println(); }
size_t Print::println(long long n, int base) { return print(n, base) + println(); }
size_t Print::println(unsigned long long n, int base) { return print(n, base) + println(); }
size_t Print::println(double n, int digits) { return print(n, digits) + println(); }
size_t Print::println(const Printable& x) { return print(x) + println(); }

size_t Print::printNumber(unsigned long n, uint8_t base) { return printULLNumber(n, base); }

size_t Print::printULLNumber(unsigned long long n, uint8_t base) {
  char text[8 * sizeof n + 1];
  char* at = text + sizeof text;
  *--at = '\0';
  if (base < 2) base = 10;
  do {
    const int digit = static_cast<int>(n % base);
    n /= base;
    *--at = static_cast<char>(digit < 10 ? '0' + digit : 'A' + digit - 10);
  } while (n != 0);
  return write(at);
}

size_t Print::printFloat(double number, int digits) {
  if (digits < 0) digits = 2;
  if (std::isnan(number)) return print("nan");
  if (std::isinf(number)) return print("inf");
  if (number > 4294967040.0 || number < -4294967040.0) return print("ovf");

  size_t n = 0;
  if (number < 0.0) {
    n += print('-');
    number = -number;
  }
  // Round as the core does: by adding half of the last place, then cutting.
  double rounding = 0.5;
  for (int i = 0; i < digits; ++i) rounding /= 10.0;
  number += rounding;

  const auto whole = static_cast<unsigned long>(number);
  double remainder = number - static_cast<double>(whole);
  n += print(whole);
  if (digits > 0) n += print('.');
  while (digits-- > 0) {
    remainder *= 10.0;
    const auto digit = static_cast<unsigned int>(remainder);
    n += print(digit);
    remainder -= digit;
  }
  return n;
}

}  // namespace arduino
