#include "prompt/prompt_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.h"

namespace autopilot {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PromptLibraryTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFile(folder_->path() / (name + ".mustache"), text));
  }
  PromptLibrary Load() {
    auto library = PromptLibrary::Load(folder_->path());
    EXPECT_TRUE(library) << library.error().ToString();
    return *library;
  }
  std::string User(const std::string& text, const json& values) {
    Write("p", "system\n---\n" + text);
    const auto prompt = Load().Render("p", values);
    return prompt ? prompt->user : "ERROR " + prompt.error().ToString();
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("prompts");
};

TEST_F(PromptLibraryTest, AVariantTakesThePlaceOfSomePrompts) {
  Write("guided/piece", "system\n---\nlong");
  Write("whole/sketch", "system\n---\nwhole");
  Write("whole/again", "system\n---\n{{task}}");
  const PromptLibrary standard = Load();
  auto other = TemporaryFolder::Create("prompts");
  ASSERT_TRUE(WriteFile(other->path() / "guided/piece.mustache", "system\n---\nshort"));
  const auto variant = standard.With(other->path());
  ASSERT_TRUE(variant) << variant.error().ToString();
  EXPECT_EQ(variant->Render("guided/piece", json::object())->user, "short");
  EXPECT_EQ(variant->Render("whole/sketch", json::object())->user, "whole");
  EXPECT_EQ(standard.Render("guided/piece", json::object())->user, "long");
  EXPECT_NE(variant->version(), standard.version());

  ASSERT_TRUE(WriteFile(other->path() / "guided/peice.mustache", "system\n---\nshort"));
  const auto stranger = standard.With(other->path());
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(stranger.error().cure, HasSubstr("guided/piece"));
  std::filesystem::remove(other->path() / "guided/peice.mustache");
  ASSERT_TRUE(WriteFile(other->path() / "guided/piece.mustache", "system\n---\nshort\n{{tsak}}"));
  const auto mistaken = standard.With(other->path());
  ASSERT_FALSE(mistaken);
  EXPECT_THAT(mistaken.error().message, HasSubstr("'tsak'"));
  EXPECT_THAT(mistaken.error().cure, HasSubstr("task"));
  EXPECT_EQ(mistaken.error().line, 4);
  const auto missing = standard.With(other->path() / "nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::kBadInput);
}

TEST_F(PromptLibraryTest, SplitsSystemAndUserAtTheFirstDivider) {
  Write("guided/piece", "You write {{language}}.\nBriefly.\n---\nDo {{task}}.\n---\nThat is all.\n");
  const auto prompt = Load().Render("guided/piece", {{"language", "C++"}, {"task", "it"}});
  ASSERT_TRUE(prompt) << prompt.error().ToString();
  EXPECT_EQ(prompt->system, "You write C++.\nBriefly.");
  EXPECT_EQ(prompt->user, "Do it.\n---\nThat is all.");
}

TEST_F(PromptLibraryTest, AValueWithADividerSplitsNothing) {
  Write("p", "{{rule}}\n---\nuser\n");
  const auto prompt = Load().Render("p", {{"rule", "a\n---\nb"}});
  ASSERT_TRUE(prompt);
  EXPECT_EQ(prompt->system, "a\n---\nb");
  EXPECT_EQ(prompt->user, "user");
}

TEST_F(PromptLibraryTest, EscapesNothing) {
  EXPECT_EQ(User("{{a}} {{{a}}} {{&a}}", {{"a", "x<y && \"z\" 'q'"}}),
            "x<y && \"z\" 'q' x<y && \"z\" 'q' x<y && \"z\" 'q'");
}

TEST_F(PromptLibraryTest, NumbersReadBackTheSame) {
  EXPECT_EQ(User("{{i}} {{d}} {{n}}", {{"i", 3}, {"d", 0.1}, {"n", -2.5e-7}}), "3 0.1 -2.5e-07");
}

TEST_F(PromptLibraryTest, SectionsLoopsAndInversions) {
  const json values = {{"rows", {{{"in", 1}, {"out", 2}}, {{"in", 3}, {"out", 4}}}},
                       {"names", {"a", "b"}},
                       {"none", json::array()},
                       {"yes", true},
                       {"no", false},
                       {"deep", {{"er", "x"}}}};
  EXPECT_EQ(User("{{#rows}}\n{{in}}->{{out}}\n{{/rows}}\nend", values), "1->2\n3->4\nend");
  EXPECT_EQ(User("{{#names}}[{{.}}]{{/names}}", values), "[a][b]");
  EXPECT_EQ(User("{{^none}}empty{{/none}}{{#none}}{{anything}}{{/none}}", values), "empty");
  EXPECT_EQ(User("{{#yes}}Y{{/yes}}{{#no}}N{{/no}}{{^no}}-{{/no}}", values), "Y-");
  EXPECT_EQ(User("{{deep.er}} {{#deep}}{{er}}{{/deep}}", values), "x x");
}

TEST_F(PromptLibraryTest, InnerValuesHideOuterOnes) {
  EXPECT_EQ(User("{{#list}}{{name}}{{outer}} {{/list}}",
                 {{"name", "N"}, {"outer", "O"}, {"list", {{{"name", "a"}}, json::object()}}}),
            "aO NO ");
}

TEST_F(PromptLibraryTest, MissingValuesAreErrors) {
  EXPECT_THAT(User("{{gap}}", json::object()),
              HasSubstr("p.mustache: the prompt cannot be filled in: 'gap' has no value"));
  EXPECT_THAT(User("{{#gap}}x{{/gap}}", json::object()), HasSubstr("'gap' has no value"));
  EXPECT_THAT(User("{{^gap}}x{{/gap}}", json::object()), HasSubstr("'gap' has no value"));
  EXPECT_THAT(User("{{#rows}}{{b}}{{/rows}}", {{"rows", {{{"a", 1}}}}}), HasSubstr("'b' has no value"));
  EXPECT_THAT(User("{{deep.er}}", {{"deep", {{"x", 1}}}}), HasSubstr("'deep.er' has no value"));
  EXPECT_THAT(User("{{null}}", {{"null", nullptr}}), HasSubstr("'null' has no value"));
}

TEST_F(PromptLibraryTest, MissingValuesInTheSystemPartAreErrorsToo) {
  Write("p", "{{gap}}\n---\nuser");
  const auto prompt = Load().Render("p", json::object());
  ASSERT_FALSE(prompt);
  EXPECT_EQ(prompt.error().kind, ErrorKind::kBadInput);
}

TEST_F(PromptLibraryTest, AListWhereTextBelongsIsAnError) {
  EXPECT_THAT(User("{{list}}", {{"list", {1, 2}}}), HasSubstr("'list' is no text or number"));
  EXPECT_THAT(User("{{flag}}", {{"flag", true}}), HasSubstr("'flag' is no text or number"));
  EXPECT_THAT(User("{{#o}}{{.}}{{/o}}", {{"o", {{"a", 1}}}}), HasSubstr("'.' is no text or number"));
}

TEST_F(PromptLibraryTest, BrokenTemplatesAreRefusedWhenLoading) {
  for (const auto& [text, message] : {std::pair("a\n---\n{{#open}}", "open"),
                                      {"a\n---\nok\n{{open", "not closed"},
                                      {"a\n---\n{{>other}}", "partials"},
                                      {"a\n---\n{{ }}", "no name"},
                                      {"no divider", "no line '---'"}}) {
    Write("bad", text);
    const auto library = PromptLibrary::Load(folder_->path());
    ASSERT_FALSE(library) << text;
    EXPECT_EQ(library.error().kind, ErrorKind::kBadInput);
    EXPECT_THAT(library.error().ToString(), HasSubstr(message));
    EXPECT_THAT(library.error().ToString(), HasSubstr("bad.mustache"));
  }
}

TEST_F(PromptLibraryTest, UnknownPromptAndEmptyFolder) {
  EXPECT_FALSE(PromptLibrary::Load(folder_->path()));
  EXPECT_FALSE(PromptLibrary::Load(folder_->path() / "missing"));
  Write("p", "a\n---\nb");
  const auto prompt = Load().Render("q", json::object());
  ASSERT_FALSE(prompt);
  EXPECT_THAT(prompt.error().message, HasSubstr("no prompt 'q'"));
}

TEST_F(PromptLibraryTest, VersionFollowsNamesAndTexts) {
  Write("p", "a\n---\nb");
  const std::string first = Load().version();
  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(Load().version(), first);
  Write("p", "a\n---\nc");
  const std::string second = Load().version();
  EXPECT_NE(second, first);
  Write("q", "a\n---\nc");
  EXPECT_NE(Load().version(), second);
}

}  // namespace
}  // namespace autopilot
