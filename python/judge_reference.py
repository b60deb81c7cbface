"""What the tool's own operation makes of the table that a refused script read: what a correct result looks like."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import pandas as pd

import worker_operations
import worker_split
from judge_tables import Table
from worker_common import TaskError
from worker_table import CLASS, COPY, LABEL, ROW

Json = dict[str, Any]

# The choice of each operation that changes most while it keeps to the rules.
CHOICES = {
    "clean": "drop",
    "outliers": "drop",
    "scale": "minmax",
    "encode": "sorted",
    "balance": "oversample",
    "augment": "jitter",
}
HEAD = 3
TEST_SHARE = 0.2


def _own_table(source: Table) -> pd.DataFrame:
    """A table in the columns that the tool's operations know."""
    table = source.features.reset_index(drop=True).copy()
    table.insert(0, ROW, range(len(table)))
    table.insert(1, COPY, 0)
    table[LABEL] = source.labels.reset_index(drop=True) if source.labels is not None else ""
    return table[table[LABEL].notna()]


def _described(name: str, features: list[str]) -> Json:
    table = pd.read_csv(name, dtype={LABEL: str})
    shown = [*features, LABEL, *([CLASS] if CLASS in table.columns else [])]
    return {
        "rows": int(len(table)),
        "classes": {str(label): int(rows) for label, rows in table[LABEL].value_counts().items()},
        "columns": shown,
        "head": table[shown].head(HEAD).to_csv(index=False).splitlines(),
    }


def reference(source: Table, operation: str, scaled_already: bool) -> Json | None:
    """Tables by name, or None where the operation is not one of the tool's or cannot be done to this table."""
    features = [str(name) for name in source.features.columns]
    if operation not in (*CHOICES, "split") or not features or source.labels is None:
        return None
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            _own_table(source).to_csv("in.csv", index=False)
            request: Json = {"task": operation, "input": "in.csv", "features": features}
            if operation == "split":
                worker_split.split(request | {"fraction": TEST_SHARE, "train": "train.csv", "test": "test.csv"})
                return {name: _described(f"{name}.csv", features) for name in ("train", "test")}
            choice = "none" if operation == "scale" and scaled_already else CHOICES[operation]
            operate = getattr(worker_operations, operation)
            operate(request | {"choice": choice, "output": "out.csv"})
            return {"out": _described("out.csv", features)}
        except (TaskError, ValueError):
            return None
        finally:
            os.chdir(before)


def note(source: Table, operation: str, tables: Json) -> Json:
    """The same as a finding, for a person."""
    parts = [
        f"{name}: {table['rows']} rows ("
        + ", ".join(f"{rows} {label}" for label, rows in sorted(table["classes"].items()))
        + ")"
        for name, table in tables.items()
    ]
    return {
        "rule": "artifacts/reference",
        "severity": "note",
        "root_cause": "",
        "message": f"the tool's own {operation} makes of {source.name} " + "; ".join(parts),
        "next": "",
        "evidence": "\n".join(next(iter(tables.values()))["head"]),
    }
