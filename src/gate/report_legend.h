#pragma once

/// Which number stands for which class: sketches that print an index explain it once, when they start.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/label_finder.h"

namespace autopilot {

/// Printed number -> label.
using Legend = std::map<long, std::size_t>;

/// Finds "0 = Apple, 1 = Banana, ..." or "Apple: 0 ..." in the lines, or all classes listed once without
/// numbers, which then count from 0. Empty if the lines explain nothing, or not all classes.
Legend ReadLegend(const LabelFinder& finder, const std::vector<std::string>& lines);

/// The class that lines without any name report by its number: a single index, the index with the largest
/// score, or as many scores as classes in the legend's order. Nothing if that is ambiguous.
std::optional<std::size_t> ReadByLegend(const Legend& legend, const std::vector<std::string>& lines);

}  // namespace autopilot
