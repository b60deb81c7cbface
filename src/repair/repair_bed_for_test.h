#pragma once

/// One rule, one sketch, and what the judge says of it: what becomes of the text.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "repair/repair_rule.h"

namespace autopilot {

/// A contract of three colour channels that become ratios, and a float model of three classes, on the default
/// generation. Everything that rules read; files are not needed.
inline Contract ColourContract() {
  Contract contract;
  contract.application.symbol = "model";
  contract.application.report = "label";
  contract.application.labels = {"Apple", "Banana", "Orange"};
  contract.arena_need = 1100;
  for (const std::string channel : {"r", "g", "b"}) contract.features.push_back({channel, channel + "/(r+g+b)"});
  contract.tflite.emplace();
  contract.tflite->input.type = "float32";
  contract.tflite->input.shape = {1, 3};
  contract.tflite->output.type = "float32";
  contract.tflite->output.shape = {1, 3};
  contract.tflite->operators.resize(2);
  contract.tflite->operators[0].name = "FULLY_CONNECTED";
  contract.tflite->operators[1].name = "SOFTMAX";
  return contract;
}

class RepairBed : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path folder = std::filesystem::path(AUTOPILOT_SOURCE_DIR) / "profiles";
    auto profiles = LoadProfiles(folder);
    ASSERT_TRUE(profiles) << profiles.error().ToString();
    contract_ = ColourContract();
    contract_.library = profiles->libraries.at("tflm-2.4.0-alpha");
    contract_.board = profiles->boards.at("nano33ble");
    contract_.sensor = profiles->sensors.at("APDS9960");
    contract_.libraries = {profiles->arduino_libraries.at("Arduino_APDS9960"),
                           profiles->arduino_libraries.at("Adafruit_APDS9960")};
    auto facts = LoadRepairFacts(folder);
    ASSERT_TRUE(facts) << facts.error().ToString();
    facts_ = *std::move(facts);
    verdict_.verdict = VerdictKind::kReject;
    verdict_.builds = 0;
  }

  /// What the compiler said at a place of the text: "at" is a piece of the line, and the column is where it begins.
  void Error(const std::string& text, const std::string& at, const std::string& message) {
    const auto place = text.find(at);
    ASSERT_NE(place, std::string::npos) << at;
    Diagnostic diagnostic;
    diagnostic.message = message;
    diagnostic.line =
        1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
    const auto line = text.rfind('\n', place);
    diagnostic.column = static_cast<int>(line == std::string::npos ? place + 1 : place - line);
    diagnostics_.push_back(std::move(diagnostic));
  }

  /// The sketch builds, and a gate has found this.
  void Finds(const std::string& root_cause) {
    verdict_.builds = 1;
    Finding finding;
    finding.root_cause = root_cause;
    verdict_.findings.push_back(std::move(finding));
  }

  std::vector<Proposal> Propose(const RepairRule& rule, const std::string& text) const {
    const SketchTree tree(text);
    const SketchView view(tree);
    return rule.Propose({tree, view, contract_, facts_, verdict_, diagnostics_});
  }

  /// The text with all that is certain; of two that want the same place, the first.
  std::string Mended(const RepairRule& rule, const std::string& text) const {
    EditedText edited(text);
    std::vector<Edit> edits;
    for (const Proposal& proposal : Propose(rule, text)) {
      EXPECT_FALSE(proposal.what.empty());
      EXPECT_FALSE(proposal.root_cause.empty());
      const bool free = std::none_of(proposal.edits.begin(), proposal.edits.end(), [&](const Edit& edit) {
        return std::any_of(edits.begin(), edits.end(), [&](const Edit& other) { return Overlaps(edit, other); });
      });
      if (proposal.certain && free) edits.insert(edits.end(), proposal.edits.begin(), proposal.edits.end());
    }
    EXPECT_TRUE(edited.Apply(std::move(edits)));
    return edited.text();
  }

  Contract contract_;
  RepairFacts facts_;
  Verdict verdict_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace autopilot
