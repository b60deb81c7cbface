#include "app/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/app_folder.h"

namespace autopilot {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

const Profiles& AllProfiles() {
  static const Profiles* const profiles = new Profiles(LoadProfiles(SourceFolder() / "profiles").value());
  return *profiles;
}

Result<Contract> Measure(const std::filesystem::path& app_toml, KerasMeasurer* keras = nullptr) {
  AUTOPILOT_TRY(application, LoadApplication(app_toml));
  return MeasureContract(application, AllProfiles(), keras);
}

/// Says of every Keras model what the test wants it to be.
class FakeKeras : public KerasMeasurer {
 public:
  explicit FakeKeras(KerasFacts facts) : facts_(std::move(facts)) {}
  Result<KerasFacts> Measure(const Application&, const DataTable& data) override {
    rows_seen = data.size();
    return facts_;
  }
  std::size_t rows_seen = 0;

 private:
  KerasFacts facts_;
};

TEST(Contract, OfTheFruitApplication) {
  FakeKeras keras({"abc", {3}, {3}, "softmax", 1.0, 100});
  ASSERT_OK_AND_ASSIGN(contract, Measure(SharedFolder() / "apps/fruit/app.toml", &keras));
  EXPECT_EQ(keras.rows_seen, 256u);
  EXPECT_EQ(contract.library.id, "tflm-2.4.0-alpha");
  EXPECT_EQ(contract.board.id, "nano33ble");
  ASSERT_TRUE(contract.sensor);
  EXPECT_EQ(contract.sensor->id, "APDS9960");
  EXPECT_EQ(contract.features.size(), 3u);
  EXPECT_EQ(contract.arena_need, 1108);
  EXPECT_EQ(contract.tflite_bytes.size(), 2528u);
  EXPECT_EQ(contract.input_tolerance, 0.02);
  EXPECT_EQ(contract.accuracy_loss, 0.02);
  EXPECT_EQ(contract.keras->last_activation, "softmax");
  EXPECT_THAT(contract.libraries, Contains(Field(&ArduinoLibrary::name, "Arduino_APDS9960")));
  EXPECT_THAT(contract.libraries, Contains(Field(&ArduinoLibrary::name, "Adafruit_APDS9960")));  // Listed,
  EXPECT_THAT(contract.libraries, Contains(Field(&ArduinoLibrary::name, "Adafruit_BusIO")));     // so this, too.
  EXPECT_EQ(contract.other_headers.at("Servo.h"), "Servo");
  EXPECT_FALSE(contract.other_headers.contains("Adafruit_APDS9960.h"));
  EXPECT_TRUE(contract.class_words.contains("apple"));
  EXPECT_TRUE(contract.notes.empty()) << contract.notes[0];

  const nlohmann::json json = ToJson(contract);
  EXPECT_EQ(json["data"]["rows"], 256);
  EXPECT_EQ(json["data"]["rows_sum_to_one"], true);
  EXPECT_EQ(json["data"]["columns"][0]["name"], "Red");
  EXPECT_EQ(json["data"]["columns"][0]["type"], "number");
  EXPECT_EQ(json["data"]["classes"][1]["name"], "Banana");
  EXPECT_EQ(json["model"]["symbol"], "model");
  EXPECT_EQ(json["model"]["arena_need"], 1108);
  EXPECT_EQ(json["model"]["tflite"]["input"]["type"], "float32");
  EXPECT_EQ(json["model"]["tflite"]["operators"][0]["name"], "FULLY_CONNECTED");
  EXPECT_EQ(json["model"]["keras"]["accuracy"], 1.0);
  EXPECT_EQ(json["target"]["board"]["id"], "nano33ble");
  EXPECT_EQ(json["target"]["sensor"]["object"], "APDS");
  EXPECT_EQ(json["features"][1], (nlohmann::json{{"feature", "Green"}, {"expression", "g/(r+g+b)"}}));
  EXPECT_TRUE(json["notes"].empty());
}

TEST(Contract, OfTheQuantisedFruitApplication) {
  ASSERT_OK_AND_ASSIGN(contract, Measure(SharedFolder() / "apps/fruit_int8/app.toml"));
  EXPECT_EQ(contract.tflite->input.type, "int8");
  EXPECT_EQ(contract.arena_need, 1108);
  EXPECT_FALSE(contract.keras);  // Nobody was there to measure it.
  const nlohmann::json json = ToJson(contract);
  EXPECT_GT(json["model"]["tflite"]["input"]["scale"], 0.0);
  EXPECT_FALSE(json["model"].contains("keras"));
}

TEST(Contract, OfTheSineApplication) {
  ASSERT_OK_AND_ASSIGN(contract, Measure(SharedFolder() / "apps/sine/app.toml"));
  EXPECT_FALSE(contract.sensor);
  EXPECT_EQ(contract.arena_need, 920);  // As measured on the real library.
  EXPECT_EQ(ToJson(contract)["input"]["steps"], 64);
  EXPECT_TRUE(FailsWith(contract.Features({1}), ErrorKind::kBadInput, "no sensor"));
}

TEST(Contract, EstimatesTheArenaOfLargerModels) {
  ASSERT_OK_AND_ASSIGN(contract, Measure(AppFolder().file()));
  contract.application.labels = {"wing", "ring", "slope", "negative"};
  contract.sensor_use.window = 128;
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/magic_wand_float.tflite"));
  ASSERT_OK(AdoptModel(contract, bytes, "magic_wand.tflite"));
  const int operators = static_cast<int>(contract.tflite->operators.size());
  const int activations = static_cast<int>(contract.tflite->activation_bytes);
  EXPECT_GT(activations, 384 * 4);
  EXPECT_EQ(contract.arena_need, 356 + 188 * operators + activations - 64 - 100 * operators);
  EXPECT_NEAR(contract.arena_need, 14800, 300);  // 13,824 of activations and what the library keeps for good.
}

TEST(Contract, ComputesFeaturesForward) {
  ASSERT_OK_AND_ASSIGN(contract, Measure(AppFolder().file()));
  ASSERT_OK_AND_ASSIGN(features, contract.Features({60, 30, 10, 100, 0}));
  EXPECT_EQ(features, (std::vector<double>{0.6, 0.3, 0.1}));
  ASSERT_OK_AND_ASSIGN(dark, contract.Features({0, 0, 0, 0, 0}));
  EXPECT_TRUE(std::isnan(dark[0]));
  EXPECT_TRUE(FailsWith(contract.Features({1, 2, 3}), ErrorKind::kBadInput, "3 readings for the 5 channels"));
  contract.features = {{"Sum", "r+g+b"}};  // As written by hand, without a compiled form.
  ASSERT_OK_AND_ASSIGN(sum, contract.Features({1, 2, 3, 0, 0}));
  EXPECT_EQ(sum, (std::vector<double>{6}));
}

TEST(Contract, NotesWhatIsOddButNotWrong) {
  AppFolder app;
  app.Change("Blue = \"b/(r+g+b)\"", "Blue = \"b/255\"");
  app.Write("data.csv",
            "Fruit,Red,Green,Blue\napple,0.5,0.3,0.2\napple,0.6,0.3,\nbanana,0.4,0.3,0.3\napple,0.5,0.3,0.2\n");
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file()));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("label \"Orange\" has no data")));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("unbalanced: 1 to 3 rows")));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("column \"Blue\" lacks 1 value")));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("column \"Green\" is always 0.3")));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("rows of the data sum to 1, but the features")));
}

