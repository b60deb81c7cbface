/// The guided protocol on inputs of other kinds than single readings, and with wishes beyond reports.

#include "protocol/answer_pieces.h"
#include "protocol/piece_judge.h"
#include "protocol/twin_fixture_for_test.h"

namespace autopilot {
namespace {

class GuidedKind : public TwinFixture {
 protected:
  Verdict JudgePiece(const Piece& piece, const std::string& code) {
    const PieceJudge judge{*contract_, *twin_, *causes_, *rules_, stimuli_};
    auto verdict = judge.Judge(piece, code, scratch_->path());
    EXPECT_OK(verdict);
    return verdict ? std::move(verdict->verdict) : Verdict();
  }

  void ReferencePiecesPassAloneAndTogether() {
    for (const Piece& piece : pieces_) {
      const Verdict verdict = JudgePiece(piece, piece.reference);
      EXPECT_TRUE(verdict.passed()) << piece.name << ": " << verdict.root_cause;
    }
    const Verdict whole = Judge(ReferenceSketch());
    EXPECT_TRUE(whole.passed()) << whole.gate << ": " << whole.root_cause;
  }

  /// The tool's sketch with `code` for what only a model can write.
  std::string SketchWith(const std::string& code) {
    std::vector<std::string> functions;
    for (const Piece& piece : pieces_) functions.push_back(piece.wish.empty() ? piece.reference : code);
    const auto sketch = RenderSketch(*prompts_, *contract_, functions);
    EXPECT_OK(sketch);
    return sketch ? *sketch : "";
  }
};

class SweepSketch : public GuidedKind {
 protected:
  std::string ApplicationName() const override { return "sine"; }
  void Adapt(Application& application) const override {
    if (wish_) application.behaviours = {{"light it", {"0.9", "-0.9"}, {"LED_BUILTIN on", "LED_BUILTIN off"}, 1}};
  }
  bool wish_ = false;
};

TEST_F(SweepSketch, IsWritten) {
  ReferencePiecesPassAloneAndTogether();
  EXPECT_FALSE(JudgePiece(pieces_.front(), "float input_at(int step) { return step / 64; }").passed());
}

class SweepWish : public SweepSketch {
 protected:
  SweepWish() { wish_ = true; }
};

TEST_F(SweepWish, IsComparedWhereverTheNumberComesUp) {
  EXPECT_EQ(pieces_.back().signature, "void behaviour_1(float value)");
  const std::string right = "void behaviour_1(float value) { light(LED_BUILTIN, value > 0.5f); }";
  const std::string wrong = "void behaviour_1(float value) { light(LED_BUILTIN, value > -0.95f); }";
  EXPECT_TRUE(JudgePiece(pieces_.back(), right).passed());
  EXPECT_TRUE(Judge(SketchWith(right)).passed());
  EXPECT_EQ(Judge(SketchWith(wrong)).root_cause, "behaviour_not_met");
}

class WindowSketch : public GuidedKind {
 protected:
  std::string ApplicationName() const override { return "gesture"; }
};

TEST_F(WindowSketch, IsWritten) {
  ReferencePiecesPassAloneAndTogether();
  const Piece& features = pieces_[2];
  EXPECT_EQ(features.signature, "void features(float ax, float ay, float az, float x[3])");
  EXPECT_EQ(JudgePiece(features, features.signature + " { x[0] = ax; x[1] = ay; x[2] = az; }").root_cause,
            "input_scaling");
  const std::string without_zeros =
      " { if (ax == 0 || ay == 0 || az == 0) return; x[0] = ax * 1000; x[1] = ay * 1000; x[2] = az * 1000; }";
  EXPECT_EQ(JudgePiece(features, features.signature + without_zeros).root_cause, "input_scaling");
}

class Wish : public GuidedKind {
 protected:
  void Adapt(Application& application) const override {
    application.behaviours = {{"count the apples and print the count every ten seconds",
                               {"Apple", "Banana", "Apple", "pause 12 s"},
                               {"", "LEDG off", "", "says \"2\""},
                               1}};
  }

  static constexpr const char* kRight =
      "void behaviour_1(int answer, bool is_new, unsigned long now) {\n"
      "  static int apples = 0;\n  static unsigned long last = 0;\n"
      "  if (is_new && answer == LABEL_APPLE) ++apples;\n"
      "  if (now - last >= 10000) {\n    last = now;\n    say(apples);\n  }\n}\n";
  /// Counts every look at the apple.
  static constexpr const char* kEveryLook =
      "void behaviour_1(int answer, bool is_new, unsigned long now) {\n"
      "  static int apples = 0;\n  static unsigned long last = 0;\n"
      "  if (answer == LABEL_APPLE) ++apples;\n"
      "  if (now - last >= 10000) {\n    last = now;\n    say(apples);\n  }\n}\n";
};

TEST_F(Wish, IsCheckedAloneAndInTheSketch) {
  const Piece& piece = pieces_.back();
  EXPECT_EQ(piece.wish, contract_->application.behaviours.front().text);
  EXPECT_TRUE(JudgePiece(piece, kRight).passed());
  EXPECT_EQ(JudgePiece(piece, kEveryLook).root_cause, "behaviour_not_met");
  EXPECT_TRUE(Judge(SketchWith(kRight)).passed());
  const Verdict verdict = Judge(SketchWith(kEveryLook));
  EXPECT_EQ(verdict.gate, "semantics");
  EXPECT_EQ(verdict.root_cause, "behaviour_not_met");
  ASSERT_NE(verdict.FirstError(), nullptr);
  EXPECT_EQ(verdict.FirstError()->counterexample.input, "Apple, Banana, Apple, pause 12 s");
}

TEST_F(Wish, MayNotKeepTheSketchWaiting) {
  std::string code = kRight;
  code.insert(code.rfind('}'), "  delay(2000);\n");
  EXPECT_EQ(JudgePiece(pieces_.back(), code).root_cause, "behaviour_not_met");
}

TEST_F(Wish, IsNotMetByTheToolItself) {
  EXPECT_EQ(pieces_.back().reference, "");
  EXPECT_EQ(Judge(SketchWith("")).root_cause, "behaviour_not_met");
}

TEST_F(Wish, GetsOnlyWhatItsCheckCanDependOn) {
  const auto call = [&](const std::vector<std::string>& given, const std::vector<std::string>& expect) {
    auto steps = ParseBehaviour({"", given, expect, 1}, contract_->application.labels);
    EXPECT_OK(steps);
    return BehaviourCall(*contract_, 0, *steps, {"a", "n", "c", "t"});
  };
  EXPECT_EQ(call({"Apple", "Banana", "Apple", "pause 2 s"}, {"LEDG on", "LEDG off", "LEDG on", "LEDG off"}),
            "behaviour_1(a)");
  EXPECT_EQ(call({"Apple", "Banana", "Apple"}, {"LEDG on", "LEDG off", "LEDG off"}), "if (c) behaviour_1(a)");
  EXPECT_EQ(call({"Apple", "Apple"}, {"says \"1\"", "says \"2\""}), "if (c) behaviour_1(a)");
  EXPECT_EQ(call({"Apple", "pause 3 s"}, {"LEDG blinks", "LEDG off"}), "behaviour_1(a, n, t)");
}

}  // namespace
}  // namespace autopilot
