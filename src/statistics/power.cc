#include "statistics/power.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "statistics/share.h"

namespace autopilot {

long long RepeatsNeeded(double share_a, double share_b, double alpha, double power) {
  const boost::math::normal normal;
  const double reach = boost::math::quantile(normal, 1 - alpha / 2) + boost::math::quantile(normal, power);
  const double effect = reach / CohensH(share_a, share_b);
  return std::max(2LL, static_cast<long long>(std::ceil(2 * effect * effect)));
}

}  // namespace autopilot
