"""Whether the rows that a converter was calibrated with are rows of the application's data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from judge_tables import Unreadable, read

Json = dict[str, Any]

DIGITS = 5
HEAD = 5


def _keys(rows: np.ndarray, scale: float) -> set[bytes]:
    rounded = np.round(np.asarray(rows, dtype=np.float32) / np.float32(scale), DIGITS) + np.float32(0)
    return {row.tobytes() for row in np.ascontiguousarray(rounded)}


def _processed(request: Json, width: int) -> list[np.ndarray]:
    """Rows of tables that earlier operations wrote and that were found good."""
    found = []
    for name in request.get("good_tables", []):
        try:
            table = read(Path(request["work"], name), name, request["features"], request.get("label", ""), [])
        except (Unreadable, OSError):
            continue
        if len(table.features.columns) == width:
            found.append(table.features[request["features"]].dropna().to_numpy())
    return found


def judge(request: Json) -> Json:
    """The task `judge_calibration`: how many rows were fed and how many of them are known, the first strange one."""
    elements, window = int(request["elements"]), max(1, int(request.get("window", 1)))
    fed = np.fromfile(request["feed"], dtype=np.float32)
    fed = fed[: len(fed) // elements * elements].reshape(-1, elements)
    width = len(request["features"])
    rows = np.asarray(request["rows"], dtype=float).reshape(-1, width) if width else np.zeros((0, 0))
    known = [rows[np.isfinite(rows).all(axis=1)], *_processed(request, width)]
    whole = np.concatenate(known) if known else np.zeros((0, max(1, width)))
    scale = float(np.abs(whole).max()) or 1.0 if whole.size else 1.0
    answer: Json = {"rows": int(len(fed)), "head": fed[:HEAD].astype(float).tolist()}
    if elements == width * window and width:
        parts = fed.reshape(-1, width)
    elif request.get("sweep"):
        low, high = request["sweep"]
        good = ((fed >= low - 1e-6) & (fed <= high + 1e-6)).all(axis=1)
        return answer | _answer(fed, good)
    else:
        return answer | _answer(fed, np.zeros(len(fed), dtype=bool))
    keys = _keys(whole, scale)
    rounded = np.ascontiguousarray(np.round(parts / np.float32(scale), DIGITS) + np.float32(0))
    good = np.array([row.tobytes() in keys for row in rounded], dtype=bool).reshape(len(fed), -1).mean(axis=1) >= 0.99
    return answer | _answer(fed, good)


def _answer(fed: np.ndarray, good: np.ndarray) -> Json:
    strange = np.flatnonzero(~good)
    first = int(strange[0]) if len(strange) else -1
    return {
        "known": int(good.sum()),
        "distinct": len({row.tobytes() for row in fed}),
        "strange": first,
        "strange_row": fed[first][:16].astype(float).tolist() if first >= 0 else [],
    }
