#pragma once

namespace autopilot {

/// Makes SIGINT and SIGTERM set a flag instead of ending the process, so that children are stopped
/// and the journal is closed. A second signal ends the process at once. Call once, from main.
void InstallInterruptHandler();

/// Whether the user asked to stop. Safe from any thread.
bool Interrupted();

/// Sets the flag as the signal would; for tests and for orderly shutdown. `false` clears it.
void SetInterrupted(bool value);

/// A descriptor that polls as readable while Interrupted(), so that waiting for something else ends
/// at once. Owned by the process: neither read nor close it.
int InterruptDescriptor();

}  // namespace autopilot
