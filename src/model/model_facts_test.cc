#include "model/model_facts.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "core/hash.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

Result<TfliteFacts> Facts(const std::string& name) {
  AUTOPILOT_TRY(bytes, ReadFile(SharedFolder() / name));
  return ReadTfliteFacts(bytes, name);
}

std::vector<std::string> OperatorNames(const TfliteFacts& facts) {
  std::vector<std::string> names;
  for (const OperatorFacts& op : facts.operators) names.push_back(op.name);
  return names;
}

TEST(TfliteFacts, OfTheFloatModel) {
  ASSERT_OK_AND_ASSIGN(facts, Facts("models/fruit/float.tflite"));
  EXPECT_EQ(facts.input.type, "float32");
  EXPECT_EQ(facts.input.shape, (std::vector<int>{1, 3}));
  EXPECT_EQ(facts.input.elements(), 3);
  EXPECT_EQ(facts.input.scale, 0);
  EXPECT_EQ(facts.output.type, "float32");
  EXPECT_EQ(facts.output.shape, (std::vector<int>{1, 3}));
  EXPECT_EQ(OperatorNames(facts),
            (std::vector<std::string>{"FULLY_CONNECTED", "FULLY_CONNECTED", "FULLY_CONNECTED", "SOFTMAX"}));
  EXPECT_EQ(facts.operators[0].input_types, (std::vector<std::string>{"float32", "float32", "float32"}));
  EXPECT_EQ(facts.bytes, 2628u);
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
  EXPECT_EQ(facts.sha256, Sha256(bytes));
}

TEST(TfliteFacts, OfQuantisedModels) {
  ASSERT_OK_AND_ASSIGN(tensor, Facts("models/fruit/int8-per-tensor.tflite"));
  EXPECT_EQ(tensor.input.type, "int8");
  EXPECT_GT(tensor.input.scale, 0);
  EXPECT_EQ(tensor.output.zero_point, -128);
  EXPECT_NEAR(tensor.output.scale, 1.0 / 256, 1e-9);
  EXPECT_FALSE(tensor.operators[0].per_channel_weights);
  ASSERT_OK_AND_ASSIGN(channel, Facts("models/fruit/int8-per-channel.tflite"));
  EXPECT_TRUE(channel.operators[0].per_channel_weights);
  EXPECT_FALSE(channel.operators.back().per_channel_weights);
  ASSERT_OK_AND_ASSIGN(mixed, Facts("models/fruit/float-in-uint8-out.tflite"));
  EXPECT_EQ(mixed.input.type, "float32");
  EXPECT_EQ(mixed.output.type, "uint8");
  EXPECT_EQ(mixed.operators.back().name, "QUANTIZE");
  EXPECT_EQ(mixed.operators.back().input_types[0], "int8");
  EXPECT_EQ(mixed.operators.back().output_types[0], "uint8");
}

TEST(TfliteFacts, OfModelsFromEverywhere) {
  ASSERT_OK_AND_ASSIGN(sine, Facts("models/hello_world_float.tflite"));
  EXPECT_EQ(OperatorNames(sine), (std::vector<std::string>(3, "FULLY_CONNECTED")));
  EXPECT_EQ(sine.activation_bytes, 128u);
  ASSERT_OK_AND_ASSIGN(wand, Facts("models/magic_wand_float.tflite"));
  EXPECT_EQ(wand.input.shape, (std::vector<int>{1, 128, 3, 1}));
  EXPECT_EQ(wand.input.elements(), 384);
  EXPECT_EQ(wand.output.elements(), 4);
  ASSERT_OK_AND_ASSIGN(speech, Facts("models/micro_speech_quantized.tflite"));
  EXPECT_EQ(speech.output.elements(), 4);
  ASSERT_OK_AND_ASSIGN(resnet, Facts("models/pretrainedResnet_quant.tflite"));
  EXPECT_EQ(resnet.input.shape, (std::vector<int>{1, 32, 32, 3}));
  ASSERT_OK_AND_ASSIGN(kws, Facts("models/kws_ref_model.tflite"));
  EXPECT_EQ(kws.output.elements(), 12);
}

TEST(TfliteFacts, RefusesDamagedFiles) {
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
  const auto refuse = [](const std::string& text, const std::string& why) {
    return FailsWith(ReadTfliteFacts(text, "m.tflite"), ErrorKind::kBadInput,
                     "m.tflite: not a TensorFlow Lite model: " + why);
  };
  EXPECT_TRUE(refuse("", "the file is empty"));
  EXPECT_TRUE(refuse("hello world, I am no model", "it does not begin with the mark TFL3"));
  for (const std::size_t length : {8u, 100u, 1000u, 2000u}) {
    EXPECT_TRUE(refuse(bytes.substr(0, length), "")) << length;
  }
  std::string mark = bytes;
  mark[7] = '9';
  EXPECT_TRUE(refuse(mark, "it does not begin with the mark TFL3"));
}

/// Whatever the damage, it is an answer and no crash: run under the sanitizers.
TEST(TfliteFacts, SurvivesAnyChangedByte) {
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/int8-per-tensor.tflite"));
  int refused = 0;
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (const char value : {'\xff', '\x7f'}) {
      std::string damaged = bytes;
      damaged[place] = value;
      const auto facts = ReadTfliteFacts(damaged, "m.tflite");
      if (!facts) ++refused;
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace autopilot
