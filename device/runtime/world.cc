#include "world.h"

#include <algorithm>
#include <cmath>

namespace autopilot::device {
namespace {

/// A hand needs some time between showing a colour and coming close, and the same to leave.
constexpr Ticks kApproach = 50'000 * kTicksPerMicrosecond;

/// Between -1 and 1, the same for the same moment: a reading that is repeated repeats its noise.
double Noise(int sensor, std::size_t channel, Ticks when) {
  auto bits = static_cast<std::uint64_t>(when) * 0x9E3779B97F4A7C15u +
              static_cast<std::uint64_t>(sensor + 1) * 0x10001u + channel * 0x632BE59BD9B4E019u;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> 11) / static_cast<double>(1ull << 52) - 1;
}

/// A recording at a time since its start; what moves does not jump between two samples.
double Sample(const Shown& shown, std::size_t channel, Ticks since_start) {
  const std::size_t count = shown.samples.size() / shown.width;
  const double place = static_cast<double>(since_start) / kTicksPerSecond * shown.rate_hz;
  const auto before = std::min(static_cast<std::size_t>(std::max(place, 0.0)), count - 1);
  const std::size_t after = std::min(before + 1, count - 1);
  const double share = std::min(std::max(place - static_cast<double>(before), 0.0), 1.0);
  const double from = shown.samples[before * shown.width + channel];
  return from + share * (shown.samples[after * shown.width + channel] - from);
}

bool IsRecording(const Shown& shown) { return shown.width > 0; }

/// Whether the object is shown for a time of its own.
bool IsTimed(const Shown& shown) { return shown.hold_seconds > 0; }

Ticks Duration(const Shown& recording) {
  const std::size_t count = recording.samples.size() / recording.width;
  return FromSeconds(static_cast<double>(count) / recording.rate_hz);
}

}  // namespace

void World::Start(const Config& config, Listener& listener) {
  config_ = &config;
  listener_ = &listener;
  limit_ = FromSeconds(config.limit_seconds);
  // Nothing is shown while the sketch sets up, unless it never stops doing so.
  first_at_ = FromSeconds(std::max(config.monitor_seconds, 0.0) + config.max_hold_seconds);
  Schedule();
}

const World::Change& World::At(const Change (&history)[kRemembered], Ticks when) {
  static const Change nothing;
  for (const Change& change : history) {
    if (change.when <= when) return change;
  }
  return nothing;
}

void World::Record(Change (&history)[kRemembered], Ticks when, int object) {
  std::copy_backward(history, history + kRemembered - 1, history + kRemembered);
  history[0] = {when, object};
}

int World::SeenAt(Ticks when) const { return At(seen_, when).object; }

int World::NearAt(Ticks when) const { return At(near_, when - kApproach).object; }

double World::Channel(int sensor, int object, std::size_t channel) const {
  const auto& setup = config_->sensors[static_cast<std::size_t>(sensor)];
  const Shown* shown = object == kNothing ? nullptr : &config_->stimuli[static_cast<std::size_t>(object)];
  if (shown == nullptr || shown->sensor != sensor) return channel < setup.rest.size() ? setup.rest[channel] : 0;
  return channel < shown->channels.size() ? shown->channels[channel] : std::nan("");
}

double World::Value(int sensor, std::size_t channel, Ticks when) const {
  const auto& setup = config_->sensors[static_cast<std::size_t>(sensor)];
  const Change& change = At(seen_, when);
  const Shown* shown = change.object == kNothing ? nullptr : &config_->stimuli[static_cast<std::size_t>(change.object)];
  const bool plays = shown != nullptr && shown->sensor == sensor && channel < shown->width;
  const double value =
      plays ? Sample(*shown, channel, when - change.when)
            : Channel(sensor, shown != nullptr && IsRecording(*shown) ? kNothing : change.object, channel);
  const double noise = channel < setup.noise.size() ? setup.noise[channel] : 0;
  return noise == 0 ? value : value + noise * Noise(sensor, channel, when);
}

void World::OnSetupReturned() {
  if (state_ != State::kWaiting) return;
  const bool at_once = HasNext() && IsRecording(next());
  first_at_ = std::min(first_at_, now_ + (at_once ? 0 : FromSeconds(config_->gap_seconds)));
  Schedule();
}

void World::OnRead(int sensor) {
  if (state_ != State::kReady || next().sensor != sensor) return;
  Show(now_);
  Schedule();
}

void World::OnInvoke(int sample_of) {
  if (++all_invokes_ == config_->invoke_limit) Schedule();
  if (state_ == State::kShown && sample_of == shown_) ++invokes_;
  if (state_ != State::kAnswering || ++invokes_ != config_->settle_invokes) return;
  settles_at_ = now_ + FromSeconds(config_->min_hold_seconds);
  Schedule();
}

