// BLE.startAdvertising is another library's.
// expect builds no
#include <ArduinoBLE.h>

void setup() { BLE.startAdvertising(); }

void loop() {}
