#include "worker/python_worker.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/application.h"
#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/source_install.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using nlohmann::json;

/// The real venv of the cache, this source tree's worker, confined. Processes are few: each import of
/// tensorflow takes seconds.
class PythonWorkerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto paths = SourceInstallPaths();
    ASSERT_OK(paths);
    paths_ = *paths;
    auto sandbox = Sandbox::Create(*runner_, Sandbox::Mode::kConfined);
    ASSERT_OK(sandbox);
    sandbox_ = std::make_unique<Sandbox>(std::move(*sandbox));
    auto folder = TemporaryFolder::Create("autopilot-worker-test-");
    ASSERT_OK(folder);
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    worker_ = MakePythonWorker(paths_, *sandbox_);
  }

  std::unique_ptr<ProcessRunner> runner_ = MakeSystemProcessRunner();
  InstallPaths paths_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<PythonWorker> worker_;
};

/// Rows and classes of the recorded data set, as requests take them.
void LoadFruit(json& rows, json& classes, std::string* table) {
  Application application;
  application.data_files = {SharedFolder() / "corpus" / "fruit" / "fruit_data.csv"};
  application.features = {"Red", "Green", "Blue"};
  application.label = "Fruit";
  application.labels = {"Apple", "Banana", "Orange"};
  const auto data = LoadData(application);
  ASSERT_OK(data);
  rows = data->features;
  classes = data->label_index;
  if (table == nullptr) return;
  *table = "row,copy,Red,Green,Blue,label\n";
  for (std::size_t row = 0; row < data->size(); ++row) {
    const auto& values = data->features[row];
    *table += std::to_string(row) + ",0," + std::to_string(values[0]) + "," + std::to_string(values[1]) + "," +
              std::to_string(values[2]) + "," + data->label_text[row] + "\n";
  }
}

json FeatureTask(const std::string& code) {
  return {{"task", "dp_feature_function"},
          {"code", code},
          {"function", "feature"},
          {"seconds", 2},
          {"tolerance", 1e-6},
          {"cases",
           {{{"input", {10, 20, 70}}, {"expected", {0.1, 0.2, 0.7}}},
            {{"input", {1, 1, 2}}, {"expected", {0.25, 0.25, 0.5}}}}}};
}

TEST_F(PythonWorkerTest, MeasuresConvertsAndChecksAKerasModelOfAnOlderFormat) {
  json rows, classes;
  LoadFruit(rows, classes, nullptr);
  const auto convert = [&](const char* output, const char* quantisation, const char* io, int calibration) {
    return json{{"task", "convert"}, {"model", "model.keras"},       {"output", output},
                {"io", io},          {"quantisation", quantisation}, {"per_tensor_dense", true},
                {"rows", rows},      {"classes", classes},           {"calibration", calibration}};
  };
  const auto check = [&](const char* model) {
    return json{{"task", "check_model"}, {"model", model}, {"rows", rows}, {"classes", classes}};
  };
  const json request = {{"task", "batch"},
                        {"tasks",
                         {{{"task", "keras_facts"}, {"model", "model.keras"}, {"rows", rows}, {"classes", classes}},
                          convert("float.tflite", "float32", "float32", 0),
                          convert("int8.tflite", "int8", "int8", 64),
                          convert("inside.tflite", "int8", "float32", 0),
                          check("float.tflite"),
                          check("int8.tflite")}}};
  ASSERT_OK_AND_ASSIGN(
      answer,
      worker_->Call(request, {{SharedFolder() / "corpus" / "fruit" / "model.keras", "model.keras"}}, folder_->path()));
  const json& answers = answer.at("answers");

  EXPECT_EQ(answers[0].at("input_shape"), json({3}));
  EXPECT_EQ(answers[0].at("output_shape"), json({3}));
  EXPECT_EQ(answers[0].at("last_activation"), "softmax");
  EXPECT_EQ(answers[0].at("parameters"), 95);
  EXPECT_GT(answers[0].at("accuracy").get<double>(), 0.98);

  const auto facts = [&](const char* name) {
    return ReadTfliteFacts(ReadFile(folder_->path() / name).value_or(""), name);
  };
  ASSERT_OK_AND_ASSIGN(exact, facts("float.tflite"));
  EXPECT_EQ(exact.input.type, "float32");
  EXPECT_EQ(exact.input.shape, (std::vector<int>{1, 3}));
  EXPECT_EQ(exact.operators.size(), 4u) << "weights must be constants, not variables";
  ASSERT_OK_AND_ASSIGN(small, facts("int8.tflite"));
  EXPECT_EQ(small.input.type, "int8");
  EXPECT_EQ(small.output.type, "int8");
  for (const OperatorFacts& op : small.operators) EXPECT_FALSE(op.per_channel_weights) << op.name;
  ASSERT_OK_AND_ASSIGN(inside, facts("inside.tflite"));
  EXPECT_EQ(inside.input.type, "float32");
  EXPECT_EQ(inside.operators.front().name, "QUANTIZE");

  EXPECT_EQ(answers[2].at("calibration_rows"), 64);
  EXPECT_NE(answers[2].at("calibration_sha256"), answers[3].at("calibration_sha256"));
  EXPECT_EQ(answers[4].at("accuracy"), answers[0].at("accuracy"));
  EXPECT_GT(answers[5].at("accuracy").get<double>(), 0.97);
  EXPECT_EQ(answers[5].at("input_type"), "int8");
}

