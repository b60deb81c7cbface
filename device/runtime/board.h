#pragma once

/// The board that a sketch runs on: time, trace, pins, serial port and the devices on its buses. There is
/// one a process, as there is one board under a sketch; Board::Get() is the only way to it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "apds9960_chip.h"
#include "config.h"
#include "trace_writer.h"
#include "watch.h"
#include "world.h"

/// Basic blocks run since the last call to the board; see coverage.cc.
extern "C" std::uint32_t autopilot_blocks;

namespace autopilot::device {

class Board final : private World::Listener {
 public:
  static Board& Get();

  /// Reads the configuration, opens the trace. Ends the process with status 2 and words if it cannot.
  void PowerOn(int argc, char** argv);

  /// Every call of the Arduino API begins here: time has passed.
  void Spend(int microseconds) { SpendTicks(static_cast<Ticks>(microseconds) * kTicksPerMicrosecond); }
  void SpendTicks(Ticks ticks) {
    const std::uint32_t blocks = autopilot_blocks;
    autopilot_blocks = 0;
    ++calls_;
    world_.Advance(ticks + blocks);
    if (leaves_setup_) LeaveSetup();
  }

  /// Like Spend, for functions that sketches poll in tight loops: asking again and again without doing
  /// anything else skips ahead to when the answer changes (microseconds `step`).
  void SpendPolling(int step);

  // Phases of the program.
  void SetupBegins();
  void SetupReturned();
  void LoopTurnBegins();
  void LoopTurnEnds();

  // Serial port.
  void SerialWrite(const char* text, std::size_t length);
  bool MonitorOpen() const;
  /// The sketch asked for something that is not there.
  void Waits(const char* what);

  void Pin(int pin, int level);
  int PinLevel(int pin) const { return pin < kPins ? pins_[pin] : -1; }
  void PinDefault(int pin, int level);

  /// The device at an address of a bus (0: Wire, 1: Wire1); null if nobody answers.
  Apds9960Chip* I2cDevice(int bus, int address);

  // The library's doings, for the trace.
  void SensorBegan(const char* sensor, int bus, bool ok);
  void ColourRead(const double (&channels)[4], int object);
  void ProximityRead(double value);
  void Invoked();  ///< Call before writing the invoke event.
  void LibraryLog(const char* text);
  void Note(const char* text);
  /// What follows ends the run, unless this fault is neutralised.
  void Forgivable(const char* fault);

  /// Ends the process with an `end` event.
  [[noreturn]] void Finish(const char* how);
  /// A fault that the sanitizers do not see by themselves: words and stack to stderr, then `end crash`.
  [[noreturn]] void Crash(const char* words);
  [[noreturn]] void Halted(const char* words);
  /// Called every 10 ms of processor time.
  void Tick();
  /// Called every second of real time.
  void Second();
  /// While the library computes, no progress of the sketch is expected.
  void InLibrary(bool in_library) { in_library_ = in_library; }
  /// The way out of setup() for a run that forgives a halt there.
  WayOut& way_out() { return way_out_; }
  void LeaveSetup();
  /// Writes what is buffered with an `end` event; for handlers of death.
  void LastWords(const char* how);

  const Config& config() const { return config_; }
  World& world() { return world_; }
  TraceWriter& trace() { return trace_; }
  TraceWriter& Event(const char* kind) { return trace_.Begin(kind, world_.seconds()); }
  void EndEvent();

  static constexpr int kPins = 64;

 private:
  void OnStimulus(int index, Ticks when) override;
  void OnStimulusOver(Ticks when) override;
  void OnEnd(Ticks when, bool limit) override;
  void FinishSerialLine();

  Config config_;
  World world_;
  TraceWriter trace_;
  Apds9960Chip apds9960_;
  std::string line_;
  int pins_[kPins];
  bool pin_written_[kPins] = {};
  bool ended_ = false;
  volatile bool in_library_ = false;
  int ticks_without_progress_ = 0;
  std::uint64_t progress_at_tick_ = 0;
  bool setup_returned_ = false;
  std::uint64_t turns_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t polled_at_ = 0;  ///< Value of calls_ at the last polling call.
  int polls_ = 0;                ///< Polling calls in a row.
  std::uint64_t calls_at_turn_ = 0;
  bool invoked_since_read_ = true;
  bool read_known_ = false;
  double last_read_[4] = {};
  int last_object_ = -2;
  double last_proximity_ = -1;
  const char* waits_for_ = "";
  std::uint64_t waited_at_ = 0;  ///< Value of calls_ then.
  WayOut way_out_;
  IdleWatch idle_watch_;
  bool leaves_setup_ = false;
};

}  // namespace autopilot::device
