// Nobody connects: a sketch that works for a central alone does nothing.
// expect builds yes
// expect setup 1
// expect has ble begin
// expect has ble advertise
// expect has ble no central
// expect has serial value 42 length 5
// expect lacks invoke
#include <ArduinoBLE.h>

BLEService service("19B10000-E8F2-537E-4F6C-D104768A1214");
BLEByteCharacteristic number("19B10001-E8F2-537E-4F6C-D104768A1214", BLERead | BLENotify);
BLEStringCharacteristic words("19B10002-E8F2-537E-4F6C-D104768A1214", BLERead, 20);
BLEDescriptor label("2901", "class");

void onConnect(BLEDevice central) { Serial.println(central.address()); }

void setup() {
  Serial.begin(9600);
  if (!BLE.begin()) {
    while (1) {
    }
  }
  BLE.setLocalName("fruit");
  BLE.setAdvertisedService(service);
  number.addDescriptor(label);
  service.addCharacteristic(number);
  service.addCharacteristic(words);
  BLE.addService(service);
  BLE.setEventHandler(BLEConnected, onConnect);
  number.writeValue(42);
  words.writeValue("Apple");
  BLE.advertise();
  Serial.print("value ");
  Serial.print(number.value());
  Serial.print(" length ");
  Serial.println(words.value().length());
}

void loop() {
  BLEDevice central = BLE.central();
  if (central) {
    while (central.connected()) Serial.println("never");
  }
}
