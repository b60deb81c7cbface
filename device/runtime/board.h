#pragma once

/// The board that a sketch runs on: time, trace, pins, serial port and the devices on its buses. There is
/// one a process, as there is one board under a sketch; Board::Get() is the only way to it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "config.h"
#include "part.h"
#include "serial_rows.h"
#include "trace_writer.h"
#include "watch.h"
#include "world.h"

/// Basic blocks run since the last call to the board, and how many until it must be told; see coverage.cc.
extern "C" std::uint32_t autopilot_blocks;
extern "C" std::uint32_t autopilot_block_limit;

namespace autopilot::device {

/// What the sketch got from a sensor in one go: channels from `first` on.
struct Reading {
  static constexpr std::size_t kMost = 8;
  int sensor = 0;
  std::size_t first = 0;
  std::size_t count = 0;
  double values[kMost] = {};
  Ticks sampled = 0;  ///< When the sensor measured it.
  int object = -2;    ///< What it saw then; left as it is: this reading does not tell.
};

/// Blocks of the sketch without a call of the board until a loop counts as a hang.
constexpr Ticks kHang = 20'000'000;

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
    if (!world_.in_alarm()) spinning_ = 0;
    world_.Advance(ticks + blocks);
    if (autopilot_block_limit != kHang || world_.alarms_set()) LimitBlocks();
    if (leaves_setup_) LeaveSetup();
  }

  /// The sketch ran `autopilot_block_limit` blocks without calling the board.
  void BlocksRan();

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
  /// The sketch looked for input on a serial port; who does nothing else waits for it, in vain where nobody sends any.
  void AsksForInput(bool usb);
  void SerialBegan();
  /// The next character that came in on the USB port, -1 if there is none.
  int TakeSerial();
  const SerialRows& serial_rows() const { return serial_rows_; }

  void Pin(int pin, int level);
  int PinLevel(int pin) const { return pin < kPins ? pins_[pin] : -1; }
  void PinDefault(int pin, int level);

  /// The device at an address of a bus (0: Wire, 1: Wire1); null if nobody answers.
  I2cDevice* DeviceAt(int bus, int address);
  /// Number of a sensor in the world; -1 if it is not on this board.
  int SensorNumber(const char* id) const;

  // The library's doings, for the trace.
  void SensorBegan(const char* sensor, int bus, bool ok);
  void SensorRead(const Reading& reading);
  /// Readings of channel 0 that were measured one after another, the first at `first`, and fetched in one go.
  void SensorReadMany(int sensor, const double* values, std::size_t count, Ticks first, int rate_hz);
  void Invoked();  ///< Call before writing the invoke event.
  /// Whether a tensor of so many numbers belongs into this invoke event: large ones only now and then.
  bool TensorDue(std::size_t numbers);
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
  void LimitBlocks();

  /// The last reading of a group of channels, to leave out what repeats.
  struct Group {
    Reading reading;
    std::uint64_t invokes = 0;  ///< Inferences that there had been.
  };
  static constexpr std::size_t kGroups = 16;

  Config config_;
  World world_;
  TraceWriter trace_;
  Part* parts_[kMostSensors] = {};  ///< By sensor; null where the twin has no such part.
  SerialRows serial_rows_;
  int serial_sensor_ = -1;         ///< Number of the rows' sensor in the world; -1: nobody sends any.
  bool plays_[kMostSensors] = {};  ///< By sensor: recordings are played to it.
  std::string line_;
  std::string last_line_;
  int repeats_ = 0;  ///< How often it was printed before, without any event since.
  std::uint64_t events_ = 0;
  std::uint64_t events_at_line_ = 0;
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
  Ticks spinning_ = 0;  ///< Blocks since the last call, up to the last time the board was told.
  std::uint64_t invokes_ = 0;
  Group groups_[kGroups];
  int last_object_ = -2;
  Ticks tensor_written_ = -kNever;
  /// Readings fetched in one go of which the trace can hold so many; after them, neither they nor large tensors.
  static constexpr std::size_t kMostFetched = 600'000;
  std::size_t fetched_ = 0;
  const char* waits_for_ = "";
  std::uint64_t waited_at_ = 0;  ///< Value of calls_ then.
  std::uint64_t questions_ = 0;  ///< Looks for input in a row.
  std::uint64_t asked_at_ = 0;   ///< Value of calls_ at the last one.
  WayOut way_out_;
  IdleWatch idle_watch_;
  bool leaves_setup_ = false;
};

}  // namespace autopilot::device
