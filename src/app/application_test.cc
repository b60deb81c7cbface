#include "app/application.h"

#include <gtest/gtest.h>

#include <numbers>

#include "app/app_folder.h"

namespace autopilot {
namespace {

TEST(Application, LoadsTheFruitApplication) {
  for (const std::string name : {"fruit", "fruit_int8"}) {
    ASSERT_OK_AND_ASSIGN(app, LoadApplication(SharedFolder() / "apps" / name / "app.toml"));
    EXPECT_EQ(app.name, "Object classifier by colour");
    EXPECT_EQ(app.report, "label");
    EXPECT_FALSE(app.report_on_change);
    EXPECT_EQ(app.features, (std::vector<std::string>{"Red", "Green", "Blue"}));
    EXPECT_EQ(app.label, "Fruit");
    EXPECT_EQ(app.labels, (std::vector<std::string>{"Apple", "Banana", "Orange"}));
    EXPECT_EQ(app.io, name == "fruit" ? "float32" : "int8");
    EXPECT_TRUE(app.keras);
    EXPECT_TRUE(app.tflite);
    EXPECT_FALSE(app.header);
    EXPECT_EQ(app.symbol, "model");
    EXPECT_EQ(app.installed.size(), 11u);
    ASSERT_EQ(app.sensors.size(), 1u);
    EXPECT_FALSE(app.sensors[0].external);
    EXPECT_EQ(app.sensors[0].map[2], (std::pair<std::string, std::string>{"Blue", "b/(r+g+b)"}));
    EXPECT_EQ(app.SketchName(), name);
    EXPECT_TRUE(app.file.is_absolute());
    EXPECT_EQ(app.LineOf("model.labels"), 12);
    EXPECT_EQ(app.LineOf("model.symbol"), 9);  // Not there: its section.
  }
}

TEST(Application, LoadsAWindowedSensor) {
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(SharedFolder() / "apps/gesture/app.toml"));
  EXPECT_EQ(app.label, "from-file-name");
  EXPECT_EQ(app.data_files.size(), 2u);
  EXPECT_EQ(app.sensors[0].part, "LSM9DS1");
  EXPECT_EQ(app.sensors[0].rate_hz, 25);
  EXPECT_EQ(app.sensors[0].window, 128);
}

TEST(Application, LoadsASweep) {
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(SharedFolder() / "apps/sine/app.toml"));
  EXPECT_EQ(app.report, "number");
  ASSERT_TRUE(app.sweep);
  EXPECT_EQ(app.sweep->variable, "x");
  EXPECT_EQ(app.sweep->low, 0);
  EXPECT_DOUBLE_EQ(app.sweep->high, 2 * std::numbers::pi);
  EXPECT_EQ(app.sweep->steps, 64);
  EXPECT_TRUE(app.data_files.empty());
}

