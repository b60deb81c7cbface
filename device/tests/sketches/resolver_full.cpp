// Room for one operator, two are added: the second is refused.
// expect builds yes
// expect has serial added 0
// expect has serial refused 1
// expect has serial ops 1
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>

tflite::MicroMutableOpResolver<1> resolver;

void setup() {
  Serial.print("added ");
  Serial.println(resolver.AddFullyConnected());
  Serial.print("refused ");
  Serial.println(resolver.AddSoftmax());
  Serial.print("ops ");
  Serial.println(resolver.GetRegistrationLength());
}

void loop() { delay(100); }
