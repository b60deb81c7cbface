"""What stands in a script's folder before and after it ran, and what its trace says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

Json = dict[str, Any]

MOST_FILES = 2000
TABLE_BYTES = 64 << 20
TRACE_LINES = 20000
TABLES = (".csv", ".tsv", ".txt", ".json", ".npy", ".npz", ".parquet", ".xlsx", ".pkl")


def listing(folder: Path) -> dict[str, Json]:
    """Size, time and SHA-256 of each regular file below `folder`, by relative path."""
    found: dict[str, Json] = {}
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            state = path.lstat()
            if not stat.S_ISREG(state.st_mode) or len(found) >= MOST_FILES:
                continue
            digest = hashlib.sha256()
            with open(path, "rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
            found[str(path.relative_to(folder))] = {
                "bytes": state.st_size,
                "time": state.st_mtime,
                "sha256": digest.hexdigest(),
            }
    return found


def keep_tables(work: Path, kept: Path, files: dict[str, Json]) -> None:
    """Copies the tables that a script may read, since it may also overwrite them."""
    shutil.rmtree(kept, ignore_errors=True)
    for name, facts in files.items():
        if name.lower().endswith(TABLES) and facts["bytes"] <= TABLE_BYTES:
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(work / name, kept / name)


def read_trace(trace: Path) -> list[Json]:
    """The lines of a trace; a last one that was cut is left out."""
    lines: list[Json] = []
    with open(trace, encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                lines.append(line)
            if len(lines) >= TRACE_LINES:
                break
    return lines
