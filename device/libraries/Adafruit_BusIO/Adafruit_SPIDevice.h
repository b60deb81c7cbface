#ifndef AUTOPILOT_DEVICE_ADAFRUIT_SPI_DEVICE_H
#define AUTOPILOT_DEVICE_ADAFRUIT_SPI_DEVICE_H

// Own declaration of the public API of Adafruit_BusIO, over an SPI bus on which nothing answers.

#include <Arduino.h>
#include <SPI.h>

#define SPI_BITORDER_MSBFIRST MSBFIRST
#define SPI_BITORDER_LSBFIRST LSBFIRST
typedef BitOrder BusIOBitOrder;

class Adafruit_SPIDevice {
 public:
  Adafruit_SPIDevice(int8_t cspin, uint32_t freq = 1000000, BusIOBitOrder dataOrder = SPI_BITORDER_MSBFIRST,
                     uint8_t dataMode = SPI_MODE0, SPIClass* theSPI = &SPI);
  Adafruit_SPIDevice(int8_t cspin, int8_t sck, int8_t miso, int8_t mosi, uint32_t freq = 1000000,
                     BusIOBitOrder dataOrder = SPI_BITORDER_MSBFIRST, uint8_t dataMode = SPI_MODE0);
  ~Adafruit_SPIDevice();

  bool begin(void);
  bool read(uint8_t* buffer, size_t len, uint8_t sendvalue = 0xFF);
  bool write(const uint8_t* buffer, size_t len, const uint8_t* prefix_buffer = nullptr, size_t prefix_len = 0);
  bool write_then_read(const uint8_t* write_buffer, size_t write_len, uint8_t* read_buffer, size_t read_len,
                       uint8_t sendvalue = 0xFF);
  bool write_and_read(uint8_t* buffer, size_t len);

  uint8_t transfer(uint8_t send);
  void transfer(uint8_t* buffer, size_t len);
  void beginTransaction(void);
  void endTransaction(void);
  void beginTransactionWithAssertingCS();
  void endTransactionWithDeassertingCS();

 private:
  void select(bool selected);

  SPIClass* _spi;
  int8_t _cs;
};

#endif
