#include "twin/stimulus_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "app/csv.h"
#include "core/files.h"
#include "core/text.h"
#include "twin/map_inverse.h"

namespace autopilot {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::optional<double> ToNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// One row of the file, as numbers by column.
struct Row {
  int line = 0;
  bool begins = false;  ///< A recording begins here.
  std::vector<double> numbers;
  std::string label;
};

struct Rows {
  std::vector<std::string> names;  ///< Of the columns of `numbers`.
  std::vector<Row> rows;
};

Result<Rows> ReadTable(const std::string& text, const std::string& where, const std::string& label_column) {
  AUTOPILOT_TRY(csv, ReadCsv(text, where));
  Rows rows;
  std::size_t label = csv.header.size();
  std::size_t recording = csv.header.size();
  for (std::size_t i = 0; i < csv.header.size(); ++i) {
    const std::string name = Lower(csv.header[i]);
    rows.names.push_back(csv.header[i]);
    if (name == "label" || csv.header[i] == label_column) label = i;
    if (name == "recording") recording = i;
  }
  bool begins = true;
  std::string name;
  for (const CsvRow& from : csv.rows) {
    const bool dashes = std::all_of(from.cells.begin(), from.cells.end(), [](const std::string& cell) {
      return !cell.empty() && cell.find_first_not_of('-') == std::string::npos;
    });
    if (dashes || from.cells == csv.header) {
      begins = true;
      continue;
    }
    Row row;
    row.line = from.line;
    if (label < from.cells.size()) row.label = from.cells[label];
    const std::string called = recording < from.cells.size() ? from.cells[recording] : "";
    const bool relabelled = !rows.rows.empty() && rows.rows.back().label != row.label;
    row.begins = begins || from.after_blank || called != name || relabelled;
    begins = false;
    name = called;
    for (const std::string& cell : from.cells) row.numbers.push_back(ToNumber(cell).value_or(kNone));
    rows.rows.push_back(std::move(row));
  }
  return rows;
}

/// Numbers of a line, and the names before them ("ax:0.1"); what a serial monitor puts before "->" is dropped.
Row ReadLogLine(std::string_view line, std::vector<std::string>& names) {
  if (const auto arrow = line.find("->"); arrow != std::string_view::npos) line.remove_prefix(arrow + 2);
  Row row;
  names.clear();
  std::string word;
  const auto finish = [&] {
    if (word.empty()) return;
    if (const auto number = ToNumber(word)) {
      row.numbers.push_back(*number);
    } else {
      names.push_back(word);
    }
    word.clear();
  };
  for (char c : line) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ';' || c == ':' || c == '=') {
      finish();
    } else {
      word += c;
    }
  }
  finish();
  return row;
}

enum class Spelling { kExact, kAnyCase };

/// Where the wanted names stand among the columns; nothing if one is missing.
std::optional<std::vector<std::size_t>> Places(const std::vector<std::string>& names,
                                               const std::vector<std::string>& wanted, Spelling spelling) {
  std::vector<std::size_t> places;
  for (const std::string& name : wanted) {
    const auto found = std::find_if(names.begin(), names.end(), [&](const std::string& column) {
      return spelling == Spelling::kExact ? column == name : Lower(column) == Lower(name);
    });
    if (found == names.end()) return std::nullopt;
    places.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  return places;
}

/// What columns may be named after.
struct Wanted {
  std::vector<std::string> channels;
  std::vector<std::string> features;
};

/// The columns that hold readings, or else features.
struct Columns {
  bool hold_features = false;
  std::vector<std::size_t> places;
};

/// "aX" and "ax" may be a feature and the channel that it is made from: what is spelled alike comes first.
std::optional<Columns> FindColumns(const std::vector<std::string>& names, const Wanted& wanted) {
  for (const Spelling spelling : {Spelling::kExact, Spelling::kAnyCase}) {
    if (auto places = Places(names, wanted.channels, spelling)) return Columns{false, std::move(*places)};
    if (auto places = Places(names, wanted.features, spelling)) return Columns{true, std::move(*places)};
  }
  return std::nullopt;
}

Rows ReadLog(std::string_view text, const Wanted& wanted) {
  Rows rows;
  rows.names = wanted.channels;
  bool begins = true;
  int number = 0;
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    Row row = ReadLogLine(text.substr(0, end), names);
    text.remove_prefix(std::min(end + 1, text.size()));
    row.line = ++number;
    if (row.numbers.empty()) {
      // A line of the names alone is a header; a blank one, or other words, ends a recording.
      if (FindColumns(names, wanted)) rows.names = names;
      begins = true;
      continue;
    }
    if (names.size() == row.numbers.size() && rows.rows.empty()) rows.names = names;
    if (row.numbers.size() != rows.names.size()) continue;
    row.begins = std::exchange(begins, false);
    rows.rows.push_back(std::move(row));
  }
  return rows;
}

