#pragma once

/// Virtual time and what the world shows the sensors. Time advances with every call to the board and
/// with every basic block of the sketch; objects come and go, recordings play, and alarms go off, as
/// docs/formats/trace.md describes.

#include <cstddef>
#include <cstdint>

#include "config.h"

namespace autopilot::device {

/// Tenths of a microsecond: one basic block of a sketch.
using Ticks = std::int64_t;

constexpr Ticks kTicksPerMicrosecond = 10;
constexpr Ticks kTicksPerSecond = 10'000'000;
constexpr Ticks kNever = INT64_MAX / 2;

inline Ticks FromSeconds(double seconds) { return static_cast<Ticks>(seconds * kTicksPerSecond); }

/// What stands before the sensor: an index into the stimuli, or kNothing.
constexpr int kNothing = -1;

/// Something that happens at a time of its own, whatever the sketch does then: data become ready, a buffer
/// is full, an interrupt comes. May call functions of the sketch.
class Alarm {
 public:
  /// Called once `when` has come, with further alarms held back. Returns when to be called next, or kNever.
  virtual Ticks OnAlarm(Ticks when) = 0;

 protected:
  ~Alarm() = default;
};

class World {
 public:
  /// Told of every change; called in order of time.
  class Listener {
   public:
    virtual void OnStimulus(int index, Ticks when) = 0;
    virtual void OnStimulusOver(Ticks when) = 0;
    virtual void OnEnd(Ticks when, bool limit) = 0;

   protected:
    ~Listener() = default;
  };

  /// `config` outlives the world.
  void Start(const Config& config, Listener& listener);

  /// Moves time; what is due happens, which may end the program.
  void Advance(Ticks ticks) {
    now_ += ticks;
    if (now_ >= due_) Step();
  }
  Ticks now() const { return now_; }
  double seconds() const { return static_cast<double>(now_) / kTicksPerSecond; }
  /// When something happens next without the sketch's doing.
  Ticks due() const { return due_; }

  /// What a sensor's channel shows at `when`, which is at most half a second ago: the object or the
  /// recording before it, else its surroundings at rest; with the noise of that moment. NaN where the
  /// configuration leaves a channel of an object open.
  double Value(int sensor, std::size_t channel, Ticks when) const;

  /// Object that the sensors see, or have close to them, at `when`.
  int SeenAt(Ticks when) const;
  int NearAt(Ticks when) const;
  /// Channel of an object, or of the sensor's surroundings at rest.
  double Channel(int sensor, int object, std::size_t channel) const;

  // What settles a stimulus, and starts a recording.
  void OnSetupReturned();
  void OnRead(int sensor);       ///< The sketch took a reading of that sensor.
  void OnInvoke(int sample_of);  ///< `sample_of`: the object that was read last.
  void OnSerialLine();

  /// Sets or moves an alarm; kNever takes it back. The alarm stays the caller's.
  void Set(Alarm& alarm, Ticks when);
  /// Interrupts are masked: alarms wait.
  void Mask(bool masked);
  /// While an alarm runs, what the sketch does is done by its callback.
  bool in_alarm() const { return in_alarm_; }
  bool alarms_set() const { return next_alarm_ < kNever; }

 private:
  struct Change {
    Ticks when = 0;
    int object = kNothing;
  };
  struct Pending {
    Alarm* alarm = nullptr;
    Ticks when = kNever;
  };
  enum class State { kWaiting, kReady, kShown, kLeaving, kAnswering, kGap, kOver };
  static constexpr int kRemembered = 8;
  static constexpr int kAlarms = 8;

  void Step();
  void StepShow();
  void RingAlarms();
  void Schedule();
  void Show(Ticks when);
  void Leave(Ticks when);
  const Shown& next() const { return config_->stimuli[static_cast<std::size_t>(next_)]; }
  const Shown& shown() const { return config_->stimuli[static_cast<std::size_t>(shown_)]; }
  bool SawEnough() const { return config_->invoke_limit > 0 && all_invokes_ >= config_->invoke_limit; }
  bool HasNext() const { return next_ < static_cast<int>(config_->stimuli.size()); }
  static const Change& At(const Change (&history)[kRemembered], Ticks when);
  static void Record(Change (&history)[kRemembered], Ticks when, int object);

  const Config* config_ = nullptr;
  Listener* listener_ = nullptr;
  Ticks now_ = 0;
  Ticks due_ = 0;
  Ticks limit_ = 0;
  State state_ = State::kWaiting;
  Ticks state_due_ = 0;
  int next_ = 0;
  int shown_ = kNothing;
  Ticks since_ = 0;  ///< When the current state began.
  Ticks first_at_ = 0;
  int invokes_ = 0;
  int all_invokes_ = 0;
  bool settled_ = false;
  Ticks settles_at_ = kNever;
  Change seen_[kRemembered];
  Change near_[kRemembered];
  Pending alarms_[kAlarms];
  Ticks next_alarm_ = kNever;
  bool in_alarm_ = false;
  bool masked_ = false;
};

}  // namespace autopilot::device
