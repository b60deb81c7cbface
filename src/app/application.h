#pragma once

/// What the user asks for: app.toml, read and checked. Format: docs/formats/app.md.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/behaviour.h"
#include "app/provider_choice.h"
#include "core/status.h"

namespace autopilot {

/// One sensor and how its channels become the model's features.
struct SensorUse {
  std::string part;                                      ///< A profile id, e.g. "APDS9960".
  bool external = false;                                 ///< On the pins (Wire) instead of the board's own bus.
  std::vector<std::pair<std::string, std::string>> map;  ///< Feature name -> expression over channels, in file order.
  double rate_hz = 0;                                    ///< 0: every reading counts.
  int window = 0;                                        ///< Readings a window; 0: one reading is one input.
};

/// An input that the sketch makes itself ([input] kind = "sweep").
struct SweepInput {
  std::string variable;  ///< "x"
  double low = 0;
  double high = 0;
  int steps = 0;
};

struct Application {
  std::filesystem::path file;    ///< The app.toml itself, absolute.
  std::filesystem::path folder;  ///< Its folder; relative paths start here.

  /// Made of a sketch and flags, without an app.toml: sensor, map, labels and data may be missing, and what hangs
  /// on them is not judged.
  bool in_part = false;

  std::string name;
  std::string description;
  std::string report = "label";  ///< "label" or "number".
  bool report_on_change = false;

  std::vector<std::filesystem::path> data_files;  ///< Absolute; a folder stands there as the CSV files in it.
  std::vector<std::string> features;              ///< Order of the model's inputs.
  std::string label;                              ///< Column name or "from-file-name".
  std::string recording;                          ///< Column that tells recordings apart; empty: see DataTable.
  std::string data_mount;                         ///< Where scripts find the data, relative; empty: by file name.

  std::optional<std::filesystem::path> keras;
  std::optional<std::filesystem::path> tflite;
  std::optional<std::filesystem::path> header;
  std::string symbol = "model";
  std::vector<std::string> labels;  ///< Order of the model's outputs; empty before training: those of the data.
  std::string io = "float32";       ///< "float32" or "int8".
  std::string model_mount;          ///< Where scripts find the Keras model, relative; empty: by file name.
  /// How the model's inputs are made of the data's columns, as a training wrote it; see app/preprocessing.h.
  std::optional<std::filesystem::path> preprocessing;

  std::string board = "nano33ble";
  std::string library = "tflm-2.4.0-alpha";
  bool monitor = true;  ///< Somebody opens a serial monitor.
  std::vector<std::string> installed;

  std::vector<SensorUse> sensors;
  std::optional<SweepInput> sweep;
  bool serial_rows = false;  ///< [input] kind = "serial": rows of numbers come in on the serial port, a line each.

  std::optional<double> input_tolerance;
  std::optional<double> rate_tolerance;
  std::optional<double> accuracy_loss;
  std::optional<std::filesystem::path> stimulus;  ///< What the twin shows instead of the data; stimulus.md.

  std::vector<Behaviour> behaviours;

  ProviderChoice provider;
  bool unknown_price_allowed = false;         ///< unknown_price = "allow": a limit of money may be undone by one.
  std::vector<ProviderChoice> provider_then;  ///< Asked, in this order, where the one before fails or is stuck.

  /// No model is given: the stage `train` makes one of the data.
  bool Trains() const { return !keras && !tflite && !header && !in_part; }

  std::map<std::string, int> lines;  ///< "model.labels" -> its line in app.toml, for errors about it later.
  /// The line of "section.key", else of the section, else 0.
  int LineOf(const std::string& key) const;

  /// Name of the sketch and its folder: the folder of app.toml, reduced to letters, digits, '_' and '-'.
  std::string SketchName() const;
};

/// Reads and validates. Fails with kBadInput naming file, line, cause and cure: unknown keys (with
/// the nearest known one), wrong types, missing sections, files that are not there. Features that
/// [data] does not name stand in the order of the sensor's map.
Result<Application> LoadApplication(const std::filesystem::path& app_toml);

}  // namespace autopilot
