#include "report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/files.h"
#include "report/sample_run_for_test.h"

namespace autopilot {
namespace {

using testing::HasSubstr;
using testing::Not;

InstallPaths SourceTree() {
  InstallPaths paths;
  paths.home = AUTOPILOT_SOURCE_DIR;
  return paths;
}

/// Checks that every tag is closed where it must be, that attributes are quoted, and that scripts and
/// styles are the only raw texts. Returns what is wrong, or nothing.
std::string WhatIsWrong(const std::string& html) {
  const std::set<std::string> empty = {"meta", "!doctype", "br", "link"};
  std::vector<std::string> open;
  std::size_t at = 0;
  while ((at = html.find('<', at)) != std::string::npos) {
    std::size_t end = at + 1;
    for (bool quoted = false; end < html.size() && (quoted || html[end] != '>'); ++end) {
      if (html[end] == '"') quoted = !quoted;
      if (!quoted && html[end] == '<') return "a < inside the tag at " + html.substr(at, 80);
      if (!quoted && html[end] == '=' && html[end + 1] != '"') return "unquoted value at " + html.substr(at, 80);
    }
    if (end >= html.size()) return "an endless tag: " + html.substr(at, 80);
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::size_t first = tag.starts_with("/") ? 1 : 0;
    std::string name = tag.substr(first, tag.find_first_of(" \n/", first) - first);
    for (char& letter : name) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    at = end + 1;
    if (first == 1) {
      if (open.empty() || open.back() != name)
        return "</" + name + "> does not close " + (open.empty() ? "anything" : open.back());
      open.pop_back();
    } else if (!tag.ends_with("/") && empty.count(name) == 0) {
      open.push_back(name);
      if (name == "script" || name == "style") at = html.find("</" + name, at);
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

class HtmlReportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("report-test");
    ASSERT_TRUE(folder) << folder.error().ToString();
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    auto journal = Journal::Open(folder_->path() / "journal.sqlite", clock_);
    ASSERT_TRUE(journal) << journal.error().ToString();
    journal_ = std::move(*journal);
  }
  std::string Report(const std::string& run) {
    const std::filesystem::path out = folder_->path() / "out" / "report.html";
    const Status written = WriteHtmlReport(*journal_, run, SourceTree(), out);
    EXPECT_TRUE(written) << written.error().ToString();
    return *ReadFile(out);
  }

  FixedClock clock_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(HtmlReportTest, AFailedRunShowsWhatAndWhy) {
  WriteSampleRun(*journal_, "r2", false);
  const std::string html = Report("last");
  EXPECT_EQ(WhatIsWrong(html), "");
  EXPECT_THAT(html, HasSubstr("Fruit &lt;classifier&gt;"));
  EXPECT_THAT(html, HasSubstr("<span class=\"badge reject\">reject</span>"));
  EXPECT_THAT(html, HasSubstr("Not achieved: the input tensor&apos;s values are not those the model was trained on."));
  // The finding: place, quoted line, counterexample, next step.
  EXPECT_THAT(html, HasSubstr("<span>fruit.ino:14:22</span>"));
  EXPECT_THAT(html,
              HasSubstr("<tr class=\"marked\"><th scope=\"row\">14</th><td><code>\tinput-&gt;data.f[0] = r / 255.0f;"));
  EXPECT_THAT(html, HasSubstr("r=120 g=80 b=60"));
  EXPECT_THAT(html, HasSubstr("[0.4615, 0.3077, 0.2308]"));
  EXPECT_THAT(html, HasSubstr("<strong>Next:</strong> divide each channel by the sum of the three"));
  EXPECT_THAT(html, HasSubstr("lies behind the first fault"));
  // What the twin saw.
  EXPECT_THAT(html, HasSubstr("It reported <b>48</b> of them right (53.3 %)"));
  EXPECT_THAT(html, HasSubstr("30 of 90 within ±0.02"));
  EXPECT_THAT(html, HasSubstr("<circle class=\"c0 wrong\""));
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">none</th>"));
  EXPECT_THAT(html, HasSubstr("10 of 30, 33.3 %"));
  // Contract, decisions, costs, attempts.
  EXPECT_THAT(html, HasSubstr("every row sums to 1: already normalised"));
  EXPECT_THAT(html, HasSubstr("<code>r/(r+g+b)</code>"));
  EXPECT_THAT(html, HasSubstr("FULLY_CONNECTED → SOFTMAX"));
  EXPECT_THAT(html, HasSubstr("<span class=\"who reference\">reference</span>"));
  EXPECT_THAT(html, HasSubstr("690 + 96"));
  EXPECT_THAT(html, HasSubstr("finish reason: length"));
  EXPECT_THAT(html, HasSubstr("You write one C++ function."));
}

TEST_F(HtmlReportTest, APassingRunSaysSo) {
  WriteSampleRun(*journal_, "r1", true);
  const std::string html = Report("r1");
  EXPECT_EQ(WhatIsWrong(html), "");
  EXPECT_THAT(html, HasSubstr("Every gate accepted the result of every stage."));
  EXPECT_THAT(html, HasSubstr("90 of 90 within ±0.02"));
  EXPECT_THAT(html, Not(HasSubstr("Findings of the last verdict")));
  EXPECT_THAT(html, Not(HasSubstr("<circle class=\"c0 wrong\"")));
}

TEST_F(HtmlReportTest, NothingThatAModelWroteIsMarkup) {
  WriteSampleRun(*journal_, "r2", false);
  const std::string html = Report("r2");
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("<html><script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(html, HasSubstr("{{name}} {{{style_css}}}")) << "templates in texts are not expanded";
}

TEST_F(HtmlReportTest, LoadsNothingAndRunsOnlyItsOwnScript) {
  WriteSampleRun(*journal_, "r2", false);
  const std::string html = Report("r2");
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  for (const char* loader : {"src=", "href=\"http", "@import", "url(http", "<link", "<img", "<iframe"}) {
    EXPECT_THAT(html, Not(HasSubstr(loader))) << loader;
  }
  const std::size_t script = html.find("<script");
  EXPECT_THAT(html.substr(script, 20), HasSubstr("nonce=\""));
  EXPECT_EQ(html.find("<script", script + 1), std::string::npos);
}

TEST_F(HtmlReportTest, AnInterruptedRunIsShownAsFarAsItCame) {
  WriteSampleRun(*journal_, "r3", true, /*ended=*/false);
  const std::string html = Report("r3");
  EXPECT_EQ(WhatIsWrong(html), "");
  EXPECT_THAT(html, HasSubstr("<span class=\"badge other\">unfinished</span>"));
  EXPECT_THAT(html, HasSubstr("autopilot run --resume r3"));
  EXPECT_THAT(html, HasSubstr("no reply"));
  EXPECT_THAT(html, HasSubstr("2,094")) << "the tokens of the stage in progress";
}

TEST_F(HtmlReportTest, ARunThatHadOnlyBegunIsAReportToo) {
  RunRecord run;
  run.id = "r4";
  run.name = "just begun";
  ASSERT_TRUE(journal_->BeginRun(run));
  const std::string html = Report("r4");
  EXPECT_EQ(WhatIsWrong(html), "");
  EXPECT_THAT(html, HasSubstr("just begun"));
}

TEST_F(HtmlReportTest, LinksArtifactsBesideIt) {
  RunRecord run;
  run.id = "r5";
  ASSERT_TRUE(journal_->BeginRun(run));
  StageDetail detail;
  detail.artifacts = {(folder_->path() / "out" / "sg" / "my fruit.ino").string(), "/elsewhere/model.h"};
  ASSERT_TRUE(journal_->PutStage({"r5", "sg", "pass", 0, 0, 0, 0, 0, ToText(detail)}));
  const std::string html = Report("r5");
  EXPECT_THAT(html, HasSubstr("<a href=\"./sg/my%20fruit.ino\">sg/my fruit.ino</a>"));
  EXPECT_THAT(html, HasSubstr("<code>/elsewhere/model.h</code>"));
}

TEST_F(HtmlReportTest, FailsClearlyWithoutRunOrTemplates) {
  const std::filesystem::path out = folder_->path() / "report.html";
  EXPECT_EQ(WriteHtmlReport(*journal_, "none", SourceTree(), out).error().kind, ErrorKind::kBadInput);
  WriteSampleRun(*journal_, "r1", true);
  InstallPaths paths;
  paths.home = folder_->path();
  const Status written = WriteHtmlReport(*journal_, "r1", paths, out);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kInfrastructure);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(WellFormed, TheCheckItselfSeesFaults) {
  EXPECT_EQ(WhatIsWrong("<p class=\"a>b\">x</p>"), "");
  EXPECT_NE(WhatIsWrong("<p><b>x</p></b>"), "");
  EXPECT_NE(WhatIsWrong("<p>x"), "");
  EXPECT_NE(WhatIsWrong("<p class=a>x</p>"), "");
}

}  // namespace
}  // namespace autopilot
