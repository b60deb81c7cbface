/// Arduino_OV767X without a camera: nobody answers on its control bus.

#include <OV767X.h>
#include <Wire.h>

#include "board.h"

namespace {

constexpr uint8_t kControlAddress = 0x21;

}  // namespace

OV767X::OV767X() : _width(0), _height(0), _bitsPerPixel(0) {}
OV767X::~OV767X() {}

int OV767X::begin(int, int, int) {
  Wire.begin();
  Wire.beginTransmission(kControlAddress);
  const bool there = Wire.endTransmission() == 0;
  autopilot::device::Board::Get().SensorBegan("OV767X", 0, there);
  return there ? 1 : 0;
}

void OV767X::end() {}
int OV767X::width() const { return _width; }
int OV767X::height() const { return _height; }
int OV767X::bitsPerPixel() const { return _bitsPerPixel; }
void OV767X::readFrame(void*) {}
void OV767X::testPattern(int) {}
void OV767X::noTestPattern() {}
void OV767X::setSaturation(int) {}
void OV767X::setHue(int) {}
void OV767X::setBrightness(int) {}
void OV767X::setContrast(int) {}
void OV767X::horizontalFlip() {}
void OV767X::noHorizontalFlip() {}
void OV767X::verticalFlip() {}
void OV767X::noVerticalFlip() {}
void OV767X::setGain(int) {}
void OV767X::autoGain() {}
void OV767X::setExposure(int) {}
void OV767X::autoExposure() {}
void OV767X::setPins(int, int, int, int, const int*) {}

OV767X Camera;
