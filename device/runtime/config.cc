#include "config.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace autopilot::device {
namespace {

using Words = std::vector<std::string>;

Words Split(const char* line) {
  Words words;
  while (*line != '\0') {
    line += std::strspn(line, " \t\r\n");
    const std::size_t length = std::strcspn(line, " \t\r\n");
    if (length > 0) words.emplace_back(line, length);
    line += length;
  }
  return words;
}

/// The words from `first` on, at least one.
bool ToNumbers(const Words& words, std::size_t first, std::vector<double>& numbers) {
  for (std::size_t i = first; i < words.size(); ++i) {
    char* end = nullptr;
    numbers.push_back(std::strtod(words[i].c_str(), &end));
    if (end == words[i].c_str() || *end != '\0') return false;
  }
  return !numbers.empty();
}

bool Neutralise(const Words& words, Config& config) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "bus") {
      config.neutralise_bus = true;
    } else if (words[i] == "engine") {
      config.neutralise_engine = true;
    } else if (words[i] == "arena") {
      config.neutralise_arena = true;
    } else if (words[i] == "halt") {
      config.neutralise_halt = true;
    } else if (words[i] == "resolver") {
      config.neutralise_resolver = true;
    } else if (words[i] == "model") {
      config.neutralise_model = true;
    } else {
      return false;
    }
  }
  return words.size() > 1;
}

bool Sensor(const Words& words, Config& config) {
  if (words.size() != 3 || (words[2] != "onboard" && words[2] != "external")) return false;
  for (const SensorSetup& sensor : config.sensors) {
    if (sensor.id == words[1]) return false;
  }
  if (config.sensors.size() == kMostSensors) return false;
  SensorSetup sensor;
  sensor.id = words[1];
  sensor.onboard = words[2] == "onboard";
  config.sensors.push_back(sensor);
  return true;
}

int SensorIndex(const Config& config, const Words& words) {
  for (std::size_t i = 0; i < config.sensors.size(); ++i) {
    if (words.size() > 1 && config.sensors[i].id == words[1]) return static_cast<int>(i);
  }
  return -1;
}

/// Lines that say something about a sensor named before: rest, noise, stimulus, recording.
bool AboutSensor(const Words& words, Config& config) {
  const int sensor = SensorIndex(config, words);
  std::vector<double> numbers;
  if (sensor < 0 || !ToNumbers(words, 2, numbers)) return false;
  SensorSetup& setup = config.sensors[static_cast<std::size_t>(sensor)];
  if (words[0] == "rest") {
    setup.rest = numbers;
  } else if (words[0] == "noise") {
    setup.noise = numbers;
  } else if (words[0] == "stimulus") {
    Shown shown;
    shown.sensor = sensor;
    shown.channels = numbers;
    config.stimuli.push_back(shown);
  } else {
    if (numbers.size() != 3 || !(numbers[0] >= 1) || !(numbers[1] > 0) || !(numbers[2] >= 0)) return false;
    Shown shown;
    shown.sensor = sensor;
    shown.width = static_cast<std::size_t>(numbers[0]);
    shown.rate_hz = numbers[1];
    shown.rest_seconds = numbers[2];
    config.stimuli.push_back(shown);
  }
  return true;
}

/// Continues the recording that was begun last.
bool Samples(const Words& words, Config& config) {
  if (config.stimuli.empty() || config.stimuli.back().width == 0) return false;
  Shown& shown = config.stimuli.back();
  return ToNumbers(words, 1, shown.samples) && (words.size() - 1) % shown.width == 0;
}

/// For how long the object named last is shown, after how long a pause.
bool Hold(const Words& words, Config& config) {
  std::vector<double> numbers;
  if (config.stimuli.empty() || !ToNumbers(words, 1, numbers) || numbers.size() != 2) return false;
  if (!(numbers[0] > 0) || !(numbers[1] >= 0)) return false;
  config.stimuli.back().hold_seconds = numbers[0];
  config.stimuli.back().rest_seconds = numbers[1];
  return true;
}

bool Unsupported(const Words& words, Config& config) {
  if (words.size() != 5 || (words[4] != "Invoke" && words[4] != "AllocateTensors")) return false;
  config.unsupported.push_back({words[1], words[2], words[3], words[4] == "Invoke"});
  return true;
}

bool Setting(const Words& words, Config& config) {
  std::vector<double> numbers;
  if (!ToNumbers(words, 1, numbers) || numbers.size() != 1 || !std::isfinite(numbers[0])) return false;
  const std::string& key = words[0];
  const double value = numbers[0];
  if (key == "arena_need") {
    config.arena_need = static_cast<int>(value);
  } else if (key == "monitor") {
    config.monitor_seconds = value;
  } else if (key == "limit") {
    config.limit_seconds = value;
  } else if (key == "min_hold") {
    config.min_hold_seconds = value;
  } else if (key == "max_hold") {
    config.max_hold_seconds = value;
  } else if (key == "gap") {
    config.gap_seconds = value;
  } else if (key == "settle_invokes") {
    config.settle_invokes = static_cast<int>(value);
  } else if (key == "invoke_limit") {
    config.invoke_limit = static_cast<int>(value);
  } else {
    return false;
  }
  return true;
}

bool Apply(const Words& words, Config& config) {
  const std::string& key = words[0];
  if (key == "sensor") return Sensor(words, config);
  if (key == "rest" || key == "noise" || key == "stimulus" || key == "recording") return AboutSensor(words, config);
  if (key == "samples") return Samples(words, config);
  if (key == "hold") return Hold(words, config);
  if (key == "unsupported") return Unsupported(words, config);
  if (key == "neutralise") return Neutralise(words, config);
  if (key == "model") {
    if (words.size() == 2) config.model_path = words[1];
    return words.size() == 2;
  }
  return Setting(words, config);
}

}  // namespace

Config ReadConfig(const char* path, std::string& error) {
  Config config;
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) {
    error = std::string("cannot read ") + path;
    return config;
  }
  static char line[1 << 16];  // A row of thousands of numbers.
  for (int number = 1; error.empty() && std::fgets(line, sizeof line, file) != nullptr; ++number) {
    const Words words = Split(line);
    if (words.empty() || words[0][0] == '#') continue;
    if (!Apply(words, config)) error = std::string(path) + ":" + std::to_string(number) + ": not understood: " + line;
  }
  std::fclose(file);
  return config;
}

}  // namespace autopilot::device
