// PDM has no setSampleRate.
// expect builds no
#include <PDM.h>

void setup() { PDM.setSampleRate(16000); }

void loop() {}
