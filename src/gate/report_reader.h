#pragma once

/// Which class do printed lines report? Judged as a person would read them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/label_finder.h"
#include "gate/report_legend.h"

namespace autopilot {

/// Reads reports of one sketch.
class ReportReader {
 public:
  /// `synonyms` are other ways to write a class (emoji, other languages), by lower-case name; see
  /// profiles/class-words.toml.
  ReportReader(const std::vector<std::string>& labels, const std::map<std::string, std::vector<std::string>>& synonyms)
      : finder_(labels, synonyms) {}

  /// Learns from what the sketch printed before its first result which numbers stand for which classes.
  void LearnLegend(const std::vector<std::string>& lines) { legend_ = ReadLegend(finder_, lines); }

  /// The class that these lines report, or nothing. A class named without a score counts, the last one if
  /// there are several; else the classes' scores do, the largest wins; without any name a number is read
  /// by the legend.
  std::optional<std::size_t> Read(const std::vector<std::string>& lines) const;

 private:
  LabelFinder finder_;
  Legend legend_;
};

}  // namespace autopilot
