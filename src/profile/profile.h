#pragma once

/// Facts about library generations, boards and sensors. They live in profiles/*.toml, each with its
/// source; nothing of the kind stands in code. Format: docs/formats/profiles.md.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// An operator with the types of its first input and output, e.g. {"QUANTIZE", "int8", "uint8"}.
struct OperatorTypes {
  std::string op;
  std::string input_type;
  std::string output_type;
};

/// One TFLM library generation, e.g. tflm-2.4.0-alpha.
struct LibraryProfile {
  std::string id;
  std::string title;
  std::string marker_header;         ///< Must be included before any of `headers`.
  std::vector<std::string> headers;  ///< Every header a sketch may include, marker included.
  /// Another packaging of the same generation, found by a marker of its own.
  struct Packaging {
    std::string marker_header;
    std::vector<std::string> headers;  ///< What it has beyond `headers`; the twin does not have these.
  };
  std::vector<Packaging> packagings;
  bool error_reporter = false;                        ///< The interpreter is given an ErrorReporter.
  std::map<std::string, std::string> symbol_header;   ///< Name -> the header that declares it.
  std::map<std::string, std::string> operator_adder;  ///< "FULLY_CONNECTED" -> "AddFullyConnected".
  std::vector<std::string> more_operators;            ///< Operators that have no adder, only a registration.
  /// Operators that fail at run time for certain types.
  struct Unsupported : OperatorTypes {
    std::string when;  ///< "AllocateTensors" or "Invoke".
  };
  std::vector<Unsupported> unsupported;
  bool per_channel_dense_wrong = false;  ///< Computes per-channel dense weights wrongly, in silence.
  /// What this generation runs and the twin's kernels do not.
  struct TwinLacks {
    std::vector<std::string> operators;
    std::vector<OperatorTypes> types;
    bool per_channel_dense = false;
  };
  TwinLacks twin_lacks;
  int arena_fixed = 0;  ///< Arena need: fixed + per operator + activations, in bytes.
  int arena_per_operator = 0;
  int arena_activations_included = 0;    ///< Activation bytes that the rest already covers, ...
  int arena_included_per_operator = 0;   ///< ... and so many more for each operator.
  double arena_band = 0;                 ///< Relative error of that estimate.
  std::filesystem::path include_folder;  ///< Facade headers, below device/.

  /// Whether converters must give dense weights one scale: for the library's sake, or for the twin's.
  bool NeedsPerTensorDense() const { return per_channel_dense_wrong || twin_lacks.per_channel_dense; }
  bool HasOperator(const std::string& op) const;
  /// Whether including it lets the build system find the library.
  bool IsMarker(const std::string& header) const;
};

/// A light of the board that a sketch can switch.
struct BoardLed {
  std::string pin;     ///< "LEDG", as sketches write it.
  int number = -1;     ///< Of the pin.
  std::string colour;  ///< "green"
  bool lit_low = false;
};

struct BoardProfile {
  std::string id;
  std::string title;
  std::string fqbn;
  int flash_bytes = 0;
  int ram_bytes = 0;
  int core_flash_bytes = 0;  ///< What a sketch that does nothing takes of them.
  int core_ram_bytes = 0;
  int stack_bytes = 0;                        ///< Of the thread that runs setup() and loop().
  std::vector<std::string> headers;           ///< Arduino.h, Wire.h, SPI.h, ...
  std::vector<std::string> standard_headers;  ///< Of C and C++, as the board's compiler has them: math.h, cmath, ...
  std::vector<std::string> onboard_sensors;   ///< Profile ids.
  std::vector<std::string> libraries;         ///< Arduino libraries that whoever has the board has.
  /// What the core has and the twin lacks: regular expressions over a header's name, over a compiler's words.
  std::vector<std::string> unmodelled_headers;
  std::vector<std::string> unmodelled;
  std::vector<BoardLed> leds;
  int digital_pins = 0;  ///< D0, D1, ...

  /// The LED on that pin, or null.
  const BoardLed* FindLed(const std::string& pin) const;
  /// The number of a pin ("LEDG", "D5"); -1 if the board has none of that name.
  int PinNumber(const std::string& pin) const;
};

/// An Arduino library beside the core and the TFLM library.
struct ArduinoLibrary {
  std::string name;                     ///< As `[target] installed` names it.
  std::vector<std::string> headers;     ///< In the root of its source folder: an include of one finds the library.
  std::filesystem::path folder;         ///< Its stand-in, below device/; empty: the twin lacks it.
  std::vector<std::string> needs;       ///< Libraries that are installed with it.
  std::vector<std::string> unmodelled;  ///< As BoardProfile::unmodelled.
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
  SensorProfile serial;  ///< Rows on the serial port, which stand in a sensor's place; without channels.
  std::map<std::string, ArduinoLibrary> arduino_libraries;  ///< By name.
  /// Other ways to write a class in a report, by its lower-case name (profiles/class-words.toml).
  std::map<std::string, std::vector<std::string>> class_words;
};

/// Reads libraries/*.toml, boards/*.toml, sensors/*.toml, inputs/Serial.toml, arduino-libraries.toml and
/// class-words.toml below `folder`. Fails with kInfrastructure when a file is missing, malformed, or holds a fact
/// without a source: profiles are part of the installation, not the user's input.
Result<Profiles> LoadProfiles(const std::filesystem::path& folder);

/// Adds the library profiles of `folder` (those that `autopilot twin build` wrote) to the installation's. A folder that
/// is not there adds nothing. Fails with kInfrastructure for a file that is malformed, naming it.
Status AddLibraryProfiles(const std::filesystem::path& folder, Profiles& profiles);

}  // namespace autopilot
