#include "world.h"

#include <algorithm>
#include <cmath>

namespace autopilot::device {
namespace {

/// A hand needs some time between showing a colour and coming close, and the same to leave.
constexpr Ticks kApproach = 50'000 * kTicksPerMicrosecond;

}  // namespace

void World::Start(const Config& config, Listener& listener) {
  config_ = &config;
  listener_ = &listener;
  limit_ = FromSeconds(config.limit_seconds);
  // Nothing is shown while the sketch sets up, unless it never stops doing so.
  first_at_ = FromSeconds(std::max(config.monitor_seconds, 0.0) + config.max_hold_seconds);
  Schedule();
}

int World::At(const Change (&history)[4], Ticks when) {
  for (const Change& change : history) {
    if (change.when <= when) return change.object;
  }
  return kNothing;
}

void World::Record(Change (&history)[4], Ticks when, int object) {
  std::copy_backward(history, history + 3, history + 4);
  history[0] = {when, object};
}

int World::ColourAt(Ticks when) const { return At(colour_, when); }

int World::NearAt(Ticks when) const { return At(near_, when - kApproach); }

double World::Channel(int object, std::size_t channel) const {
  const std::vector<double>& values =
      object == kNothing ? config_->away : config_->stimuli[static_cast<std::size_t>(object)];
  return channel < values.size() ? values[channel] : std::nan("");
}

void World::OnSetupReturned() {
  if (state_ != State::kWaiting) return;
  first_at_ = std::min(first_at_, now_ + FromSeconds(config_->gap_seconds));
  Schedule();
}

void World::OnInvoke(int sample_of) {
  if (state_ != State::kShown || sample_of != shown_) return;
  ++invokes_;
}

void World::OnSerialLine() {
  if (state_ != State::kShown || settled_ || invokes_ < config_->settle_invokes) return;
  settled_ = true;
  Schedule();
}

/// Finds when something happens next.
void World::Schedule() {
  switch (state_) {
    case State::kWaiting:
      due_ = first_at_;
      break;
    case State::kShown:
      due_ = since_ + FromSeconds(settled_ ? config_->min_hold_seconds : config_->max_hold_seconds);
      break;
    case State::kLeaving:
      due_ = since_ + kApproach;
      break;
    case State::kGap:
      due_ = since_ + FromSeconds(config_->gap_seconds);
      break;
    case State::kOver:
      due_ = limit_;
      break;
  }
  due_ = std::min(due_, limit_);
}

void World::Show(Ticks when) {
  state_ = State::kShown;
  since_ = when;
  shown_ = next_++;
  invokes_ = 0;
  settled_ = false;
  Record(colour_, when, shown_);
  Record(near_, when, shown_);  // Seen as near only kApproach later.
  listener_->OnStimulus(shown_, when);
}

void World::Leave(Ticks when) {
  state_ = State::kLeaving;
  since_ = when;
  // Backdated, so that it is far at once, while its colour is still seen.
  Record(near_, when - kApproach, kNothing);
  listener_->OnStimulusOver(when);
}

void World::Step() {
  while (now_ >= due_) {
    if (due_ >= limit_) return listener_->OnEnd(now_, true);
    // A stimulus that settled late ends now, not in the past.
    const Ticks when = state_ == State::kShown && settled_ ? now_ : due_;
    switch (state_) {
      case State::kWaiting:
        if (config_->stimuli.empty()) {
          state_ = State::kOver;
        } else {
          Show(when);
        }
        break;
      case State::kShown:
        Leave(when);
        break;
      case State::kLeaving:
        state_ = State::kGap;
        since_ = when;
        shown_ = kNothing;
        Record(colour_, when, kNothing);
        break;
      case State::kGap:
        if (next_ == static_cast<int>(config_->stimuli.size())) return listener_->OnEnd(now_, false);
        Show(when);
        break;
      case State::kOver:
        return;
    }
    Schedule();
  }
}

}  // namespace autopilot::device
