#include "results/report_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autopilot {

std::string PercentCell(double share) { return fmt::format("{:.1f}", 100 * share); }

void AddShare(ReportRow& row, const Share& share) {
  if (share.counted == 0) {
    row.insert(row.end(), {"-", "-", "-"});
    return;
  }
  row.push_back(fmt::format("{}/{}", share.passed, share.counted));
  row.push_back(PercentCell(share.share));
  row.push_back(PercentCell(share.low) + " to " + PercentCell(share.high));
}

std::string ShareInOne(const Share& share) {
  return share.counted == 0 ? "-" : fmt::format("{}/{} ({} %)", share.passed, share.counted, PercentCell(share.share));
}

std::string PValue(double p) { return p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p); }

std::string Amount(double value) {
  if (value == 0) return "0";
  if (std::abs(value) >= 100) return fmt::format("{:.0f}", value);
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 6);
  return fmt::format("{:.{}f}", value, decimals);
}

ReportTable NewTable(const char* name, const char* title, const char* caption,
                     std::vector<ReportTable::Column> columns) {
  return {name, title, caption, std::move(columns), {}};
}

void Append(std::vector<ReportTable::Column>& columns, std::initializer_list<ReportTable::Column> more) {
  columns.insert(columns.end(), more);
}

void Limit(ReportTable& table, std::size_t most) {
  if (table.rows.size() <= most) return;
  table.caption += fmt::format(" The first {} of {} rows; all of them with --format csv --table {}.", most,
                               table.rows.size(), table.name);
  table.rows.resize(most);
}

}  // namespace autopilot
