#include "config.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace autopilot::device {
namespace {

std::vector<std::string> Words(const char* line) {
  std::vector<std::string> words;
  while (*line != '\0') {
    line += std::strspn(line, " \t\r\n");
    const std::size_t length = std::strcspn(line, " \t\r\n");
    if (length > 0) words.emplace_back(line, length);
    line += length;
  }
  return words;
}

bool ToNumbers(const std::vector<std::string>& words, std::vector<double>& numbers) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    char* end = nullptr;
    numbers.push_back(std::strtod(words[i].c_str(), &end));
    if (end == words[i].c_str() || *end != '\0') return false;
  }
  return !numbers.empty();
}

bool Neutralise(const std::string& fault, Config& config) {
  if (fault == "bus") {
    config.neutralise_bus = true;
  } else if (fault == "engine") {
    config.neutralise_engine = true;
  } else if (fault == "arena") {
    config.neutralise_arena = true;
  } else if (fault == "halt") {
    config.neutralise_halt = true;
  } else if (fault == "resolver") {
    config.neutralise_resolver = true;
  } else if (fault == "model") {
    config.neutralise_model = true;
  } else {
    return false;
  }
  return true;
}

bool Sensor(const std::vector<std::string>& words, Config& config) {
  if (words.size() != 3 || words[1] != "APDS9960") return false;
  if (words[2] != "onboard" && words[2] != "external") return false;
  config.sensor_present = true;
  config.sensor_onboard = words[2] == "onboard";
  return true;
}

bool Unsupported(const std::vector<std::string>& words, Config& config) {
  if (words.size() != 5 || (words[4] != "Invoke" && words[4] != "AllocateTensors")) return false;
  config.unsupported.push_back({words[1], words[2], words[3], words[4] == "Invoke"});
  return true;
}

bool Apply(const std::vector<std::string>& words, Config& config) {
  const std::string& key = words[0];
  if (key == "sensor") return Sensor(words, config);
  if (key == "unsupported") return Unsupported(words, config);
  if (key == "neutralise") {
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!Neutralise(words[i], config)) return false;
    }
    return words.size() > 1;
  }
  if (key == "model") {
    if (words.size() == 2) config.model_path = words[1];
    return words.size() == 2;
  }
  std::vector<double> numbers;
  if (!ToNumbers(words, numbers)) return false;
  if (key == "away") {
    config.away = numbers;
    return true;
  }
  if (key == "stimulus") {
    config.stimuli.push_back(numbers);
    return true;
  }
  if (numbers.size() != 1 || !std::isfinite(numbers[0])) return false;
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
  } else {
    return false;
  }
  return true;
}

}  // namespace

Config ReadConfig(const char* path, std::string& error) {
  Config config;
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) {
    error = std::string("cannot read ") + path;
    return config;
  }
  static char line[4096];
  for (int number = 1; error.empty() && std::fgets(line, sizeof line, file) != nullptr; ++number) {
    const std::vector<std::string> words = Words(line);
    if (words.empty() || words[0][0] == '#') continue;
    if (!Apply(words, config)) error = std::string(path) + ":" + std::to_string(number) + ": not understood: " + line;
  }
  std::fclose(file);
  return config;
}

}  // namespace autopilot::device
