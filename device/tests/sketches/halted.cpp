// The library's fatal stop is an event, not a hang.
// expect builds yes
// expect end halted
// expect has halted
#include <tensorflow/lite/kernels/op_macros.h>

#include "frame.h"

void setup() { TF_LITE_ASSERT_EQ(1, 2); }

void loop() {}
