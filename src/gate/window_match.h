#pragma once

/// Which readings do the rows of a window hold? Found by aligning the rows with the readings in time.

#include <cstddef>
#include <vector>

namespace autopilot {

/// What the sensor gave, as values of the model's inputs, in order of time.
struct Track {
  std::vector<double> seconds;                ///< When each was measured.
  std::vector<std::vector<double>> features;  ///< NaN where the map has no value.

  std::size_t size() const { return seconds.size(); }
};

using WindowRows = std::vector<std::vector<double>>;  ///< [row][feature]

/// Sum of the features' variances.
double Variance(const WindowRows& rows);

struct WindowMatch {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<std::size_t> reading;  ///< By row: index into the track, ascending; kNone: no reading fits.
  std::size_t matched = 0;           ///< Rows that a reading fits.

  double share() const {
    return reading.empty() ? 0 : static_cast<double>(matched) / static_cast<double>(reading.size());
  }
};

/// How rows are compared with readings.
struct RowRule {
  std::vector<double> tolerance;  ///< By feature; a row fits where every feature is within it.
  double step_seconds = 0;        ///< Between two rows, as asked.
};

/// Aligns rows that were rounded or quantised: the differences are smallest, no later row gets an earlier
/// reading, and what fits equally well is spread evenly.
WindowMatch AlignRows(const WindowRows& rows, const Track& track, const RowRule& rule);

/// Aligns rows that are readings to the last digits of a float, all of them or each so many-th, without a gap: what is
/// fetched in whole buffers. No row matches where one of many does not: the same value may come again and again.
WindowMatch AlignEvenRows(const WindowRows& rows, const Track& track, const RowRule& rule);

/// The same for rows of whole numbers, which tell their readings more exactly than the tolerance does. Nothing fits
/// rows that are not whole.
WindowMatch AlignWholeRows(const WindowRows& rows, const Track& track, const RowRule& rule);

/// Aligns rows that are readings to the last digits of a float: fast, and certain where no two readings are the same.
WindowMatch AlignExactRows(const WindowRows& rows, const Track& track, const RowRule& rule);

/// The best reading for each row, whatever the order; kNone where none fits.
WindowMatch NearestReadings(const WindowRows& rows, const Track& track, const std::vector<double>& tolerance);

}  // namespace autopilot
