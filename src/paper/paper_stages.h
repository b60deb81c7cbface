#pragma once

/// The stages as the published study ran them: its prompts, its attempts, its rule for what is accepted. Our gates run
/// beside each candidate; `StageResult::verdict` is theirs, `paper_accepted` the study's.

#include "core/status.h"
#include "paper/paper_run.h"
#include "stage/stage.h"

namespace autopilot {

/// A table of eight operations, then a script for each. Artifacts, below folder/dp: the playground. The contract stays
/// as it is: the study's later stages do not use what this one writes. Needs data.
Result<StageResult> RunPaperDataProcessing(StageContext& context, PaperRun& run);

/// A conversion script. Its model takes the contract's place where our gates pass it, or where there is none yet and it
/// can. Artifacts, below folder/mc: model.tflite and model.h. Needs a Keras model.
Result<StageResult> RunPaperModelConversion(StageContext& context, PaperRun& run);

/// The specification filled in (not for the ablations, whose prompts have none), then the sketch.
Result<StageResult> RunPaperSketchGeneration(StageContext& context, PaperRun& run);

/// BadInput where the application cannot go through these `stages`: no model, no data, or no Keras model to convert.
Status CheckPaperStages(const Application& application, const std::vector<std::string>& stages);

}  // namespace autopilot
