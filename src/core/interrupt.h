#pragma once

namespace autopilot {

/// Exit status of a process that the user interrupted.
inline constexpr int kInterruptedStatus = 130;

/// Makes SIGINT, SIGTERM and SIGHUP set a flag instead of ending the process, so that children are stopped
/// and the journal is closed. A second signal of any of these kinds ends the process at once with
/// kInterruptedStatus; programs that it started and its temporary folders go with it (core/remains.h).
/// Starts a thread that waits for that. SIGPIPE becomes an error of the write. Call once, from main.
void InstallInterruptHandler();

/// Whether the user asked to stop. Safe from any thread.
bool Interrupted();

/// Sets the flag as the signal would; for tests and for orderly shutdown. `false` clears it.
void SetInterrupted(bool value);

/// A descriptor that polls as readable while Interrupted(), so that waiting for something else ends
/// at once. Owned by the process: neither read nor close it.
int InterruptDescriptor();

}  // namespace autopilot
