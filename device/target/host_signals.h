#pragma once

/// The C library of the board knows signals, but not these flags of sigaction; the runtime's host side names them.

#include <signal.h>

#ifndef SA_RESTART
#define SA_RESTART 0
#endif
#ifndef SA_ONSTACK
#define SA_ONSTACK 0
#endif
