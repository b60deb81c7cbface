#ifndef AUTOPILOT_DEVICE_MBED_H
#define AUTOPILOT_DEVICE_MBED_H

// The part of mbed OS that sketches use beside the Arduino API: tickers, timeouts, timers, digital pins, and waiting.
// What is not here cannot be judged (profiles/boards, unmodelled).

#include <Arduino.h>

#include "rtos.h"

namespace mbed {

using std::chrono::microseconds;

/// Calls a function in virtual time, as an interrupt.
class TickerBase {
 public:
  TickerBase();
  ~TickerBase();
  void detach();

 protected:
  void start(void (*function)(), microseconds period, bool repeats);

 private:
  TickerBase(const TickerBase&) = delete;
  TickerBase& operator=(const TickerBase&) = delete;

  void* _alarm;
};

class Ticker : public TickerBase {
 public:
  template <typename F>
  void attach(F&& func, microseconds t) {
    start(func, t, true);
  }
  template <typename F>
  void attach(F&& func, float t) {
    start(func, microseconds(static_cast<long long>(t * 1000000.0F)), true);
  }
  template <typename F>
  void attach_us(F&& func, uint64_t t) {
    start(func, microseconds(t), true);
  }
};
typedef Ticker LowPowerTicker;

class Timeout : public TickerBase {
 public:
  template <typename F>
  void attach(F&& func, microseconds t) {
    start(func, t, false);
  }
  template <typename F>
  void attach(F&& func, float t) {
    start(func, microseconds(static_cast<long long>(t * 1000000.0F)), false);
  }
  template <typename F>
  void attach_us(F&& func, uint64_t t) {
    start(func, microseconds(t), false);
  }
};
typedef Timeout LowPowerTimeout;

class Timer {
 public:
  void start();
  void stop();
  void reset();
  microseconds elapsed_time() const;
  float read() const { return static_cast<float>(elapsed_time().count()) / 1000000.0F; }
  int read_ms() const { return static_cast<int>(elapsed_time().count() / 1000); }
  int read_us() const { return static_cast<int>(elapsed_time().count()); }

 private:
  bool _running = false;
  long long _since = 0;
  long long _before = 0;
};
typedef Timer LowPowerTimer;

}  // namespace mbed

extern "C" {
void wait_us(int us);
void wait_ns(unsigned int ns);
void thread_sleep_for(uint32_t millisec);
}

#endif
