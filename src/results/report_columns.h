#pragma once

/// What the tables of a report have in common: how shares, amounts and groups are written into cells.

#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

#include "results/report_table.h"

namespace autopilot {

using ReportRow = std::vector<std::string>;

/// "36.7"
std::string PercentCell(double share);
/// "11/30", "36.7", "21.9 to 54.5"; dashes where nothing was counted.
void AddShare(ReportRow& row, const Share& share);
/// "11/30 (36.7 %)"
std::string ShareInOne(const Share& share);
/// Of a test: "< 0.001", "0.012".
std::string PValue(double p);
/// Tokens, seconds and dollars lie orders of magnitude apart: three figures that count.
std::string Amount(double value);

/// Columns for the parts of groups; those in which all groups are alike are left out, but for model and stage.
class GroupColumns {
 public:
  template <typename RowsOf>
  GroupColumns(const std::vector<RowsOf>& rows, Group RowsOf::*group) {
    for (const RowsOf& row : rows) Look(row.*group);
  }

  std::vector<ReportTable::Column> Headings() const {
    std::vector<ReportTable::Column> columns;
    for (const Named& part : kParts) {
      if (Shows(part)) columns.push_back({part.heading, false});
    }
    return columns;
  }

  ReportRow Cells(const Group& group) const {
    ReportRow cells;
    for (const Named& part : kParts) {
      if (Shows(part)) cells.push_back(Shown(group.*part.part, part.empty));
    }
    return cells;
  }

  /// In one cell: "qwen, guided, fruit".
  std::string InOne(const Group& group) const {
    std::string text;
    for (const Named& part : kParts) {
      if (!Shows(part) || part.part == &Group::stage || group.*part.part == kAny) continue;
      text += (text.empty() ? "" : ", ") + Shown(group.*part.part, part.empty);
    }
    return text;
  }

 private:
  struct Named {
    const char* heading;
    std::string Group::*part;
    const char* empty;  ///< What the empty name stands for.
    bool always;
  };
  static constexpr Named kParts[] = {{"stage", &Group::stage, "", true},
                                     {"model", &Group::model, "not named", true},
                                     {"protocol", &Group::protocol, "not named", false},
                                     {"variant", &Group::variant, "standard", false},
                                     {"application", &Group::application, "not named", false},
                                     {"sampling", &Group::sampling, "default", false}};

  static std::string Shown(const std::string& value, const char* empty) {
    if (value == kAny) return "all";
    return value.empty() ? empty : value;
  }

  void Look(const Group& group) {
    if (!seen_) first_ = group;
    seen_ = true;
    for (std::size_t i = 0; i < std::size(kParts); ++i) {
      if (group.*kParts[i].part != first_.*kParts[i].part) differs_[i] = true;
    }
  }

  bool Shows(const Named& part) const {
    return differs_[static_cast<std::size_t>(&part - kParts)] || (part.always && first_.*part.part != kAny);
  }

  Group first_;
  bool seen_ = false;
  bool differs_[std::size(kParts)] = {};
};

ReportTable NewTable(const char* name, const char* title, const char* caption,
                     std::vector<ReportTable::Column> columns);
void Append(std::vector<ReportTable::Column>& columns, std::initializer_list<ReportTable::Column> more);

/// More rows than this are left to CSV: nobody reads them.
inline constexpr std::size_t kMostRows = 60;

/// Cuts what is too long, and says so.
void Limit(ReportTable& table, std::size_t most = kMostRows);

}  // namespace autopilot
