#pragma once

/// The Python side of the program: python/autopilot_worker.py run in the tool's own venv, confined.
/// One call is one process: a JSON request in, a JSON answer out. Shapes: docs/formats/worker.md.

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/paths.h"
#include "core/sandbox.h"
#include "core/status.h"

namespace autopilot {

/// Files that the worker may read: each is copied into its folder under the given name.
struct WorkerFile {
  std::filesystem::path source;
  std::string name;
};

class PythonWorker {
 public:
  virtual ~PythonWorker() = default;
  /// Runs one task in `folder` (made if missing; the only place it writes). `inputs` are copied in
  /// first. Fails with kInfrastructure when Python, a package or the sandbox is missing, when the
  /// process dies or runs into a limit (the last lines of stderr are in the message), and with
  /// kBadInput when the task itself says that its input is bad.
  virtual Result<nlohmann::json> Call(const nlohmann::json& request, const std::vector<WorkerFile>& inputs,
                                      const std::filesystem::path& folder) = 0;
};

/// The real worker. References outlive it.
std::unique_ptr<PythonWorker> MakePythonWorker(const InstallPaths& paths, const Sandbox& sandbox);

/// Measures Keras models through the worker, and keeps the facts in paths.cache/facts by content.
std::unique_ptr<KerasMeasurer> MakeKerasMeasurer(PythonWorker& worker, const InstallPaths& paths);

}  // namespace autopilot
