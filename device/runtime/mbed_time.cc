#include <mbed.h>

#include "board.h"
#include "costs.h"

using autopilot::device::Alarm;
using autopilot::device::Board;
using autopilot::device::kNever;
using autopilot::device::kTicksPerMicrosecond;
using autopilot::device::Ticks;

namespace {

class FunctionAlarm final : public Alarm {
 public:
  void Start(void (*function)(), Ticks period, bool repeats) {
    function_ = function;
    period_ = period > 0 ? period : 1;
    repeats_ = repeats;
    autopilot::device::World& world = Board::Get().world();
    world.Set(*this, world.now() + period_);
  }
  void Stop() {
    if (function_ == nullptr) return;
    function_ = nullptr;
    Board::Get().world().Set(*this, kNever);
  }

 private:
  Ticks OnAlarm(Ticks when) override {
    if (function_ == nullptr) return kNever;
    function_();
    return repeats_ && function_ != nullptr ? when + period_ : kNever;
  }

  void (*function_)() = nullptr;
  Ticks period_ = 1;
  bool repeats_ = false;
};

Ticks Now() {
  Board::Get().Spend(autopilot::device::Costs::kTinyCall);
  return Board::Get().world().now();
}

}  // namespace

namespace mbed {

TickerBase::TickerBase() : _alarm(new FunctionAlarm) {}

// The alarm itself stays: the world may still know it.
TickerBase::~TickerBase() { detach(); }
void TickerBase::detach() { static_cast<FunctionAlarm*>(_alarm)->Stop(); }

void TickerBase::start(void (*function)(), microseconds period, bool repeats) {
  static_cast<FunctionAlarm*>(_alarm)->Start(function, period.count() * kTicksPerMicrosecond, repeats);
}

void Timer::start() {
  if (_running) return;
  _since = Now();
  _running = true;
}

void Timer::stop() {
  if (_running) _before += Now() - _since;
  _running = false;
}

void Timer::reset() {
  _before = 0;
  _since = Now();
}

microseconds Timer::elapsed_time() const {
  return microseconds((_before + (_running ? Now() - _since : 0)) / kTicksPerMicrosecond);
}

}  // namespace mbed

extern "C" {
void wait_us(int us) { delayMicroseconds(static_cast<unsigned int>(us)); }
void wait_ns(unsigned int ns) { delayMicroseconds((ns + 999) / 1000); }
void thread_sleep_for(uint32_t millisec) { delay(millisec); }
}

namespace rtos {
namespace ThisThread {

void sleep_for(uint32_t millisec) { delay(millisec); }
void sleep_for(std::chrono::duration<uint32_t, std::milli> rel_time) { delay(rel_time.count()); }
void yield() { ::yield(); }

}  // namespace ThisThread
}  // namespace rtos