TEST(Contract, TakesTheModelFromAHeader) {
  AppFolder app;
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(app.path() / "model.tflite"));
  app.Write("model.h", RenderModelHeader(bytes, "g_fruit"));
  app.Change("tflite = \"model.tflite\"", "header = \"model.h\"");
  ASSERT_OK_AND_ASSIGN(alone, Measure(app.file()));
  EXPECT_EQ(alone.tflite_bytes, bytes);
  EXPECT_EQ(alone.application.symbol, "g_fruit");

  app.Change("header =", "tflite = \"model.tflite\"\nheader =");
  EXPECT_OK(Measure(app.file()));

  app.Change("io =", "symbol = \"model\"\nio =");
  EXPECT_TRUE(FailsWith(Measure(app.file()), ErrorKind::kBadInput, "app.toml:13: symbol = \"model\", but "));
  app.Change("symbol = \"model\"\n", "");
  bytes[bytes.size() / 2] ^= 1;
  app.Write("model.h", RenderModelHeader(bytes, "g_fruit"));
  EXPECT_TRUE(FailsWith(Measure(app.file()), ErrorKind::kBadInput, "holds another model than"));
}

TEST(Contract, AdoptsAConvertedModel) {
  AppFolder app;
  app.Change("tflite = \"model.tflite\"", "keras = \"model.keras\"");
  app.Write("model.keras", "a stand-in: nobody opens it here");
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file()));
  EXPECT_FALSE(contract.tflite);
  EXPECT_EQ(contract.arena_need, 0);
  ASSERT_OK_AND_ASSIGN(bytes, ReadFile(SharedFolder() / "models/fruit/float.tflite"));
  ASSERT_OK(AdoptModel(contract, bytes, "converted.tflite"));
  EXPECT_EQ(contract.tflite_bytes, bytes);
  EXPECT_EQ(contract.arena_need, 1108);
  EXPECT_TRUE(FailsWith(AdoptModel(contract, bytes.substr(0, 100), "converted.tflite"), ErrorKind::kBadInput,
                        "converted.tflite: not a TensorFlow Lite model"));
  EXPECT_EQ(contract.tflite_bytes, bytes);  // What failed changed nothing.
}

