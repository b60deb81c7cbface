/// What Harvard_TinyMLx adds to the camera's library, which it carries in a form of its own: the class is the same but
/// for these members.

#include <TinyMLShield.h>
#include <Wire.h>

#include "board.h"

int OV767X::begin(int, int, int, int) {
  constexpr uint8_t kControlAddress = 0x21;
  Wire.begin();
  Wire.beginTransmission(kControlAddress);
  const bool there = Wire.endTransmission() == 0;
  autopilot::device::Board::Get().SensorBegan("OV767X", 0, there);
  return there ? 1 : 0;
}

int OV767X::bytesPerPixel() const { return _bitsPerPixel / 8; }

void initializeShield() {
  pinMode(BUTTON_PIN, OUTPUT);
  digitalWrite(BUTTON_PIN, HIGH);
}

bool readShieldButton() {
  digitalRead(BUTTON_PIN);
  return false;
}
