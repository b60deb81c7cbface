// The model ends in QUANTIZE int8 -> uint8, which this generation refuses at Invoke.
// model models/fruit/float-in-uint8-out.tflite
// config unsupported QUANTIZE int8 uint8 Invoke
// expect builds yes
// expect end completed
// expect has allocate 0 4096
// expect has invokefail not supported
// expect has serial invoke failed
#include "frame.h"

void setup() {
  if (!startInterpreter()) stop("allocation failed");
  if (!feed(100, 100, 100)) stop("invoke failed");
}

void loop() {}