TEST(Contract, RefusesModelsThatTheLibraryCannotRun) {
  AppFolder app;
  const auto measure = [&](const std::string& model, const std::string& io) {
    std::filesystem::copy_file(SharedFolder() / "models/fruit" / model, app.path() / "model.tflite",
                               std::filesystem::copy_options::overwrite_existing);
    app.Write("app.toml", AppFolder::Text());
    app.Change("io = \"float32\"", "io = \"" + io + "\"");
    return Measure(app.file());
  };
  EXPECT_OK(measure("float.tflite", "float32"));
  std::filesystem::permissions(app.path() / "model.tflite", std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  EXPECT_OK(measure("int8-per-tensor.tflite", "int8"));
  EXPECT_TRUE(FailsWith(measure("float-in-uint8-out.tflite", "float32"), ErrorKind::kBadInput,
                        "the output is uint8, which tflm-2.4.0-alpha cannot compute: QUANTIZE int8 -> uint8 fails in "
                        "Invoke\n  cure: convert with an int8 or float32 output"));
  EXPECT_TRUE(FailsWith(measure("int8-per-channel.tflite", "int8"), ErrorKind::kBadInput,
                        "_experimental_disable_per_channel_quantization_for_dense_layers"));
  EXPECT_TRUE(
      FailsWith(measure("float.tflite", "int8"), ErrorKind::kBadInput, "app.toml:12: io = \"int8\", but the input of"));
  EXPECT_TRUE(FailsWith(measure("int8-per-tensor.tflite", "float32"), ErrorKind::kBadInput,
                        "is int8\n  cure: set [model] io = \"int8\""));
}

TEST(Contract, RefusesAnOperatorThatTheLibraryLacks) {
  Profiles profiles = AllProfiles();
  profiles.libraries.at("tflm-2.4.0-alpha").operator_adder.erase("SOFTMAX");
  AppFolder app;
  ASSERT_OK_AND_ASSIGN(fruit, LoadApplication(app.file()));
  EXPECT_TRUE(FailsWith(MeasureContract(fruit, profiles, nullptr), ErrorKind::kBadInput,
                        "model.tflite: the model needs the operator SOFTMAX, which tflm-2.4.0-alpha does not have"));
}

struct Contradiction {
  std::string name;
  std::string from;
  std::string to;
  std::string told;
};

class ContractContradiction : public testing::TestWithParam<Contradiction> {};

TEST_P(ContractContradiction, IsToldWithItsCure) {
  AppFolder app;
  app.Change(GetParam().from, GetParam().to);
  EXPECT_TRUE(FailsWith(Measure(app.file()), ErrorKind::kBadInput, GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Contract, ContractContradiction,
    testing::Values(
        Contradiction{"TooManyLabels", "\"Orange\"]", "\"Orange\", \"Pear\"]",
                      "model.tflite has 3 outputs, but [model] labels lists 4 names (Apple, Banana, Orange, Pear)\n"
                      "  cure: list one label for each output"},
        Contradiction{"TooFewLabels", ", \"Orange\"]", "]", "app.toml:11: the model "},
        Contradiction{"TooFewFeatures", "features = [\"Red\", \"Green\", \"Blue\"]\nlabel = \"Fruit\"",
                      "features = [\"Red\", \"Green\"]\nlabel = \"Fruit\"",
                      "the map names \"Blue\", which is no feature"},
        Contradiction{"MapLacksAFeature", ", Blue = \"b/(r+g+b)\"", "",
                      "app.toml:18: the map says nothing about the feature \"Blue\""},
        Contradiction{"MapMisspellsAFeature", "Blue =", "Blu =",
                      "app.toml:18: the map names \"Blu\", which is no feature\n  cure: did you mean \"Blue\"?"},
        Contradiction{"MapNamesNoChannel", "Red = \"r/", "Red = \"red/",
                      "app.toml:18: the map of Red: \"red\" is not known in \"red/(r+g+b)\"\n  cure: known: r, g, b, "
                      "c, proximity"},
        Contradiction{"UnknownSensor", "APDS9960", "APDS996",
                      "app.toml:17: there is no profile of the sensor \"APDS996\"\n  cure: did you mean \"APDS9960\"?"},
        Contradiction{"UnknownBoard", "nano33ble", "nano33",
                      "app.toml:14: there is no profile of the board \"nano33\"\n  cure: did you mean \"nano33ble\"?"},
        Contradiction{"UnknownLibrary", "tflm-2.4.0-alpha", "tflm-2.4.0",
                      "app.toml:15: there is no profile of the library \"tflm-2.4.0\""},
        Contradiction{"ReportOfSeveralNumbers", "report = \"label\"", "report = \"number\"", "app.toml:4: the model "},
        Contradiction{"WindowOfReadings", "part =", "window = 4\npart =",
                      "takes 3 numbers [1, 3], but 3 features times a window of 4 make 12"}),
    [](const auto& wrong) { return wrong.param.name; });

TEST(Contract, RefusesASensorThatTheBoardDoesNotHave) {
  Profiles profiles = AllProfiles();
  profiles.boards.at("nano33ble").onboard_sensors = {"PDM"};
  AppFolder app;
  const auto measure = [&] {
    auto application = LoadApplication(app.file());
    return MeasureContract(application.value(), profiles, nullptr);
  };
  EXPECT_TRUE(FailsWith(measure(), ErrorKind::kBadInput,
                        "app.toml:17: the Arduino Nano 33 BLE Sense (Rev1) has no APDS9960 on it"));
  app.Change("part =", "bus = \"external\"\npart =");
  ASSERT_OK_AND_ASSIGN(contract, measure());
  EXPECT_TRUE(contract.sensor_use.external);
  EXPECT_THAT(contract.libraries, Contains(Field(&ArduinoLibrary::name, "Arduino_APDS9960")));
}

TEST(Contract, AnInstalledLibraryThatNobodyKnowsIsANote) {
  AppFolder app;
  app.Change("board =", "installed = [\"Servo\", \"NoSuchThing\"]\nboard =");
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file()));
  EXPECT_THAT(contract.libraries, Contains(Field(&ArduinoLibrary::name, "Servo")));
  EXPECT_FALSE(contract.other_headers.contains("Servo.h"));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("NoSuchThing")));
}

