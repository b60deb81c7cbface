#include <Arduino.h>

#include <cstdio>

namespace arduino {

namespace {

constexpr int kLongestNumber = 8 * sizeof(long) + 2;
constexpr int kLongestReal = 330;
constexpr unsigned char kMostDecimals = 10;

}  // namespace

String::String(const char* cstr) {
  init();
  if (cstr != nullptr) copy(cstr, strlen(cstr));
}

String::String(const char* cstr, unsigned int length) {
  init();
  if (cstr != nullptr) copy(cstr, length);
}

String::String(const String& str) {
  init();
  *this = str;
}

String::String(const __FlashStringHelper* str) : String(reinterpret_cast<const char*>(str)) {}

String::String(String&& rval) {
  init();
  move(rval);
}

String::String(char c) {
  init();
  copy(&c, 1);
}

String::String(unsigned char value, unsigned char base) : String(static_cast<unsigned long>(value), base) {}
String::String(int value, unsigned char base) : String(static_cast<long>(value), base) {}
String::String(unsigned int value, unsigned char base) : String(static_cast<unsigned long>(value), base) {}

String::String(long value, unsigned char base) {
  init();
  char text[kLongestNumber];
  *this = ltoa(value, text, base);
}

String::String(unsigned long value, unsigned char base) {
  init();
  char text[kLongestNumber];
  *this = ultoa(value, text, base);
}

String::String(float value, unsigned char decimalPlaces) : String(static_cast<double>(value), decimalPlaces) {}

String::String(double value, unsigned char decimalPlaces) {
  init();
  const unsigned char decimals = decimalPlaces < kMostDecimals ? decimalPlaces : kMostDecimals;
  char text[kLongestReal];
  *this = dtostrf(value, static_cast<signed char>(decimals + 2), decimals, text);
}

String::~String() { free(buffer); }

void String::init() {
  buffer = nullptr;
  capacity = 0;
  len = 0;
}

void String::invalidate() {
  free(buffer);
  init();
}

bool String::reserve(unsigned int size) {
  if (buffer != nullptr && capacity >= size) return true;
  if (!changeBuffer(size)) return false;
  if (len == 0) buffer[0] = '\0';
  return true;
}

bool String::changeBuffer(unsigned int maxStrLen) {
  auto* grown = static_cast<char*>(realloc(buffer, maxStrLen + 1));
  if (grown == nullptr) return false;
  buffer = grown;
  capacity = maxStrLen;
  return true;
}

String& String::copy(const char* cstr, unsigned int length) {
  if (!reserve(length)) {
    invalidate();
    return *this;
  }
  memmove(buffer, cstr, length);
  len = length;
  buffer[len] = '\0';
  return *this;
}

void String::move(String& rhs) {
  if (this == &rhs) return;
  free(buffer);
  buffer = rhs.buffer;
  capacity = rhs.capacity;
  len = rhs.len;
  rhs.init();
}

String& String::operator=(const String& rhs) {
  if (this == &rhs) return *this;
  if (rhs.buffer == nullptr) {
    invalidate();
    return *this;
  }
  return copy(rhs.buffer, rhs.len);
}

String& String::operator=(const char* cstr) {
  if (cstr == nullptr) {
    invalidate();
    return *this;
  }
  return copy(cstr, strlen(cstr));
}

String& String::operator=(const __FlashStringHelper* str) { return *this = reinterpret_cast<const char*>(str); }

String& String::operator=(String&& rval) {
  move(rval);
  return *this;
}

bool String::concat(const String& str) { return concat(str.buffer, str.len); }
bool String::concat(const char* cstr) { return cstr != nullptr && concat(cstr, strlen(cstr)); }

bool String::concat(const char* cstr, unsigned int length) {
  if (cstr == nullptr) return false;
  if (length == 0) return true;
  const bool own = buffer != nullptr && cstr >= buffer && cstr <= buffer + len;
  const unsigned int offset = own ? static_cast<unsigned int>(cstr - buffer) : 0;
  const unsigned int total = len + length;
  if (!reserve(total)) return false;
  memmove(buffer + len, own ? buffer + offset : cstr, length);
  len = total;
  buffer[len] = '\0';
  return true;
}

bool String::concat(char c) { return concat(&c, 1); }
bool String::concat(unsigned char num) { return concat(String(num)); }
bool String::concat(int num) { return concat(String(num)); }
bool String::concat(unsigned int num) { return concat(String(num)); }
bool String::concat(long num) { return concat(String(num)); }
bool String::concat(unsigned long num) { return concat(String(num)); }
bool String::concat(float num) { return concat(String(num)); }
bool String::concat(double num) { return concat(String(num)); }
bool String::concat(const __FlashStringHelper* str) { return concat(reinterpret_cast<const char*>(str)); }

namespace {

template <typename T>
StringSumHelper& Plus(const StringSumHelper& lhs, const T& rhs) {
  auto& sum = const_cast<StringSumHelper&>(lhs);
  sum.concat(rhs);
  return sum;
}

}  // namespace

StringSumHelper& operator+(const StringSumHelper& lhs, const String& rhs) { return Plus(lhs, rhs); }
StringSumHelper& operator+(const StringSumHelper& lhs, const char* cstr) { return Plus(lhs, cstr); }
StringSumHelper& operator+(const StringSumHelper& lhs, char c) { return Plus(lhs, c); }
StringSumHelper& operator+(const StringSumHelper& lhs, unsigned char num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, int num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, unsigned int num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, long num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, unsigned long num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, float num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, double num) { return Plus(lhs, num); }
StringSumHelper& operator+(const StringSumHelper& lhs, const __FlashStringHelper* rhs) { return Plus(lhs, rhs); }

int String::compareTo(const String& s) const { return compareTo(s.buffer); }

int String::compareTo(const char* cstr) const {
  return strcmp(buffer != nullptr ? buffer : "", cstr != nullptr ? cstr : "");
}

bool String::equals(const String& s) const { return len == s.len && compareTo(s) == 0; }
bool String::equals(const char* cstr) const { return compareTo(cstr) == 0; }

bool String::equalsIgnoreCase(const String& s) const {
  if (len != s.len) return false;
  for (unsigned int i = 0; i < len; ++i) {
    if (tolower(buffer[i]) != tolower(s.buffer[i])) return false;
  }
  return true;
}

bool String::startsWith(const String& prefix) const { return startsWith(prefix, 0); }

bool String::startsWith(const String& prefix, unsigned int offset) const {
  if (prefix.len > len || offset > len - prefix.len || buffer == nullptr || prefix.buffer == nullptr) return false;
  return strncmp(buffer + offset, prefix.buffer, prefix.len) == 0;
}

bool String::endsWith(const String& suffix) const {
  if (len < suffix.len || buffer == nullptr || suffix.buffer == nullptr) return false;
  return strcmp(buffer + len - suffix.len, suffix.buffer) == 0;
}

char String::charAt(unsigned int index) const { return (*this)[index]; }

void String::setCharAt(unsigned int index, char c) {
  if (index < len) buffer[index] = c;
}

char String::operator[](unsigned int index) const { return index < len && buffer != nullptr ? buffer[index] : '\0'; }

char& String::operator[](unsigned int index) {
  static char nowhere;
  nowhere = '\0';
  return index < len && buffer != nullptr ? buffer[index] : nowhere;
}

void String::getBytes(unsigned char* buf, unsigned int bufsize, unsigned int index) const {
  if (bufsize == 0 || buf == nullptr) return;
  const unsigned int left = index < len ? len - index : 0;
  const unsigned int count = left < bufsize - 1 ? left : bufsize - 1;
  if (count > 0) memcpy(buf, buffer + index, count);
  buf[count] = '\0';
}

int String::indexOf(char ch) const { return indexOf(ch, 0); }

int String::indexOf(char ch, unsigned int fromIndex) const {
  if (fromIndex >= len) return -1;
  const void* found = memchr(buffer + fromIndex, ch, len - fromIndex);
  return found == nullptr ? -1 : static_cast<int>(static_cast<const char*>(found) - buffer);
}

int String::indexOf(const String& str) const { return indexOf(str, 0); }

int String::indexOf(const String& str, unsigned int fromIndex) const {
  if (fromIndex >= len || str.buffer == nullptr) return -1;
  const char* found = strstr(buffer + fromIndex, str.buffer);
  return found == nullptr ? -1 : static_cast<int>(found - buffer);
}

int String::lastIndexOf(char ch) const { return len == 0 ? -1 : lastIndexOf(ch, len - 1); }

int String::lastIndexOf(char ch, unsigned int fromIndex) const {
  if (fromIndex >= len) return -1;
  for (int i = static_cast<int>(fromIndex); i >= 0; --i) {
    if (buffer[i] == ch) return i;
  }
  return -1;
}

int String::lastIndexOf(const String& str) const { return len < str.len ? -1 : lastIndexOf(str, len - str.len); }

int String::lastIndexOf(const String& str, unsigned int fromIndex) const {
  if (str.len == 0 || len == 0 || str.len > len) return -1;
  if (fromIndex > len - str.len) fromIndex = len - str.len;
  for (int i = static_cast<int>(fromIndex); i >= 0; --i) {
    if (strncmp(buffer + i, str.buffer, str.len) == 0) return i;
  }
  return -1;
}

String String::substring(unsigned int left, unsigned int right) const {
  if (left > right) {
    const unsigned int swap = left;
    left = right;
    right = swap;
  }
  if (left >= len) return String();
  return String(buffer + left, (right < len ? right : len) - left);
}

void String::replace(char find, char with) {
  for (unsigned int i = 0; i < len; ++i) {
    if (buffer[i] == find) buffer[i] = with;
  }
}

void String::replace(const String& find, const String& with) {
  if (len == 0 || find.len == 0) return;
  String result;
  unsigned int from = 0;
  for (int at; (at = indexOf(find, from)) >= 0; from = static_cast<unsigned int>(at) + find.len) {
    result.concat(buffer + from, static_cast<unsigned int>(at) - from);
    result.concat(with);
  }
  if (from == 0) return;
  result.concat(buffer + from, len - from);
  move(result);
}

void String::remove(unsigned int index) { remove(index, len); }

void String::remove(unsigned int index, unsigned int count) {
  if (index >= len || count == 0) return;
  if (count > len - index) count = len - index;
  memmove(buffer + index, buffer + index + count, len - index - count + 1);
  len -= count;
}

void String::toLowerCase() {
  for (unsigned int i = 0; i < len; ++i) buffer[i] = static_cast<char>(tolower(buffer[i]));
}

void String::toUpperCase() {
  for (unsigned int i = 0; i < len; ++i) buffer[i] = static_cast<char>(toupper(buffer[i]));
}

void String::trim() {
  if (len == 0) return;
  unsigned int first = 0, last = len;
  while (first < last && isspace(buffer[first])) ++first;
  while (last > first && isspace(buffer[last - 1])) --last;
  len = last - first;
  memmove(buffer, buffer + first, len);
  buffer[len] = '\0';
}

long String::toInt() const { return buffer != nullptr ? atol(buffer) : 0; }
float String::toFloat() const { return static_cast<float>(toDouble()); }
double String::toDouble() const { return buffer != nullptr ? atof(buffer) : 0.0; }

}  // namespace arduino
