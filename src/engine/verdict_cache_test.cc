#include "engine/verdict_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "app/app_folder.h"
#include "app/contract_fingerprint.h"
#include "core/files.h"
#include "core/hash.h"
#include "testing/source_install.h"
#include "testing/status.h"

namespace autopilot {
namespace {

Verdict Rejection(const std::string& cause) {
  Verdict verdict;
  verdict.verdict = VerdictKind::kReject;
  verdict.gate = "semantics";
  verdict.builds = 1;
  verdict.root_cause = cause;
  Finding finding;
  finding.rule = "semantics/input";
  finding.root_cause = cause;
  finding.message = "wrong \xFF";
  finding.counterexample = {"[1, 2]", "0.5", "null"};
  verdict.findings.push_back(finding);
  verdict.gates.push_back({"build", VerdictKind::kPass, 12.5});
  verdict.metrics.flash = 1000;
  verdict.metrics.sections = {{"core", 900, 100}};
  return verdict;
}

class VerdictCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-cache"));
    folder_ = std::make_unique<TemporaryFolder>(std::move(folder));
  }
  std::filesystem::path path() const { return folder_->path() / "verdicts"; }
  std::filesystem::path OnlyFile() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path())) {
      if (entry.is_regular_file()) return entry.path();
    }
    return {};
  }
  std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(VerdictCacheTest, GivesBackWhatWasKept) {
  const VerdictCache cache(path());
  EXPECT_FALSE(cache.Find(Sha256("a")));
  cache.Keep(Sha256("a"), {"void setup() {}", Rejection("input_scaling")});
  EXPECT_FALSE(cache.Find(Sha256("b")));
  const auto kept = cache.Find(Sha256("a"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->text, "void setup() {}");
  EXPECT_EQ(kept->verdict.root_cause, "input_scaling");
  EXPECT_EQ(kept->verdict.findings[0].counterexample.input, "[1, 2]");
  EXPECT_EQ(kept->verdict.gates[0].ms, 12.5);
  ASSERT_EQ(kept->verdict.metrics.sections.size(), 1u);
  EXPECT_EQ(kept->verdict.metrics.sections[0].flash, 900);
}

TEST_F(VerdictCacheTest, KeepsNothingThatSaysNothingOfTheCandidate) {
  const VerdictCache cache(path());
  for (const VerdictKind kind : {VerdictKind::kInfrastructure, VerdictKind::kBudget}) {
    Verdict verdict;
    verdict.verdict = kind;
    cache.Keep(Sha256("a"), {"", verdict});
    EXPECT_FALSE(cache.Find(Sha256("a")));
  }
}

TEST_F(VerdictCacheTest, WhatIsBrokenIsNotThere) {
  const VerdictCache cache(path());
  cache.Keep(Sha256("a"), {"x", Rejection("hang")});
  for (const char* content : {"", "{", "[]", "{\"text\": 3, \"verdict\": {}}",
                              "{\"text\": \"x\", \"verdict\": {\"verdict\": \"perhaps\"}}"}) {
    ASSERT_OK(WriteFile(OnlyFile(), content));
    EXPECT_FALSE(cache.Find(Sha256("a"))) << content;
  }
}

TEST_F(VerdictCacheTest, APlaceThatCannotBeWrittenToIsNoError) {
  ASSERT_OK(WriteFile(path(), "a file where the folder should be"));
  const VerdictCache cache(path());
  cache.Keep(Sha256("a"), {"x", Rejection("hang")});
  EXPECT_FALSE(cache.Find(Sha256("a")));
}

TEST_F(VerdictCacheTest, ReadersSeeWholeVerdictsWhileOthersWrite) {
  const VerdictCache cache(path());
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 3; ++writer) {
    threads.emplace_back([&, writer] {
      const std::string cause =
          std::string(static_cast<std::size_t>(writer + 1) * 3000, static_cast<char>('a' + writer));
      for (int turn = 0; turn < 60; ++turn) cache.Keep(Sha256("same"), {cause, Rejection(cause)});
    });
  }
  std::thread reader([&] {
    while (!stop) {
      const auto kept = cache.Find(Sha256("same"));
      if (kept && (kept->text != kept->verdict.root_cause ||
                   kept->text.find_first_not_of(kept->text[0]) != std::string::npos)) {
        ++wrong;
      }
    }
  });
  for (std::thread& thread : threads) thread.join();
  stop = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(cache.Find(Sha256("same")));
}

TEST_F(VerdictCacheTest, DoesNotGrowForEver) {
  const VerdictCache cache(path());
  const std::string start = Sha256("a").substr(0, 2);
  for (int i = 0; i < 600; ++i) cache.Keep(start + std::to_string(i), {"x", Rejection("hang")});
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path() / start)) ++files;
  EXPECT_LE(files, 257u);
  EXPECT_GT(files, 100u);
  EXPECT_TRUE(cache.Find(start + "599")) << "the newest stay";
}

TEST(Fingerprint, ContractsDifferByDataModelAndMap) {
  const AppFolder app;
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  const auto print = [&] {
    auto application = LoadApplication(app.file());
    EXPECT_OK(application);
    auto contract = MeasureContract(*application, profiles, nullptr);
    EXPECT_OK(contract);
    return FingerprintOf(*contract);
  };
  const std::string first = print();
  EXPECT_EQ(print(), first);
  app.Change("r/(r+g+b)", "r/(r+g+b+1)");
  const std::string other_map = print();
  EXPECT_NE(other_map, first);
  // The same mean, deviation and count: only the rows themselves tell the difference.
  app.Write("data.csv",
            "Fruit,Red,Green,Blue\napple,0.6,0.3,0.1\nBanana,0.4,0.4,0.2\napple,0.5,0.3,0.2\napple,0.5,0.3,0.2\n");
  EXPECT_NE(print(), other_map);
}

TEST(Fingerprint, InstallationsDifferByTheirFiles) {
  ASSERT_OK_AND_ASSIGN(paths, SourceInstallPaths());
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-lib"));
  paths.lib = folder.path();
  ASSERT_OK(WriteFile(folder.path() / "a.a", "one"));
  const std::string first = FingerprintOf(paths);
  EXPECT_EQ(FingerprintOf(paths), first);
  ASSERT_OK(WriteFile(folder.path() / "a.a", "other"));
  EXPECT_NE(FingerprintOf(paths), first);
}

}  // namespace
}  // namespace autopilot
