/// Adafruit_APDS9960 over the emulated bus: the same register traffic as the library's, hence the same traps.

#include <Adafruit_APDS9960.h>

#include "board.h"

namespace {

constexpr uint8_t kPower = 0x01, kColourEngine = 0x02, kProximityEngine = 0x04, kColourInterrupt = 0x10,
                  kProximityInterrupt = 0x20, kGestureEngine = 0x40;
constexpr uint8_t kColourValid = 0x01, kProximityInterrupted = 0x20, kGestureValid = 0x01;
constexpr float kStepMilliseconds = 2.78F;

}  // namespace

Adafruit_APDS9960::~Adafruit_APDS9960() { delete i2c_dev; }

void Adafruit_APDS9960::write8(uint8_t reg, uint8_t value) {
  const uint8_t bytes[2] = {reg, value};
  i2c_dev->write(bytes, sizeof bytes);
}

uint8_t Adafruit_APDS9960::read8(uint8_t reg) {
  uint8_t value = 0;
  i2c_dev->write_then_read(&reg, 1, &value, 1);
  return value;
}

void Adafruit_APDS9960::setBits(uint8_t reg, uint8_t& shadow, uint8_t mask, uint8_t bits) {
  shadow = static_cast<uint8_t>((shadow & ~mask) | (bits & mask));
  write8(reg, shadow);
}

bool Adafruit_APDS9960::begin(uint16_t iTimeMS, apds9960AGain_t aGain, uint8_t addr, TwoWire* theWire) {
  delete i2c_dev;
  i2c_dev = new Adafruit_I2CDevice(addr, theWire);
  const bool there = i2c_dev->begin() && read8(APDS9960_ID) == 0xAB;
  autopilot::device::Board::Get().SensorBegan("APDS9960", theWire == &Wire1 ? 1 : 0, there);
  if (!there) return false;
  setADCIntegrationTime(iTimeMS);
  setADCGain(aGain);
  enableGesture(false);
  enableProximity(false);
  enableColor(false);
  disableColorInterrupt();
  disableProximityInterrupt();
  clearInterrupt();
  enable(false);
  delay(10);
  enable(true);
  delay(10);
  setGestureDimensions(APDS9960_DIMENSIONS_ALL);
  setGestureFIFOThreshold(APDS9960_GFIFO_4);
  setGestureGain(APDS9960_GGAIN_4);
  setGestureProximityThreshold(50);
  resetCounts();
  write8(APDS9960_GPULSE, APDS9960_GPULSE_32US << 6 | 9);
  return true;
}

void Adafruit_APDS9960::enable(bool en) { setBits(APDS9960_ENABLE, _enable, kPower, en ? kPower : 0); }

void Adafruit_APDS9960::setADCIntegrationTime(uint16_t iTimeMS) {
  const float steps = 256 - static_cast<float>(iTimeMS) / kStepMilliseconds;
  write8(APDS9960_ATIME, static_cast<uint8_t>(steps > 255 ? 255 : steps < 0 ? 0 : steps));
}

float Adafruit_APDS9960::getADCIntegrationTime() {
  return static_cast<float>(256 - read8(APDS9960_ATIME)) * kStepMilliseconds;
}

void Adafruit_APDS9960::setADCGain(apds9960AGain_t gain) { setBits(APDS9960_CONTROL, _control, 0x03, gain); }

apds9960AGain_t Adafruit_APDS9960::getADCGain() { return static_cast<apds9960AGain_t>(read8(APDS9960_CONTROL) & 0x03); }

void Adafruit_APDS9960::setLED(apds9960LedDrive_t drive, apds9960LedBoost_t boost) {
  write8(APDS9960_CONFIG2, static_cast<uint8_t>(boost | 1));
  setBits(APDS9960_CONTROL, _control, 0xC0, drive);
}

void Adafruit_APDS9960::enableProximity(bool en) {
  setBits(APDS9960_ENABLE, _enable, kProximityEngine, en ? kProximityEngine : 0);
}

void Adafruit_APDS9960::setProxGain(apds9960PGain_t gain) { setBits(APDS9960_CONTROL, _control, 0x0C, gain); }

apds9960PGain_t Adafruit_APDS9960::getProxGain() {
  return static_cast<apds9960PGain_t>(read8(APDS9960_CONTROL) & 0x0C);
}

void Adafruit_APDS9960::setProxPulse(apds9960PPulseLen_t pLen, uint8_t pulses) {
  const uint8_t count = pulses < 1 ? 1 : pulses > 64 ? 64 : pulses;
  write8(APDS9960_PPULSE, static_cast<uint8_t>(pLen | (count - 1)));
}

void Adafruit_APDS9960::enableProximityInterrupt() {
  setBits(APDS9960_ENABLE, _enable, kProximityInterrupt, kProximityInterrupt);
  clearInterrupt();
}

void Adafruit_APDS9960::disableProximityInterrupt() { setBits(APDS9960_ENABLE, _enable, kProximityInterrupt, 0); }

