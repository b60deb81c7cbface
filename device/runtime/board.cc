#include "board.h"

#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "costs.h"

// Faults that the board does not notice either stay quiet; what corrupts memory ends the run at once.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:detect_stack_use_after_return=1:handle_abort=1:abort_on_error=0:exitcode=99:"
         "print_legend=0:print_full_thread_history=0:allocator_may_return_null=1:malloc_context_size=8:"
         "strict_init_order=0:detect_odr_violation=0";
}
// Called before a report is written, which takes its time.
extern "C" void __asan_on_error() { autopilot::device::Board::Get().LastWords("crash"); }
// The undefined-behaviour sanitizer has a runtime of its own, which knows no death callback.
extern "C" void __ubsan_on_report() { autopilot::device::Board::Get().LastWords("crash"); }
extern "C" const char* __ubsan_default_options() { return "print_stacktrace=1:halt_on_error=1"; }

namespace autopilot::device {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::uint64_t kBetweenQuestions = 20;
constexpr int kRepeatsWritten = 20;
constexpr int kRepeatsEndured = 2'000'000;
constexpr int kPatience = 8;  // Time queries in a row until it is called polling.

// While alarms are set: blocks without a call until a loop counts as waiting, when each takes more time.
constexpr Ticks kSpinning = 50'000;
constexpr Ticks kSpinningTicks = 10;

// Raw storage: the board must outlive every destructor of the sketch, so its own never runs.
alignas(Board) char storage[sizeof(Board)];

void OnDeath() { Board::Get().LastWords("crash"); }

void OnCpuLimit(int) {
  Board::Get().LastWords("hang");
  _exit(0);
}

/// An endless loop without a single statement has no basic block that the compiler would instrument, so
/// a clock of the processor's time watches for it: neither blocks nor calls while it ticked.
void OnTick(int) { Board::Get().Tick(); }

/// One that waits in a call of the host uses no processor at all; a clock on the wall watches for that.
void OnSecond(int) { Board::Get().Second(); }

void StartTicking() {
  struct sigaction action = {};
  action.sa_handler = OnTick;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigaction(SIGVTALRM, &action, nullptr);
  action.sa_handler = OnSecond;
  sigaction(SIGALRM, &action, nullptr);
  itimerval every = {};
  every.it_interval.tv_usec = every.it_value.tv_usec = 10'000;
  setitimer(ITIMER_VIRTUAL, &every, nullptr);
  every = {};
  every.it_interval.tv_sec = every.it_value.tv_sec = 1;
  setitimer(ITIMER_REAL, &every, nullptr);
}

void OnExit() { Board::Get().LastWords("exited"); }

/// Before any constructor of the sketch, which may use the board already.
__attribute__((constructor(101))) void PowerOn(int argc, char** argv) { (new (storage) Board)->PowerOn(argc, argv); }

}  // namespace

Board& Board::Get() { return *std::launder(reinterpret_cast<Board*>(storage)); }

void Board::PowerOn(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s SKETCH CONFIG TRACE\n", argv[0]);
    _exit(2);
  }
  std::string error;
  config_ = ReadConfig(argv[2], error);
  if (error.empty() && !trace_.Open(argv[3])) error = std::string("cannot write ") + argv[3];
  if (!error.empty()) {
    std::fprintf(stderr, "%s\n", error.c_str());
    _exit(2);
  }
  for (int& level : pins_) level = 0;
  for (const Shown& shown : config_.stimuli) plays_[shown.sensor] = plays_[shown.sensor] || shown.width > 0;
  serial_sensor_ = SensorNumber(SerialRows::kSensor);
  world_.Start(config_, *this);
  for (std::size_t i = 0; i < config_.sensors.size(); ++i) {
    parts_[i] = FindPart(config_.sensors[i].id.c_str());
    if (parts_[i] != nullptr) parts_[i]->PowerOn(world_, static_cast<int>(i), config_.neutralise_engine);
  }
  __sanitizer_set_death_callback(OnDeath);
  signal(SIGXCPU, OnCpuLimit);
  std::atexit(OnExit);
  HeapWatch::Start();
  StartTicking();
}

