#include "experiment/applications.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/application.h"
#include "engine/engine.h"

namespace autopilot {

Status LoadApplications(Matrix& matrix) {
  std::set<std::string> names;
  std::set<std::string> sketches;
  const bool have_recordings = std::any_of(matrix.models.begin(), matrix.models.end(), [](const MatrixModel& model) {
    return model.replay.find("{application}") != std::string::npos;
  });
  for (MatrixApplication& one : matrix.applications) {
    AUTOPILOT_TRY(application, LoadApplication(one.file));
    one.name = application.name;
    one.sketch = application.SketchName();
    if (!names.insert(one.name).second) {
      return Fail(BadInput(fmt::format("two applications have the name \"{}\"", one.name),
                           "change [application] name of one: trials are told apart by it")
                      .At(matrix.file.string(), one.line));
    }
    if (!sketches.insert(one.sketch).second && have_recordings) {
      return Fail(BadInput(fmt::format("two applications are called \"{}\" in the names of recordings", one.sketch),
                           "rename the folder of one: each would be given what was recorded of the other")
                      .At(matrix.file.string(), one.line));
    }
    for (const MatrixProtocol& protocol : matrix.protocols) {
      AUTOPILOT_CHECK(CheckStages(application, protocol.protocol, matrix.stages));
    }
  }
  return {};
}

Status MeasureApplications(const Matrix& matrix, Workshop& workshop) {
  for (const MatrixApplication& one : matrix.applications) {
    AUTOPILOT_TRY(application, LoadApplication(one.file));
    workshop.console().Live(fmt::format("  measuring {} ...", one.name));
    AUTOPILOT_CHECK(workshop.Measure(application));
  }
  return {};
}

}  // namespace autopilot
