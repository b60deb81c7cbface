#pragma once

/// Virtual time and what the world shows the sensors. Time advances with every call to the board and
/// with every basic block of the sketch; objects come and go as docs/formats/trace.md describes.

#include <cstdint>
#include <vector>

#include "config.h"

namespace autopilot::device {

/// Tenths of a microsecond: one basic block of a sketch.
using Ticks = std::int64_t;

constexpr Ticks kTicksPerMicrosecond = 10;
constexpr Ticks kTicksPerSecond = 10'000'000;

inline Ticks FromSeconds(double seconds) { return static_cast<Ticks>(seconds * kTicksPerSecond); }

/// What stands before the sensor: an index into the stimuli, or kNothing.
constexpr int kNothing = -1;

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

  void Start(const Config& config, Listener& listener);

  /// Moves time; what is due happens, which may end the program.
  void Advance(Ticks ticks) {
    now_ += ticks;
    if (now_ >= due_) Step();
  }
  Ticks now() const { return now_; }
  double seconds() const { return static_cast<double>(now_) / kTicksPerSecond; }

  /// Object whose colour, or whose nearness, the sensor sees at `when`, which is at most one sample ago.
  int ColourAt(Ticks when) const;
  int NearAt(Ticks when) const;
  int shown() const { return shown_; }

  /// Channels of an object, or of the empty surroundings.
  double Channel(int object, std::size_t channel) const;

  // What settles a stimulus.
  void OnSetupReturned();
  void OnInvoke(int sample_of);  ///< `sample_of`: the object whose colour was read last.
  void OnSerialLine();

 private:
  struct Change {
    Ticks when = 0;
    int object = kNothing;
  };
  enum class State { kWaiting, kShown, kLeaving, kGap, kOver };

  void Step();
  void Schedule();
  void Show(Ticks when);
  void Leave(Ticks when);
  static int At(const Change (&history)[4], Ticks when);
  static void Record(Change (&history)[4], Ticks when, int object);

  const Config* config_ = nullptr;
  Listener* listener_ = nullptr;
  Ticks now_ = 0;
  Ticks due_ = 0;
  Ticks limit_ = 0;
  State state_ = State::kWaiting;
  int next_ = 0;
  int shown_ = kNothing;
  Ticks since_ = 0;  ///< When the current state began.
  Ticks first_at_ = 0;
  int invokes_ = 0;
  bool settled_ = false;
  Change colour_[4];
  Change near_[4];
};

}  // namespace autopilot::device