void Board::SpendPolling(int step) {
  polls_ = polled_at_ == calls_ ? polls_ + 1 : 0;
  Ticks ticks = Costs::kTimeQuery * kTicksPerMicrosecond;
  if (polls_ >= kPatience) {
    const Ticks grid = static_cast<Ticks>(step) * kTicksPerMicrosecond;
    const Ticks now = world_.now() + autopilot_blocks;
    const Ticks skip = grid - now % grid;
    if (skip > ticks) ticks = skip;
  }
  SpendTicks(ticks);
  polled_at_ = calls_;
}

void Board::Tick() {
  if (ended_) return;
  constexpr int kStuck = 3;
  const std::uint64_t progress = calls_ + static_cast<std::uint64_t>(spinning_) + autopilot_blocks;
  ticks_without_progress_ = progress == progress_at_tick_ && !in_library_ ? ticks_without_progress_ + 1 : 0;
  progress_at_tick_ = progress;
  if (ticks_without_progress_ < kStuck) return;
  if (way_out_.open()) LeaveSetup();
  LastWords("hang");
  __sanitizer_print_stack_trace();
  _exit(0);
}

void Board::Second() {
  if (ended_ || !idle_watch_.Blocked()) return;
  LastWords("hang");
  __sanitizer_print_stack_trace();
  _exit(0);
}

/// A callback may be what the sketch's loop waits for, so it must come on time.
void Board::LimitBlocks() {
  const Ticks left = world_.alarms_set() ? world_.due() - world_.now() : kHang;
  const Ticks blocks = spinning_ < kSpinning ? left : left / kSpinningTicks;
  autopilot_block_limit = static_cast<std::uint32_t>(blocks < 1 ? 1 : blocks > kHang ? kHang : blocks);
}

void Board::BlocksRan() {
  const Ticks blocks = autopilot_blocks;
  autopilot_blocks = 0;
  spinning_ += blocks;
  if (spinning_ >= kHang) {
    if (way_out_.open()) LeaveSetup();
    LastWords("hang");
    __sanitizer_print_stack_trace();
    _exit(0);
  }
  const bool waits = world_.alarms_set() && spinning_ >= kSpinning;
  world_.Advance(waits ? blocks * kSpinningTicks : blocks);
  LimitBlocks();
}

void Board::SetupBegins() {
  Event("phase").Field("setup");
  EndEvent();
}

void Board::SetupReturned() {
  setup_returned_ = true;
  way_out_.Close();
  Event("phase").Field("loop");
  EndEvent();
  world_.OnSetupReturned();
}

void Board::LeaveSetup() {
  leaves_setup_ = false;
  ticks_without_progress_ = 0;
  autopilot_blocks = 0;
  spinning_ = 0;
  if (!way_out_.open()) return;
  // Perhaps out of a handler, which would not return to let its signal come again.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  way_out_.Take();
}

void Board::Waits(const char* what) {
  waits_for_ = what;
  waited_at_ = calls_;
}

void Board::SerialBegan() {
  if (serial_sensor_ < 0) return;
  Event("begin").Field(SerialRows::kSensor).Field("USB").Field("ok");
  EndEvent();
}

int Board::TakeSerial() {
  SerialRows::Row row;
  bool whole = false;
  const int c = serial_rows_.Take(row, whole);
  if (!whole) return c;
  world_.OnRead(serial_sensor_);
  last_object_ = row.object;
  Event("read").Field(SerialRows::kSensor);
  for (const double value : row.values) trace_.Field("").Add(value);
  char sampled[32];
  std::snprintf(sampled, sizeof sampled, "@%.6f", world_.seconds());
  trace_.Field(sampled);
  EndEvent();
  return c;
}

void Board::AsksForInput(bool usb) {
  constexpr std::uint64_t kSpins = 1000;
  constexpr int kMillisecond = 1000;
  if (usb && serial_sensor_ >= 0) {
    if (serial_rows_.available() == 0) return SpendPolling(kMillisecond);
    return Spend(Costs::kPin);
  }
  Spend(Costs::kPin);
  questions_ = calls_ - asked_at_ <= 1 ? questions_ + 1 : 0;
  asked_at_ = calls_;
  if (questions_ >= kSpins) Waits("input on the serial port");
}

