#pragma once

/// Inside of process.cc and background_process.cc: fork, limits, exec.

#include <sys/types.h>

#include <string_view>

#include "core/descriptor.h"
#include "core/process.h"
#include "core/status.h"

namespace autopilot {

struct Pipe {
  Descriptor read;   ///< Does not block.
  Descriptor write;  ///< Blocks.
};
Result<Pipe> MakePipe();

/// What a program reads on stdin: a file in memory, so that nobody has to feed it.
Result<Descriptor> MakeInput(std::string_view content);

/// What becomes stdin, stdout and stderr of a program; not owned.
struct Streams {
  int in;
  int out;
  int err;
};

/// A started program that is not waited for yet: its id stays valid until `Reap`.
struct Spawned {
  pid_t id = -1;
  Descriptor exited;  ///< Polls as readable when the program has ended.
};

/// Starts `command` as the leader of a process group of its own, under its limits other than wall
/// time and output. `death_signal` reaches it when the calling *thread* ends, so that thread must
/// outlive it. Fails with kInfrastructure when it cannot be started.
Result<Spawned> Spawn(const Command& command, const Streams& streams, int death_signal);

/// Polls as readable when process `id` has ended; empty when there is none.
Descriptor WatchProcess(pid_t id);

/// Takes the exit status of a program that has ended, as waitpid gives it. Its id is invalid after.
Result<int> Reap(const Spawned& spawned);

/// An error of the system's, in words.
Error SystemError(std::string_view what, int error);

}  // namespace autopilot
