/// SparkFun_APDS9960 over the emulated bus Wire: the same register traffic as the library's, hence the same traps.

#include <SparkFun_APDS9960.h>
#include <Wire.h>

#include "board.h"

namespace {

struct Setting {
  uint8_t reg;
  uint8_t value;
};

/// What init() writes, after everything is switched off.
constexpr Setting kDefaults[] = {
    {APDS9960_ATIME, DEFAULT_ATIME},
    {APDS9960_WTIME, DEFAULT_WTIME},
    {APDS9960_PPULSE, DEFAULT_PROX_PPULSE},
    {APDS9960_POFFSET_UR, DEFAULT_POFFSET_UR},
    {APDS9960_POFFSET_DL, DEFAULT_POFFSET_DL},
    {APDS9960_CONFIG1, DEFAULT_CONFIG1},
    {APDS9960_CONTROL, DEFAULT_LDRIVE << 6 | DEFAULT_PGAIN << 2 | DEFAULT_AGAIN},
    {APDS9960_PILT, DEFAULT_PILT},
    {APDS9960_PIHT, DEFAULT_PIHT},
    {APDS9960_AILTL, DEFAULT_AILT & 0xFF},
    {APDS9960_AILTH, DEFAULT_AILT >> 8},
    {APDS9960_AIHTL, DEFAULT_AIHT & 0xFF},
    {APDS9960_AIHTH, DEFAULT_AIHT >> 8},
    {APDS9960_PERS, DEFAULT_PERS},
    {APDS9960_CONFIG2, DEFAULT_CONFIG2},
    {APDS9960_CONFIG3, DEFAULT_CONFIG3},
    {APDS9960_GPENTH, DEFAULT_GPENTH},
    {APDS9960_GEXTH, DEFAULT_GEXTH},
    {APDS9960_GCONF1, DEFAULT_GCONF1},
    {APDS9960_GCONF2, DEFAULT_GGAIN << 5 | DEFAULT_GLDRIVE << 3 | DEFAULT_GWTIME},
    {APDS9960_GOFFSET_U, DEFAULT_GOFFSET},
    {APDS9960_GOFFSET_D, DEFAULT_GOFFSET},
    {APDS9960_GOFFSET_L, DEFAULT_GOFFSET},
    {APDS9960_GOFFSET_R, DEFAULT_GOFFSET},
    {APDS9960_GPULSE, DEFAULT_GPULSE},
    {APDS9960_GCONF3, DEFAULT_GCONF3},
    {APDS9960_GCONF4, DEFAULT_GIEN << 1},
};

}  // namespace

SparkFun_APDS9960::SparkFun_APDS9960() {}
SparkFun_APDS9960::~SparkFun_APDS9960() {}

bool SparkFun_APDS9960::read(uint8_t reg, uint8_t* values, unsigned int count) {
  Wire.beginTransmission(static_cast<uint8_t>(APDS9960_I2C_ADDR));
  Wire.write(reg);
  if (Wire.endTransmission() != 0) return false;
  if (Wire.requestFrom(static_cast<uint8_t>(APDS9960_I2C_ADDR), static_cast<size_t>(count)) != count) return false;
  for (unsigned int i = 0; i < count; ++i) values[i] = static_cast<uint8_t>(Wire.read());
  return true;
}

bool SparkFun_APDS9960::write(uint8_t reg, uint8_t value) {
  Wire.beginTransmission(static_cast<uint8_t>(APDS9960_I2C_ADDR));
  Wire.write(reg);
  Wire.write(value);
  return Wire.endTransmission() == 0;
}

uint8_t SparkFun_APDS9960::getField(uint8_t reg, uint8_t mask, uint8_t shift) {
  uint8_t value;
  return read(reg, &value, 1) ? (value >> shift) & mask : ERROR;
}

bool SparkFun_APDS9960::setField(uint8_t reg, uint8_t mask, uint8_t shift, uint8_t value) {
  uint8_t whole;
  if (!read(reg, &whole, 1)) return false;
  return write(reg, static_cast<uint8_t>((whole & ~(mask << shift)) | (value & mask) << shift));
}

