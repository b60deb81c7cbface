#include "app/sketch_contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kMap = "Red=r/(r+g+b), Green=g/(r+g+b),Blue=b/max(1,r+g+b)";

class SketchContractTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
    profiles_ = std::move(profiles);
    ASSERT_OK_AND_ASSIGN(model, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
    model_ = model;
    sketch_.id = "fruit";
    sketch_.folder = "sketches/fruit";
    sketch_.text = "#include <Arduino_APDS9960.h>\nvoid setup() {}\nvoid loop() {}\n";
    sketch_.layout.tabs = {{"fruit.ino", 1}};
    sketch_.layout.beside = {{"model.h", RenderModelHeader(model_, "g_fruit")}};
  }

  Result<Contract> Measure() { return MeasureSketch(sketch_, flags_, profiles_); }

  Profiles profiles_;
  std::string model_;
  SketchOnDisk sketch_;
  SketchFlags flags_;
};

TEST_F(SketchContractTest, ModelAndSensorAreMeasuredFromTheSketch) {
  ASSERT_OK_AND_ASSIGN(contract, Measure());
  EXPECT_EQ(contract.tflite_bytes, model_);
  EXPECT_EQ(contract.application.symbol, "g_fruit");
  ASSERT_TRUE(contract.sensor);
  EXPECT_EQ(contract.sensor->id, "APDS9960");
  EXPECT_THAT(contract.features, IsEmpty());
  EXPECT_TRUE(contract.application.in_part);
  EXPECT_GT(contract.arena_need, 0);
}

TEST_F(SketchContractTest, LibrariesThatItIncludesAreTakenForInstalled) {
  sketch_.text += "#include <Adafruit_NeoPixel.h>\n// #include <ArduinoJson.h>\n";
  ASSERT_OK_AND_ASSIGN(contract, Measure());
  EXPECT_THAT(contract.application.installed, testing::Contains("Adafruit_NeoPixel"));
  EXPECT_THAT(contract.application.installed, testing::Not(testing::Contains("ArduinoJson")));
}

TEST_F(SketchContractTest, FlagsSayWhatTheSketchCannot) {
  flags_.labels = {"Apple", "Banana", "Orange"};
  flags_.map = kMap;
  ASSERT_OK_AND_ASSIGN(contract, Measure());
  ASSERT_EQ(contract.features.size(), 3u);
  EXPECT_EQ(contract.features[2].expression, "b/max(1,r+g+b)");
  ASSERT_OK_AND_ASSIGN(values, contract.Features({60, 30, 10, 100, 0}));
  EXPECT_NEAR(values[0], 0.6, 1e-9);
  EXPECT_EQ(contract.sensor_use.window, 0);
}

TEST_F(SketchContractTest, TheLabelColumnOfTheDataIsTheOneThatHoldsNothingElse) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-data"));
  const auto file = folder.path() / "d.csv";
  ASSERT_OK(WriteFile(file, "Red,Green,Blue,Place,Kind\n.6,.3,.1,shelf,apple\n.4,.4,.2,table,Banana\n"));
  flags_.labels = {"Apple", "Banana", "Orange"};
  flags_.map = kMap;
  flags_.data = {file};
  ASSERT_OK_AND_ASSIGN(contract, Measure());
  EXPECT_EQ(contract.application.label, "Kind");
  EXPECT_THAT(contract.data.label_index, ElementsAre(0, 1));

  ASSERT_OK(WriteFile(file, "Red,Green,Blue\n.6,.3,.1\n"));
  ASSERT_OK_AND_ASSIGN(unlabelled, Measure());
  EXPECT_THAT(unlabelled.data.label_index, IsEmpty());
  EXPECT_EQ(unlabelled.data.size(), 1u);

  ASSERT_OK(WriteFile(file, "Red,Green\n.6,.3\n"));
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "--map"));
}

TEST_F(SketchContractTest, WhatIsLeftOfTheInputIsTheWindow) {
  ASSERT_OK_AND_ASSIGN(wand, ReadFile(SharedFolder() / "models/magic_wand_float.tflite"));
  sketch_.text = "#include <Arduino_LSM9DS1.h>\nvoid setup() {}\n";
  sketch_.layout.beside = {{"wand.cpp", RenderModelHeader(wand, "g_wand")}};
  flags_.map = "x=ax*1000,y=ay*1000,z=az*1000";
  ASSERT_OK_AND_ASSIGN(contract, Measure());
  EXPECT_EQ(contract.sensor_use.window, 128);
  EXPECT_EQ(contract.sensor->id, "LSM9DS1");
}

TEST_F(SketchContractTest, ErrorsSpeakOfFlags) {
  flags_.labels = {"Apple", "Banana"};
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "has 3 outputs, but --labels lists 2 names"));
  flags_ = {};
  flags_.map = "Red=r";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "--map"));
  flags_.map = "Red=r,Green,Blue=b";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "\"Green\" is no FEATURE=expression"));
  flags_.map = "Red=r,Red=g,Blue=b";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "\"Red\" twice"));
  flags_.map = "Red=ax,Green=ay,Blue=az";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "--sensor"));
  flags_ = {};
  flags_.sensor = "APDS9961";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "APDS9960"));
  flags_ = {};
  flags_.library = "tflm-2.4";
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "tflm-2.4.0-alpha"));
  flags_ = {};
  flags_.data = {"d.csv"};
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "--data is of no use without --map"));
}

TEST_F(SketchContractTest, ASketchWithoutAModelCannotBeJudged) {
  sketch_.layout.beside = {{"model.h", "extern const unsigned char model[];\n"}};
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "the sketch brings no model"));
}

TEST_F(SketchContractTest, TheModelMayStandInATab) {
  sketch_.text += RenderModelHeader(model_, "here");
  sketch_.layout.beside.clear();
  ASSERT_OK_AND_ASSIGN(model, FindOwnModel(sketch_));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->header.symbol, "here");
  EXPECT_EQ(model->file, "fruit.ino");
}

TEST_F(SketchContractTest, TwoUnlikeModelsAreOneTooMany) {
  sketch_.layout.beside.push_back({"copy.h", RenderModelHeader(model_, "again")});
  EXPECT_OK(FindOwnModel(sketch_)) << "the same bytes are the same model";
  ASSERT_OK_AND_ASSIGN(other, ReadFile(SharedFolder() / "models/hello_world_float.tflite"));
  sketch_.layout.beside.push_back({"sine.h", RenderModelHeader(other, "g_sine")});
  EXPECT_TRUE(FailsWith(FindOwnModel(sketch_), ErrorKind::kBadInput, "g_sine in sketches/fruit/sine.h"));
}

TEST_F(SketchContractTest, AModelThatTheLibraryCannotRunIsRefusedLikeAnywhere) {
  ASSERT_OK_AND_ASSIGN(broken, ReadFile(SharedFolder() / "models/fruit/float-in-uint8-out.tflite"));
  sketch_.layout.beside = {{"model.h", RenderModelHeader(broken, "model")}};
  EXPECT_TRUE(FailsWith(Measure(), ErrorKind::kBadInput, "sketches/fruit/model.h"));
}

}  // namespace
}  // namespace autopilot
