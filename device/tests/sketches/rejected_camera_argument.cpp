// The fourth argument belongs to the shield's library.
// expect builds no
#include <Arduino_OV767X.h>

void setup() { Camera.begin(QVGA, RGB565, 1, 0); }

void loop() {}