void Board::LoopTurnBegins() { calls_at_turn_ = calls_; }

void Board::LoopTurnEnds() {
  ++turns_;
  const bool idle = calls_ == calls_at_turn_;
  const bool polling = polled_at_ == calls_;
  Spend(idle ? Costs::kIdleTurn : Costs::kLoopTurn);
  if (polling) polled_at_ = calls_;  // loop() that only asks for the time is a polling loop too.
}

void Board::SerialWrite(const char* text, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    if (text[i] == '\n') {
      FinishSerialLine();
      continue;
    }
    if (text[i] == '\r') continue;
    line_ += text[i];
    if (line_.size() >= kLongestLine) FinishSerialLine();
  }
}

/// The same words again and again, with nothing between them, are written a few times only: a sketch that says
/// "not ready" at every turn must not fill the trace. One that says nothing else is ended.
void Board::FinishSerialLine() {
  repeats_ = events_ == events_at_line_ && line_ == last_line_ ? repeats_ + 1 : 0;
  if (repeats_ < kRepeatsWritten) {
    Event("serial").Escaped(line_.data(), line_.size());
    EndEvent();
    last_line_ = line_;
  }
  events_at_line_ = events_;
  line_.clear();
  if (repeats_ > kRepeatsEndured) Finish("output-limit");
  world_.OnSerialLine();
}

bool Board::MonitorOpen() const {
  return config_.monitor_seconds >= 0 && world_.now() >= FromSeconds(config_.monitor_seconds);
}

void Board::Pin(int pin, int level) {
  if (pin < 0 || pin >= kPins) return;
  if (pin_written_[pin] && pins_[pin] == level) return;
  pin_written_[pin] = true;
  pins_[pin] = level;
  Event("pin").Field(pin).Field(level);
  EndEvent();
}

void Board::PinDefault(int pin, int level) {
  if (pin >= 0 && pin < kPins && !pin_written_[pin]) pins_[pin] = level;
}

I2cDevice* Board::DeviceAt(int bus, int address) {
  for (std::size_t i = 0; i < config_.sensors.size(); ++i) {
    const int home = config_.sensors[i].onboard ? 1 : 0;
    if (parts_[i] == nullptr || (bus != home && !config_.neutralise_bus)) continue;
    if (I2cDevice* device = parts_[i]->At(address)) return device;
  }
  return nullptr;
}

