#include "stage/mc_conversion.h"
#include "stage/stage.h"

namespace autopilot {

Result<StageResult> RunModelConversion(StageContext& context) {
  return ConvertModel(
      context, [&](const Contract& contract, const std::vector<std::vector<double>>& rows,
                   const std::filesystem::path& folder) { return RunOnTarget(context.twin, contract, rows, folder); });
}

}  // namespace autopilot
