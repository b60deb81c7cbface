// Own declaration of the public API of the Arduino_LSM9DS1 library, implemented in device/runtime over the
// emulated chip. Like the library's own header it has no include guard.

#include <Arduino.h>
#include <Wire.h>

class LSM9DS1Class {
 public:
  LSM9DS1Class(TwoWire& wire);
  virtual ~LSM9DS1Class();

  int begin();
  void end();

  // FIFO filled all the time, or the newest reading alone (as after begin).
  void setContinuousMode();
  void setOneShotMode();

  // In g.
  virtual int readAcceleration(float& x, float& y, float& z);
  virtual int accelerationAvailable();
  virtual float accelerationSampleRate();

  // In degrees a second.
  virtual int readGyroscope(float& x, float& y, float& z);
  virtual int gyroscopeAvailable();
  virtual float gyroscopeSampleRate();

  // In microtesla.
  virtual int readMagneticField(float& x, float& y, float& z);
  virtual int magneticFieldAvailable();
  virtual float magneticFieldSampleRate();

 private:
  int readRegister(uint8_t slaveAddress, uint8_t address);
  int readRegisters(uint8_t slaveAddress, uint8_t address, uint8_t* data, size_t length);
  int writeRegister(uint8_t slaveAddress, uint8_t address, uint8_t value);
  int readAxes(uint8_t slaveAddress, uint8_t address, double unit, float& x, float& y, float& z);

  bool continuousMode;
  TwoWire* _wire;
};

extern LSM9DS1Class IMU_LSM9DS1;
#undef IMU
#define IMU IMU_LSM9DS1