TEST_F(PythonWorkerTest, CarriesOutTheDataOperations) {
  json rows, classes;
  std::string table;
  LoadFruit(rows, classes, &table);
  ASSERT_OK(WriteFile(folder_->path() / "in.csv", table));
  const auto operation = [](const char* task, const char* choice, const json& more = json::object()) {
    json request = {{"task", task},
                    {"choice", choice},
                    {"input", "in.csv"},
                    {"output", std::string(task) + "-" + choice + ".csv"},
                    {"features", {"Red", "Green", "Blue"}}};
    request.update(more);
    return request;
  };
  const json request = {{"task", "batch"},
                        {"tasks",
                         {{{"task", "dp_plan_facts"}, {"input", "in.csv"}, {"features", {"Red", "Green", "Blue"}}},
                          operation("clean", "drop"),
                          operation("outliers", "drop"),
                          operation("outliers", "clip"),
                          operation("features", "function", {{"rows", {0, 1}}, {"values", {{1, 0, 0}, {0, 1, 0}}}}),
                          operation("scale", "minmax"),
                          operation("encode", "model_order", {{"labels", {"Orange", "Apple", "Banana"}}}),
                          operation("balance", "undersample"),
                          operation("balance", "oversample"),
                          operation("augment", "jitter"),
                          operation("split", "0.2", {{"fraction", 0.2}, {"train", "tr.csv"}, {"test", "te.csv"}})}}};
  ASSERT_OK_AND_ASSIGN(answer, worker_->Call(request, {}, folder_->path()));
  const json& a = answer.at("answers");
  EXPECT_EQ(a[0].at("rows"), 256);
  EXPECT_EQ(a[0].at("duplicate_rows"), 158);
  ASSERT_EQ(a[0].at("outliers").size(), 2u);
  EXPECT_EQ(a[0].at("outliers").at(0).at("furthest"), 1) << "green";
  EXPECT_TRUE(a[0].at("sums_to_one").get<bool>());
  EXPECT_EQ(a[1].at("rows"), 256);
  EXPECT_EQ(a[2].at("rows"), 254);
  EXPECT_EQ(a[3].at("rows"), 256);
  EXPECT_EQ(a[4].at("rows"), 2);
  EXPECT_EQ(a[5].at("rows"), 256);
  EXPECT_EQ(a[6].at("rows"), 256);
  EXPECT_EQ(a[7].at("rows"), 213);
  EXPECT_EQ(a[8].at("rows"), 282);
  EXPECT_EQ(a[9].at("rows"), 512);
  EXPECT_EQ(a[10].at("train").get<int>() + a[10].at("test").get<int>(), 256);
  ASSERT_OK_AND_ASSIGN(encoded, ReadFile(folder_->path() / "encode-model_order.csv"));
  EXPECT_NE(encoded.find("orange,0\n"), std::string::npos);
  EXPECT_NE(encoded.find("banana,2\n"), std::string::npos);
}

