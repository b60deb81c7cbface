"""Runs code that nobody has read in an interpreter of its own, so that it can neither hang nor end the worker."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys

# Computing is what is limited. The wall only ends a child that waits for ever: a busy machine may take many
# times as long for the same work.
WALL_SECONDS = 240


def run_child(arguments: list[str], text: str, cpu_seconds: int) -> str:
    """Runs this interpreter with `arguments` and `text` on stdin; why it did not end well, or ""."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))

    try:
        child = subprocess.run(
            [sys.executable, *arguments],
            input=text,
            text=True,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            preexec_fn=limit,
        )
    except subprocess.TimeoutExpired:
        return f"it did not return within {WALL_SECONDS} s"
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"it did not return within {cpu_seconds} s of computing"
    if child.returncode < 0:
        return f"its process was ended by signal {-child.returncode}"
    if child.returncode > 0:
        last = (child.stderr.strip().splitlines() or ["no message"])[-1]
        return f"its process ended with status {child.returncode}: {last[:300]}"
    return ""