TEST(Contract, ComparesTheKerasModelToo) {
  AppFolder app;
  app.Change("tflite =", "keras = \"model.keras\"\ntflite =");
  app.Write("model.keras", "a stand-in: the fake measures it");
  FakeKeras outputs({"abc", {3}, {4}, "softmax", -1, 100});
  EXPECT_TRUE(FailsWith(Measure(app.file(), &outputs), ErrorKind::kBadInput,
                        "model.keras has 4 outputs, but [model] labels lists 3"));
  FakeKeras inputs({"abc", {2}, {3}, "softmax", -1, 100});
  EXPECT_TRUE(
      FailsWith(Measure(app.file(), &inputs), ErrorKind::kBadInput, "model.keras takes 2 numbers [2], but 3 features"));
  FakeKeras right({"abc", {3}, {3}, "softmax", -1, 100});
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file(), &right));
  EXPECT_EQ(ToJson(contract)["model"]["keras"]["accuracy"], nlohmann::json());
}

TEST(Contract, NotesAKerasModelThatDoesNotFitTheData) {
  AppFolder app;
  app.Change("tflite =", "keras = \"model.keras\"\ntflite =");
  app.Write("model.keras", "a stand-in: the fake measures it");
  FakeKeras weak({"abc", {3}, {3}, "softmax", 0.31, 100});
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file(), &weak));
  EXPECT_THAT(contract.notes, Contains(HasSubstr("answers only 31 % of the data right")));
}

TEST(Contract, TakesTolerancesFromTheApplication) {
  AppFolder app;
  app.Change("[target]", "[check]\ninput_tolerance = 0.1\naccuracy_loss = 0.05\n[target]");
  ASSERT_OK_AND_ASSIGN(contract, Measure(app.file()));
  EXPECT_EQ(contract.input_tolerance, 0.1);
  EXPECT_EQ(contract.accuracy_loss, 0.05);
}

}  // namespace
}  // namespace autopilot
