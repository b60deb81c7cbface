// Corners of the core's interface that sketches reach for.
// expect builds yes
// expect has serial 2A 52 101010 3.142 -7
// expect has serial abcDEF|ABCDEF|3|DEF|1,2
// expect has serial 0 255 12 34 5 8
// expect has serial map 50 5 10
// expect has pin 22 0
// expect has pin 13 1
// expect has pin 4 440
// expect has pin 4 0
#include <Arduino.h>

const char flash[] PROGMEM = "flash";

struct Point : public Printable {
  size_t printTo(Print& p) const override { return p.print(1) + p.print(',') + p.print(2); }
};

volatile bool called = false;
void onChange() { called = true; }

void setup() {
  Serial.begin(115200);
  Serial.print(42, HEX);
  Serial.print(' ');
  Serial.print(42, OCT);
  Serial.print(' ');
  Serial.print(42, BIN);
  Serial.print(F(" "));
  Serial.print(PI, 3);
  Serial.print(" ");
  Serial.println(-7L);
  String s = "abc";
  s += String("def");
  s.replace("def", "DEF");
  String upper = s;
  upper.toUpperCase();
  Serial.print(s + "|" + upper + '|' + s.indexOf("DEF") + "|" + s.substring(3) + "|");
  Serial.println(Point());
  char number[12];
  Serial.print(constrain(-5, 0, 255));
  Serial.print(' ');
  Serial.print(constrain(500, 0, 255));
  Serial.print(' ');
  Serial.print(itoa(12, number, 10));
  Serial.print(' ');
  Serial.print(dtostrf(34.4, 2, 0, number));
  Serial.print(' ');
  Serial.print(strlen_P(flash));
  Serial.print(' ');
  Serial.println(bit(3));
  Serial.print("map ");
  Serial.print(map(512, 0, 1023, 0, 100));
  Serial.print(' ');
  Serial.print(min(5, 7L));
  Serial.print(' ');
  Serial.println(max(10.0, 3));
  pinMode(LEDR, OUTPUT);
  digitalWrite(LEDR, !HIGH);
  digitalWrite(LED1, HIGH);
  pinMode(2, INPUT_PULLUP);
  attachInterrupt(digitalPinToInterrupt(2), onChange, FALLING);
  analogReadResolution(12);
  randomSeed(analogRead(A0));
  word w = word(1, 2);
  byte low = lowByte(w);
  (void)low;
  tone(4, 440, 50);
  delay(100);
  noInterrupts();
  interrupts();
  if (called) NVIC_SystemReset();
}

void loop() { delay(100); }
