#pragma once

/// Runs Python scripts that nobody has read: python/script_zygote.py, confined, kept warm. Shapes:
/// docs/formats/worker.md, "Scripts".

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/paths.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "worker/python_worker.h"

namespace autopilot {

/// Limits of one script. Computing is what is limited; the wall ends one that waits for ever.
constexpr int kScriptCpuSeconds = 120;
constexpr int kScriptWallSeconds = 300;

/// One script to run.
struct ScriptJob {
  std::string text;
  std::string work;                  ///< Name of the working folder; made at its first use, then kept.
  std::vector<WorkerFile> inputs;    ///< Copied in when the folder is made, under relative paths.
  std::vector<std::string> folders;  ///< Relative ones, made before the script runs.
  bool tensorflow = false;           ///< In the process that has it imported.
};

/// A warm Python process and the working folders of the scripts that ran in it. Used by one thread at a time.
class ScriptBox {
 public:
  /// Starts the process; takes about a second. Fails with kInfrastructure when Python, a package or the sandbox is
  /// missing. References outlive the box.
  static Result<std::unique_ptr<ScriptBox>> Start(const InstallPaths& paths, const Sandbox& sandbox);
  virtual ~ScriptBox() = default;

  /// Runs a script to its end or to a limit: the object "script" of docs/formats/worker.md. How it ends is an answer.
  /// Fails with kInfrastructure when the process has ended.
  virtual Result<nlohmann::json> Run(const ScriptJob& job) = 0;

  /// Runs a task of autopilot_worker.py on what the last script left. Fails as PythonWorker::Call.
  virtual Result<nlohmann::json> Task(const nlohmann::json& task, bool tensorflow) = 0;

  /// Puts a file where tasks find it; its absolute path.
  virtual Result<std::filesystem::path> Provide(const std::string& name, std::string_view content) = 0;

  virtual std::filesystem::path WorkFolder(const std::string& work) const = 0;
  /// Where the last script's trace and the tables of before lie.
  virtual std::filesystem::path ControlFolder() const = 0;

  /// Whether one script sees nothing of another's folder. If not, a box must serve one working folder only.
  virtual bool isolates() const = 0;

  /// False once the process has ended or does not answer: the box is of no use any more.
  virtual bool alive() const = 0;
};

/// Whether a script needs the process with tensorflow.
bool MentionsTensorflow(const std::string& text);

}  // namespace autopilot
