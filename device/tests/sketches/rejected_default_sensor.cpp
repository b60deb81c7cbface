// APDS9960 has no default constructor.
// expect builds no
#include "frame.h"

void setup() { APDS9960 mine; }

void loop() {}
