// setGain is another library's.
// expect builds no
#include "frame.h"

void setup() { APDS.setGain(1); }

void loop() {}