TEST(Application, ReadsEveryKey) {
  AppFolder folder;
  folder.Change("report = \"label\"", "report = \"label\"\nwhen = \"change\"");
  folder.Change("label = \"Fruit\"", "label = \"Fruit\"\nmount = \"data/fruit.csv\"");
  folder.Change("io = \"float32\"", "io = \"float32\"\nmount = \"models/m.keras\"\nsymbol = \"g_model\"");
  folder.Change("part = \"APDS9960\"", "part = \"APDS9960\"\nbus = \"external\"");
  folder.Write("app.toml", *ReadFile(folder.file()) + R"([[behaviour]]
text = "light the LED green while it is a banana"
given = "Banana"
expect = "LEDG on"
[[behaviour]]
text = "tell the count"
given = ["Apple", "pause 3 s"]
expect = ["", 'says "1"']
[check]
input_tolerance = 0.05
rate_tolerance = 0.1
accuracy_loss = 0
[provider]
name = "openai"
model = "gpt-x"
base_url = "http://127.0.0.1:1/v1"
key_variable = "KEY"
)");
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(folder.file()));
  EXPECT_TRUE(app.report_on_change);
  EXPECT_EQ(app.data_mount, "data/fruit.csv");
  EXPECT_EQ(app.model_mount, "models/m.keras");
  EXPECT_EQ(app.symbol, "g_model");
  EXPECT_TRUE(app.sensors[0].external);
  ASSERT_EQ(app.behaviours.size(), 2u);
  EXPECT_EQ(app.behaviours[0].given, std::vector<std::string>{"Banana"});
  EXPECT_EQ(app.behaviours[0].expect, std::vector<std::string>{"LEDG on"});
  EXPECT_EQ(app.behaviours[1].given, (std::vector<std::string>{"Apple", "pause 3 s"}));
  EXPECT_GT(app.behaviours[1].line, app.behaviours[0].line);
  EXPECT_EQ(app.input_tolerance, 0.05);
  EXPECT_EQ(app.rate_tolerance, 0.1);
  EXPECT_EQ(app.accuracy_loss, 0);
  EXPECT_EQ(app.provider.name, "openai");
  EXPECT_EQ(app.provider.model, "gpt-x");
  EXPECT_EQ(app.provider.base_url, "http://127.0.0.1:1/v1");
  EXPECT_EQ(app.provider.key_variable, "KEY");
}

TEST(Application, TakesFeaturesFromTheMapWhereThereIsNoData) {
  AppFolder folder;
  folder.Change("[data]\nfiles = [\"data.csv\"]\nfeatures = [\"Red\", \"Green\", \"Blue\"]\nlabel = \"Fruit\"\n", "");
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(folder.file()));
  EXPECT_EQ(app.features, (std::vector<std::string>{"Red", "Green", "Blue"}));
}

TEST(Application, MakesASketchNameOfAnyFolder) {
  Application app;
  app.folder = "/home/me/My fruit (2)";
  EXPECT_EQ(app.SketchName(), "My_fruit__2_");
  app.folder = "/";
  EXPECT_EQ(app.SketchName(), "sketch");
}

/// One thing wrong in app.toml, and what the user is told.
struct Wrong {
  std::string name;
  std::string from;
  std::string to;
  std::string told;
};

class WrongApplication : public testing::TestWithParam<Wrong> {};

TEST_P(WrongApplication, IsToldWithLineCauseAndCure) {
  AppFolder folder;
  folder.Change(GetParam().from, GetParam().to);
  const auto app = LoadApplication(folder.file());
  EXPECT_TRUE(FailsWith(app, ErrorKind::kBadInput, GetParam().told));
  ASSERT_FALSE(app);
  EXPECT_EQ(app.error().file, folder.file().string());
}

