#include "config/toml_table.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>

#include "config/nearest.h"
#include "core/files.h"

namespace autopilot {
namespace {

const toml::table& AsTable(const void* table) { return *static_cast<const toml::table*>(table); }

std::string_view TypeName(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

/// "provider.then" for `then` in [provider]: how the heading of such a table is written.
std::string Heading(const std::string& title, std::string_view key) {
  const auto begin = title.find_first_not_of('[');
  if (begin == std::string::npos) return std::string(key);
  return fmt::format("{}.{}", title.substr(begin, title.find(']') - begin), key);
}

}  // namespace

struct TomlTable::Document {
  toml::table root;
  std::string file;
};

TomlTable::TomlTable(std::shared_ptr<const Document> document, const void* table, std::string title)
    : document_(std::move(document)), table_(table), title_(std::move(title)) {}

Result<TomlTable> TomlTable::Load(const std::filesystem::path& file) {
  AUTOPILOT_TRY(text, ReadFile(file));
  return Parse(text, file.string());
}

Result<TomlTable> TomlTable::Parse(std::string_view text, const std::string& where) {
  auto document = std::make_shared<Document>();
  document->file = where;
  try {
    document->root = toml::parse(text, where);
  } catch (const toml::parse_error& error) {
    return Fail(BadInput(fmt::format("not valid TOML: {}", error.description()), "correct the line")
                    .At(where, static_cast<int>(error.source().begin.line)));
  }
  const void* root = &document->root;
  return TomlTable(std::move(document), root, "");
}

bool TomlTable::Has(std::string_view key) const { return AsTable(table_).contains(key); }

std::vector<std::string> TomlTable::Keys() const {
  // toml++ sorts by name; the positions bring back the order of the file.
  std::vector<std::pair<toml::source_position, std::string>> found;
  for (const auto& [key, node] : AsTable(table_)) found.emplace_back(key.source().begin, std::string(key.str()));
  std::sort(found.begin(), found.end());
  std::vector<std::string> keys;
  for (auto& [position, key] : found) keys.push_back(std::move(key));
  return keys;
}

int TomlTable::Line(std::string_view key) const {
  const auto& table = AsTable(table_);
  const auto found = table.find(key);
  if (found == table.end()) return line();
  return static_cast<int>(found->first.source().begin.line);
}

int TomlTable::Line(std::string_view key, std::size_t element) const {
  const toml::array* array = AsTable(table_)[key].as_array();
  if (array == nullptr || element >= array->size()) return Line(key);
  return static_cast<int>(array->get(element)->source().begin.line);
}

int TomlTable::line() const { return static_cast<int>(AsTable(table_).source().begin.line); }

const std::string& TomlTable::file() const { return document_->file; }

std::string TomlTable::Name(std::string_view key) const {
  return title_.empty() ? std::string(key) : fmt::format("{} {}", title_, key);
}

Error TomlTable::About(std::string_view key, std::string message, std::string cure) const {
  return BadInput(std::move(message), std::move(cure)).At(file(), Line(key));
}

Error TomlTable::WrongType(std::string_view key, std::string_view wanted) const {
  return About(key, fmt::format("{} must be {}, not {}", Name(key), wanted, TypeName(*AsTable(table_).get(key))));
}

Status TomlTable::Read(std::string_view key, std::string& value) const {
  if (!Has(key)) return {};
  const auto* text = AsTable(table_)[key].as_string();
  if (text == nullptr) return Fail(WrongType(key, "a text in quotes"));
  value = text->get();
  return {};
}

Status TomlTable::Read(std::string_view key, bool& value) const {
  if (!Has(key)) return {};
  const auto* flag = AsTable(table_)[key].as_boolean();
  if (flag == nullptr) return Fail(WrongType(key, "true or false"));
  value = flag->get();
  return {};
}

Status TomlTable::Read(std::string_view key, int& value) const {
  if (!Has(key)) return {};
  const auto* number = AsTable(table_)[key].as_integer();
  if (number == nullptr) return Fail(WrongType(key, "a whole number"));
  if (number->get() < std::numeric_limits<int>::min() || number->get() > std::numeric_limits<int>::max()) {
    return Fail(About(key, fmt::format("{} is out of range: {}", Name(key), number->get())));
  }
  value = static_cast<int>(number->get());
  return {};
}

Status TomlTable::Read(std::string_view key, double& value) const {
  if (!Has(key)) return {};
  const auto node = AsTable(table_)[key];
  if (!node.is_number()) return Fail(WrongType(key, "a number"));
  value = *node.value<double>();
  return {};
}

Status TomlTable::Read(std::string_view key, std::optional<double>& value) const {
  if (!Has(key)) return {};
  double number = 0;
  AUTOPILOT_CHECK(Read(key, number));
  value = number;
  return {};
}

Status TomlTable::Read(std::string_view key, std::vector<std::string>& value) const {
  if (!Has(key)) return {};
  const toml::array* array = AsTable(table_)[key].as_array();
  if (array == nullptr || (!array->empty() && !array->is_homogeneous<std::string>())) {
    return Fail(WrongType(key, "an array of texts"));
  }
  value.clear();
  for (const auto& element : *array) value.push_back(element.as_string()->get());
  return {};
}

Status TomlTable::Read(std::string_view key, std::vector<double>& value) const {
  if (!Has(key)) return {};
  const toml::array* array = AsTable(table_)[key].as_array();
  if (array == nullptr) return Fail(WrongType(key, "an array of numbers"));
  value.clear();
  for (const auto& element : *array) {
    if (!element.is_number()) return Fail(WrongType(key, "an array of numbers"));
    value.push_back(*element.value<double>());
  }
  return {};
}

Status TomlTable::Read(std::string_view key, std::vector<std::pair<std::string, std::string>>& value) const {
  AUTOPILOT_TRY(table, Table(key));
  if (!table) return {};
  value.clear();
  for (const std::string& name : table->Keys()) {
    std::string text;
    AUTOPILOT_CHECK(table->Read(name, text));
    value.emplace_back(name, std::move(text));
  }
  return {};
}

Status TomlTable::RequireKey(std::string_view key) const {
  if (Has(key)) return {};
  return Fail(About(key, fmt::format("{} is missing", Name(key)), fmt::format("add a line: {} = ...", key)));
}

Status TomlTable::RequireTable(std::string_view key) const {
  if (Has(key)) return {};
  return Fail(
      BadInput(fmt::format("the section [{}] is missing", key), fmt::format("begin one with the line [{}]", key))
          .At(file(), line()));
}

Result<std::optional<TomlTable>> TomlTable::Table(std::string_view key) const {
  if (!Has(key)) return std::nullopt;
  const toml::table* table = AsTable(table_)[key].as_table();
  if (table == nullptr) return Fail(WrongType(key, "a table"));
  const std::string inner = title_.empty() ? fmt::format("[{}]", key) : Name(key);
  return TomlTable(document_, table, inner);
}

Result<std::vector<TomlTable>> TomlTable::Tables(std::string_view key) const {
  std::vector<TomlTable> tables;
  if (!Has(key)) return tables;
  const toml::array* array = AsTable(table_)[key].as_array();
  if (array == nullptr || !array->is_homogeneous<toml::table>()) {
    return Fail(About(key, fmt::format("{} must be an array of tables", Name(key)),
                      fmt::format("write it as [[{}]], in double brackets", Heading(title_, key))));
  }
  for (const auto& element : *array) {
    tables.push_back(TomlTable(document_, element.as_table(), fmt::format("[[{}]]", Heading(title_, key))));
  }
  return tables;
}

Status TomlTable::AllowOnly(const std::vector<std::string>& known) const {
  for (const std::string& key : Keys()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const bool section = AsTable(table_)[key].is_table() || AsTable(table_)[key].is_array_of_tables();
    const std::string what = title_.empty() && section ? "section" : "key";
    const std::string place = title_.empty() ? "" : fmt::format(" in {}", title_);
    return Fail(About(key, fmt::format("unknown {} \"{}\"{}", what, key, place), NearestOrList(key, known)));
  }
  return {};
}

}  // namespace autopilot
