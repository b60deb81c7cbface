#pragma once

/// Inside of sandbox.cc: the command lines that confine a program.

#include "core/process.h"
#include "core/sandbox.h"
#include "core/status.h"

namespace autopilot {

/// Who runs confined programs, as the system knows that user (nobody).
constexpr unsigned kConfinedUser = 65534;

/// What the confinement has to work with.
struct Confinement {
  bool root = false;                ///< We are root, and bubblewrap must not map its user to root.
  bool own_user_namespace = false;  ///< As root: an inner user namespace, so that processes are counted there.
  int status_descriptor = -1;       ///< Where bubblewrap reports; see sandbox.cc.
};

/// `command` under bubblewrap. Fails with kInfrastructure when a path of `policy` is missing or, as
/// root, could not be read by the unprivileged user.
Result<Command> ConfinedCommand(const Command& command, const SandboxPolicy& policy, const Confinement& confinement);

/// `command` with its limits only; as root, also as the unprivileged user.
Command UnconfinedCommand(const Command& command, const SandboxPolicy& policy, bool root);

/// `path` as an absolute path without "..", without a slash at the end.
std::filesystem::path PlainPath(const std::filesystem::path& path);

}  // namespace autopilot