uint8_t Adafruit_APDS9960::readProximity() { return read8(APDS9960_PDATA); }

void Adafruit_APDS9960::setProximityInterruptThreshold(uint8_t low, uint8_t high, uint8_t persistence) {
  write8(APDS9960_PILT, low);
  write8(APDS9960_PIHT, high);
  setBits(APDS9960_PERS, _pers, 0xF0, static_cast<uint8_t>((persistence > 7 ? 7 : persistence) << 4));
}

bool Adafruit_APDS9960::getProximityInterrupt() { return (read8(APDS9960_STATUS) & kProximityInterrupted) != 0; }

void Adafruit_APDS9960::enableGesture(bool en) {
  if (!en) write8(APDS9960_GCONF4, 0);
  setBits(APDS9960_ENABLE, _enable, kGestureEngine, en ? kGestureEngine : 0);
  resetCounts();
}

bool Adafruit_APDS9960::gestureValid() { return (read8(APDS9960_GSTATUS) & kGestureValid) != 0; }
void Adafruit_APDS9960::setGestureDimensions(uint8_t dims) { write8(APDS9960_GCONF3, dims & 0x03); }

void Adafruit_APDS9960::setGestureFIFOThreshold(uint8_t thresh) {
  setBits(APDS9960_GCONF1, _gconf1, 0xC0, static_cast<uint8_t>(thresh << 6));
}

void Adafruit_APDS9960::setGestureGain(uint8_t gain) {
  setBits(APDS9960_GCONF2, _gconf2, 0x60, static_cast<uint8_t>(gain << 5));
}

void Adafruit_APDS9960::setGestureProximityThreshold(uint8_t thresh) { write8(APDS9960_GPENTH, thresh); }

void Adafruit_APDS9960::setGestureOffset(uint8_t offset_up, uint8_t offset_down, uint8_t offset_left,
                                         uint8_t offset_right) {
  write8(APDS9960_GOFFSET_U, offset_up);
  write8(APDS9960_GOFFSET_D, offset_down);
  write8(APDS9960_GOFFSET_L, offset_left);
  write8(APDS9960_GOFFSET_R, offset_right);
}

// Nobody waves at the twin: the sensor never has a gesture, and then the library answers so at once.
uint8_t Adafruit_APDS9960::readGesture() {
  gestureValid();
  return 0;
}

void Adafruit_APDS9960::resetCounts() {}

void Adafruit_APDS9960::enableColor(bool en) {
  setBits(APDS9960_ENABLE, _enable, kColourEngine, en ? kColourEngine : 0);
}

bool Adafruit_APDS9960::colorDataReady() { return (read8(APDS9960_STATUS) & kColourValid) != 0; }

void Adafruit_APDS9960::getColorData(uint16_t* r, uint16_t* g, uint16_t* b, uint16_t* c) {
  // One transfer, where the library does four: a sample can change between two of them, which nobody relies on.
  uint8_t reg = APDS9960_CDATAL;
  uint8_t bytes[8] = {};
  i2c_dev->write_then_read(&reg, 1, bytes, sizeof bytes);
  const auto count = [&](int at) { return static_cast<uint16_t>(bytes[at] | bytes[at + 1] << 8); };
  *c = count(0);
  *r = count(2);
  *g = count(4);
  *b = count(6);
}

uint16_t Adafruit_APDS9960::calculateColorTemperature(uint16_t r, uint16_t g, uint16_t b) {
  // Chromaticity by the manufacturer's matrix, temperature by McCamy's formula.
  const float x = -0.14282F * r + 1.54924F * g - 0.95641F * b;
  const float y = -0.32466F * r + 1.57837F * g - 0.73191F * b;
  const float z = -0.68202F * r + 0.77073F * g + 0.56332F * b;
  const float n = (x / (x + y + z) - 0.3320F) / (0.1858F - y / (x + y + z));
  return static_cast<uint16_t>(((449.0F * n + 3525.0F) * n + 6823.3F) * n + 5520.33F);
}

uint16_t Adafruit_APDS9960::calculateLux(uint16_t r, uint16_t g, uint16_t b) {
  return static_cast<uint16_t>(-0.32466F * r + 1.57837F * g - 0.73191F * b);
}

void Adafruit_APDS9960::enableColorInterrupt() {
  setBits(APDS9960_ENABLE, _enable, kColourInterrupt, kColourInterrupt);
}
void Adafruit_APDS9960::disableColorInterrupt() { setBits(APDS9960_ENABLE, _enable, kColourInterrupt, 0); }

void Adafruit_APDS9960::clearInterrupt() {
  const uint8_t reg = APDS9960_AICLEAR;
  i2c_dev->write(&reg, 1);
}

void Adafruit_APDS9960::setIntLimits(uint16_t low, uint16_t high) {
  write8(APDS9960_AILTIL, low & 0xFF);
  write8(APDS9960_AILTH, static_cast<uint8_t>(low >> 8));
  write8(APDS9960_AIHTL, high & 0xFF);
  write8(APDS9960_AIHTH, static_cast<uint8_t>(high >> 8));
}
