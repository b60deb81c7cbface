/// Arduino_HS300x over the emulated bus. Its begin() asks nobody: only readings tell that no sensor is there.

#include <HS300x.h>

#include <cmath>

#include "board.h"

namespace {

constexpr uint8_t kAddress = 0x44;
constexpr int kTries = 100;

}  // namespace

HS300xClass::HS300xClass(TwoWire& wire) : _wire(&wire), _humidity(0), _temperature(0) {}

int HS300xClass::begin() {
  _wire->begin();
  autopilot::device::Board::Get().SensorBegan("HS300x", _wire == &Wire1 ? 1 : 0, true);
  return 1;
}

void HS300xClass::end() { _wire->end(); }

bool HS300xClass::measure() {
  _wire->beginTransmission(kAddress);
  _wire->write(static_cast<uint8_t>(0));
  if (_wire->endTransmission(true) != 0) return false;
  delay(35);
  for (int i = 0; i <= kTries; ++i, delay(1)) {
    if (_wire->requestFrom(kAddress, static_cast<size_t>(4)) != 4) continue;
    uint8_t bytes[4];
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(_wire->read());
    const int humidity = (bytes[0] & 0x3F) << 8 | bytes[1];
    const int temperature = (bytes[2] << 8 | bytes[3]) >> 2;
    if (humidity == 0x3FFF || temperature == 0x3FFF) continue;
    _temperature = static_cast<float>(temperature * 0.010071415 - 40);
    _humidity = static_cast<float>(humidity * 0.006163516);
    return true;
  }
  return false;
}

float HS300xClass::readTemperature(int units) {
  if (!measure()) return NAN;
  return units == FAHRENHEIT ? _temperature * 9 / 5 + 32 : _temperature;
}

float HS300xClass::readHumidity() { return measure() ? _humidity : NAN; }

__attribute__((init_priority(104))) HS300xClass HS300x(Wire1);
