#ifndef AUTOPILOT_DEVICE_PDM_H
#define AUTOPILOT_DEVICE_PDM_H

#include <Arduino.h>

// The core's library for the board's microphone. Samples are signed and 16 bits wide; when half of the double buffer
// is full, the callback runs in virtual time. Who does not fetch them in time gets no more, as on the board.

class PDMClass {
 public:
  PDMClass(int dinPin, int clkPin, int pwrPin);
  virtual ~PDMClass();

  int begin(int channels, int sampleRate);
  void end();

  virtual int available();
  virtual int read(void* buffer, size_t size);

  void onReceive(void (*)(void));

  void setGain(int gain);
  void setBufferSize(int bufferSize);
  size_t getBufferSize();

  void IrqHandler(bool halftranfer);

 private:
  int _dinPin;
  int _clkPin;
  int _pwrPin;

  int _channels;
  int _samplerate;

  int _gain;

  void (*_onReceive)(void);
};

extern PDMClass PDM;

#endif
