#pragma once

/// The tasks of an experiment in Slurm's queue.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/workshop.h"

namespace autopilot {

class SlurmQueue {
 public:
  /// `out`: the workspace of the experiment; by it and the name its tasks are found, however it is written.
  SlurmQueue(const std::string& experiment, const std::filesystem::path& out, Workshop& workshop);

  const std::string& job_name() const { return job_name_; }
  /// kInfrastructure where there is no Slurm.
  static Status Find();
  /// Submits the script as an array of these tasks; the id of the job.
  Result<std::string> Submit(const std::filesystem::path& script, const std::vector<int>& tasks);
  /// The states of the tasks that have not ended, each with how many there are. One that does not answer has none.
  Result<std::map<std::string, int>> States();
  /// Until there are none. kInterrupted on Ctrl-C, which leaves them alone; kInfrastructure where Slurm is away long.
  Status Wait();

 private:
  Status Pause(double seconds);

  std::string job_name_;
  Workshop& workshop_;
};

/// What a local run would do a second time. kInfrastructure where tasks of the experiment are in the queue; ok where
/// there is no Slurm or it does not answer: shards that are being run are told by their locks.
Status CheckNoTasks(const std::string& experiment, const std::filesystem::path& out, Workshop& workshop);

}  // namespace autopilot
