#include "stage/sketch_artifacts.h"

#include "core/files.h"
#include "model/model_facts.h"

namespace autopilot {

Status RequireModel(const StageContext& context) {
  if (!context.contract.tflite_bytes.empty()) return {};
  return Fail(BadInput("there is no .tflite model to write a sketch for",
                       "give [model] tflite or header, or run the stage mc before sg")
                  .At(context.contract.application.file.string()));
}

Result<std::vector<std::filesystem::path>> WriteSketchArtifacts(const StageContext& context, const std::string& text) {
  const std::string name = context.contract.application.SketchName();
  const std::filesystem::path folder = context.folder / name;
  const std::filesystem::path sketch = folder / (name + ".ino");
  AUTOPILOT_CHECK(WriteFile(sketch, text));
  AUTOPILOT_CHECK(WriteFile(folder / "model.h",
                            RenderModelHeader(context.contract.tflite_bytes, context.contract.application.symbol)));
  return std::vector<std::filesystem::path>{sketch, folder / "model.h"};
}

}  // namespace autopilot