void World::OnSerialLine() {
  if (settled_ || invokes_ < config_->settle_invokes) return;
  if (state_ != State::kShown && state_ != State::kAnswering) return;
  if (state_ == State::kShown && IsRecording(shown())) return;
  settled_ = true;
  settles_at_ = now_;
  Schedule();
}

/// Finds when something happens next.
void World::Schedule() {
  switch (state_) {
    case State::kWaiting:
      state_due_ = first_at_;
      break;
    case State::kReady:
      state_due_ = since_ + FromSeconds(config_->max_hold_seconds);
      break;
    case State::kShown:
      state_due_ = since_ + (IsRecording(shown()) ? Duration(shown())
                                                  : FromSeconds(IsTimed(shown()) ? shown().hold_seconds
                                                                : settled_       ? config_->min_hold_seconds
                                                                                 : config_->max_hold_seconds));
      break;
    case State::kLeaving:
      state_due_ = since_ + kApproach;
      break;
    case State::kAnswering:
      state_due_ = std::min(since_ + FromSeconds(config_->max_hold_seconds), settles_at_);
      break;
    case State::kGap:
      state_due_ =
          since_ + FromSeconds(HasNext() && (IsRecording(next()) || next().rest_seconds > 0) ? next().rest_seconds
                                                                                             : config_->gap_seconds);
      break;
    case State::kOver:
      state_due_ = limit_;
      break;
  }
  due_ = std::min({state_due_, limit_, masked_ || in_alarm_ ? kNever : next_alarm_});
  if (SawEnough()) due_ = now_;
}

void World::Show(Ticks when) {
  state_ = State::kShown;
  since_ = when;
  shown_ = next_++;
  invokes_ = 0;
  settled_ = false;
  settles_at_ = kNever;
  Record(seen_, when, shown_);
  Record(near_, when, shown_);  // Seen as near only kApproach later.
  listener_->OnStimulus(shown_, when);
}

void World::Leave(Ticks when) {
  since_ = when;
  if (IsRecording(shown())) {
    state_ = State::kAnswering;
    invokes_ = 0;  // Only an inference after the end has seen all of it.
    Record(seen_, when, kNothing);
  } else {
    state_ = State::kLeaving;
  }
  // Backdated, so that it is far at once, while its colour is still seen.
  Record(near_, when - kApproach, kNothing);
  listener_->OnStimulusOver(when);
}

void World::Step() {
  if (now_ >= limit_ || SawEnough()) return listener_->OnEnd(now_, !SawEnough());
  while (now_ >= state_due_ && state_ != State::kOver) {
    StepShow();
    Schedule();
  }
  RingAlarms();
  Schedule();
}

void World::StepShow() {
  // A stimulus that settled late ends now, not in the past.
  const Ticks when = (state_ == State::kShown || state_ == State::kAnswering) && settled_ ? now_ : state_due_;
  switch (state_) {
    case State::kWaiting:
      state_ = HasNext() ? State::kGap : State::kOver;
      since_ = when;
      if (HasNext() && !IsRecording(next()) && next().rest_seconds == 0) Show(when);
      break;
    case State::kReady:
      Show(when);
      break;
    case State::kShown:
      Leave(when);
      break;
    case State::kLeaving:
      Record(seen_, when, kNothing);
      [[fallthrough]];
    case State::kAnswering:
      state_ = State::kGap;
      since_ = when;
      shown_ = kNothing;
      break;
    case State::kGap:
      if (!HasNext()) return listener_->OnEnd(now_, false);
      if (!IsRecording(next())) return Show(when);
      state_ = State::kReady;
      since_ = when;
      break;
    case State::kOver:
      break;
  }
}

/// Every alarm at most once, so that the sketch goes on even where its callback takes too long.
void World::RingAlarms() {
  if (in_alarm_ || masked_ || now_ < next_alarm_) return;
  for (Pending& pending : alarms_) {
    if (pending.alarm == nullptr || pending.when > now_) continue;
    const Ticks when = pending.when;
    pending.when = kNever;
    in_alarm_ = true;
    const Ticks again = pending.alarm->OnAlarm(when);
    in_alarm_ = false;
    pending.when = std::min(pending.when, again);
  }
  next_alarm_ = kNever;
  for (const Pending& pending : alarms_) next_alarm_ = std::min(next_alarm_, pending.when);
}

void World::Set(Alarm& alarm, Ticks when) {
  Pending* place = nullptr;
  for (Pending& pending : alarms_) {
    if (pending.alarm == &alarm || (place == nullptr && pending.alarm == nullptr)) place = &pending;
    if (pending.alarm == &alarm) break;
  }
  if (place == nullptr) return;  // More alarms than parts of a board can set.
  *place = {&alarm, when};
  next_alarm_ = kNever;
  for (const Pending& pending : alarms_) next_alarm_ = std::min(next_alarm_, pending.when);
  Schedule();
}

void World::Mask(bool masked) {
  masked_ = masked;
  Schedule();
  if (now_ >= due_) Step();
}

}  // namespace autopilot::device
