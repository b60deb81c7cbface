#ifndef AUTOPILOT_DEVICE_SPARKFUN_APDS9960_H
#define AUTOPILOT_DEVICE_SPARKFUN_APDS9960_H

// Own declaration of the public API of the SparkFun_APDS9960 library, over the emulated bus. It knows Wire alone, and
// the board's own sensor sits on Wire1. Its macros with everyday names (ERROR, ON, ALL, WAIT) are part of it: they
// collide with a sketch's names here as there.

#include <Arduino.h>

#define DEBUG 0
#define APDS9960_I2C_ADDR 0x39
#define GESTURE_THRESHOLD_OUT 10
#define GESTURE_SENSITIVITY_1 50
#define GESTURE_SENSITIVITY_2 20
#define ERROR 0xFF
#define APDS9960_ID_1 0xAB
#define APDS9960_ID_2 0x9C
#define APDS9960_ID_3 0xA8
#define FIFO_PAUSE_TIME 30

#define APDS9960_ENABLE 0x80
#define APDS9960_ATIME 0x81
#define APDS9960_WTIME 0x83
#define APDS9960_AILTL 0x84
#define APDS9960_AILTH 0x85
#define APDS9960_AIHTL 0x86
#define APDS9960_AIHTH 0x87
#define APDS9960_PILT 0x89
#define APDS9960_PIHT 0x8B
#define APDS9960_PERS 0x8C
#define APDS9960_CONFIG1 0x8D
#define APDS9960_PPULSE 0x8E
#define APDS9960_CONTROL 0x8F
#define APDS9960_CONFIG2 0x90
#define APDS9960_ID 0x92
#define APDS9960_STATUS 0x93
#define APDS9960_CDATAL 0x94
#define APDS9960_CDATAH 0x95
#define APDS9960_RDATAL 0x96
#define APDS9960_RDATAH 0x97
#define APDS9960_GDATAL 0x98
#define APDS9960_GDATAH 0x99
#define APDS9960_BDATAL 0x9A
#define APDS9960_BDATAH 0x9B
#define APDS9960_PDATA 0x9C
#define APDS9960_POFFSET_UR 0x9D
#define APDS9960_POFFSET_DL 0x9E
#define APDS9960_CONFIG3 0x9F
#define APDS9960_GPENTH 0xA0
#define APDS9960_GEXTH 0xA1
#define APDS9960_GCONF1 0xA2
#define APDS9960_GCONF2 0xA3
#define APDS9960_GOFFSET_U 0xA4
#define APDS9960_GOFFSET_D 0xA5
#define APDS9960_GOFFSET_L 0xA7
#define APDS9960_GOFFSET_R 0xA9
#define APDS9960_GPULSE 0xA6
#define APDS9960_GCONF3 0xAA
#define APDS9960_GCONF4 0xAB
#define APDS9960_GFLVL 0xAE
#define APDS9960_GSTATUS 0xAF
#define APDS9960_IFORCE 0xE4
#define APDS9960_PICLEAR 0xE5
#define APDS9960_CICLEAR 0xE6
#define APDS9960_AICLEAR 0xE7
#define APDS9960_GFIFO_U 0xFC
#define APDS9960_GFIFO_D 0xFD
#define APDS9960_GFIFO_L 0xFE
#define APDS9960_GFIFO_R 0xFF

#define APDS9960_PON 0b00000001
#define APDS9960_AEN 0b00000010
#define APDS9960_PEN 0b00000100
#define APDS9960_WEN 0b00001000
#define APSD9960_AIEN 0b00010000
#define APDS9960_PIEN 0b00100000
#define APDS9960_GEN 0b01000000
#define APDS9960_GVALID 0b00000001

#define OFF 0
#define ON 1

#define POWER 0
#define AMBIENT_LIGHT 1
#define PROXIMITY 2
#define WAIT 3
#define AMBIENT_LIGHT_INT 4
#define PROXIMITY_INT 5
#define GESTURE 6
#define ALL 7

#define LED_DRIVE_100MA 0
#define LED_DRIVE_50MA 1
#define LED_DRIVE_25MA 2
#define LED_DRIVE_12_5MA 3

#define PGAIN_1X 0
#define PGAIN_2X 1
#define PGAIN_4X 2
#define PGAIN_8X 3

#define AGAIN_1X 0
#define AGAIN_4X 1
#define AGAIN_16X 2
#define AGAIN_64X 3

#define GGAIN_1X 0
#define GGAIN_2X 1
#define GGAIN_4X 2
#define GGAIN_8X 3

#define LED_BOOST_100 0
#define LED_BOOST_150 1
#define LED_BOOST_200 2
#define LED_BOOST_300 3

