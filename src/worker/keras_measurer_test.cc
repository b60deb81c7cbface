#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"
#include "worker/python_worker.h"

namespace autopilot {
namespace {

/// Answers as the task keras_facts does, and counts.
class CountingWorker : public PythonWorker {
 public:
  Result<nlohmann::json> Call(const nlohmann::json& request, const std::vector<WorkerFile>& inputs,
                              const std::filesystem::path&) override {
    ++calls;
    last = request;
    if (fails) return Fail(BadInput("not a Keras model"));
    EXPECT_EQ(inputs.size(), 1u);
    return nlohmann::json{{"input_shape", {3}}, {"output_shape", {2}}, {"last_activation", "softmax"},
                          {"parameters", 8},    {"accuracy", 0.5},     {"predictions", {0, 0}}};
  }
  int calls = 0;
  bool fails = false;
  nlohmann::json last;
};

class KerasMeasurerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("autopilot-keras-test-");
    ASSERT_OK(folder);
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    paths_.home = SourceFolder();
    paths_.cache = folder_->path() / "cache";
    application_.keras = folder_->path() / "m.keras";
    ASSERT_OK(WriteFile(*application_.keras, "bytes"));
    data_.features = {{1, 2, 3}, {4, 5, 6}};
    data_.label_index = {0, 1};
  }
  std::unique_ptr<TemporaryFolder> folder_;
  InstallPaths paths_;
  Application application_;
  DataTable data_;
  CountingWorker worker_;
};

TEST_F(KerasMeasurerTest, MeasuresOnceAndAgainWhenModelOrDataChange) {
  ASSERT_OK_AND_ASSIGN(facts, MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(facts.parameters, 8);
  EXPECT_EQ(facts.output_shape, std::vector<int>{2});
  ASSERT_OK_AND_ASSIGN(again, MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(worker_.calls, 1);
  EXPECT_EQ(again.sha256, facts.sha256);
  EXPECT_EQ(again.accuracy, 0.5);

  data_.features[0][0] = 9;
  ASSERT_OK(MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(worker_.calls, 2);
  ASSERT_OK(WriteFile(*application_.keras, "other"));
  ASSERT_OK(MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(worker_.calls, 3);
}

TEST_F(KerasMeasurerTest, ADamagedCacheIsMeasuredAgain) {
  ASSERT_OK(MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  for (const auto& entry : std::filesystem::directory_iterator(paths_.cache / "facts")) {
    ASSERT_OK(WriteFile(entry.path(), "{\"input_shape\": \"three\"}"));
  }
  ASSERT_OK_AND_ASSIGN(facts, MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(worker_.calls, 2);
  EXPECT_EQ(facts.input_shape, std::vector<int>{3});
}

TEST_F(KerasMeasurerTest, RowsWithGapsAreLeftOut) {
  data_.features[1][2] = std::nan("");
  ASSERT_OK(MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_));
  EXPECT_EQ(worker_.last.at("rows").size(), 1u);
  EXPECT_EQ(worker_.last.at("classes"), nlohmann::json({0}));
}

TEST_F(KerasMeasurerTest, ABadModelIsNamed) {
  worker_.fails = true;
  EXPECT_TRUE(FailsWith(MakeKerasMeasurer(worker_, paths_)->Measure(application_, data_), ErrorKind::kBadInput,
                        "m.keras: not a Keras model"));
  EXPECT_FALSE(std::filesystem::exists(paths_.cache / "facts"));
}

}  // namespace
}  // namespace autopilot