int Board::SensorNumber(const char* id) const {
  for (std::size_t i = 0; i < config_.sensors.size(); ++i) {
    if (config_.sensors[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

void Board::SensorBegan(const char* sensor, int bus, bool ok) {
  Event("begin").Field(sensor).Field(bus == 1 ? "Wire1" : "Wire").Field(ok ? "ok" : "failed");
  EndEvent();
}

void Board::SensorRead(const Reading& reading) {
  world_.OnRead(reading.sensor);
  const bool tells = reading.object != Reading().object;
  Group* group = &groups_[0];
  while (group->reading.count > 0 &&
         (group->reading.sensor != reading.sensor || group->reading.first != reading.first)) {
    if (++group == groups_ + kGroups) return;
  }
  const Reading& last = group->reading;
  // Of what is read over time every measurement counts, even one that is like the one before.
  const bool another = plays_[reading.sensor] && last.sampled != reading.sampled;
  const bool same = last.count == reading.count && last.object == reading.object && !another &&
                    // No number is the same as no number here. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
                    std::memcmp(last.values, reading.values, sizeof last.values) == 0;
  if (tells) last_object_ = reading.object;
  // The first after an inference is always there: it says that the sketch looked again.
  if (same && (!tells || group->invokes == invokes_)) return;
  group->reading = reading;
  group->invokes = invokes_;
  Event("read").Field(config_.sensors[static_cast<std::size_t>(reading.sensor)].id.c_str());
  for (std::size_t i = 0; i < reading.first; ++i) trace_.Field("nan");
  for (std::size_t i = 0; i < reading.count; ++i) trace_.Field("").Add(reading.values[i]);
  char sampled[32];
  std::snprintf(sampled, sizeof sampled, "@%.6f", static_cast<double>(reading.sampled) / kTicksPerSecond);
  trace_.Field(sampled);
  EndEvent();
}

void Board::Invoked() {
  ++invokes_;
  world_.OnInvoke(last_object_);
}

void Board::SensorReadMany(int sensor, const double* values, std::size_t count, Ticks first, int rate_hz) {
  world_.OnRead(sensor);
  if (count == 0 || fetched_ >= kMostFetched) return;
  fetched_ += count;
  Event("reads").Field(config_.sensors[static_cast<std::size_t>(sensor)].id.c_str());
  for (std::size_t i = 0; i < count; ++i) trace_.Field("").Add(values[i]);
  char times[64];
  std::snprintf(times, sizeof times, "@%.6f\t+%.9f", static_cast<double>(first) / kTicksPerSecond, 1.0 / rate_hz);
  trace_.Field(times);
  EndEvent();
}

bool Board::TensorDue(std::size_t numbers) {
  constexpr std::size_t kLarge = 64;
  constexpr Ticks kEvery = kTicksPerSecond / 10;
  if (numbers <= kLarge) return true;
  if (fetched_ >= kMostFetched) return false;  // What it is made of is not in the trace.
  if (world_.now() - tensor_written_ < kEvery) return false;
  tensor_written_ = world_.now();
  return true;
}

void Board::LibraryLog(const char* text) {
  Event("debug").Escaped(text);
  EndEvent();
}

void Board::Note(const char* text) {
  Event("note").Escaped(text);
  EndEvent();
}

void Board::Forgivable(const char* fault) {
  Event("forgivable").Field(fault);
  EndEvent();
}

void Board::EndEvent() {
  ++events_;
  trace_.End();
  if (trace_.full() && !ended_) Finish("output-limit");
}

void Board::OnStimulus(int index, Ticks when) {
  if (!line_.empty()) FinishSerialLine();
  trace_.Begin("stimulus", static_cast<double>(when) / kTicksPerSecond).Field(index);
  EndEvent();
  Event("heap").Field(static_cast<long long>(HeapWatch::LiveBytes()));
  EndEvent();
  const Shown& shown = config_.stimuli[static_cast<std::size_t>(index)];
  if (serial_sensor_ >= 0 && shown.sensor == serial_sensor_) serial_rows_.Send(shown.channels, index);
  // The world waits for setup() no longer; nor does a run that forgives that.
  leaves_setup_ = way_out_.open();
}

void Board::OnStimulusOver(Ticks when) {
  trace_.Begin("away", static_cast<double>(when) / kTicksPerSecond);
  EndEvent();
}

void Board::OnEnd(Ticks, bool limit) { Finish(limit ? "limit" : "completed"); }

void Board::LastWords(const char* how) {
  if (ended_) return;
  ended_ = true;
  if (!line_.empty()) FinishSerialLine();
  // Who asks and then does much else, or spins without asking, waits for something else.
  const bool asks = waits_for_[0] != '\0' && calls_ - waited_at_ <= kBetweenQuestions;
  if (asks && std::strcmp(how, "hang") != 0) {
    Event("waits").Field(waits_for_);
    trace_.End();
  }
  char text[64];
  Event("end").Field(how).Field(setup_returned_ ? "setup=1" : "setup=0");
  std::snprintf(text, sizeof text, "turns=%llu", static_cast<unsigned long long>(turns_));
  trace_.Field(text);
  std::snprintf(text, sizeof text, "frame=%u", static_cast<unsigned>(autopilot_largest_frame));
  trace_.Field(text);
  trace_.End();
  trace_.Flush();
}

void Board::Finish(const char* how) {
  LastWords(how);
  _exit(0);
}

void Board::Crash(const char* words) {
  Note(words);
  LastWords("crash");
  std::fprintf(stderr, "==TWIN== ERROR: %s\n", words);
  __sanitizer_print_stack_trace();
  _exit(99);
}

void Board::Halted(const char* words) {
  Event("halted").Escaped(words);
  EndEvent();
  Finish("halted");
}

}  // namespace autopilot::device
