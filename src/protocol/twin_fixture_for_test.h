#pragma once

/// The measured fruit application on the real twin, for tests of what runs sketches.

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/files.h"
#include "gate/judge.h"
#include "prompt/prompt_library.h"
#include "protocol/piece.h"
#include "protocol/sketch_frame.h"
#include "testing/shared_folder.h"
#include "testing/status.h"
#include "twin/twin.h"

namespace autopilot {

class TwinFixture : public testing::Test {
 protected:
  void SetUp() override {
    paths_.home = SourceFolder();
    paths_.lib = std::filesystem::path(AUTOPILOT_BINARY_DIR) / "twin";
    runner_ = MakeSystemProcessRunner();
    ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(paths_.profiles()));
    ASSERT_OK_AND_ASSIGN(causes, RootCauses::Load(paths_.profiles() / "root-causes.toml"));
    ASSERT_OK_AND_ASSIGN(rules, DiagnosticRules::Load(paths_.profiles() / "diagnostics.toml"));
    ASSERT_OK_AND_ASSIGN(prompts, PromptLibrary::Load(paths_.prompts()));
    ASSERT_OK_AND_ASSIGN(sandbox, Sandbox::Create(*runner_, Sandbox::Mode::kConfined));
    sandbox_ = sandbox;
    ASSERT_OK_AND_ASSIGN(twin, Twin::Create(paths_, *sandbox_));
    ASSERT_OK_AND_ASSIGN(application, LoadApplication(SharedFolder() / "apps" / ApplicationName() / "app.toml"));
    application.keras.reset();
    Adapt(application);
    ASSERT_OK_AND_ASSIGN(contract, MeasureContract(application, profiles, nullptr));
    ASSERT_OK_AND_ASSIGN(scratch, TemporaryFolder::Create("autopilot-test"));
    ASSERT_OK_AND_ASSIGN(stimuli, PieceStimuli(contract));
    causes_ = std::move(causes);
    rules_ = std::move(rules);
    prompts_ = std::move(prompts);
    twin_ = std::move(twin);
    contract_ = std::move(contract);
    scratch_ = std::move(scratch);
    stimuli_ = std::move(stimuli);
    ASSERT_OK_AND_ASSIGN(pieces, MakePieces(*contract_, stimuli_));
    pieces_ = std::move(pieces);
  }

  virtual std::string ApplicationName() const { return "fruit"; }
  /// For tests of what an application may ask for beside.
  virtual void Adapt(Application&) const {}

  /// The tool's own sketch: frame and reference pieces.
  std::string ReferenceSketch() const {
    std::vector<std::string> code;
    for (const Piece& piece : pieces_) code.push_back(piece.reference);
    const auto sketch = RenderSketch(*prompts_, *contract_, code);
    EXPECT_OK(sketch);
    return sketch ? *sketch : "";
  }

  Verdict Judge(const std::string& text) {
    Case candidate{*contract_, *twin_, *causes_, *rules_, scratch_->path(), text, {}, {}, {}, {}, {}};
    auto verdict = JudgeSketch(candidate, SketchGates());
    EXPECT_OK(verdict);
    return verdict ? std::move(*verdict) : Verdict();
  }

  InstallPaths paths_;
  std::unique_ptr<ProcessRunner> runner_;
  std::optional<Sandbox> sandbox_;
  std::optional<RootCauses> causes_;
  std::optional<DiagnosticRules> rules_;
  std::optional<PromptLibrary> prompts_;
  std::optional<Twin> twin_;
  std::optional<Contract> contract_;
  std::optional<TemporaryFolder> scratch_;
  std::vector<Stimulus> stimuli_;
  std::vector<Piece> pieces_;
};

/// `text` with `from` replaced once; the test fails if it does not stand there.
inline std::string With(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "not in the sketch: " << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace autopilot