bool SparkFun_APDS9960::read16(uint8_t reg, uint16_t& value) {
  uint8_t bytes[2];
  if (!read(reg, bytes, 2)) return false;
  value = static_cast<uint16_t>(bytes[0] | bytes[1] << 8);
  return true;
}

bool SparkFun_APDS9960::write16(uint8_t reg, uint16_t value) {
  return write(reg, value & 0xFF) && write(reg + 1, static_cast<uint8_t>(value >> 8));
}

bool SparkFun_APDS9960::init() {
  Wire.begin();
  uint8_t id = 0;
  const bool there = read(APDS9960_ID, &id, 1) && (id == APDS9960_ID_1 || id == APDS9960_ID_2 || id == APDS9960_ID_3);
  autopilot::device::Board::Get().SensorBegan("APDS9960", 0, there);
  if (!there || !setMode(ALL, OFF)) return false;
  for (const Setting& setting : kDefaults) {
    if (!write(setting.reg, setting.value)) return false;
  }
  return true;
}

uint8_t SparkFun_APDS9960::getMode() { return getField(APDS9960_ENABLE, 0xFF, 0); }

bool SparkFun_APDS9960::setMode(uint8_t mode, uint8_t enable) {
  if (mode == ALL) return write(APDS9960_ENABLE, (enable & 1) != 0 ? 0x7F : 0);
  return mode > GESTURE ? write(APDS9960_ENABLE, getMode()) : setField(APDS9960_ENABLE, 1, mode, enable);
}

bool SparkFun_APDS9960::enablePower() { return setMode(POWER, 1); }
bool SparkFun_APDS9960::disablePower() { return setMode(POWER, 0); }

bool SparkFun_APDS9960::enableLightSensor(bool interrupts) {
  return setAmbientLightGain(DEFAULT_AGAIN) && setAmbientLightIntEnable(interrupts ? 1 : 0) && enablePower() &&
         setMode(AMBIENT_LIGHT, 1);
}

bool SparkFun_APDS9960::disableLightSensor() { return setAmbientLightIntEnable(0) && setMode(AMBIENT_LIGHT, 0); }

bool SparkFun_APDS9960::enableProximitySensor(bool interrupts) {
  return setProximityGain(DEFAULT_PGAIN) && setLEDDrive(DEFAULT_LDRIVE) && setProximityIntEnable(interrupts ? 1 : 0) &&
         enablePower() && setMode(PROXIMITY, 1);
}

bool SparkFun_APDS9960::disableProximitySensor() { return setProximityIntEnable(0) && setMode(PROXIMITY, 0); }

bool SparkFun_APDS9960::enableGestureSensor(bool interrupts) {
  return write(APDS9960_WTIME, 0xFF) && write(APDS9960_PPULSE, DEFAULT_GESTURE_PPULSE) &&
         setField(APDS9960_CONFIG2, 0x03, 4, LED_BOOST_300) && setGestureIntEnable(interrupts ? 1 : 0) &&
         setField(APDS9960_GCONF4, 1, 0, 1) && enablePower() && setMode(WAIT, 1) && setMode(PROXIMITY, 1) &&
         setMode(GESTURE, 1);
}

bool SparkFun_APDS9960::disableGestureSensor() {
  return setGestureIntEnable(0) && setField(APDS9960_GCONF4, 1, 0, 0) && setMode(GESTURE, 0);
}

uint8_t SparkFun_APDS9960::getLEDDrive() { return getField(APDS9960_CONTROL, 0x03, 6); }
bool SparkFun_APDS9960::setLEDDrive(uint8_t drive) { return setField(APDS9960_CONTROL, 0x03, 6, drive); }
uint8_t SparkFun_APDS9960::getGestureLEDDrive() { return getField(APDS9960_GCONF2, 0x03, 3); }
bool SparkFun_APDS9960::setGestureLEDDrive(uint8_t drive) { return setField(APDS9960_GCONF2, 0x03, 3, drive); }
uint8_t SparkFun_APDS9960::getAmbientLightGain() { return getField(APDS9960_CONTROL, 0x03, 0); }
bool SparkFun_APDS9960::setAmbientLightGain(uint8_t gain) { return setField(APDS9960_CONTROL, 0x03, 0, gain); }
uint8_t SparkFun_APDS9960::getProximityGain() { return getField(APDS9960_CONTROL, 0x03, 2); }
bool SparkFun_APDS9960::setProximityGain(uint8_t gain) { return setField(APDS9960_CONTROL, 0x03, 2, gain); }
uint8_t SparkFun_APDS9960::getGestureGain() { return getField(APDS9960_GCONF2, 0x03, 5); }
bool SparkFun_APDS9960::setGestureGain(uint8_t gain) { return setField(APDS9960_GCONF2, 0x03, 5, gain); }

