#pragma once

/// What the runtime's host side names and the C library of the board does not have. Only declared: nothing of it is
/// in the core that sketches are linked with.

#include <setjmp.h>
#include <signal.h>

#ifndef SA_RESTART
#define SA_RESTART 0
#endif
#ifndef SA_ONSTACK
#define SA_ONSTACK 0
#endif

#ifndef sigsetjmp
typedef jmp_buf sigjmp_buf;
extern "C" int sigsetjmp(sigjmp_buf place, int mask);
extern "C" [[noreturn]] void siglongjmp(sigjmp_buf place, int value);
#endif
