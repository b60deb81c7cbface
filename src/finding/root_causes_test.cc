#include "finding/root_causes.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

TEST(RootCauses, LoadsTheVocabulary) {
  ASSERT_OK_AND_ASSIGN(causes, RootCauses::Load(SourceFolder() / "profiles/root-causes.toml"));
  EXPECT_GT(causes.all().size(), 70u);
  const RootCause* clash = causes.Find("model_symbol_clash");
  ASSERT_NE(clash, nullptr);
  EXPECT_EQ(clash->group, "build");
  EXPECT_EQ(clash->paper_category, "Syntax Error in Generated Code");
  EXPECT_FALSE(clash->sentence.empty());
  EXPECT_EQ(causes.Find("no such cause"), nullptr);
}

TEST(RootCauses, CompletesFindings) {
  ASSERT_OK_AND_ASSIGN(causes, RootCauses::Load(SourceFolder() / "profiles/root-causes.toml"));
  Finding finding;
  finding.root_cause = "invented_header";
  causes.Complete(finding);
  EXPECT_EQ(finding.paper_category, "Missing / Incorrect Libraries");
  finding.root_cause = "misspelt";
  causes.Complete(finding);
  EXPECT_EQ(finding.paper_category, "Uncategorized");
  Finding note;
  causes.Complete(note);
  EXPECT_EQ(note.paper_category, "");
}

TEST(RootCauses, RefusesABrokenVocabulary) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("causes"));
  const auto file = folder.path() / "causes.toml";
  const auto load = [&](const std::string& text) {
    EXPECT_OK(WriteFile(file, text));
    return RootCauses::Load(file);
  };
  EXPECT_TRUE(FailsWith(load("[build]\na = [\"none\"]\n"), ErrorKind::kBadInput, "causes.toml:2"));
  EXPECT_TRUE(FailsWith(load("[x]\na = [\"none\", \"s\"]\n[y]\na = [\"none\", \"s\"]\n"), ErrorKind::kBadInput,
                        "\"a\" is defined twice"));
  EXPECT_TRUE(FailsWith(RootCauses::Load(folder.path() / "none.toml"), ErrorKind::kBadInput));
}

}  // namespace
}  // namespace autopilot
