// Print and String as the core formats them.
// expect builds yes
// expect has serial 3.14 3.142 -2.50 nan inf ovf
// expect has serial 255 FF 377 11111111 -12
// expect has serial A 65 true
// expect has serial 10:Apple! 2.50 appLE
// expect has serial 2 -1 pple 42 1.50
// expect has serial 127 3.0 7 300
#include <Arduino.h>

void setup() {
  Serial.print(3.14159);
  Serial.print(' ');
  Serial.print(3.14159, 3);
  Serial.print(' ');
  Serial.print(-2.5f);
  Serial.print(' ');
  Serial.print(NAN);
  Serial.print(' ');
  Serial.print(INFINITY);
  Serial.print(' ');
  Serial.println(1e10);

  Serial.print((uint8_t)255);
  Serial.print(F(" "));
  Serial.print(255, HEX);
  Serial.print(" ");
  Serial.print(255, OCT);
  Serial.print(" ");
  Serial.print(255, BIN);
  Serial.print(" ");
  Serial.println(-12L);

  Serial.print('A');
  Serial.print(" ");
  Serial.print((int)'A');
  Serial.println(String(" ") + (true ? "true" : "false"));

  String name = "Apple";
  String text = String(10) + ":" + name + '!';
  name.replace("A", "a");
  name.replace('l', 'L');
  name.setCharAt(4, 'E');
  Serial.println(text + " " + String(2.5) + " " + name);

  text = "Apple";
  Serial.print(text.indexOf('p') + 1);
  Serial.print(" " + String(text.indexOf("x")) + " " + text.substring(1) + " ");
  Serial.print(String("42 apples").toInt());
  Serial.println(" " + String(String("1.5").toFloat()));

  Serial.print(map(512, 0, 1023, 0, 255));
  Serial.print(" ");
  Serial.print(max(2, 3.0), 1);
  Serial.print(" ");
  Serial.print(abs(-7));
  Serial.print(" ");
  Serial.println(constrain(500, 0, 300));
}

void loop() { delay(100); }