TEST_F(PythonWorkerTest, JudgesFeatureFunctionsWithoutTrustingThem) {
  const json request = {
      {"task", "batch"},
      {"tasks",
       {FeatureTask("def feature(r, g, b):\n    s = r + g + b\n    return [r / s, g / s, b / s]"),
        FeatureTask("def feature(r, g, b):\n    return [r / 255, g / 255, b / 255]"),
        FeatureTask("def feature(r, g, b):\n    while True: pass"),
        FeatureTask("def feature(r, g, b):\n    return r / x"),
        FeatureTask("import os\ndef feature(r, g, b):\n    os._exit(0)"),
        FeatureTask("def feature(r, g, b):\n    open('/etc/autopilot-was-here', 'w')\n    return [0.1, 0.2, 0.7]"),
        FeatureTask("import socket\ndef feature(r, g, b):\n"
                    "    socket.create_connection(('127.0.0.1', 9), 1)\n    return [0.1, 0.2, 0.7]"),
        FeatureTask("def features(r, g, b):\n    return []")}}};
  ASSERT_OK_AND_ASSIGN(answer, worker_->Call(request, {}, folder_->path()));
  const json& a = answer.at("answers");
  EXPECT_EQ(a[0].at("passed"), 2);
  EXPECT_TRUE(a[0].at("failures").empty());
  EXPECT_EQ(a[0].at("results"), json({{0.1, 0.2, 0.7}, {0.25, 0.25, 0.5}}));
  EXPECT_EQ(a[1].at("failures").size(), 2u);
  EXPECT_EQ(a[1].at("failures")[0].at("input"), json({10, 20, 70}));
  EXPECT_NE(a[2].at("error_text").get<std::string>().find("did not return"), std::string::npos);
  EXPECT_NE(a[3].at("error_text").get<std::string>().find("NameError"), std::string::npos);
  EXPECT_EQ(a[3].at("line"), 2);
  for (const int bad : {4, 5, 6, 7}) {
    EXPECT_TRUE(a[bad].contains("error_text")) << bad << ": " << a[bad].dump();
    EXPECT_FALSE(a[bad].at("failures").empty()) << bad;
  }
  EXPECT_FALSE(std::filesystem::exists("/etc/autopilot-was-here"));
}

TEST_F(PythonWorkerTest, BadInputIsTheTasksAnswer) {
  EXPECT_TRUE(FailsWith(worker_->Call({{"task", "fly"}}, {}, folder_->path()), ErrorKind::kBadInput, "unknown task"));
  const json request = {
      {"task", "clean"}, {"choice", "none"}, {"input", "gone.csv"}, {"output", "out.csv"}, {"features", {"Red"}}};
  EXPECT_TRUE(FailsWith(worker_->Call(request, {}, folder_->path()), ErrorKind::kBadInput, "gone.csv"));
}

TEST_F(PythonWorkerTest, ACrashIsAnInfrastructureFailureWithItsLastWords) {
  InstallPaths broken = paths_;
  broken.home = folder_->path();
  ASSERT_OK(WriteFile(broken.python() / "autopilot_worker.py", "raise SystemExit('the disk is on fire')\n"));
  const auto worker = MakePythonWorker(broken, *sandbox_);
  EXPECT_TRUE(FailsWith(worker->Call({{"task", "clean"}}, {}, folder_->path() / "step"), ErrorKind::kInfrastructure,
                        "the disk is on fire"));
}

TEST_F(PythonWorkerTest, WithoutAVenvTheCureIsSetup) {
  InstallPaths bare = paths_;
  bare.cache = folder_->path();
  const auto worker = MakePythonWorker(bare, *sandbox_);
  EXPECT_TRUE(FailsWith(worker->Call({{"task", "clean"}}, {}, folder_->path() / "step"), ErrorKind::kInfrastructure,
                        "run tools/setup"));
}

}  // namespace
}  // namespace autopilot
