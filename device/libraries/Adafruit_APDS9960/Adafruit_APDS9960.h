#ifndef AUTOPILOT_DEVICE_ADAFRUIT_APDS9960_H
#define AUTOPILOT_DEVICE_ADAFRUIT_APDS9960_H

// Own declaration of the public API of the Adafruit_APDS9960 library, over the emulated bus. It looks on Wire unless
// it is told otherwise, and the board's own sensor sits on Wire1.

#include <Adafruit_I2CDevice.h>
#include <Arduino.h>

#define APDS9960_ADDRESS (0x39)

enum {
  APDS9960_RAM = 0x00,
  APDS9960_ENABLE = 0x80,
  APDS9960_ATIME = 0x81,
  APDS9960_WTIME = 0x83,
  APDS9960_AILTIL = 0x84,
  APDS9960_AILTH = 0x85,
  APDS9960_AIHTL = 0x86,
  APDS9960_AIHTH = 0x87,
  APDS9960_PILT = 0x89,
  APDS9960_PIHT = 0x8B,
  APDS9960_PERS = 0x8C,
  APDS9960_CONFIG1 = 0x8D,
  APDS9960_PPULSE = 0x8E,
  APDS9960_CONTROL = 0x8F,
  APDS9960_CONFIG2 = 0x90,
  APDS9960_ID = 0x92,
  APDS9960_STATUS = 0x93,
  APDS9960_CDATAL = 0x94,
  APDS9960_CDATAH = 0x95,
  APDS9960_RDATAL = 0x96,
  APDS9960_RDATAH = 0x97,
  APDS9960_GDATAL = 0x98,
  APDS9960_GDATAH = 0x99,
  APDS9960_BDATAL = 0x9A,
  APDS9960_BDATAH = 0x9B,
  APDS9960_PDATA = 0x9C,
  APDS9960_POFFSET_UR = 0x9D,
  APDS9960_POFFSET_DL = 0x9E,
  APDS9960_CONFIG3 = 0x9F,
  APDS9960_GPENTH = 0xA0,
  APDS9960_GEXTH = 0xA1,
  APDS9960_GCONF1 = 0xA2,
  APDS9960_GCONF2 = 0xA3,
  APDS9960_GOFFSET_U = 0xA4,
  APDS9960_GOFFSET_D = 0xA5,
  APDS9960_GOFFSET_L = 0xA7,
  APDS9960_GOFFSET_R = 0xA9,
  APDS9960_GPULSE = 0xA6,
  APDS9960_GCONF3 = 0xAA,
  APDS9960_GCONF4 = 0xAB,
  APDS9960_GFLVL = 0xAE,
  APDS9960_GSTATUS = 0xAF,
  APDS9960_IFORCE = 0xE4,
  APDS9960_PICLEAR = 0xE5,
  APDS9960_CICLEAR = 0xE6,
  APDS9960_AICLEAR = 0xE7,
  APDS9960_GFIFO_U = 0xFC,
  APDS9960_GFIFO_D = 0xFD,
  APDS9960_GFIFO_L = 0xFE,
  APDS9960_GFIFO_R = 0xFF
};

typedef enum {
  APDS9960_AGAIN_1X = 0x00,
  APDS9960_AGAIN_4X = 0x01,
  APDS9960_AGAIN_16X = 0x02,
  APDS9960_AGAIN_64X = 0x03
} apds9960AGain_t;

typedef enum {
  APDS9960_PGAIN_1X = 0x00,
  APDS9960_PGAIN_2X = 0x04,
  APDS9960_PGAIN_4X = 0x08,
  APDS9960_PGAIN_8X = 0x0C
} apds9960PGain_t;

typedef enum {
  APDS9960_PPULSELEN_4US = 0x00,
  APDS9960_PPULSELEN_8US = 0x40,
  APDS9960_PPULSELEN_16US = 0x80,
  APDS9960_PPULSELEN_32US = 0xC0
} apds9960PPulseLen_t;

typedef enum {
  APDS9960_LEDDRIVE_100MA = 0x00,
  APDS9960_LEDDRIVE_50MA = 0x40,
  APDS9960_LEDDRIVE_25MA = 0x80,
  APDS9960_LEDDRIVE_12MA = 0xC0
} apds9960LedDrive_t;

