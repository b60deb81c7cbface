#include "app/data_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/app_folder.h"

namespace autopilot {
namespace {

Result<DataTable> Load(const std::filesystem::path& app_toml) {
  AUTOPILOT_TRY(application, LoadApplication(app_toml));
  return LoadData(application);
}

/// A colour application whose data file holds `rows`.
Result<DataTable> LoadRows(const std::string& rows) {
  AppFolder app;
  app.Write("data.csv", rows);
  return Load(app.file());
}

TEST(DataTable, MeasuresTheFruitData) {
  ASSERT_OK_AND_ASSIGN(data, Load(SharedFolder() / "apps/fruit/app.toml"));
  EXPECT_EQ(data.size(), 256u);
  EXPECT_EQ(data.columns, (std::vector<std::string>{"Fruit", "Red", "Green", "Blue"}));
  EXPECT_EQ(data.feature_names, (std::vector<std::string>{"Red", "Green", "Blue"}));
  ASSERT_EQ(data.classes.size(), 3u);
  EXPECT_EQ(data.classes[0].name, "Apple");
  EXPECT_EQ(data.classes[0].rows + data.classes[1].rows + data.classes[2].rows, 256);
  EXPECT_NEAR(data.classes[0].mean[0], 0.562, 0.001);
  EXPECT_NEAR(data.classes[1].mean[1], 0.377, 0.001);
  EXPECT_NEAR(data.classes[2].mean[2], 0.129, 0.001);
  EXPECT_EQ(data.label_text[0], "orange");
  EXPECT_EQ(data.label_index[0], 2);
  EXPECT_EQ(data.line[0], 2);
  EXPECT_TRUE(data.rows_sum_to_one);
  EXPECT_EQ(data.facts[0].missing, 0);
}

TEST(DataTable, ReadsRecordingsLabelledByTheirFileName) {
  ASSERT_OK_AND_ASSIGN(data, Load(SharedFolder() / "apps/gesture/app.toml"));
  EXPECT_EQ(data.size(), 256u);
  ASSERT_EQ(data.classes.size(), 4u);
  EXPECT_EQ(data.classes[0].rows, 0);  // "wing" has no data, which is no error.
  EXPECT_TRUE(data.classes[0].mean.empty());
  EXPECT_EQ(data.classes[1].name, "ring");
  EXPECT_EQ(data.classes[1].rows, 128);
  EXPECT_EQ(data.classes[2].rows, 128);
  EXPECT_EQ(data.label_index[127], 1);
  EXPECT_EQ(data.label_index[128], 2);
  EXPECT_EQ(data.file_index[127], 0);
  EXPECT_EQ(data.file_index[128], 1);
  EXPECT_FALSE(data.rows_sum_to_one);
}

TEST(DataTable, TellsRecordingsApart) {
  ASSERT_OK_AND_ASSIGN(data, LoadRows("Red,Green,Blue,Fruit\n1,0,0,Apple\n2,0,0,Apple\n\n3,0,0,Apple\n-,-,-,-\n"
                                      "4,0,0,Apple\nRed,Green,Blue,Fruit\n5,0,0,Apple\n6,0,0,Banana\n"));
  EXPECT_EQ(data.recording_index, (std::vector<int>{0, 0, 1, 2, 3, 4}));
  EXPECT_EQ(data.features[3][0], 4);
}

TEST(DataTable, AColumnMayTellRecordingsApart) {
  AppFolder app;
  app.Write("data.csv", "Red,Green,Blue,Fruit,take\n1,0,0,Apple,a\n2,0,0,Apple,a\n3,0,0,Apple,b\n");
  app.Change("label =", "recording = \"take\"\nlabel =");
  ASSERT_OK_AND_ASSIGN(data, Load(app.file()));
  EXPECT_EQ(data.recording_index, (std::vector<int>{0, 0, 1}));
}

TEST(DataTable, AnApplicationWithoutDataHasNoRows) {
  ASSERT_OK_AND_ASSIGN(data, Load(SharedFolder() / "apps/sine/app.toml"));
  EXPECT_EQ(data.size(), 0u);
}

TEST(DataTable, MeasuresColumnsClassesAndRepetitions) {
  ASSERT_OK_AND_ASSIGN(data, LoadRows("Fruit,Blue,Green,Red,Note\napple,0.2,0.3,0.5,a\nAPPLE,0.1,,0.6,b\n"
                                      "apple,0.2,0.3,0.5,c\napple,0.1,NaN,0.6,d\nbanana,0.4,0.3,0.3,e\n"));
  EXPECT_EQ(data.features[0], (std::vector<double>{0.5, 0.3, 0.2}));  // The order of [data] features.
  EXPECT_TRUE(std::isnan(data.features[1][1]));
  EXPECT_EQ(data.facts[0].minimum, 0.3);
  EXPECT_EQ(data.facts[0].maximum, 0.6);
  EXPECT_DOUBLE_EQ(data.facts[0].mean, 0.5);
  EXPECT_NEAR(data.facts[0].deviation, 0.109545, 1e-6);
  EXPECT_EQ(data.facts[1].missing, 2);
  EXPECT_EQ(data.facts[1].minimum, 0.3);
  EXPECT_EQ(data.classes[0].rows, 4);
  EXPECT_DOUBLE_EQ(data.classes[0].mean[0], 0.55);
  EXPECT_EQ(data.duplicate_rows, 2);  // The one with a gap included.
  EXPECT_TRUE(data.rows_sum_to_one);
}

TEST(DataTable, NamesTheLineOfABadCell) {
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\napple,0.5,0.3,0.2\napple,0.5,red,0.2\n"), ErrorKind::kBadInput,
                        "data.csv:3: \"red\" in column \"Green\" is not a number"));
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\napple,0.5,\"0,3\",0.2\n"), ErrorKind::kBadInput,
                        "write it with a decimal point"));
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\napple,0.5,inf,0.2\n"), ErrorKind::kBadInput, "data.csv:2:"));
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\napple,0.5,0.3\n"), ErrorKind::kBadInput,
                        "data.csv:2: ragged row: 3 fields, but the header names 4"));
}

