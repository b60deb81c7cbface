#include "gate/quantisation.h"

#include <algorithm>
#include <cmath>

namespace autopilot {
namespace {

double Saturated(double value) { return std::clamp(std::trunc(value), -128.0, 127.0); }

double Wrapped(double value) {
  const auto bits = static_cast<unsigned char>(static_cast<long long>(std::trunc(value)) & 0xff);
  return static_cast<double>(static_cast<signed char>(bits));
}

}  // namespace

std::vector<std::function<double(double)>> WrongQuantisations(const TensorFacts& tensor) {
  if (tensor.scale == 0) return {};
  const double scale = tensor.scale;
  const double zero = tensor.zero_point;
  const std::function<double(double)> stored[] = {
      [](double value) { return value; },
      [=](double value) { return value / scale; },
      [=](double value) { return value / scale - zero; },
      [=](double value) { return (value + zero) / scale; },
      [=](double value) { return (value - zero) / scale; },
      [=](double value) { return value + zero; },
      [=](double value) { return value * scale + zero; },
      [=](double value) { return value * scale; },
      [](double value) { return value * 255; },
      [](double value) { return value * 255 - 128; },
      [](double value) { return value * 127; },
      [](double value) { return value * 128; },
  };
  std::vector<std::function<double(double)>> wrong;
  for (const auto& store : stored) {
    for (const auto fit : {Saturated, Wrapped}) {
      wrong.emplace_back([=](double value) { return (fit(store(value)) - zero) * scale; });
    }
  }
  return wrong;
}

bool IsSaturated(const std::vector<double>& raw, const TensorFacts& tensor) {
  if (tensor.scale == 0 || raw.empty()) return false;
  for (const double end : {-128.0, 127.0}) {
    if (end != tensor.zero_point && std::all_of(raw.begin(), raw.end(), [end](double value) { return value == end; })) {
      return true;
    }
  }
  return false;
}

}  // namespace autopilot
