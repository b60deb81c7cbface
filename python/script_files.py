"""What stands in a script's folder before and after it ran, and what its trace says."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]

MOST_DEPTH = 64
TABLE_BYTES = 64 << 20
TABLES = (".csv", ".tsv", ".txt", ".json", ".npy", ".npz", ".parquet", ".xlsx", ".pkl")


class Amount:
    """How much a script adds to a folder."""

    def __init__(self, folder: Path, files: int, size: int) -> None:
        self._folder = folder
        had_files, had_bytes, _ = self._count(sys.maxsize, sys.maxsize)
        self._files, self._bytes = had_files + files, had_bytes + size
        self._said = (files, size)

    def _count(self, files: int, size: int) -> tuple[int, int, int]:
        """Files and folders, bytes on the disk and depth, counted until there is too much of one."""
        found, taken, deepest = 0, 0, 0
        waiting = [(str(self._folder), 1)]
        while waiting and found <= files and taken <= size and deepest <= MOST_DEPTH:
            folder, depth = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        found += 1
                        state = entry.stat(follow_symlinks=False)
                        taken += state.st_blocks * 512
                        if stat.S_ISDIR(state.st_mode):
                            waiting.append((entry.path, depth + 1))
                            deepest = max(deepest, depth)
                        if found > files or taken > size:
                            break
            except OSError:
                continue  # Gone meanwhile, or closed by the script.
        return found, taken, deepest

    def excess(self) -> str:
        """What there is too much of; empty where there is not."""
        found, taken, deepest = self._count(self._files, self._bytes)
        if deepest > MOST_DEPTH:
            return f"folders that are nested more than {MOST_DEPTH} deep"
        if found > self._files:
            return f"more than {self._said[0]} files and folders"
        return f"more than {self._said[1] >> 20} MB in all" if taken > self._bytes else ""


def unlock(folder: Path) -> list[str]:
    """Makes everything readable again; relative paths of what its owner could not read."""
    closed: list[str] = []
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            state = path.lstat()
        except OSError:
            continue  # Deeper than paths reach; that is found by counting.
        is_folder = stat.S_ISDIR(state.st_mode)
        needed = 0o700 if is_folder else 0o400
        if not is_folder and not stat.S_ISREG(state.st_mode):
            continue
        if state.st_mode & needed != needed:
            closed.append(str(path.relative_to(folder)))
            path.chmod(stat.S_IMODE(state.st_mode) | 0o700 if is_folder else 0o600)
        if is_folder:
            waiting.extend(path.iterdir())
    return sorted(closed)


def remove(folder: Path) -> None:
    """Also what is nested deeper than Python can walk."""
    subprocess.run(["rm", "-rf", "--", str(folder)], check=True)


def listing(folder: Path) -> dict[str, Json]:
    """Size, time and SHA-256 of each regular file below `folder`, by relative path."""
    found: dict[str, Json] = {}
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            state = path.lstat()
            if not stat.S_ISREG(state.st_mode):
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
