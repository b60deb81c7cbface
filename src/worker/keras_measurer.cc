#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/files.h"
#include "core/hash.h"
#include "worker/python_worker.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// Identifies the worker's code, so that facts measured by another version are measured again.
Result<std::string> WorkerVersion(const InstallPaths& paths) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(paths.python(), error)) {
    if (entry.path().extension() == ".py") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string hashes;
  for (const fs::path& file : files) {
    AUTOPILOT_TRY(hash, Sha256OfFile(file));
    hashes += hash;
  }
  return Sha256(hashes);
}

/// The data as the worker takes them; rows with missing values cannot be shown to a model.
nlohmann::json DataOf(const DataTable& data) {
  nlohmann::json rows = nlohmann::json::array();
  nlohmann::json classes = nlohmann::json::array();
  for (std::size_t row = 0; row < data.size(); ++row) {
    const auto& values = data.features[row];
    if (std::any_of(values.begin(), values.end(), [](double value) { return value != value; })) continue;
    rows.push_back(values);
    if (row < data.label_index.size()) classes.push_back(data.label_index[row]);
  }
  return {{"rows", std::move(rows)}, {"classes", std::move(classes)}};
}

Result<KerasFacts> FactsFrom(const nlohmann::json& answer, const std::string& sha256) {
  // The cache is a file that anybody may have touched.
  try {
    KerasFacts facts;
    facts.sha256 = sha256;
    facts.input_shape = answer.at("input_shape").get<std::vector<int>>();
    facts.output_shape = answer.at("output_shape").get<std::vector<int>>();
    facts.last_activation = answer.at("last_activation").get<std::string>();
    facts.accuracy = answer.at("accuracy").get<double>();
    facts.parameters = answer.at("parameters").get<int>();
    return facts;
  } catch (const nlohmann::json::exception& fault) {
    return Fail(Infrastructure(std::string("Keras facts cannot be read: ") + fault.what()));
  }
}

class CachingMeasurer : public KerasMeasurer {
 public:
  CachingMeasurer(PythonWorker& worker, const InstallPaths& paths) : worker_(worker), paths_(paths) {}

  Result<KerasFacts> Measure(const Application& application, const DataTable& data) override {
    AUTOPILOT_TRY(model_hash, Sha256OfFile(*application.keras));
    AUTOPILOT_TRY(version, WorkerVersion(paths_));
    nlohmann::json request = DataOf(data);
    const fs::path file =
        paths_.cache / "facts" / ("keras-" + Sha256(model_hash + Sha256(request.dump()) + version) + ".json");
    if (auto cached = ReadFile(file)) {
      if (auto facts = FactsFrom(nlohmann::json::parse(*cached, nullptr, false), model_hash)) return *facts;
    }
    request["task"] = "keras_facts";
    // Keras tells formats apart by the suffix.
    const std::string name = "model" + application.keras->extension().string();
    request["model"] = name;
    AUTOPILOT_TRY(folder, TemporaryFolder::Create("autopilot-keras"));
    auto answer = worker_.Call(request, {{*application.keras, name}}, folder.path());
    if (!answer) {
      Error error = std::move(answer).error();
      if (error.kind == ErrorKind::kBadInput) error.file = application.keras->string();
      return Fail(std::move(error));
    }
    answer->erase("outputs");
    answer->erase("predictions");
    AUTOPILOT_TRY(facts, FactsFrom(*answer, model_hash));
    AUTOPILOT_CHECK(WriteFile(file, answer->dump(1)));
    return facts;
  }

 private:
  PythonWorker& worker_;
  const InstallPaths& paths_;
};

}  // namespace

std::unique_ptr<KerasMeasurer> MakeKerasMeasurer(PythonWorker& worker, const InstallPaths& paths) {
  return std::make_unique<CachingMeasurer>(worker, paths);
}

}  // namespace autopilot
