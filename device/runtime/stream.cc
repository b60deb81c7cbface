#include <Arduino.h>

namespace arduino {

int Stream::timedRead() {
  _startMillis = millis();
  do {
    const int c = read();
    if (c >= 0) return c;
  } while (millis() - _startMillis < _timeout);
  return -1;
}

int Stream::timedPeek() {
  _startMillis = millis();
  do {
    const int c = peek();
    if (c >= 0) return c;
  } while (millis() - _startMillis < _timeout);
  return -1;
}

int Stream::peekNextDigit(LookaheadMode lookahead, bool detectDecimal) {
  while (true) {
    const int c = timedPeek();
    if (c < 0 || c == '-' || (c >= '0' && c <= '9') || (detectDecimal && c == '.')) return c;
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (lookahead == SKIP_NONE || (lookahead == SKIP_WHITESPACE && !blank)) return -1;
    read();
  }
}

void Stream::setTimeout(unsigned long timeout) { _timeout = timeout; }

bool Stream::find(const char* target) { return findUntil(target, strlen(target), nullptr, 0); }
bool Stream::find(const char* target, size_t length) { return findUntil(target, length, nullptr, 0); }

bool Stream::findUntil(const char* target, const char* terminator) {
  return findUntil(target, strlen(target), terminator, strlen(terminator));
}

bool Stream::findUntil(const char* target, size_t targetLen, const char* terminate, size_t termLen) {
  String seen;
  while (true) {
    if (seen.length() >= targetLen && memcmp(seen.end() - targetLen, target, targetLen) == 0) return true;
    if (termLen > 0 && seen.length() >= termLen && memcmp(seen.end() - termLen, terminate, termLen) == 0) return false;
    const int c = timedRead();
    if (c < 0) return false;
    seen += static_cast<char>(c);
  }
}

long Stream::parseInt(LookaheadMode lookahead, char ignore) {
  int c = peekNextDigit(lookahead, false);
  if (c < 0) return 0;
  bool negative = false;
  long value = 0;
  do {
    if (c == '-') {
      negative = true;
    } else if (c >= '0' && c <= '9') {
      value = value * 10 + c - '0';
    }
    read();
    c = timedPeek();
  } while ((c >= '0' && c <= '9') || c == ignore);
  return negative ? -value : value;
}

float Stream::parseFloat(LookaheadMode lookahead, char ignore) {
  int c = peekNextDigit(lookahead, true);
  if (c < 0) return 0;
  bool negative = false, fraction = false;
  double value = 0, place = 1;
  do {
    if (c == '-') {
      negative = true;
    } else if (c == '.') {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      value = value * 10 + c - '0';
      if (fraction) place *= 0.1;
    }
    read();
    c = timedPeek();
  } while ((c >= '0' && c <= '9') || (c == '.' && !fraction) || c == ignore);
  return static_cast<float>((negative ? -value : value) * place);
}

size_t Stream::readBytes(char* buffer, size_t length) {
  size_t count = 0;
  for (int c; count < length && (c = timedRead()) >= 0;) buffer[count++] = static_cast<char>(c);
  return count;
}

size_t Stream::readBytesUntil(char terminator, char* buffer, size_t length) {
  size_t count = 0;
  for (int c; count < length && (c = timedRead()) >= 0 && c != terminator;) buffer[count++] = static_cast<char>(c);
  return count;
}

String Stream::readString() {
  String text;
  for (int c; (c = timedRead()) >= 0;) text += static_cast<char>(c);
  return text;
}

String Stream::readStringUntil(char terminator) {
  String text;
  for (int c; (c = timedRead()) >= 0 && c != terminator;) text += static_cast<char>(c);
  return text;
}

}  // namespace arduino