INSTANTIATE_TEST_SUITE_P(
    Application, WrongApplication,
    testing::Values(
        Wrong{"UnknownKey", "features =", "feature =",
              "app.toml:7: unknown key \"feature\" in [data]\n  cure: did you mean \"features\"?"},
        Wrong{"UnknownKeyFarFromAll", "report =", "colour =",
              "app.toml:4: unknown key \"colour\" in [application]\n  cure: known: name, description, report, when"},
        Wrong{"UnknownSection", "[target]", "[targets]",
              "app.toml:13: unknown section \"targets\"\n  cure: did you mean \"target\"?"},
        Wrong{"UnknownSensorKey", "part =", "prt =", "app.toml:17: unknown key \"prt\" in [[sensor]]"},
        Wrong{"SingleBrackets", "[[sensor]]", "[sensor]", "app.toml:16: sensor must be an array of tables"},
        Wrong{"WrongType", "features = [\"Red\", \"Green\", \"Blue\"]", "features = \"Red\"",
              "app.toml:7: [data] features must be an array of texts, not a text"},
        Wrong{"WrongChoice", "io = \"float32\"", "io = \"uint8\"",
              "app.toml:12: [model] io cannot be \"uint8\"\n  cure: use one of: float32, int8"},
        Wrong{"MissingName", "name = \"Fruit\"\n", "", "app.toml:1: [application] name is missing"},
        Wrong{"NoModelForANumber",
              "report = \"label\"\n[data]\nfiles = [\"data.csv\"]\nfeatures = [\"Red\", \"Green\", "
              "\"Blue\"]\nlabel = \"Fruit\"\n[model]\ntflite = \"model.tflite\"\n",
              "report = \"number\"\n[data]\nfiles = [\"data.csv\"]\n[model]\n",
              "app.toml:7: [model] names no model, and only models that tell classes"},
        Wrong{"NoModelAndNoData",
              "[data]\nfiles = [\"data.csv\"]\nfeatures = [\"Red\", \"Green\", \"Blue\"]\nlabel = "
              "\"Fruit\"\n[model]\ntflite = \"model.tflite\"\n",
              "[model]\n", "app.toml:5: [model] names no model, and there is no [data]"},
        Wrong{"PreprocessingOfNoModel",
              "tflite = ", "preprocessing = ", "app.toml:10: [model] preprocessing belongs to a model"},
        Wrong{"SerialBesideSensor", "[target]", "[input]\nkind = \"serial\"\n[target]",
              "app.toml:13: both [[sensor]] and [input]"},
        Wrong{"SerialWithSteps", "[target]", "[input]\nkind = \"serial\"\nsteps = 3\n[target]",
              "app.toml:15: unknown key \"steps\""},
        Wrong{"MissingDataFile", "data.csv", "dta.csv", "app.toml:6: [data] files: \"dta.csv\" is not there: /"},
        Wrong{"MissingModelFile", "model.tflite", "m.tflite",
              "app.toml:10: [model] tflite: \"m.tflite\" is not there: /"},
        Wrong{"FolderForAFile", "\"model.tflite\"", "\".\"", "app.toml:10: [model] tflite: \".\" is a folder"},
        Wrong{"NoLabels", "labels = [\"Apple\", \"Banana\", \"Orange\"]\n", "",
              "app.toml:9: [model] labels is missing"},
        Wrong{"DoubledLabel", "\"Orange\"]", "\"apple\"]", "app.toml:11: [model] labels holds \"apple\" twice"},
        Wrong{"NoLabelColumn", "label = \"Fruit\"\n", "", "app.toml:5: [data] label is missing"},
        Wrong{"LabelIsAFeature", "label = \"Fruit\"", "label = \"Red\"",
              "app.toml:8: \"Red\" is both the label and a feature"},
        Wrong{"BadSymbol",
              "io = ", "symbol = \"my model\"\nio = ", "app.toml:12: [model] symbol \"my model\" is no C++ name"},
        Wrong{"SweepBesideSensor", "[target]", "[input]\nkind = \"sweep\"\nx = \"0..1\"\nsteps = 9\n[target]",
              "app.toml:13: both [[sensor]] and [input]"},
        Wrong{"NoInputAtAll", AppFolder::Text().substr(AppFolder::Text().find("[[sensor]]")), "",
              "neither a [[sensor]] nor an [input]"},
        Wrong{"MountOutside", "label = \"Fruit\"", "label = \"Fruit\"\nmount = \"../x.csv\"",
              "app.toml:9: [data] mount = \"../x.csv\" leaves the script's folder"},
        Wrong{"NegativeWindow", "part =", "window = -1\npart =", "app.toml:17: [[sensor]] window must not be negative"},
        Wrong{"SyntaxError", "[model]", "[model", "app.toml:9: not valid TOML"}),
    [](const auto& wrong) { return wrong.param.name; });

