#include "config/toml_table.h"

#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

constexpr const char* kText = R"(name = "fruit"
count = 3
share = 0.5
yes = true
list = ["b",
        "a"]
numbers = [1, 2.5]
[inner]
zebra = "z"
ant = "a"
[[part]]
id = 1
[[part]]
id = 2
)";

TEST(TomlTable, ReadsTypedValues) {
  ASSERT_OK_AND_ASSIGN(table, TomlTable::Parse(kText, "a.toml"));
  std::string name;
  int count = 0;
  double share = 0;
  double whole = 0;
  bool yes = false;
  std::vector<std::string> list;
  std::vector<double> numbers;
  std::optional<double> none;
  EXPECT_OK(table.Read("name", name));
  EXPECT_OK(table.Read("count", count));
  EXPECT_OK(table.Read("share", share));
  EXPECT_OK(table.Read("count", whole));
  EXPECT_OK(table.Read("yes", yes));
  EXPECT_OK(table.Read("list", list));
  EXPECT_OK(table.Read("numbers", numbers));
  EXPECT_OK(table.Read("not there", none));
  EXPECT_EQ(name, "fruit");
  EXPECT_EQ(count, 3);
  EXPECT_EQ(share, 0.5);
  EXPECT_EQ(whole, 3);
  EXPECT_TRUE(yes);
  EXPECT_EQ(list, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(numbers, (std::vector<double>{1, 2.5}));
  EXPECT_FALSE(none);
}

TEST(TomlTable, KeepsTheOrderAndPlacesOfTheFile) {
  ASSERT_OK_AND_ASSIGN(table, TomlTable::Parse(kText, "a.toml"));
  EXPECT_EQ(table.Keys(),
            (std::vector<std::string>{"name", "count", "share", "yes", "list", "numbers", "inner", "part"}));
  EXPECT_EQ(table.Line("share"), 3);
  EXPECT_EQ(table.Line("list", 1), 6);
  ASSERT_OK_AND_ASSIGN(inner, table.Table("inner"));
  EXPECT_EQ(inner->line(), 8);
  std::vector<std::pair<std::string, std::string>> pairs;
  ASSERT_OK(table.Read("inner", pairs));
  EXPECT_EQ(pairs, (std::vector<std::pair<std::string, std::string>>{{"zebra", "z"}, {"ant", "a"}}));
  ASSERT_OK_AND_ASSIGN(parts, table.Tables("part"));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].Line("id"), 14);
}

TEST(TomlTable, NamesFileLineAndTypeInErrors) {
  ASSERT_OK_AND_ASSIGN(table, TomlTable::Parse(kText, "a.toml"));
  std::string text;
  int number = 0;
  std::vector<std::string> list;
  EXPECT_TRUE(FailsWith(table.Read("count", text), ErrorKind::kBadInput,
                        "a.toml:2: count must be a text in quotes, not a number"));
  EXPECT_TRUE(FailsWith(table.Read("share", number), ErrorKind::kBadInput, "a.toml:3: share must be a whole number"));
  EXPECT_TRUE(
      FailsWith(table.Read("numbers", list), ErrorKind::kBadInput, "a.toml:7: numbers must be an array of texts"));
  EXPECT_TRUE(FailsWith(table.Require("title", text), ErrorKind::kBadInput, "title is missing"));
  EXPECT_TRUE(FailsWith(table.Tables("inner"), ErrorKind::kBadInput, "[[inner]]"));
}

TEST(TomlTable, RefusesUnknownKeys) {
  ASSERT_OK_AND_ASSIGN(table, TomlTable::Parse("[data]\nfeature = [\"a\"]\n", "a.toml"));
  EXPECT_OK(table.AllowOnly({"data"}));
  EXPECT_TRUE(FailsWith(table.AllowOnly({"date"}), ErrorKind::kBadInput,
                        "a.toml:1: unknown section \"data\"\n  cure: did you mean \"date\"?"));
  ASSERT_OK_AND_ASSIGN(data, table.Table("data"));
  EXPECT_TRUE(FailsWith(data->AllowOnly({"features", "label"}), ErrorKind::kBadInput,
                        "a.toml:2: unknown key \"feature\" in [data]\n  cure: did you mean \"features\"?"));
}

TEST(TomlTable, NamesTablesInTablesByTheirHeading) {
  ASSERT_OK_AND_ASSIGN(table, TomlTable::Parse("[provider]\n[[provider.then]]\nnme = 1\n[[part]]\nx = 1\n", "a.toml"));
  ASSERT_OK_AND_ASSIGN(provider, table.Table("provider"));
  ASSERT_OK_AND_ASSIGN(then, provider->Tables("then"));
  EXPECT_TRUE(FailsWith(then.at(0).AllowOnly({"name"}), ErrorKind::kBadInput,
                        "a.toml:3: unknown key \"nme\" in [[provider.then]]"));
  ASSERT_OK_AND_ASSIGN(parts, table.Tables("part"));
  EXPECT_EQ(parts.at(0).title(), "[[part]]");
}

TEST(TomlTable, ReportsSyntaxErrorsWithTheirLine) {
  EXPECT_TRUE(FailsWith(TomlTable::Parse("a = 1\nb = \n", "a.toml"), ErrorKind::kBadInput, "a.toml:2: not valid TOML"));
  EXPECT_TRUE(
      FailsWith(TomlTable::Parse("a = 1\na = 2\n", "a.toml"), ErrorKind::kBadInput, "a.toml:2: not valid TOML"));
  EXPECT_TRUE(FailsWith(TomlTable::Load("/no/such.toml"), ErrorKind::kBadInput, "/no/such.toml"));
}

}  // namespace
}  // namespace autopilot
