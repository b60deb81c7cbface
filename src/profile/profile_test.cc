#include "profile/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

TEST(Profiles, KnowTheStudiedLibrary) {
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  ASSERT_TRUE(profiles.libraries.contains("tflm-2.4.0-alpha"));
  const LibraryProfile& library = profiles.libraries.at("tflm-2.4.0-alpha");
  EXPECT_EQ(library.marker_header, "TensorFlowLite.h");
  EXPECT_THAT(library.headers, Contains("TensorFlowLite.h"));
  EXPECT_THAT(library.headers, Contains("tensorflow/lite/micro/all_ops_resolver.h"));
  EXPECT_THAT(library.headers, Not(Contains("tensorflow/lite/micro/micro_log.h")));  // A later generation's.
  EXPECT_EQ(library.symbol_header.at("MicroInterpreter"), "tensorflow/lite/micro/micro_interpreter.h");
  EXPECT_EQ(library.symbol_header.at("TFLITE_SCHEMA_VERSION"), "tensorflow/lite/version.h");
  EXPECT_EQ(library.operator_adder.size(), 59u);
  EXPECT_EQ(library.operator_adder.at("FULLY_CONNECTED"), "AddFullyConnected");
  EXPECT_EQ(library.operator_adder.at("DEPTHWISE_CONV_2D"), "AddDepthwiseConv2D");
  ASSERT_EQ(library.unsupported.size(), 1u);
  EXPECT_EQ(library.unsupported[0].op, "QUANTIZE");
  EXPECT_EQ(library.unsupported[0].input_type, "int8");
  EXPECT_EQ(library.unsupported[0].output_type, "uint8");
  EXPECT_EQ(library.unsupported[0].when, "Invoke");
  EXPECT_TRUE(library.per_channel_dense_wrong);
  EXPECT_EQ(library.arena_fixed + 4 * library.arena_per_operator, 1108);
  EXPECT_EQ(library.arena_fixed + 3 * library.arena_per_operator, 920);
  EXPECT_TRUE(std::filesystem::is_directory(SourceFolder() / "device" / library.include_folder));
}

/// Sketches include what the facade has; what it has must be a header of the generation.
TEST(Profiles, EveryFacadeHeaderIsAHeaderOfItsGeneration) {
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  for (const auto& [id, library] : profiles.libraries) {
    const std::filesystem::path folder = SourceFolder() / "device" / library.include_folder;
    int headers = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      ++headers;
      EXPECT_THAT(library.headers, Contains(entry.path().lexically_relative(folder).string())) << id;
    }
    EXPECT_GT(headers, 20) << id;
    for (const auto& [symbol, header] : library.symbol_header) {
      EXPECT_THAT(library.headers, Contains(header)) << id << " " << symbol;
    }
  }
}

TEST(Profiles, KnowWhatTellsTheGenerationsApart) {
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  const LibraryProfile& june = profiles.libraries.at("tflm-2.1.0-alpha");
  const LibraryProfile& studied = profiles.libraries.at("tflm-2.4.0-alpha");
  const LibraryProfile& later = profiles.libraries.at("tflm-2023");
  const LibraryProfile& now = profiles.libraries.at("tflm-now");
  EXPECT_EQ(june.operator_adder.size(), 9u);
  EXPECT_EQ(later.operator_adder.size(), 97u);
  EXPECT_EQ(now.operator_adder.size(), 118u);
  EXPECT_TRUE(june.HasOperator("RELU"));  // Without an adder, by its registration.
  EXPECT_FALSE(june.HasOperator("HARD_SWISH"));
  EXPECT_TRUE(june.error_reporter && studied.error_reporter);
  EXPECT_FALSE(later.error_reporter || now.error_reporter);
  for (const LibraryProfile* library : {&later, &now}) {
    EXPECT_THAT(library->headers, Not(Contains("tensorflow/lite/version.h")));
    EXPECT_THAT(library->headers, Not(Contains("tensorflow/lite/micro/micro_error_reporter.h")));
    EXPECT_EQ(library->symbol_header.at("TFLITE_SCHEMA_VERSION"), "tensorflow/lite/micro/micro_interpreter.h");
  }
  EXPECT_THAT(now.headers, Not(Contains("tensorflow/lite/micro/all_ops_resolver.h")));
  EXPECT_TRUE(now.IsMarker("Chirale_TensorFlowLite.h"));
  EXPECT_FALSE(later.IsMarker("Chirale_TensorFlowLite.h"));
  EXPECT_TRUE(later.per_channel_dense_wrong);
  EXPECT_FALSE(now.per_channel_dense_wrong);
  EXPECT_TRUE(now.twin_lacks.per_channel_dense);
}

