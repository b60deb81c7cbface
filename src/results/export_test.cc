#include "results/export.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "results/experiment_bed_for_test.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

class ExportTest : public ExperimentTest {
 protected:
  void SetUp() override {
    ExperimentTest::SetUp();
    for (int repeat = 1; repeat <= 3; ++repeat) {
      Stage(Trial("a|b_1, \"c\"", "guided", repeat), "sg", repeat == 1 ? "pass" : "reject",
            R"({"verdict":{"builds":true}})");
      Stage(Trial("plain", "guided", repeat), "sg", "pass", R"({"verdict":{"builds":true}})");
    }
    tables_ = Read();
  }
  std::string Text(ExportFormat format, const std::string& table = "") {
    auto text = Export(tables_, format, table);
    EXPECT_OK(text);
    return text.value_or("");
  }
  ExperimentTables tables_;
};

TEST_F(ExportTest, MarkdownRowsHaveAsManyCellsAsHeadings) {
  const std::string text = Text(ExportFormat::kMarkdown);
  EXPECT_THAT(text, HasSubstr("# Experiment study"));
  EXPECT_THAT(text, HasSubstr("| sg | a\\|b\\_1, \"c\" | 1/3 | 33.3 | 6.1 to 79.2 | 3/3 |"));
  std::size_t bars = 0;
  std::size_t rows = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("|")) {
      bars = 0;
      continue;
    }
    std::size_t own = 0;
    for (std::size_t i = 0; i < line.size(); ++i) own += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    if (bars == 0) bars = own;
    EXPECT_EQ(own, bars) << line;
    ++rows;
  }
  EXPECT_GT(rows, 20u);
}

TEST_F(ExportTest, LatexEscapesWhatItWouldRead) {
  const std::string text = Text(ExportFormat::kLatex, "by_model");
  EXPECT_THAT(text, HasSubstr("\\begin{longtable}{ll"));
  EXPECT_THAT(text, HasSubstr("a|b\\_1, \"c\" & 1/3 & 33.3"));
  EXPECT_THAT(text, HasSubstr("\\label{tab:by_model}"));
  EXPECT_EQ(text.find("tab:costs"), std::string::npos) << "one table alone";
}

TEST_F(ExportTest, CsvQuotesAndKeepsEveryDigit) {
  EXPECT_THAT(Text(ExportFormat::kCsv), HasSubstr("\"a|b_1, \"\"c\"\"\",guided,,fruit,,sg,1,run1,pass,1,1,1,100,100,"));
  EXPECT_THAT(Text(ExportFormat::kCsv, "by_model"), HasSubstr(",0.3333333333333333,"));
  for (const std::string& name : TableNames()) {
    const std::string text = Text(ExportFormat::kCsv, name);
    const bool empty = name.starts_with("published") || name == "sensitivity" || name == "errors" || name == "causes";
    const std::size_t headings = text.find("\r\n");
    EXPECT_NE(headings, std::string::npos) << name;
    EXPECT_EQ(headings + 2 == text.size(), empty) << name;
  }
}

TEST_F(ExportTest, JsonHoldsTheTrialsOnlyWhereTheyAreAskedFor) {
  const auto whole = nlohmann::json::parse(Text(ExportFormat::kJson));
  EXPECT_FALSE(whole.contains("trials"));
  EXPECT_EQ(whole.at("cells").size(), 2u);
  EXPECT_EQ(nlohmann::json::parse(Text(ExportFormat::kJson, "trials")).at("trials").size(), 6u);
  for (const std::string& name : TableNames()) {
    EXPECT_FALSE(nlohmann::json::parse(Text(ExportFormat::kJson, name), nullptr, false).is_discarded()) << name;
  }
}

TEST_F(ExportTest, UnknownNamesAreToldTheNearest) {
  EXPECT_TRUE(FailsWith(ExportFormatFromString("markdwon"), ErrorKind::kBadInput, "did you mean \"markdown\"?"));
  EXPECT_TRUE(FailsWith(Export(tables_, ExportFormat::kCsv, "by_modle"), ErrorKind::kBadInput, "\"by_model\"?"));
  EXPECT_TRUE(FailsWith(Export(tables_, ExportFormat::kLatex, "trials"), ErrorKind::kBadInput, "csv"));
}

}  // namespace
}  // namespace autopilot
