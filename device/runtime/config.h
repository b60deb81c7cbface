#pragma once

/// What the program is told before it starts. Format: docs/formats/trace.md.

#include <cstddef>
#include <string>
#include <vector>

namespace autopilot::device {

/// An operator that the library generation cannot run for certain types.
struct UnsupportedOperator {
  std::string op;
  std::string input_type;
  std::string output_type;
  bool at_invoke = true;  ///< Else AllocateTensors refuses it.
};

/// Sensors that can be configured.
constexpr std::size_t kMostSensors = 16;

/// A part that sits on the board or on its pins.
struct SensorSetup {
  std::string id;
  bool onboard = true;
  std::vector<double> rest;   ///< Channels while nothing is shown to it; zero where not given.
  std::vector<double> noise;  ///< Largest deviation of a reading, by channel; none where not given.
};

/// What is shown to one sensor for a while: an object that stays as it is, or a recording that plays.
struct Shown {
  int sensor = 0;                ///< Index into Config::sensors.
  std::vector<double> channels;  ///< Of an object.
  std::vector<double> samples;   ///< Of a recording: `width` channels each, one after another.
  std::size_t width = 0;
  double rate_hz = 0;       ///< Of a recording; 0 for an object.
  double rest_seconds = 0;  ///< Nothing is shown for so long before; 0: as usual.
  double hold_seconds = 0;  ///< Of an object: shown for just so long, whatever the sketch does; 0: as usual.
};

struct Config {
  int arena_need = 0;
  double monitor_seconds = 0.5;  ///< Negative: no monitor is ever opened.
  double limit_seconds = 900;
  double min_hold_seconds = 0.3;
  double max_hold_seconds = 3;
  double gap_seconds = 0.2;
  int settle_invokes = 2;
  int invoke_limit = 0;  ///< Inferences after which enough was seen; 0: none.
  bool neutralise_bus = false;
  bool neutralise_engine = false;
  bool neutralise_arena = false;
  bool neutralise_halt = false;
  bool neutralise_resolver = false;
  bool neutralise_model = false;
  std::string model_path;  ///< The application's model, for `neutralise model`.
  std::vector<UnsupportedOperator> unsupported;
  std::vector<SensorSetup> sensors;
  std::vector<Shown> stimuli;
};

/// Reads the file. On failure `error` says where and why, and the result is worthless.
Config ReadConfig(const char* path, std::string& error);

}  // namespace autopilot::device
