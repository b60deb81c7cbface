#include "app/data_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
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
bool IsSeparator(const CsvReader& csv, const CsvRow& row) {
  const bool dashes = std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of('-') == std::string::npos;
  });
  return dashes || row.cells == csv.header();
}

bool IsMissing(const std::string& cell) {
  const std::string lower = Lower(cell);
  return lower.empty() || lower == "nan" || lower == "na" || lower == "n/a" || lower == "null" || lower == "?";
}

std::optional<double> ToNumber(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

void MeasureColumns(DataTable& table) {
  table.facts.clear();
  for (std::size_t column = 0; column < table.feature_names.size(); ++column) {
    ColumnFacts facts;
    facts.name = table.feature_names[column];
    double sum = 0;
    int count = 0;
    for (const auto& row : table.features) {
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
      for (const auto& row : table.features) {
        if (!std::isnan(row[column])) squares += (row[column] - facts.mean) * (row[column] - facts.mean);
      }
      facts.deviation = std::sqrt(squares / count);
    }
    table.facts.push_back(facts);
  }
}

void MeasureClasses(DataTable& table) {
  for (std::size_t index = 0; index < table.classes.size(); ++index) {
    table.classes[index].mean.clear();
    for (std::size_t column = 0; column < table.feature_names.size(); ++column) {
      double sum = 0;
      int count = 0;
      for (std::size_t row = 0; row < table.size(); ++row) {
        const double value = table.features[row][column];
        if (table.label_index[row] != static_cast<int>(index) || std::isnan(value)) continue;
        sum += value;
        ++count;
      }
      if (table.classes[index].rows > 0) table.classes[index].mean.push_back(count > 0 ? sum / count : 0);
    }
  }
}

void MeasureSums(DataTable& table) {
  int complete = 0;
  bool all = true;
  for (const auto& row : table.features) {
    double sum = 0;
    for (const double value : row) sum += value;
    if (std::isnan(sum)) continue;
    ++complete;
    all = all && std::fabs(sum - 1) <= kSumTolerance;
  }
  table.rows_sum_to_one = complete > 0 && all;
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
    AUTOPILOT_TRY(csv, CsvReader::Open(text, where));
    if (table_.columns.empty()) table_.columns = csv.header();
    NoteForm(file, csv.form());

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
      AUTOPILOT_TRY(label, application_.labels.empty() ? PlainName(file) : LabelFromName(file));
      file_label = label;
    } else if (labelled) {
      AUTOPILOT_TRY(column, FindColumn(csv, application_.label, "data.label", where));
      label_column = column;
    }

    std::size_t recording_column = csv.header().size();
    if (!application_.recording.empty()) {
      AUTOPILOT_TRY(column, FindColumn(csv, application_.recording, "data.recording", where));
      recording_column = column;
    }

    bool begins = true;
    bool any = false;
    std::string recording;
    CsvRow row;
    while (true) {
      AUTOPILOT_TRY(more, csv.Next(row));
      if (!more) break;
      any = true;
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
    if (!any) return Fail(NoRows(where));
    return {};
  }

  DataTable Finish() {
    if (application_.Trains() && application_.labels.empty()) SortClasses();
    CountDuplicates();
    MeasureValues(table_);
    return std::move(table_);
  }

 private:
  /// Says so where a file is written otherwise than with commas in UTF-8.
  void NoteForm(const std::filesystem::path& file, const CsvForm& form) {
    std::vector<std::string> what;
    if (form.encoding != "UTF-8") what.push_back("in " + form.encoding);
    if (form.delimiter == '\t') what.emplace_back("with tabs between the fields");
    if (form.delimiter == ';') what.emplace_back("with semicolons between the fields");
    if (form.delimiter == '|') what.emplace_back("with bars between the fields");
    if (what.empty()) return;
    table_.notes.push_back(
        fmt::format("{} is read as it is written: {}", file.filename().string(), fmt::join(what, ", ")));
  }

  /// The classes of the data in the order in which people list them: numbers by value, names by the alphabet.
  void SortClasses() {
    std::vector<std::size_t> order(table_.classes.size());
    std::iota(order.begin(), order.end(), 0u);
    const bool numbers = std::all_of(table_.classes.begin(), table_.classes.end(),
                                     [](const ClassFacts& one) { return ToNumber(one.name).has_value(); });
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const std::string& left = table_.classes[a].name;
      const std::string& right = table_.classes[b].name;
      return numbers ? *ToNumber(left) < *ToNumber(right) : left < right;
    });
    std::vector<int> place(order.size());
    std::vector<ClassFacts> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[order[i]] = static_cast<int>(i);
      sorted.push_back(std::move(table_.classes[order[i]]));
    }
    table_.classes = std::move(sorted);
    for (int& label : table_.label_index) label = label < 0 ? label : place[static_cast<std::size_t>(label)];
  }

  Result<std::size_t> FindColumn(const CsvReader& csv, const std::string& name, const std::string& key,
                                 const std::string& where) const {
    const std::vector<std::string>& header = csv.header();
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
    const std::string nearest = Nearest(name, header);
    return Fail(BadInput(fmt::format("no column \"{}\"; the file has {}", name, fmt::join(header, ", ")),
                         fmt::format("{}correct [data] {} in {}",
                                     nearest.empty() ? "" : fmt::format("did you mean \"{}\"? ", nearest),
                                     key.substr(key.find('.') + 1), application_.file.filename().string()))
                    .At(where, 1));
  }

  static Result<double> Number(const CsvReader& csv, const CsvRow& row, std::size_t column, const std::string& where) {
    const std::string& cell = row.cells[column];
    if (IsMissing(cell)) return std::numeric_limits<double>::quiet_NaN();
    auto value = ToNumber(cell);
    const std::size_t comma = cell.find(',');
    if (!value && csv.form().decimal_comma() && comma != std::string::npos && cell.find('.') == std::string::npos) {
      std::string with_point = cell;
      with_point[comma] = '.';
      value = ToNumber(with_point);
    }
    if (!value) {
      return Fail(BadInput(fmt::format("\"{}\" in column \"{}\" is not a number", cell, csv.header()[column]),
                           "write it with a decimal point, or leave the cell empty where the value is missing")
                      .At(where, row.line));
    }
    if (std::abs(*value) > std::numeric_limits<float>::max()) {
      return Fail(BadInput(fmt::format("{} in column \"{}\" is larger than the numbers of a network (float32) can be",
                                       cell, csv.header()[column]),
                           "correct it, or leave the cell empty where the value is missing")
                      .At(where, row.line));
    }
    return *value;
  }

  Result<int> ClassOf(const std::string& label, const std::string& where, int line) {
    for (std::size_t i = 0; i < table_.classes.size(); ++i) {
      if (Lower(table_.classes[i].name) == Lower(label)) return static_cast<int>(i);
    }
    if (application_.labels.empty() && !label.empty()) {
      table_.classes.push_back({label, 0, {}});
      return static_cast<int>(table_.classes.size()) - 1;
    }
    if (label.empty() && application_.labels.empty()) {
      return Fail(BadInput("the label is missing", "write the class of the row, or remove the row").At(where, line));
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
    // A folder of files a class bears the name where the files do not.
    for (const std::string& label : application_.labels) {
      if (found.empty() && Lower(file.parent_path().filename().string()) == Lower(label)) return label;
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

  /// Without labels to look for, the file's name without what counts the files: "left_03.csv" is of "left".
  static Result<std::string> PlainName(const std::filesystem::path& file) {
    const std::string stem = file.stem().string();
    const std::size_t last = stem.find_last_not_of("0123456789");
    const std::size_t end = last == std::string::npos ? last : stem.find_last_not_of(" _-.", last);
    if (end != std::string::npos) return stem.substr(0, end + 1);
    return file.parent_path().filename().string();
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

  const Application& application_;
  DataTable table_;
  int recordings_ = 0;
};

}  // namespace

void MeasureValues(DataTable& table) {
  MeasureColumns(table);
  MeasureClasses(table);
  MeasureSums(table);
}

Status NameFeatures(Application& application) {
  if (!application.features.empty() || application.data_files.empty()) return {};
  const std::filesystem::path& file = application.data_files.front();
  AUTOPILOT_TRY(text, ReadFile(file));
  AUTOPILOT_TRY(csv, CsvReader::Open(text, file.string()));
  for (const std::string& column : csv.header()) {
    if (column != application.label && column != application.recording) application.features.push_back(column);
  }
  if (application.features.empty()) {
    return Fail(BadInput("the file has no column beside the label", "add the columns that the model is to learn from")
                    .At(file.string(), 1));
  }
  return {};
}

namespace {

/// A feature without a single value can be neither learnt from nor judged.
Status CheckColumnsHaveValues(const DataTable& table, const Application& application) {
  for (const ColumnFacts& column : table.facts) {
    if (table.size() == 0 || static_cast<std::size_t>(column.missing) < table.size()) continue;
    return Fail(BadInput(fmt::format("no row has a value in the column \"{}\"", column.name),
                         fmt::format("fill the column, or take \"{}\" out of [data] features in {}", column.name,
                                     application.file.filename().string()))
                    .At(application.data_files.front().string(), 1));
  }
  return {};
}

}  // namespace

Result<DataTable> LoadData(const Application& application) {
  Loader loader(application);
  for (std::size_t i = 0; i < application.data_files.size(); ++i) {
    AUTOPILOT_CHECK(loader.Add(static_cast<int>(i)));
  }
  DataTable table = loader.Finish();
  AUTOPILOT_CHECK(CheckColumnsHaveValues(table, application));
  if (application.label.empty()) table.label_index.clear();  // Empty says "no labels" to everybody.
  return table;
}

}  // namespace autopilot
