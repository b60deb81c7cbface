#include "repair/quantisation_rule.h"

#include "repair/repair_bed_for_test.h"

namespace autopilot {
namespace {

class Quantisation : public RepairBed {
 protected:
  void SetUp() override {
    RepairBed::SetUp();
    contract_.tflite->input.type = "int8";
    contract_.tflite->output.type = "int8";
  }

  /// What is written to the first input in a sketch that assigns `value` to it.
  std::string Written(const std::string& value, const std::string& before = "") {
    const std::string text =
        Mended(QuantisationRule(), "TfLiteTensor* in = net->input(0);\nvoid loop() {\n  float x = 0.5f;\n" + before +
                                       "  in->data.int8[0] = " + value + ";\n}\n");
    const auto begin = text.find("[0] = ") + 6;
    return text.substr(begin, text.find(';', begin) - begin);
  }
};

TEST_F(Quantisation, FindsTheRealNumberInWhatIsWritten) {
  Finds("input_quantisation");
  EXPECT_EQ(Written("(int8_t)x"), "Quantised(x, in)");
  EXPECT_EQ(Written("(int8_t)(x / in->params.scale)"), "Quantised(x, in)");
  EXPECT_EQ(Written("(int8_t)(x * 255 - 128)"), "Quantised(x, in)");
  EXPECT_EQ(Written("static_cast<int8_t>(constrain(lroundf(x * 127), -128, 127))"), "Quantised(x, in)");
  EXPECT_EQ(Written("q > 127 ? 127 : q", "  int q = x / in->params.scale - in->params.zero_point;\n"),
            "Quantised(x, in)");
  EXPECT_EQ(Written("(int8_t)(s * x / 2)", "  float s = in->params.scale;\n"), "Quantised(1.0f * x / 2, in)");
}

TEST_F(Quantisation, TheHelperSpeaksOfTheTensorsType) {
  Finds("input_quantisation");
  const std::string text = "void loop() {\n  net->input(0)->data.f[0] = 0.5f;\n}\n";
  const std::string mended = Mended(QuantisationRule(), text);
  EXPECT_NE(mended.find("int8_t Quantised(float number, const TfLiteTensor* tensor)"), std::string::npos) << mended;
  EXPECT_NE(mended.find("net->input(0)->data.int8[0] = Quantised(0.5f, net->input(0));"), std::string::npos) << mended;
}

TEST_F(Quantisation, PointersGetTheTensorsType) {
  Finds("input_scaling");
  const std::string mended = Mended(QuantisationRule(),
                                    "void loop() {\n  float shares[3];\n  uint8_t* x = net->input(0)->data.uint8;\n"
                                    "  for (float share : shares) *x++ = static_cast<uint8_t>(share * 255);\n}\n");
  EXPECT_NE(mended.find("int8_t* x = net->input(0)->data.int8;"), std::string::npos) << mended;
  EXPECT_NE(mended.find("*x++ = Quantised(share, net->input(0));"), std::string::npos) << mended;
}

TEST_F(Quantisation, TheAuthorsOwnWayStaysUnlessItIsTheFault) {
  const std::string text =
      "int8_t Whole(float v, TfLiteTensor* t) { return lroundf(v / t->params.scale) + t->params.zero_point; }\n"
      "void loop() {\n  TfLiteTensor* in = net->input(0);\n  in->data.int8[0] = Whole(0.5f, in);\n}\n";
  Finds("input_scaling");
  EXPECT_EQ(Mended(QuantisationRule(), text), text);
}

TEST_F(Quantisation, NothingIsToBeDoneWhereInputsAreNotTheFault) {
  Finds("label_order");
  const std::string text = "void loop() {\n  net->input(0)->data.int8[0] = (int8_t)x;\n}\n";
  EXPECT_EQ(Mended(QuantisationRule(), text), text);
}

TEST_F(Quantisation, RealTensorsTakeRealNumbers) {
  contract_.tflite->input.type = "float32";
  Finds("input_scaling");
  EXPECT_EQ(
      Mended(QuantisationRule(), "void loop() {\n  net->input(0)->data.int8[1] = (int8_t)(r * f * 255 - 128);\n}\n"),
      "void loop() {\n  net->input(0)->data.f[1] = r * f;\n}\n");
}

TEST_F(Quantisation, RawAnswersBecomeNumbers) {
  contract_.application.report = "number";
  Finds("output_quantisation");
  const std::string mended =
      Mended(QuantisationRule(),
             "TfLiteTensor* out = net->output(0);\nvoid loop() {\n  int8_t raw = out->data.int8[0];\n"
             "  float y = (raw - out->params.zero_point) * out->params.scale;\n  Serial.println(raw);\n"
             "  Serial.println(out->data.int8[0] - out->params.zero_point);\n}\n");
  EXPECT_NE(mended.find("Serial.println(RealNumber(raw, out));"), std::string::npos) << mended;
  EXPECT_NE(mended.find("Serial.println(RealNumber(out->data.int8[0], out));"), std::string::npos) << mended;
  EXPECT_NE(mended.find("float y = (raw - out->params.zero_point) * out->params.scale;"), std::string::npos) << mended;
}

}  // namespace
}  // namespace autopilot
