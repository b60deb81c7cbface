// init() is SparkFun's.
// expect builds no
#include <Arduino_APDS9960.h>

void setup() { APDS.init(); }

void loop() {}
