#include "statistics/share.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace autopilot {
namespace {

double Square(double value) { return value * value; }

/// The phi coefficient of the pairs, less where it rests on few of them (Newcombe 1998, method 10).
double Correlation(const Pairs& pairs) {
  const double a = pairs.both, b = pairs.only_a, c = pairs.only_b, d = pairs.neither;
  const double margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins == 0) return 0;
  const double determinant = a * d - b * c;
  const double corrected = determinant > 0 ? std::max(determinant - pairs.count() / 2.0, 0.0) : determinant;
  return corrected / std::sqrt(margins);
}

}  // namespace

Interval WilsonInterval(int passed, int counted, double confidence) {
  if (counted <= 0) return {};
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2);
  const double n = counted;
  const double share = passed / n;
  const double middle = share + z * z / (2 * n);
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double whole = 1 + z * z / n;
  // None and all are ends in themselves; rounding must not leave 1e-18 there.
  return {passed == 0 ? 0 : (middle - half) / whole, passed == counted ? 1 : (middle + half) / whole};
}

Interval NewcombeInterval(int passed_a, int counted_a, int passed_b, int counted_b, double confidence) {
  if (counted_a <= 0 || counted_b <= 0) return {-1, 1};
  const double a = static_cast<double>(passed_a) / counted_a;
  const double b = static_cast<double>(passed_b) / counted_b;
  const Interval of_a = WilsonInterval(passed_a, counted_a, confidence);
  const Interval of_b = WilsonInterval(passed_b, counted_b, confidence);
  return {a - b - std::sqrt(Square(a - of_a.low) + Square(of_b.high - b)),
          a - b + std::sqrt(Square(of_a.high - a) + Square(b - of_b.low))};
}

Interval NewcombePairedInterval(const Pairs& pairs, double confidence) {
  const int count = pairs.count();
  if (count <= 0) return {-1, 1};
  const double a = static_cast<double>(pairs.both + pairs.only_a) / count;
  const double b = static_cast<double>(pairs.both + pairs.only_b) / count;
  const Interval of_a = WilsonInterval(pairs.both + pairs.only_a, count, confidence);
  const Interval of_b = WilsonInterval(pairs.both + pairs.only_b, count, confidence);
  const double phi = Correlation(pairs);
  const auto reach = [phi](double left, double right) {
    return std::sqrt(std::max(Square(left) - 2 * phi * left * right + Square(right), 0.0));
  };
  return {a - b - reach(a - of_a.low, of_b.high - b), a - b + reach(of_a.high - a, b - of_b.low)};
}

double CohensH(double share_a, double share_b) {
  return 2 * std::asin(std::sqrt(share_a)) - 2 * std::asin(std::sqrt(share_b));
}

}  // namespace autopilot
