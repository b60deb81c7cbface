// A colour classifier as it should be.
// expect builds yes
// expect end completed
// expect setup 1
// expect accuracy 0.97
// expect has begin APDS9960 Wire1 ok
// expect has allocate 0 4096
// expect has stimulus 29
#include "frame.h"

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  }
  if (!APDS.begin()) stop("no sensor");
  if (tflite::GetModel(model)->version() != TFLITE_SCHEMA_VERSION) stop("schema");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  if (!APDS.colorAvailable()) {
    delay(5);
    return;
  }
  int r, g, b;
  APDS.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
}
