// PinMode is an enumeration: no string fits.
// expect builds no
#include "frame.h"

void setup() { pinMode("13", OUTPUT); }

void loop() {}