/// Samples a second, from the column of times; `otherwise` without one.
double RateOf(const Rows& rows, double otherwise) {
  for (const auto& [name, unit] : {std::pair{"time", 1.0}, {"seconds", 1.0}, {"time_ms", 0.001}, {"millis", 0.001}}) {
    const auto places = Places(rows.names, {name}, Spelling::kAnyCase);
    if (!places) continue;
    std::vector<double> steps;
    for (std::size_t i = 1; i < rows.rows.size(); ++i) {
      const double step = rows.rows[i].numbers[(*places)[0]] - rows.rows[i - 1].numbers[(*places)[0]];
      if (!rows.rows[i].begins && step > 0) steps.push_back(step * unit);
    }
    if (steps.empty()) continue;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    return 1 / steps[steps.size() / 2];
  }
  return otherwise;
}

int LabelOf(const Contract& contract, const std::string& text) {
  const auto& labels = contract.application.labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (Lower(labels[i]) == Lower(text)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

Result<std::vector<Recording>> ReadStimulusFile(const Contract& contract, const std::filesystem::path& file) {
  const std::string where = file.string();
  Wanted wanted;
  for (std::size_t channel : contract.MappedChannels()) wanted.channels.push_back(contract.sensor->channels[channel]);
  for (const FeatureRule& rule : contract.features) wanted.features.push_back(rule.feature);

  AUTOPILOT_TRY(text, ReadFile(file));
  Rows rows;
  if (Lower(file.extension().string()) == ".csv") {
    AUTOPILOT_TRY(table, ReadTable(text, where, contract.application.label));
    rows = std::move(table);
  } else {
    rows = ReadLog(text, wanted);
  }
  const auto columns = FindColumns(rows.names, wanted);
  if (!columns) {
    return Fail(BadInput(fmt::format("the columns {} are neither the channels {} nor the features {}",
                                     fmt::join(rows.names, ", "), fmt::join(wanted.channels, ", "),
                                     fmt::join(wanted.features, ", ")),
                         "name the columns in the first line; docs/formats/stimulus.md shows how")
                    .At(where, 1));
  }
  if (rows.rows.empty())
    return Fail(BadInput("no line holds the numbers of a reading", "log one reading a line").At(where));

  const double usual =
      contract.sensor_use.rate_hz > 0 ? contract.sensor_use.rate_hz : 1 / contract.sensor->sample_seconds;
  const double rate = RateOf(rows, usual);
  const MapInverse inverse(contract);
  const std::vector<std::size_t> mapped = contract.MappedChannels();
  std::vector<Recording> recordings;
  for (const Row& row : rows.rows) {
    if (row.begins) recordings.push_back({{}, rate, LabelOf(contract, row.label), -1});
    std::vector<double> readings(contract.sensor->channels.size(), kNone);
    std::vector<double> numbers;
    for (std::size_t place : columns->places) numbers.push_back(row.numbers[place]);
    if (std::any_of(numbers.begin(), numbers.end(), [](double value) { return std::isnan(value); })) {
      return Fail(BadInput("a reading is missing or no number", "complete the row or remove it").At(where, row.line));
    }
    if (!columns->hold_features) {
      for (std::size_t i = 0; i < mapped.size(); ++i) readings[mapped[i]] = numbers[i];
    } else {
      auto solved = inverse.Solve(numbers, 0);
      if (!solved) {
        return Fail(BadInput(fmt::format("no reading of {} gives these features", contract.sensor->id),
                             "check [[sensor]] map against the units of the file")
                        .At(where, row.line));
      }
      readings = std::move(*solved);
    }
    recordings.back().channels.push_back(std::move(readings));
  }
  return recordings;
}

}  // namespace autopilot
