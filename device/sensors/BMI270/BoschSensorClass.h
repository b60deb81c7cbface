// Own declaration of the public API of the Arduino_BMI270_BMM150 library, implemented in device/runtime over
// the emulated chips. Left out are the manufacturer's own headers that the library brings along, and with
// them onInterrupt() and the hooks for subclasses.

#include <Arduino.h>
#include <Wire.h>

typedef enum { BOSCH_ACCELEROMETER_ONLY, BOSCH_MAGNETOMETER_ONLY, BOSCH_ACCEL_AND_MAGN } CfgBoshSensor_t;

class BoschSensorClass {
 public:
  BoschSensorClass(TwoWire& wire = Wire);
  ~BoschSensorClass() {}

  void setContinuousMode();
  void oneShotMode();

  int begin(CfgBoshSensor_t cfg = BOSCH_ACCEL_AND_MAGN);
  void end();

  void debug(Stream&);

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
  bool read(uint8_t device, uint8_t reg, uint8_t* values, size_t count);
  bool write(uint8_t device, uint8_t reg, uint8_t value);
  bool beginMotion();
  bool beginMagnet();
  int available(uint8_t flag);
  int readMotion(uint8_t reg, float countsPerUnit, float& x, float& y, float& z);
  float motionRate(uint8_t reg);

  TwoWire* _wire;
  Stream* _debug = nullptr;
  uint8_t _told = 0;
};

extern BoschSensorClass IMU_BMI270_BMM150;
#undef IMU
#define IMU IMU_BMI270_BMM150