TEST(Profiles, KnowBoardAndSensor) {
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  const BoardProfile& board = profiles.boards.at("nano33ble");
  EXPECT_EQ(board.fqbn, "arduino:mbed:nano33ble");
  EXPECT_EQ(board.flash_bytes, 983040);
  EXPECT_EQ(board.ram_bytes, 262144);
  EXPECT_THAT(board.headers, Contains("Arduino.h"));
  EXPECT_THAT(board.standard_headers, Contains("cmath"));
  EXPECT_THAT(board.onboard_sensors, Contains("APDS9960"));
  const SensorProfile& sensor = profiles.sensors.at("APDS9960");
  EXPECT_EQ(sensor.header, "Arduino_APDS9960.h");
  EXPECT_EQ(sensor.object, "APDS");
  EXPECT_EQ(sensor.bus, "Wire1");
  EXPECT_THAT(sensor.channels, ElementsAre("r", "g", "b", "c", "proximity"));
  EXPECT_EQ(sensor.channel_type, "int");
  EXPECT_EQ(sensor.full_scale, 4100);
  EXPECT_EQ(sensor.sample_seconds, 0.014);
  EXPECT_THAT(sensor.brightness, ElementsAre(60, 300, 1500));
  EXPECT_THAT(sensor.api, Contains("bool APDS.readColor(int& r, int& g, int& b);"));
  EXPECT_EQ(sensor.read, "APDS.readColor({r}, {g}, {b})");
}

TEST(Profiles, TellRealLibrariesFromInventedHeaders) {
  ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
  const ArduinoLibrary& library = profiles.arduino_libraries.at("Adafruit_APDS9960");
  EXPECT_THAT(library.headers, ElementsAre("Adafruit_APDS9960.h"));
  EXPECT_THAT(library.needs, ElementsAre("Adafruit_BusIO"));
  EXPECT_GE(profiles.arduino_libraries.size(), 100u);
  EXPECT_TRUE(profiles.arduino_libraries.at("Servo").folder.empty());
  for (const auto& [name, known] : profiles.arduino_libraries) {
    EXPECT_THAT(known.headers, Not(Contains("Arduino_TensorFlowLite.h"))) << name;
  }
  EXPECT_THAT(profiles.class_words.at("banana"), Contains("🍌"));
}

/// A copy of the real profiles, to be broken.
class BrokenProfiles : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("profiles");
    ASSERT_OK(folder);
    folder_.emplace(std::move(*folder));
    std::filesystem::copy(SourceFolder() / "profiles", path(), std::filesystem::copy_options::recursive);
  }
  std::filesystem::path path() const { return folder_->path() / "profiles"; }

  void Replace(const std::string& name, const std::string& from, const std::string& to) {
    ASSERT_OK_AND_ASSIGN(text, ReadFile(path() / name));
    const std::size_t place = text.find(from);
    ASSERT_NE(place, std::string::npos);
    std::filesystem::remove(path() / name);
    ASSERT_OK(WriteFile(path() / name, std::string(text).replace(place, from.size(), to)));
  }

 private:
  std::optional<TemporaryFolder> folder_;
};

TEST_F(BrokenProfiles, EveryFactNeedsASource) {
  Replace("boards/nano33ble.toml", "flash_bytes      = \"", "flash_byte = \"");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "the fact \"flash_bytes\" has no source"));
}

TEST_F(BrokenProfiles, UnknownKeysAreRefused) {
  Replace("sensors/APDS9960.toml", "full_scale     = 4100", "full_scal = 4100");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "did you mean \"full_scale\"?"));
}

TEST_F(BrokenProfiles, AFileIsNamedAfterItsId) {
  std::filesystem::rename(path() / "boards/nano33ble.toml", path() / "boards/uno.toml");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "uno.toml:2: id \"nano33ble\""));
}

TEST_F(BrokenProfiles, ASymbolsHeaderMustExist) {
  Replace("libraries/tflm-2.4.0-alpha.toml", "  \"tensorflow/lite/version.h\",\n", "");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "TFLITE_SCHEMA_VERSION"));
}

TEST_F(BrokenProfiles, TypesOfAnOperatorAreThreeWords) {
  Replace("libraries/tflm-now.toml", "\"QUANTIZE uint8 int8\"", "\"QUANTIZE uint8\"");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "OPERATOR INPUT_TYPE OUTPUT_TYPE"));
}

TEST_F(BrokenProfiles, AHeaderBelongsToOneLibrary) {
  Replace("arduino-libraries.toml", "\"ArduinoBLE.h\"", "\"Arduino_APDS9960.h\"");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "belongs to two libraries"));
}

TEST_F(BrokenProfiles, ABoardsLibrariesAreKnown) {
  Replace("boards/nano33ble.toml", "\"ArduinoBLE\"", "\"ArduinoBLF\"");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "ArduinoBLF"));
}

TEST_F(BrokenProfiles, WhatALibraryRequiresIsKnown) {
  Replace("arduino-libraries.toml", "requires = [\"Adafruit_BusIO\"]", "requires = [\"Adafruit_Bus\"]");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "Adafruit_Bus"));
}

TEST_F(BrokenProfiles, MissingFoldersAreNamed) {
  std::filesystem::remove_all(path() / "sensors");
  EXPECT_TRUE(FailsWith(LoadProfiles(path()), ErrorKind::kInfrastructure, "sensors: no profiles in this folder"));
}

}  // namespace
}  // namespace autopilot