#define GWTIME_0MS 0
#define GWTIME_2_8MS 1
#define GWTIME_5_6MS 2
#define GWTIME_8_4MS 3
#define GWTIME_14_0MS 4
#define GWTIME_22_4MS 5
#define GWTIME_30_8MS 6
#define GWTIME_39_2MS 7

#define DEFAULT_ATIME 219
#define DEFAULT_WTIME 246
#define DEFAULT_PROX_PPULSE 0x87
#define DEFAULT_GESTURE_PPULSE 0x89
#define DEFAULT_POFFSET_UR 0
#define DEFAULT_POFFSET_DL 0
#define DEFAULT_CONFIG1 0x60
#define DEFAULT_LDRIVE LED_DRIVE_100MA
#define DEFAULT_PGAIN PGAIN_4X
#define DEFAULT_AGAIN AGAIN_4X
#define DEFAULT_PILT 0
#define DEFAULT_PIHT 50
#define DEFAULT_AILT 0xFFFF
#define DEFAULT_AIHT 0
#define DEFAULT_PERS 0x11
#define DEFAULT_CONFIG2 0x01
#define DEFAULT_CONFIG3 0
#define DEFAULT_GPENTH 40
#define DEFAULT_GEXTH 30
#define DEFAULT_GCONF1 0x40
#define DEFAULT_GGAIN GGAIN_4X
#define DEFAULT_GLDRIVE LED_DRIVE_100MA
#define DEFAULT_GWTIME GWTIME_2_8MS
#define DEFAULT_GOFFSET 0
#define DEFAULT_GPULSE 0xC9
#define DEFAULT_GCONF3 0
#define DEFAULT_GIEN 0

enum { DIR_NONE, DIR_LEFT, DIR_RIGHT, DIR_UP, DIR_DOWN, DIR_NEAR, DIR_FAR, DIR_ALL };

enum { NA_STATE, NEAR_STATE, FAR_STATE, ALL_STATE };

typedef struct gesture_data_type {
  uint8_t u_data[32];
  uint8_t d_data[32];
  uint8_t l_data[32];
  uint8_t r_data[32];
  uint8_t index;
  uint8_t total_gestures;
  uint8_t in_threshold;
  uint8_t out_threshold;
} gesture_data_type;

class SparkFun_APDS9960 {
 public:
  SparkFun_APDS9960();
  ~SparkFun_APDS9960();
  bool init();
  uint8_t getMode();
  bool setMode(uint8_t mode, uint8_t enable);

  bool enablePower();
  bool disablePower();

  bool enableLightSensor(bool interrupts = false);
  bool disableLightSensor();
  bool enableProximitySensor(bool interrupts = false);
  bool disableProximitySensor();
  bool enableGestureSensor(bool interrupts = true);
  bool disableGestureSensor();

  uint8_t getLEDDrive();
  bool setLEDDrive(uint8_t drive);
  uint8_t getGestureLEDDrive();
  bool setGestureLEDDrive(uint8_t drive);

  uint8_t getAmbientLightGain();
  bool setAmbientLightGain(uint8_t gain);
  uint8_t getProximityGain();
  bool setProximityGain(uint8_t gain);
  uint8_t getGestureGain();
  bool setGestureGain(uint8_t gain);

  bool getLightIntLowThreshold(uint16_t& threshold);
  bool setLightIntLowThreshold(uint16_t threshold);
  bool getLightIntHighThreshold(uint16_t& threshold);
  bool setLightIntHighThreshold(uint16_t threshold);

  bool getProximityIntLowThreshold(uint8_t& threshold);
  bool setProximityIntLowThreshold(uint8_t threshold);
  bool getProximityIntHighThreshold(uint8_t& threshold);
  bool setProximityIntHighThreshold(uint8_t threshold);

  uint8_t getAmbientLightIntEnable();
  bool setAmbientLightIntEnable(uint8_t enable);
  uint8_t getProximityIntEnable();
  bool setProximityIntEnable(uint8_t enable);
  uint8_t getGestureIntEnable();
  bool setGestureIntEnable(uint8_t enable);

  bool clearAmbientLightInt();
  bool clearProximityInt();

  bool readAmbientLight(uint16_t& val);
  bool readRedLight(uint16_t& val);
  bool readGreenLight(uint16_t& val);
  bool readBlueLight(uint16_t& val);

  bool readProximity(uint8_t& val);

  bool isGestureAvailable();
  int readGesture();

 private:
  bool read(uint8_t reg, uint8_t* values, unsigned int count);
  bool write(uint8_t reg, uint8_t value);
  uint8_t getField(uint8_t reg, uint8_t mask, uint8_t shift);
  bool setField(uint8_t reg, uint8_t mask, uint8_t shift, uint8_t value);
  bool read16(uint8_t reg, uint16_t& value);
  bool write16(uint8_t reg, uint16_t value);
};

#endif
