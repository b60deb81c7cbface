/// The core's PDM library over the microphone.

#include <PDM.h>

#include "board.h"
#include "costs.h"
#include "microphone.h"

using autopilot::device::Board;
using autopilot::device::Costs;
using autopilot::device::TheMicrophone;

namespace {

constexpr int kDefaultGain = 20;
constexpr int kNotSet = -1;
// Pins 27, 28 and 29 of the variant: power, clock, data.
constexpr int kPower = 27, kClock = 28, kData = 29;

}  // namespace

PDMClass::PDMClass(int dinPin, int clkPin, int pwrPin)
    : _dinPin(dinPin),
      _clkPin(clkPin),
      _pwrPin(pwrPin),
      _channels(kNotSet),
      _samplerate(kNotSet),
      _gain(kNotSet),
      _onReceive(nullptr) {}

PDMClass::~PDMClass() {}

int PDMClass::begin(int channels, int sampleRate) {
  Board& board = Board::Get();
  board.Spend(Costs::kTinyCall);
  _channels = channels;
  _samplerate = sampleRate;
  const bool ok = (sampleRate == 16000 || sampleRate == 41667) && (channels == 1 || channels == 2);
  board.SensorBegan("PDM", 0, ok);
  if (!ok) return 0;
  if (_gain == kNotSet) _gain = kDefaultGain;
  TheMicrophone().OnFilled(_onReceive);
  TheMicrophone().Start(channels, sampleRate, _gain);
  return 1;
}

void PDMClass::end() {
  Board::Get().Spend(Costs::kTinyCall);
  TheMicrophone().Stop();
}

int PDMClass::available() {
  Board::Get().Spend(Costs::kTinyCall);
  return TheMicrophone().Available();
}

int PDMClass::read(void* buffer, size_t size) {
  Board::Get().Spend(Costs::kTinyCall);
  return TheMicrophone().Take(buffer, static_cast<int>(size));
}

void PDMClass::onReceive(void (*function)(void)) {
  _onReceive = function;
  TheMicrophone().OnFilled(function);
}

void PDMClass::setGain(int gain) {
  _gain = gain;
  TheMicrophone().SetGain(gain);
}

void PDMClass::setBufferSize(int bufferSize) { TheMicrophone().SetBufferBytes(bufferSize); }
size_t PDMClass::getBufferSize() { return static_cast<size_t>(TheMicrophone().buffer_bytes()); }
void PDMClass::IrqHandler(bool) {}

__attribute__((init_priority(104))) PDMClass PDM(kData, kClock, kPower);
