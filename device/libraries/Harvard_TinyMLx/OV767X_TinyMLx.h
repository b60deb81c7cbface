#ifndef AUTOPILOT_DEVICE_OV767X_TINYMLX_H
#define AUTOPILOT_DEVICE_OV767X_TINYMLX_H

// Own declaration of the public API of the Harvard_TinyMLx library. The board has no camera: begin() finds nobody on
// the control bus, and frames hold nothing.

#include <Arduino.h>

#include "TinyMLx_board.h"

enum { YUV422 = 0, RGB444 = 1, RGB565 = 2, GRAYSCALE = 4 };

enum { VGA = 0, CIF = 1, QVGA = 2, QCIF = 3, QQVGA = 4 };

enum { OV7670 = 0, OV7675 = 1 };

class OV767X {
 public:
  OV767X();
  virtual ~OV767X();

  int begin(int resolution, int format, int fps, int camera_name);
  void end();

  int width() const;
  int height() const;
  int bitsPerPixel() const;
  int bytesPerPixel() const;

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
