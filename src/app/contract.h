#pragma once

/// The facts that everything else obeys: measured from the application's artifacts, never guessed.
/// Written to the run as contract.json. Format: docs/formats/contract.md.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/application.h"
#include "app/data_table.h"
#include "app/expression.h"
#include "app/preprocessing.h"
#include "core/status.h"
#include "model/model_facts.h"
#include "profile/profile.h"

namespace autopilot {

/// Facts of a Keras model; measured by the Python worker, kept in the cache by content.
struct KerasFacts {
  std::string sha256;
  std::vector<int> input_shape;  ///< Without the batch dimension.
  std::vector<int> output_shape;
  std::string last_activation;  ///< "softmax", ...
  double accuracy = -1;         ///< On the data set; -1 without data.
  int parameters = 0;
};

/// One input of the model, as it has to be computed on the device.
struct FeatureRule {
  std::string feature;
  std::string expression;                             ///< Over the sensor's channels.
  std::optional<Expression> compiled = std::nullopt;  ///< `expression`, parsed; MeasureContract fills it in.
};

struct Contract {
  Application application;
  LibraryProfile library;
  std::vector<LibraryProfile> other_libraries;  ///< The generations that the application does not use.
  BoardProfile board;
  /// The one with a map; rows on the serial port stand in its place; none for a sweep.
  std::optional<SensorProfile> sensor;
  SensorUse sensor_use;
  std::vector<SensorProfile> parts;  ///< Sensors that the board carries, as far as there are profiles.
  DataTable data;                    ///< In the model's inputs, once preprocessing was adopted.
  std::optional<Preprocessing>
      preprocessing;  ///< From the columns of the files to the model's inputs, if not as they are.
  std::optional<KerasFacts> keras;
  std::optional<TfliteFacts> tflite;
  std::string tflite_bytes;                          ///< The model that sketches are judged with; empty before MC.
  std::vector<FeatureRule> features;                 ///< In the order of the model's inputs.
  std::vector<ArduinoLibrary> libraries;             ///< Installed beside `library`, what they require included.
  std::map<std::string, std::string> other_headers;  ///< Real libraries that are not installed: header -> library.
  std::map<std::string, std::vector<std::string>> class_words;  ///< Other ways to write a class, by lower-case name.
  std::vector<std::string> notes;                               ///< What a user should know but nothing depends on.

  double input_tolerance = 0.02;  ///< Absolute, on the model's real-valued inputs.
  double rate_tolerance = 0;      ///< Share; for a windowed sensor.
  double accuracy_loss = 0.02;    ///< Share of rows that conversion may cost.
  int arena_need = 0;             ///< Estimated bytes on the target generation; 0 before MC.

  /// Values of the model's inputs for raw channel readings (order of `sensor->channels`), forward
  /// through the map. Contract must have a sensor.
  /// Fails with kBadInput for a wrong number of channels or an expression that does not parse; a
  /// feature without a value (0/0) is NaN. Thread-safe.
  Result<std::vector<double>> Features(const std::vector<double>& channels) const;

  /// The steps of each behaviour's check, in the order of `application.behaviours`; none where it has none.
  /// Fails with kBadInput, at the behaviour's line.
  Result<std::vector<std::vector<BehaviourStep>>> BehaviourSteps() const;

  /// Channels of the sensor that the map uses, ascending; none without a sensor.
  std::vector<std::size_t> MappedChannels() const;
};

/// What measuring may use beyond the files themselves.
class KerasMeasurer {
 public:
  virtual ~KerasMeasurer() = default;
  virtual Result<KerasFacts> Measure(const Application& application, const DataTable& data) = 0;
};

/// Loads data, model and profile facts and checks them against each other. `keras` may be null: then
/// a Keras model is not opened. Fails with kBadInput, before any token is spent, for everything that
/// contradicts itself: labels against the output size, features against the input size, classes of
/// the data against labels, io against the model's types, operators that the library cannot run, a
/// sensor that the board does not have; each with the cure.
Result<Contract> MeasureContract(const Application& application, const Profiles& profiles, KerasMeasurer* keras);

/// Puts a converted model in place of the one that app.toml names and measures it: sets `tflite`,
/// `tflite_bytes`, `arena_need`. Same checks.
Status AdoptModel(Contract& contract, std::string tflite_bytes, const std::string& where);

/// From now on the model's inputs are scaled columns: the data and the features' expressions become those that the
/// model sees, and the constants are kept as float32 numbers. Everything that compares with the contract then enforces
/// it. To be called once.
Status AdoptPreprocessing(Contract& contract, Preprocessing preprocessing);

nlohmann::json ToJson(const Contract& contract);

}  // namespace autopilot
