#pragma once

/// What the program is told before it starts. Format: docs/formats/trace.md.

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

struct Config {
  int arena_need = 0;
  double monitor_seconds = 0.5;  ///< Negative: no monitor is ever opened.
  double limit_seconds = 900;
  double min_hold_seconds = 0.3;
  double max_hold_seconds = 3;
  double gap_seconds = 0.2;
  int settle_invokes = 2;
  bool sensor_onboard = true;
  bool sensor_present = false;
  bool neutralise_bus = false;
  bool neutralise_engine = false;
  bool neutralise_arena = false;
  bool neutralise_halt = false;
  bool neutralise_resolver = false;
  bool neutralise_model = false;
  std::string model_path;  ///< The application's model, for `neutralise model`.
  std::vector<UnsupportedOperator> unsupported;
  std::vector<double> away;                  ///< Channels while nothing is shown.
  std::vector<std::vector<double>> stimuli;  ///< Channels of each object.
};

/// Reads the file. On failure `error` says where and why, and the result is worthless.
Config ReadConfig(const char* path, std::string& error);

}  // namespace autopilot::device
