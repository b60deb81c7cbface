#include "report/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {
namespace {

class TemplateTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("template-test");
    ASSERT_TRUE(folder) << folder.error().ToString();
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
  }
  void Put(const std::string& file, const std::string& text) { ASSERT_TRUE(WriteFile(folder_->path() / file, text)); }
  Result<std::string> Render(const nlohmann::json& view) { return RenderTemplate(folder_->path(), "page", view); }

  std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(TemplateTest, EscapesValuesAndInsertsItsOwnFilesRaw) {
  Put("page.mustache", "<p title=\"{{a}}\">{{a}}</p>{{{style_css}}}{{#items}}{{>_item}}{{/items}}");
  Put("_item.mustache", "[{{x}}]");
  Put("style.css", "p > a {}");
  const auto html = Render({{"a", "<b> & \"c\" 'd'"}, {"items", {{{"x", 1}}, {{"x", "<"}}}}});
  ASSERT_TRUE(html) << html.error().ToString();
  EXPECT_EQ(*html,
            "<p title=\"&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;\">&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;</p>"
            "p > a {}[1][&lt;]");
}

TEST_F(TemplateTest, EmptyTextsAreFalse) {
  Put("page.mustache", "{{#a}}yes{{/a}}{{^a}}no{{/a}}");
  EXPECT_EQ(*Render({{"a", ""}}), "no");
  EXPECT_EQ(*Render({{"a", nullptr}}), "no");
  EXPECT_EQ(*Render(nlohmann::json::object()), "no");
  EXPECT_EQ(*Render({{"a", "x"}}), "yes");
}

TEST_F(TemplateTest, BrokenOrMissingTemplatesAreNamed) {
  EXPECT_EQ(Render({}).error().kind, ErrorKind::kInfrastructure);
  Put("page.mustache", "{{>_part}}");
  Put("_part.mustache", "{{#open}}");
  const auto html = Render({{"open", true}});
  ASSERT_FALSE(html);
  EXPECT_THAT(html.error().file, testing::EndsWith("_part.mustache"));
}

}  // namespace
}  // namespace autopilot
