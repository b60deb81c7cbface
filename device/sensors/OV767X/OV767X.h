#ifndef AUTOPILOT_DEVICE_OV767X_H
#define AUTOPILOT_DEVICE_OV767X_H

// Own declaration of the public API of the Arduino_OV767X library. The board has no camera: begin() finds nobody on
// the control bus, and frames hold nothing.

#include <Arduino.h>

#define OV7670_VSYNC 8
#define OV7670_HREF 10
#define OV7670_PLK 12
#define OV7670_XCLK 9
#define OV7670_D0 0
#define OV7670_D1 1
#define OV7670_D2 2
#define OV7670_D3 3
#define OV7670_D4 4
#define OV7670_D5 5
#define OV7670_D6 6
#define OV7670_D7 7

enum { YUV422 = 0, RGB444 = 1, RGB565 = 2 };

enum { VGA = 0, CIF = 1, QVGA = 2, QCIF = 3 };

class OV767X {
 public:
  OV767X();
  virtual ~OV767X();

  int begin(int resolution, int format, int fps);
  void end();

  int width() const;
  int height() const;
  int bitsPerPixel() const;

  void readFrame(void* buffer);

  void testPattern(int pattern = 2);
  void noTestPattern();

  void setSaturation(int saturation);
  void setHue(int hue);
  void setBrightness(int brightness);
  void setContrast(int contrast);
  void horizontalFlip();
  void noHorizontalFlip();
  void verticalFlip();
  void noVerticalFlip();
  void setGain(int gain);
  void autoGain();
  void setExposure(int exposure);
  void autoExposure();

  void setPins(int vsync, int href, int pclk, int xclk, const int dpins[8]);

 private:
  int _width;
  int _height;
  int _bitsPerPixel;
};

extern OV767X Camera;

#endif
