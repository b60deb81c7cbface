#include "app/csv.h"

#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, ReadsPlainRows) {
  ASSERT_OK_AND_ASSIGN(table, ReadCsv("a,b\n1, 2 \n,x", "t.csv"));
  EXPECT_EQ(table.header, (Cells{"a", "b"}));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0].cells, (Cells{"1", "2"}));
  EXPECT_EQ(table.rows[1].cells, (Cells{"", "x"}));
  EXPECT_EQ(table.rows[1].line, 3);
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  ASSERT_OK_AND_ASSIGN(
      table, ReadCsv("\xEF\xBB\xBF\"a\",b\r\n\"x, \"\"y\"\"\",2\r\n\r\n\"two\nlines\",\"\"\r\nz,3\r\n", "t.csv"));
  EXPECT_EQ(table.header, (Cells{"a", "b"}));
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0].cells, (Cells{"x, \"y\"", "2"}));
  EXPECT_EQ(table.rows[1].cells, (Cells{"two\nlines", ""}));
  EXPECT_EQ(table.rows[1].line, 4);
  EXPECT_EQ(table.rows[2].line, 6);
}

TEST(Csv, FindsTheDelimiter) {
  ASSERT_OK_AND_ASSIGN(semicolons, ReadCsv("a;b\n1,5;\"x;y\"\n", "t.csv"));
  EXPECT_EQ(semicolons.header, (Cells{"a", "b"}));
  EXPECT_EQ(semicolons.rows[0].cells, (Cells{"1,5", "x;y"}));
  EXPECT_EQ(semicolons.form.delimiter, ';');
  EXPECT_TRUE(semicolons.form.decimal_comma());
  ASSERT_OK_AND_ASSIGN(tabs, ReadCsv("a\tb c\n\t2\n", "t.csv"));
  EXPECT_EQ(tabs.header, (Cells{"a", "b c"}));
  EXPECT_EQ(tabs.rows[0].cells, (Cells{"", "2"}));
  ASSERT_OK_AND_ASSIGN(names, ReadCsv("length, cm;width, cm;kind\n1;2;x\n", "t.csv"));
  EXPECT_EQ(names.header, (Cells{"length, cm", "width, cm", "kind"}));
  ASSERT_OK_AND_ASSIGN(one, ReadCsv("a\n1\n", "t.csv"));
  EXPECT_EQ(one.form.delimiter, ',');
}

TEST(Csv, ReadsOtherEncodings) {
  ASSERT_OK_AND_ASSIGN(latin, ReadCsv("Gr\xF6\xDF"
                                      "e,b\n1,2\n",
                                      "t.csv"));
  EXPECT_EQ(latin.header[0],
            "Gr\xC3\xB6\xC3\x9F"
            "e");
  EXPECT_EQ(latin.form.encoding, "Windows-1252");
  EXPECT_TRUE(FailsWith(ReadCsv(std::string_view("a,bcdefghi\n1,\0\n", 15), "t.csv"), ErrorKind::kBadInput, "no text"));
}

TEST(Csv, TellsWhereBlankLinesStood) {
  ASSERT_OK_AND_ASSIGN(table, ReadCsv("a,b\n\n1,2\n3,4\n\n  \n5,6\n", "t.csv"));
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_FALSE(table.rows[0].after_blank);
  EXPECT_FALSE(table.rows[1].after_blank);
  EXPECT_TRUE(table.rows[2].after_blank);
}

TEST(Csv, RefusesRaggedRowsWithTheirLine) {
  EXPECT_TRUE(FailsWith(ReadCsv("a,b,c\n1,2,3\n1,2\n", "t.csv"), ErrorKind::kBadInput,
                        "t.csv:3: ragged row: 2 fields, but the header names 3 (a, b, c)"));
  EXPECT_TRUE(FailsWith(ReadCsv("a,b\n1,2,\n", "t.csv"), ErrorKind::kBadInput, "t.csv:2: ragged row: 3 fields"));
}

TEST(Csv, RefusesWhatIsNoTable) {
  EXPECT_TRUE(FailsWith(ReadCsv("", "t.csv"), ErrorKind::kBadInput, "t.csv:1: the file is empty"));
  EXPECT_TRUE(FailsWith(ReadCsv("\n \n", "t.csv"), ErrorKind::kBadInput, "t.csv:1: the file is empty"));
  EXPECT_TRUE(FailsWith(ReadCsv("a,b\n", "t.csv"), ErrorKind::kBadInput, "t.csv:1: no rows, only a header"));
  EXPECT_TRUE(FailsWith(ReadCsv("a,a\n1,2\n", "t.csv"), ErrorKind::kBadInput, "two columns are called \"a\""));
  EXPECT_TRUE(FailsWith(ReadCsv("a,\n1,2\n", "t.csv"), ErrorKind::kBadInput, "column 2 has no name"));
  EXPECT_TRUE(FailsWith(ReadCsv("a,b\n1,\"2\n3,4\n", "t.csv"), ErrorKind::kBadInput, "t.csv:2: a quote is opened"));
  EXPECT_TRUE(
      FailsWith(ReadCsv("a,b\n1,\"2\"3\n", "t.csv"), ErrorKind::kBadInput, "t.csv:2: text after a closing quote"));
}

}  // namespace
}  // namespace autopilot
