#pragma once

/// Facts about library generations, boards and sensors. They live in profiles/*.toml, each with its
/// source; nothing of the kind stands in code. Format: docs/formats/profiles.md.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One TFLM library generation, e.g. tflm-2.4.0-alpha.
struct LibraryProfile {
  std::string id;
  std::string title;
  std::string marker_header;                          ///< Must be included before any of `headers`.
  std::vector<std::string> headers;                   ///< Every header a sketch may include, marker included.
  std::map<std::string, std::string> symbol_header;   ///< Name -> the header that declares it.
  std::map<std::string, std::string> operator_adder;  ///< "FULLY_CONNECTED" -> "AddFullyConnected".
  /// Operators that fail at run time for certain types, e.g. {"QUANTIZE", "int8", "uint8"}.
  struct Unsupported {
    std::string op;
    std::string input_type;
    std::string output_type;
    std::string when;  ///< "AllocateTensors" or "Invoke".
  };
  std::vector<Unsupported> unsupported;
  bool per_channel_dense_wrong = false;  ///< Computes per-channel dense weights wrongly, in silence.
  int arena_fixed = 0;                   ///< Arena need: fixed + per operator + activations, in bytes.
  int arena_per_operator = 0;
  int arena_activations_included = 0;    ///< Activation bytes that the rest already covers, ...
  int arena_included_per_operator = 0;   ///< ... and so many more for each operator.
  double arena_band = 0;                 ///< Relative error of that estimate.
  std::filesystem::path include_folder;  ///< Facade headers, below device/.
};

struct BoardProfile {
  std::string id;
  std::string title;
  std::string fqbn;
  int flash_bytes = 0;
  int ram_bytes = 0;
  int stack_bytes = 0;                        ///< Of the thread that runs setup() and loop().
  std::vector<std::string> headers;           ///< Arduino.h, Wire.h, SPI.h, ...
  std::vector<std::string> standard_headers;  ///< Of C and C++, as the board's compiler has them: math.h, cmath, ...
  std::vector<std::string> onboard_sensors;   ///< Profile ids.
};

struct SensorProfile {
  std::string id;
  std::string title;
  std::string header;                 ///< "Arduino_APDS9960.h"
  std::string object;                 ///< "APDS"
  std::string bus;                    ///< "Wire1" on the board.
  std::vector<std::string> channels;  ///< Names usable in map expressions.
  std::string channel_type;           ///< C type of a reading: "int" or "float".
  double full_scale = 0;              ///< Largest reading.
  double sample_seconds = 0;          ///< A new reading every so often.
  std::vector<double> rest;           ///< Channels while nothing happens; zero where not given.
  std::vector<double> noise;          ///< Largest deviation of a reading, by channel; none where not given.
  double rate_tolerance = 0;          ///< How far, as a share, a sketch's sampling rate may be off; 0: not stated.
  std::vector<double> brightness;     ///< Levels (sum of the first three channels) the twin shows; empty if none.
  std::vector<std::string> api;       ///< Exact signatures, one a line, for prompts.
  std::string begin_check;            ///< "APDS.begin()"
  std::string available;              ///< "APDS.colorAvailable()"
  std::string read;                   ///< "APDS.readColor({r}, {g}, {b})"
};

/// Everything in profiles/.
struct Profiles {
  std::map<std::string, LibraryProfile> libraries;
  std::map<std::string, BoardProfile> boards;
  std::map<std::string, SensorProfile> sensors;
  /// Header -> title of a real Arduino library that is not among those above (profiles/arduino-libraries.toml).
  std::map<std::string, std::string> other_headers;
  /// Other ways to write a class in a report, by its lower-case name (profiles/class-words.toml).
  std::map<std::string, std::vector<std::string>> class_words;
};

/// Reads libraries/*.toml, boards/*.toml, sensors/*.toml, arduino-libraries.toml and class-words.toml
/// below `folder`. Fails with kInfrastructure when a file is missing, malformed, or holds a fact without
/// a source: profiles are part of the installation, not the user's input.
Result<Profiles> LoadProfiles(const std::filesystem::path& folder);

}  // namespace autopilot