bool SparkFun_APDS9960::getLightIntLowThreshold(uint16_t& threshold) { return read16(APDS9960_AILTL, threshold); }
bool SparkFun_APDS9960::setLightIntLowThreshold(uint16_t threshold) { return write16(APDS9960_AILTL, threshold); }
bool SparkFun_APDS9960::getLightIntHighThreshold(uint16_t& threshold) { return read16(APDS9960_AIHTL, threshold); }
bool SparkFun_APDS9960::setLightIntHighThreshold(uint16_t threshold) { return write16(APDS9960_AIHTL, threshold); }
bool SparkFun_APDS9960::getProximityIntLowThreshold(uint8_t& threshold) { return read(APDS9960_PILT, &threshold, 1); }
bool SparkFun_APDS9960::setProximityIntLowThreshold(uint8_t threshold) { return write(APDS9960_PILT, threshold); }
bool SparkFun_APDS9960::getProximityIntHighThreshold(uint8_t& threshold) { return read(APDS9960_PIHT, &threshold, 1); }
bool SparkFun_APDS9960::setProximityIntHighThreshold(uint8_t threshold) { return write(APDS9960_PIHT, threshold); }

uint8_t SparkFun_APDS9960::getAmbientLightIntEnable() { return getField(APDS9960_ENABLE, 1, AMBIENT_LIGHT_INT); }
bool SparkFun_APDS9960::setAmbientLightIntEnable(uint8_t enable) {
  return setField(APDS9960_ENABLE, 1, AMBIENT_LIGHT_INT, enable);
}
uint8_t SparkFun_APDS9960::getProximityIntEnable() { return getField(APDS9960_ENABLE, 1, PROXIMITY_INT); }
bool SparkFun_APDS9960::setProximityIntEnable(uint8_t enable) {
  return setField(APDS9960_ENABLE, 1, PROXIMITY_INT, enable);
}
uint8_t SparkFun_APDS9960::getGestureIntEnable() { return getField(APDS9960_GCONF4, 1, 1); }
bool SparkFun_APDS9960::setGestureIntEnable(uint8_t enable) { return setField(APDS9960_GCONF4, 1, 1, enable); }

bool SparkFun_APDS9960::clearAmbientLightInt() {
  uint8_t ignored;
  return read(APDS9960_AICLEAR, &ignored, 1);
}

bool SparkFun_APDS9960::clearProximityInt() {
  uint8_t ignored;
  return read(APDS9960_PICLEAR, &ignored, 1);
}

bool SparkFun_APDS9960::readAmbientLight(uint16_t& val) {
  val = 0;
  return read16(APDS9960_CDATAL, val);
}

bool SparkFun_APDS9960::readRedLight(uint16_t& val) {
  val = 0;
  return read16(APDS9960_RDATAL, val);
}

bool SparkFun_APDS9960::readGreenLight(uint16_t& val) {
  val = 0;
  return read16(APDS9960_GDATAL, val);
}

bool SparkFun_APDS9960::readBlueLight(uint16_t& val) {
  val = 0;
  return read16(APDS9960_BDATAL, val);
}

bool SparkFun_APDS9960::readProximity(uint8_t& val) {
  val = 0;
  return read(APDS9960_PDATA, &val, 1);
}

bool SparkFun_APDS9960::isGestureAvailable() {
  uint8_t status;
  if (!read(APDS9960_GSTATUS, &status, 1)) return ERROR != 0;
  return (status & APDS9960_GVALID) != 0;
}

// Nobody waves at the twin: without valid data the library answers at once.
int SparkFun_APDS9960::readGesture() {
  isGestureAvailable();
  return DIR_NONE;
}