TEST(Application, RefusesBadSweeps) {
  AppFolder folder;
  const auto load = [&](const std::string& lines) {
    folder.Write(
        "app.toml",
        "[application]\nname = \"Sine\"\nreport = \"number\"\n[model]\ntflite = \"model.tflite\"\n[input]\n" + lines);
    return LoadApplication(folder.file());
  };
  EXPECT_OK(load("kind = \"sweep\"\nx = \"-pi..pi\"\nsteps = 64\n"));
  EXPECT_TRUE(
      FailsWith(load("kind = \"swep\"\nx = \"0..1\"\nsteps = 64\n"), ErrorKind::kBadInput, "app.toml:7: [input] kind"));
  EXPECT_TRUE(FailsWith(load("kind = \"sweep\"\nx = \"0-1\"\nsteps = 64\n"), ErrorKind::kBadInput,
                        "app.toml:8: [input] x = \"0-1\" is no range"));
  EXPECT_TRUE(FailsWith(load("kind = \"sweep\"\nx = \"0..2*tau\"\nsteps = 64\n"), ErrorKind::kBadInput,
                        "app.toml:8: [input] x: \"tau\" is not known"));
  EXPECT_TRUE(
      FailsWith(load("kind = \"sweep\"\nx = \"1..0\"\nsteps = 64\n"), ErrorKind::kBadInput, "ends before it begins"));
  EXPECT_TRUE(FailsWith(load("kind = \"sweep\"\nx = \"0..1\"\nsteps = 1\n"), ErrorKind::kBadInput,
                        "app.toml:9: [input] steps"));
  EXPECT_TRUE(FailsWith(load("kind = \"sweep\"\nx = \"0..1\"\n"), ErrorKind::kBadInput, "[input] steps is missing"));
}

TEST(Application, RefusesWhatIsNoFile) {
  AppFolder folder;
  EXPECT_TRUE(FailsWith(LoadApplication(folder.path() / "none.toml"), ErrorKind::kBadInput, "none.toml"));
  EXPECT_TRUE(FailsWith(LoadApplication(folder.path()), ErrorKind::kBadInput, "a folder, not an app.toml"));
  folder.Write("app.toml", "[data]\nfiles = [\"data.csv\"]\nfeatures = [\"Red\"]\nlabel = \"Fruit\"\n");
  EXPECT_TRUE(FailsWith(LoadApplication(folder.file()), ErrorKind::kBadInput, "the section [application] is missing"));
}

TEST(Application, WithoutAModelOneIsTrained) {
  AppFolder folder;
  folder.Change("tflite = \"model.tflite\"\nlabels = [\"Apple\", \"Banana\", \"Orange\"]\n", "");
  std::filesystem::create_directories(folder.path() / "more" / "b");
  folder.Write("more/b/2.CSV", "x");
  folder.Write("more/1.csv", "x");
  folder.Write("more/notes.txt", "x");
  folder.Change("[\"data.csv\"]", "[\"data.csv\", \"more\"]");
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(folder.file()));
  EXPECT_TRUE(app.Trains());
  EXPECT_EQ(app.data_files,
            (std::vector<std::filesystem::path>{folder.path() / "data.csv", folder.path() / "more/1.csv",
                                                folder.path() / "more/b/2.CSV"}));
}

TEST(Application, RowsOnTheSerialPortNeedNoSensor) {
  AppFolder folder;
  folder.Change(AppFolder::Text().substr(AppFolder::Text().find("[[sensor]]")), "[input]\nkind = \"serial\"\n");
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(folder.file()));
  EXPECT_TRUE(app.serial_rows);
  EXPECT_FALSE(app.Trains());
}

TEST(Application, RefusesLabelsThatAreNotOneLine) {
  for (const std::string label : {"Ap\\nple", "Apple ", " Apple", "Ap\\u007Fple"}) {
    AppFolder folder;
    folder.Change("\"Apple\"", "\"" + label + "\"");
    const auto app = LoadApplication(folder.file());
    ASSERT_FALSE(app.has_value()) << label;
    EXPECT_NE(app.error().cure.find("one line"), std::string::npos);
    EXPECT_GT(app.error().line, 0);
  }
}

}  // namespace
}  // namespace autopilot
