"""Notes from a script's process to the process that started it. The script shares its process with what watches it, so
nothing here prevents that it meddles; but a note that is missing, forged or late shows, and then nobody is believed."""

from __future__ import annotations

import json
import os
from types import FunctionType, ModuleType
from typing import Any, Callable

Json = dict[str, Any]
Note = Callable[..., None]

MOST_NOTES = 3000
MOST_BYTES = 24 << 20  # More than so many notes hold.

# Bound before a script can put something else there.
_write, _encode, _own_pid = os.write, json.dumps, os.getpid


def recorder(descriptor: int, seal: str) -> Note:
    """Writes one JSON object a line, numbered. Forked copies of the process write theirs without a number. Never fails: a
    closed descriptor must not look like a fault of the script."""
    owner, made, dropped = _own_pid(), 0, 0
    write, encode, own_pid, most = _write, _encode, _own_pid, MOST_NOTES

    def note(what: str, **facts: Any) -> None:
        nonlocal made, dropped
        number = 0
        if own_pid() == owner:
            if made >= most and what != "end":
                dropped += 1
                return
            made += 1
            number = made
        try:
            line = encode({"what": what, "number": number, "seal": seal, "dropped": dropped, **facts})
            write(descriptor, (line + "\n").encode())
        except (OSError, ValueError, TypeError):
            pass  # Then this number is missing.

    return note


class Guard:
    """Says what somebody changed in the modules that watch a script."""

    def __init__(self, modules: list[ModuleType]) -> None:
        self._before = [(module.__name__, vars(module), dict(vars(module))) for module in modules]

    def is_own(self, function: object) -> bool:
        """Whether a function is one of theirs."""
        return type(function) is FunctionType and any(function.__globals__ is now for _, now, _ in self._before)

    def changed(self) -> list[str]:
        """Names that no longer mean what they meant."""
        return [
            f"{module}.{name}"
            for module, now, before in self._before
            for name, value in before.items()
            if now.get(name) is not value
        ]


def read(text: bytes, seal: str) -> tuple[list[Json], Json]:
    """The notes without what belongs to the transport, and whether they are all: {"whole", "tampered", "why"}."""
    notes: list[Json] = []
    expected, ended, why = 1, False, ""
    for raw in text.splitlines():
        if ended:
            break
        try:
            line = json.loads(raw)
        except ValueError:
            line = None
        if not isinstance(line, dict) or line.pop("seal", "") != seal:
            why = why or "something else was written where its notes go"
            continue
        number = line.pop("number")
        if number and number != expected:
            why = why or f"note {expected} of what it did is missing"
        expected = number + 1 if number else expected
        line.pop("dropped", 0)
        if line["what"] == "tampered":
            why = why or f"it replaced {line.get('name', '')}, a part of what watches it"
        ended = line["what"] == "end" and number > 0
        if number or line["what"] != "end":
            notes.append(line)
    if len(text) >= MOST_BYTES:
        why = why or "more was written where its notes go than there can be"
    if why:
        return notes, {"whole": False, "tampered": True, "why": why}
    if ended:
        return notes, {"whole": True, "tampered": False, "why": ""}
    replaced = any(line["what"] == "exec" for line in notes)
    said = "it made another program of its process" if replaced else "its end was not seen: it closed descriptors that it did not open"
    return notes, {"whole": False, "tampered": False, "why": said}
