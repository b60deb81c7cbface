/// Arduino_APDS9960 over the emulated bus: the same register traffic, hence the same traps.

#include <Arduino_APDS9960.h>

#include "board.h"

namespace {

constexpr uint8_t kAddress = 0x39;
constexpr uint8_t kEnable = 0x80, kAtime = 0x81, kWtime = 0x83, kControl = 0x8F, kConfig2 = 0x90, kId = 0x92,
                  kStatus = 0x93, kColour = 0x94, kProximity = 0x9C;
constexpr uint8_t kPower = 1, kColourEngine = 2, kProximityEngine = 4, kWait = 8, kGesture = 0x40;
constexpr uint8_t kTenMilliseconds = 252;  // 256 - 10 ms / 2.78 ms, as the library rounds it.

}  // namespace

APDS9960::APDS9960(TwoWire& wire, int intPin) : _wire(wire), _intPin(intPin), _gestureSensitivity(20) {}

APDS9960::~APDS9960() {}

bool APDS9960::write(uint8_t reg, uint8_t val) {
  _wire.beginTransmission(kAddress);
  _wire.write(reg);
  _wire.write(val);
  return _wire.endTransmission() == 0;
}

bool APDS9960::read(uint8_t reg, uint8_t* val, size_t count) {
  _wire.beginTransmission(kAddress);
  _wire.write(reg);
  if (_wire.endTransmission() != 0) return false;
  if (_wire.requestFrom(kAddress, count) != count) return false;
  for (size_t i = 0; i < count; ++i) val[i] = static_cast<uint8_t>(_wire.read());
  return true;
}

bool APDS9960::switchOn(uint8_t bits) {
  uint8_t enable;
  if (!read(kEnable, &enable, 1)) return false;
  return (enable & bits) == bits || write(kEnable, enable | bits);
}

bool APDS9960::switchOff(uint8_t bits) {
  uint8_t enable;
  if (!read(kEnable, &enable, 1)) return false;
  return (enable & bits) == 0 || write(kEnable, enable & ~bits);
}

bool APDS9960::begin() {
  _wire.begin();
  uint8_t id = 0;
  bool ok = read(kId, &id, 1) && id == 0xAB;
  ok = ok && write(kEnable, 0) && write(kWtime, 0xFF);
  ok = ok && switchOn(kPower) && switchOn(kWait);
  ok = ok && write(kAtime, kTenMilliseconds) && write(kControl, 2);
  if (ok) {
    delay(10);
    if (_intPin > -1) pinMode(_intPin, INPUT);
  }
  autopilot::device::Board::Get().SensorBegan("APDS9960", &_wire == &Wire1 ? 1 : 0, ok);
  return ok;
}

void APDS9960::end() {
  write(kEnable, 0);
  _wire.end();
}

int APDS9960::colorAvailable() {
  switchOn(kColourEngine);
  uint8_t status = 0;
  return read(kStatus, &status, 1) && (status & 1) != 0 ? 1 : 0;
}

bool APDS9960::readColor(int& r, int& g, int& b) {
  int c;
  return readColor(r, g, b, c);
}

bool APDS9960::readColor(int& r, int& g, int& b, int& c) {
  uint8_t bytes[8];
  if (!read(kColour, bytes, sizeof bytes)) {
    r = g = b = c = -1;
    return false;
  }
  const auto count = [&](int at) { return bytes[at] + 256 * bytes[at + 1]; };
  c = count(0);
  r = count(2);
  g = count(4);
  b = count(6);
  switchOff(kColourEngine);
  return true;
}

int APDS9960::proximityAvailable() {
  switchOn(kProximityEngine);
  uint8_t status = 0;
  return read(kStatus, &status, 1) && (status & 2) != 0 ? 1 : 0;
}

int APDS9960::readProximity() {
  uint8_t nearness = 0;
  if (!read(kProximity, &nearness, 1)) return -1;
  switchOff(kProximityEngine);
  return 255 - nearness;
}

// Nobody waves at the twin.
int APDS9960::gestureAvailable() {
  switchOn(kGesture);
  return 0;
}

int APDS9960::readGesture() { return GESTURE_NONE; }

void APDS9960::setGestureSensitivity(uint8_t sensitivity) {
  _gestureSensitivity = 100 - (sensitivity > 100 ? 100 : sensitivity);
}

void APDS9960::setInterruptPin(int pin) { _intPin = pin; }

bool APDS9960::setLEDBoost(uint8_t boost) {
  uint8_t config;
  if (!read(kConfig2, &config, 1)) return false;
  return write(kConfig2, static_cast<uint8_t>((config & 0xCF) | ((boost << 4) & 0x30)));
}

__attribute__((init_priority(104))) APDS9960 APDS(Wire1, PIN_INT_APDS);