TEST(DataTable, SaysWhichColumnsThereAre) {
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Gren,Blue\napple,0.5,0.3,0.2\n"), ErrorKind::kBadInput,
                        "data.csv:1: no column \"Green\"; the file has Fruit, Red, Gren, Blue\n"
                        "  cure: did you mean \"Gren\"? correct [data] features in app.toml"));
  EXPECT_TRUE(FailsWith(LoadRows("Kind,Red,Green,Blue\napple,0.5,0.3,0.2\n"), ErrorKind::kBadInput,
                        "correct [data] label in app.toml"));
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\napple,0.5,,0.2\napple,0.4,NaN,0.2\n"), ErrorKind::kBadInput,
                        "data.csv:1: no row has a value in the column \"Green\"\n"
                        "  cure: fill the column, or take \"Green\" out of [data] features in app.toml"));
}

TEST(DataTable, SaysWhichLabelsThereAre) {
  EXPECT_TRUE(
      FailsWith(LoadRows("Fruit,Red,Green,Blue\npear,0.5,0.3,0.2\n"), ErrorKind::kBadInput,
                "data.csv:2: label \"pear\" is no class of the model; [model] labels are Apple, Banana, Orange"));
  EXPECT_TRUE(FailsWith(LoadRows("Fruit,Red,Green,Blue\n,0.5,0.3,0.2\n"), ErrorKind::kBadInput,
                        "data.csv:2: the label is missing"));
}

TEST(DataTable, TakesOneLabelFromAFileName) {
  AppFolder app;
  app.Change("label = \"Fruit\"", "label = \"from-file-name\"");
  EXPECT_TRUE(FailsWith(Load(app.file()), ErrorKind::kBadInput,
                        "data.csv: the file's name contains none of the [model] labels Apple, Banana, Orange"));
  const auto rename = [&](const std::string& name) {
    app.Write(name, "Red,Green,Blue\n1,2,3\n");
    app.Write("app.toml", AppFolder::Text());
    app.Change("label = \"Fruit\"", "label = \"from-file-name\"");
    app.Change("data.csv", name);
    return Load(app.file());
  };
  EXPECT_TRUE(FailsWith(rename("apple_banana.csv"), ErrorKind::kBadInput, "contains two labels"));
  ASSERT_OK_AND_ASSIGN(data, rename("my-BANANA-1.csv"));
  EXPECT_EQ(data.label_text[0], "Banana");
  EXPECT_EQ(data.classes[1].rows, 1);
}

TEST(DataTable, FindsClassesWhereNoLabelsAreGiven) {
  AppFolder app;
  app.Change("labels = [\"Apple\", \"Banana\", \"Orange\"]\n", "");
  app.Change("report = \"label\"", "report = \"number\"");
  ASSERT_OK_AND_ASSIGN(data, Load(app.file()));
  ASSERT_EQ(data.classes.size(), 2u);
  EXPECT_EQ(data.classes[0].name, "apple");
  EXPECT_EQ(data.classes[0].rows, 3);
  EXPECT_EQ(data.classes[1].name, "Banana");
}

TEST(DataTable, BeforeATrainingTheClassesAreThoseOfTheData) {
  AppFolder folder;
  folder.Change("tflite = \"model.tflite\"\nlabels = [\"Apple\", \"Banana\", \"Orange\"]\n", "");
  folder.Change("features = [\"Red\", \"Green\", \"Blue\"]\n", "");
  folder.Write("data.csv", "Red;Fruit;Blue\n0,5;10;1\n1,5;9;?\n2;10;1,25\n");
  ASSERT_OK_AND_ASSIGN(app, LoadApplication(folder.file()));
  app.features.clear();  // The sensor's map named them.
  ASSERT_TRUE(NameFeatures(app));
  EXPECT_EQ(app.features, (std::vector<std::string>{"Red", "Blue"}));
  ASSERT_OK_AND_ASSIGN(data, LoadData(app));
  ASSERT_EQ(data.classes.size(), 2u);
  EXPECT_EQ(data.classes[0].name, "9") << "by value, not by the alphabet";
  EXPECT_EQ(data.label_index, (std::vector<int>{1, 0, 1}));
  EXPECT_EQ(data.features[0], (std::vector<double>{0.5, 1}));
  EXPECT_EQ(data.facts[1].missing, 1);
  ASSERT_EQ(data.notes.size(), 1u);
  EXPECT_NE(data.notes[0].find("semicolons"), std::string::npos);
}

}  // namespace
}  // namespace autopilot
