#include "app/data_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>

#include "app/csv.h"
#include "config/nearest.h"
#include "core/files.h"
#include "core/text.h"

namespace autopilot {
namespace {

constexpr double kSumTolerance = 0.02;
constexpr const char* kFromFileName = "from-file-name";

/// A row of nothing but dashes, or the header again: it ends a recording.
bool IsSeparator(const CsvTable& csv, const CsvRow& row) {
  const bool dashes = std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of('-') == std::string::npos;
  });
  return dashes || row.cells == csv.header;
}

bool IsMissing(const std::string& cell) {
  const std::string lower = Lower(cell);
  return lower.empty() || lower == "nan" || lower == "na" || lower == "n/a" || lower == "null";
}

std::optional<double> ToNumber(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Gathers the rows of all files into one table.
class Loader {
 public:
  explicit Loader(const Application& application) : application_(application) {
    table_.feature_names = application.features;
    for (const std::string& label : application.labels) table_.classes.push_back({label, 0, {}});
  }

  Status Add(int file_index) {
    const std::filesystem::path& file = application_.data_files[static_cast<std::size_t>(file_index)];
    const std::string where = file.string();
    AUTOPILOT_TRY(text, ReadFile(file));
    AUTOPILOT_TRY(csv, ReadCsv(text, where));
    if (table_.columns.empty()) table_.columns = csv.header;

    std::vector<std::size_t> columns;
    for (const std::string& feature : application_.features) {
      AUTOPILOT_TRY(column, FindColumn(csv, feature, "data.features", where));
      columns.push_back(column);
    }
    const bool from_name = application_.label == kFromFileName;
    const bool labelled = !application_.label.empty();
    std::size_t label_column = 0;
    std::string file_label;
    if (from_name) {
      AUTOPILOT_TRY(label, LabelFromName(file));
      file_label = label;
    } else if (labelled) {
      AUTOPILOT_TRY(column, FindColumn(csv, application_.label, "data.label", where));
      label_column = column;
    }

    std::size_t recording_column = csv.header.size();
    if (!application_.recording.empty()) {
      AUTOPILOT_TRY(column, FindColumn(csv, application_.recording, "data.recording", where));
      recording_column = column;
    }

    bool begins = true;
    std::string recording;
    for (const CsvRow& row : csv.rows) {
      if (IsSeparator(csv, row)) {
        begins = true;
        continue;
      }
      std::vector<double> values;
      for (const std::size_t column : columns) {
        AUTOPILOT_TRY(value, Number(csv, row, column, where));
        values.push_back(value);
      }
      const std::string label = from_name ? file_label : labelled ? row.cells[label_column] : "";
      int index = -1;
      if (labelled) {
        AUTOPILOT_TRY(found, ClassOf(label, where, row.line));
        index = found;
        ++table_.classes[static_cast<std::size_t>(index)].rows;
      }
      const std::string name = recording_column < row.cells.size() ? row.cells[recording_column] : "";
      begins = begins || row.after_blank || name != recording || (labelled && index != table_.label_index.back());
      recordings_ += begins ? 1 : 0;
      begins = false;
      recording = name;
      table_.recording_index.push_back(recordings_ - 1);
      table_.features.push_back(std::move(values));
      table_.label_index.push_back(index);
      table_.label_text.push_back(label);
      table_.file_index.push_back(file_index);
      table_.line.push_back(row.line);
    }
    return {};
  }

  DataTable Finish() {
    MeasureColumns();
    MeasureClasses();
    CountDuplicates();
    MeasureSums();
    return std::move(table_);
  }

 private:
  Result<std::size_t> FindColumn(const CsvTable& csv, const std::string& name, const std::string& key,
                                 const std::string& where) const {
    const auto found = std::find(csv.header.begin(), csv.header.end(), name);
    if (found != csv.header.end()) return static_cast<std::size_t>(found - csv.header.begin());
    const std::string nearest = Nearest(name, csv.header);
    return Fail(BadInput(fmt::format("no column \"{}\"; the file has {}", name, fmt::join(csv.header, ", ")),
                         fmt::format("{}correct [data] {} in {}",
                                     nearest.empty() ? "" : fmt::format("did you mean \"{}\"? ", nearest),
                                     key.substr(key.find('.') + 1), application_.file.filename().string()))
                    .At(where, 1));
  }

  static Result<double> Number(const CsvTable& csv, const CsvRow& row, std::size_t column, const std::string& where) {
    const std::string& cell = row.cells[column];
    if (IsMissing(cell)) return std::numeric_limits<double>::quiet_NaN();
    const auto value = ToNumber(cell);
    if (value) return *value;
    return Fail(BadInput(fmt::format("\"{}\" in column \"{}\" is not a number", cell, csv.header[column]),
                         "write it with a decimal point, or leave the cell empty where the value is missing")
                    .At(where, row.line));
  }

  Result<int> ClassOf(const std::string& label, const std::string& where, int line) {
    for (std::size_t i = 0; i < table_.classes.size(); ++i) {
      if (Lower(table_.classes[i].name) == Lower(label)) return static_cast<int>(i);
    }
    if (application_.labels.empty() && !label.empty()) {
      table_.classes.push_back({label, 0, {}});
      return static_cast<int>(table_.classes.size()) - 1;
    }
    const std::string what =
        label.empty() ? "the label is missing" : fmt::format("label \"{}\" is no class of the model", label);
    const std::string nearest = Nearest(label, application_.labels);
    return Fail(BadInput(fmt::format("{}; [model] labels are {}", what, fmt::join(application_.labels, ", ")),
                         fmt::format("{}correct or remove the row, or name the class in [model] labels",
                                     nearest.empty() ? "" : fmt::format("did you mean \"{}\"? ", nearest)))
                    .At(where, line));
  }

  /// The model label that the file's name contains; the longest, where one contains another.
  Result<std::string> LabelFromName(const std::filesystem::path& file) const {
    const std::string name = Lower(file.stem().string());
    std::vector<std::string> found;
    for (const std::string& label : application_.labels) {
      if (!label.empty() && name.find(Lower(label)) != std::string::npos) found.push_back(label);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    if (found.empty()) {
      return Fail(BadInput(fmt::format("the file's name contains none of the [model] labels {}",
                                       fmt::join(application_.labels, ", ")),
                           "rename the file after its class, or name a column in [data] label")
                      .At(file.string()));
    }
    for (std::size_t i = 1; i < found.size(); ++i) {
      if (Lower(found[0]).find(Lower(found[i])) != std::string::npos) continue;
      return Fail(BadInput(fmt::format("the file's name contains two labels, \"{}\" and \"{}\"", found[0], found[i]),
                           "rename the file so that it contains the one of its class")
                      .At(file.string()));
    }
    return found[0];
  }

  void MeasureColumns() {
    for (std::size_t column = 0; column < table_.feature_names.size(); ++column) {
      ColumnFacts facts;
      facts.name = table_.feature_names[column];
      double sum = 0;
      int count = 0;
      for (const auto& row : table_.features) {
        const double value = row[column];
        if (std::isnan(value)) {
          ++facts.missing;
          continue;
        }
        facts.minimum = count == 0 ? value : std::min(facts.minimum, value);
        facts.maximum = count == 0 ? value : std::max(facts.maximum, value);
        sum += value;
        ++count;
      }
      if (count > 0) {
        facts.mean = sum / count;
        double squares = 0;
        for (const auto& row : table_.features) {
          if (!std::isnan(row[column])) squares += (row[column] - facts.mean) * (row[column] - facts.mean);
        }
        facts.deviation = std::sqrt(squares / count);
      }
      table_.facts.push_back(facts);
    }
  }

  void MeasureClasses() {
    for (std::size_t index = 0; index < table_.classes.size(); ++index) {
      for (std::size_t column = 0; column < table_.feature_names.size(); ++column) {
        double sum = 0;
        int count = 0;
        for (std::size_t row = 0; row < table_.size(); ++row) {
          const double value = table_.features[row][column];
          if (table_.label_index[row] != static_cast<int>(index) || std::isnan(value)) continue;
          sum += value;
          ++count;
        }
        if (table_.classes[index].rows > 0) table_.classes[index].mean.push_back(count > 0 ? sum / count : 0);
      }
    }
  }

  void CountDuplicates() {
    std::unordered_set<std::string> seen;
    for (std::size_t row = 0; row < table_.size(); ++row) {
      const auto& values = table_.features[row];
      const int label = table_.label_index[row];
      // Bytes as the key: NaN compares unequal to itself, but a repeated gap is a repetition.
      std::string key(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
      key.append(reinterpret_cast<const char*>(&label), sizeof label);
      if (!seen.insert(std::move(key)).second) ++table_.duplicate_rows;
    }
  }

  void MeasureSums() {
    int complete = 0;
    bool all = true;
    for (const auto& row : table_.features) {
      double sum = 0;
      for (const double value : row) sum += value;
      if (std::isnan(sum)) continue;
      ++complete;
      all = all && std::fabs(sum - 1) <= kSumTolerance;
    }
    table_.rows_sum_to_one = complete > 0 && all;
  }

  const Application& application_;
  DataTable table_;
  int recordings_ = 0;
};

}  // namespace

Result<DataTable> LoadData(const Application& application) {
  Loader loader(application);
  for (std::size_t i = 0; i < application.data_files.size(); ++i) {
    AUTOPILOT_CHECK(loader.Add(static_cast<int>(i)));
  }
  DataTable table = loader.Finish();
  if (application.label.empty()) table.label_index.clear();  // Empty says "no labels" to everybody.
  return table;
}

}  // namespace autopilot
