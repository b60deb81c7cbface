#include "report/scatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/words.h"

namespace autopilot {
namespace {

using nlohmann::json;

// The plot in SVG units; the browser scales it to the room there is.
constexpr double kWidth = 320;
constexpr double kHeight = 260;
constexpr double kLeft = 44;
constexpr double kRight = kWidth - 8;
constexpr double kTop = 8;
constexpr double kBottom = kHeight - 38;
constexpr int kColours = 6;

struct Range {
  double low = 0;
  double high = 0;
  double span() const { return high - low; }
};

Range RangeOf(const std::vector<ScatterPoint>& points, double ScatterPoint::*value) {
  Range range{points.front().*value, points.front().*value};
  for (const ScatterPoint& point : points) {
    range.low = std::min(range.low, point.*value);
    range.high = std::max(range.high, point.*value);
  }
  return range;
}

Range Padded(Range range) {
  const double pad = range.span() > 0 ? 0.06 * range.span() : std::max(0.05, 0.1 * std::abs(range.low));
  return {range.low - pad, range.high + pad};
}

/// Both axes share one scale unless a wrong scaling has put the values worlds apart.
void Align(Range& x, Range& y) {
  const Range both{std::min(x.low, y.low), std::max(x.high, y.high)};
  if (both.span() <= 3 * std::min(x.span(), y.span()) || std::min(x.span(), y.span()) == 0) {
    if (both.span() <= 1000 * std::max(x.span(), y.span())) x = y = both;
  }
}

std::vector<double> Ticks(Range range) {
  const double rough = range.span() / 4;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  for (double at = std::ceil(range.low / step); at * step <= range.high && ticks.size() < 12; ++at) {
    ticks.push_back(at == 0 ? 0 : at * step);
  }
  return ticks;
}

std::string Coordinate(double value) { return fmt::format("{:.1f}", std::clamp(value, -1e5, 1e5)); }

}  // namespace

json ScatterView(const std::string& key, const std::string& title, const std::vector<ScatterPoint>& all,
                 double tolerance) {
  std::vector<ScatterPoint> points;
  std::copy_if(all.begin(), all.end(), std::back_inserter(points),
               [](const ScatterPoint& point) { return std::isfinite(point.expected) && std::isfinite(point.got); });
  json view = {{"key", key},
               {"title", title},
               {"has_points", !points.empty()},
               {"left", kLeft},
               {"right", kRight},
               {"top", kTop},
               {"bottom", kBottom},
               {"width", kWidth},
               {"height", kHeight},
               {"plot_width", kRight - kLeft},
               {"plot_height", kBottom - kTop}};
  if (points.empty()) return view;

  Range x = RangeOf(points, &ScatterPoint::expected);
  Range y = RangeOf(points, &ScatterPoint::got);
  Align(x, y);
  x = Padded(x);
  y = Padded(y);
  const auto across = [&](double value) { return kLeft + (value - x.low) / x.span() * (kRight - kLeft); };
  const auto up = [&](double value) { return kBottom - (value - y.low) / y.span() * (kBottom - kTop); };

  json dots = json::array();
  int outside = 0;
  for (const ScatterPoint& point : points) {
    const bool wrong = tolerance > 0 && std::abs(point.expected - point.got) > tolerance;
    outside += wrong;
    dots.push_back({{"x", Coordinate(across(point.expected))},
                    {"y", Coordinate(up(point.got))},
                    {"colour", point.kind < 0 ? kColours : point.kind % kColours},
                    {"wrong", wrong},
                    {"title", point.title}});
  }
  json x_ticks = json::array();
  for (const double at : Ticks(x)) x_ticks.push_back({{"at", Coordinate(across(at))}, {"text", Number(at)}});
  json y_ticks = json::array();
  for (const double at : Ticks(y)) y_ticks.push_back({{"at", Coordinate(up(at))}, {"text", Number(at)}});
  const auto corner = [&](double at, double offset) {
    return Coordinate(across(at)) + "," + Coordinate(up(at + offset));
  };
  view["band"] = corner(x.low, -tolerance) + " " + corner(x.low, tolerance) + " " + corner(x.high, tolerance) + " " +
                 corner(x.high, -tolerance);
  view["line"] = {{"x1", Coordinate(across(x.low))},
                  {"y1", Coordinate(up(x.low))},
                  {"x2", Coordinate(across(x.high))},
                  {"y2", Coordinate(up(x.high))}};
  view["x_ticks"] = std::move(x_ticks);
  view["y_ticks"] = std::move(y_ticks);
  view["points"] = std::move(dots);
  view["all_within"] = outside == 0;
  const auto missing = static_cast<long long>(all.size() - points.size());
  std::string words = tolerance > 0 ? Count(static_cast<long long>(points.size()) - outside) + " of " +
                                          Count(static_cast<long long>(points.size())) + " within ±" + Number(tolerance)
                                    : Plural(static_cast<long long>(points.size()), "value");
  if (missing > 0) words += ", " + Count(missing) + " not a number";
  view["words"] = words;
  return view;
}

}  // namespace autopilot