typedef enum {
  APDS9960_LEDBOOST_100PCNT = 0x00,
  APDS9960_LEDBOOST_150PCNT = 0x10,
  APDS9960_LEDBOOST_200PCNT = 0x20,
  APDS9960_LEDBOOST_300PCNT = 0x30
} apds9960LedBoost_t;

enum {
  APDS9960_DIMENSIONS_ALL = 0x00,
  APDS9960_DIMENSIONS_UP_DOWN = 0x01,
  APGS9960_DIMENSIONS_LEFT_RIGHT = 0x02  // Spelt so in the library.
};

enum { APDS9960_GFIFO_1 = 0x00, APDS9960_GFIFO_4 = 0x01, APDS9960_GFIFO_8 = 0x02, APDS9960_GFIFO_16 = 0x03 };

enum { APDS9960_GGAIN_1 = 0x00, APDS9960_GGAIN_2 = 0x01, APDS9960_GGAIN_4 = 0x02, APDS9960_GGAIN_8 = 0x03 };

enum {
  APDS9960_GPULSE_4US = 0x00,
  APDS9960_GPULSE_8US = 0x01,
  APDS9960_GPULSE_16US = 0x02,
  APDS9960_GPULSE_32US = 0x03
};

#define APDS9960_UP 0x01
#define APDS9960_DOWN 0x02
#define APDS9960_LEFT 0x03
#define APDS9960_RIGHT 0x04

class Adafruit_APDS9960 {
 public:
  Adafruit_APDS9960() {}
  ~Adafruit_APDS9960();

  bool begin(uint16_t iTimeMS = 10, apds9960AGain_t = APDS9960_AGAIN_4X, uint8_t addr = APDS9960_ADDRESS,
             TwoWire* theWire = &Wire);
  void setADCIntegrationTime(uint16_t iTimeMS);
  float getADCIntegrationTime();
  void setADCGain(apds9960AGain_t gain);
  apds9960AGain_t getADCGain();
  void setLED(apds9960LedDrive_t drive, apds9960LedBoost_t boost);

  void enableProximity(bool en = true);
  void setProxGain(apds9960PGain_t gain);
  apds9960PGain_t getProxGain();
  void setProxPulse(apds9960PPulseLen_t pLen, uint8_t pulses);
  void enableProximityInterrupt();
  void disableProximityInterrupt();
  uint8_t readProximity();
  void setProximityInterruptThreshold(uint8_t low, uint8_t high, uint8_t persistence = 4);
  bool getProximityInterrupt();

  void enableGesture(bool en = true);
  bool gestureValid();
  void setGestureDimensions(uint8_t dims);
  void setGestureFIFOThreshold(uint8_t thresh);
  void setGestureGain(uint8_t gain);
  void setGestureProximityThreshold(uint8_t thresh);
  void setGestureOffset(uint8_t offset_up, uint8_t offset_down, uint8_t offset_left, uint8_t offset_right);
  uint8_t readGesture();
  void resetCounts();

  void enableColor(bool en = true);
  bool colorDataReady();
  void getColorData(uint16_t* r, uint16_t* g, uint16_t* b, uint16_t* c);
  uint16_t calculateColorTemperature(uint16_t r, uint16_t g, uint16_t b);
  uint16_t calculateLux(uint16_t r, uint16_t g, uint16_t b);
  void enableColorInterrupt();
  void disableColorInterrupt();
  void clearInterrupt();
  void setIntLimits(uint16_t l, uint16_t h);

  void enable(bool en = true);

 private:
  void write8(uint8_t reg, uint8_t value);
  uint8_t read8(uint8_t reg);
  void setBits(uint8_t reg, uint8_t& shadow, uint8_t mask, uint8_t bits);

  Adafruit_I2CDevice* i2c_dev = nullptr;
  uint8_t _enable = 0;
  uint8_t _control = 0;
  uint8_t _pers = 0;
  uint8_t _gconf1 = 0;
  uint8_t _gconf2 = 0;
};

#endif
