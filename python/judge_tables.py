"""Reads tables that foreign scripts wrote: features under their names or near them, labels as text, numbers or one-hot."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SUFFIX = re.compile(r"\.(csv|tsv|txt|json|npy)([._-]\w+)?$", re.IGNORECASE)
MOST_CODES = 40
# More is not judged: every check is exact, and its time grows with the cells.
MOST_ROWS = 1_000_000
MOST_COLUMNS = 5_000
MOST_CELLS = 20_000_000


@dataclass
class Table:
    """One table, in the words of the contract."""

    name: str
    frame: pd.DataFrame
    features: pd.DataFrame  # The contract's features that are there, as numbers.
    labels: pd.Series | None = None  # As text; missing where the cell is empty.
    label_name: str = ""  # The column that holds them, or the columns.
    renamed: dict[str, str] = field(default_factory=dict)  # Feature -> the column that stands for it.

    def __len__(self) -> int:
        return len(self.frame)

    def classes(self) -> list[str]:
        """The labels that occur."""
        return [] if self.labels is None else sorted(self.labels.dropna().unique())


class Unreadable(Exception):
    """The file is no table; `cause` is a root cause."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


class TooLarge(Exception):
    """The file is a table, and too large to be judged."""


def _check_size(path: Path) -> None:
    """Counts before anything is read; a cell may hold the end of a line, but not a million of them."""
    if path.suffix.lower() in (".json", ".npy"):
        return
    with open(path, "rb") as file:
        head = file.readline(MOST_COLUMNS * 64)
        mark = _delimiter(head.decode("utf-8", "replace")).encode()
        columns = head.count(mark) + 1
        rows = 0
        while block := file.read(1 << 22):
            rows += block.count(b"\n")
    for number, most, what in (
        (columns, MOST_COLUMNS, "columns"),
        (rows, MOST_ROWS, "rows"),
        (columns * rows, MOST_CELLS, "cells"),
    ):
        if number > most:
            raise TooLarge(f"{path.name} has more than {most} {what}; such a table is not judged")


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    counts = {mark: head.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _frame(path: Path) -> pd.DataFrame:
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise Unreadable("artifact_empty", f"{path.name} is empty")
    _check_size(path)
    try:
        if suffix == ".json":
            return pd.read_json(path)
        if suffix == ".npy":
            values = np.load(path, allow_pickle=False)
            return pd.DataFrame(values.reshape(len(values), -1) if values.ndim else values.reshape(1, 1))
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            mark = _delimiter(file.read(65536))
        decimal = "," if mark == ";" else "."
        return pd.read_csv(path, sep=mark, decimal=decimal, skipinitialspace=True, encoding_errors="replace")
    except (ValueError, OSError) as error:
        raise Unreadable("artifact_empty", f"{path.name} cannot be read as a table: {str(error)[:200]}") from error


def is_table(name: str) -> bool:
    """Whether a file can be one, by its name; `train.csv_labels` is as well."""
    return bool(SUFFIX.search(name))


def plain(name: Any) -> str:
    """A column's name, for comparing."""
    return str(name).strip().casefold()


def as_text(column: pd.Series) -> pd.Series:
    """Labels as text: 1.0 and 1 are the same, so are True and 1."""
    if pd.api.types.is_bool_dtype(column):
        column = column.astype(int)
    if pd.api.types.is_numeric_dtype(column):
        whole = (column.dropna() % 1 == 0).all()
        text = column.map(lambda v: None if pd.isna(v) else str(int(v)) if whole else repr(float(v)))
    else:
        text = column.map(lambda v: None if pd.isna(v) or not str(v).strip() else str(v).strip())
    return text.astype(object)


def find_features(frame: pd.DataFrame, features: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The contract's features in a table, also under a name that holds theirs."""
    by_name = {plain(column): column for column in frame.columns}
    found: dict[str, pd.Series] = {}
    renamed: dict[str, str] = {}
    for feature in features:
        column = by_name.get(plain(feature))
        if column is None:
            word = re.compile(rf"(^|[^a-z0-9]){re.escape(plain(feature))}([^a-z0-9]|$)")
            near = [name for text, name in by_name.items() if word.search(text)]
            if len(near) != 1:
                continue
            column = near[0]
            renamed[feature] = str(column)
        values = frame[column]
        if isinstance(values, pd.DataFrame):  # The name stands there twice.
            values = values.iloc[:, 0]
        found[feature] = pd.to_numeric(values, errors="coerce").astype(float).replace([np.inf, -np.inf], np.nan)
    return pd.DataFrame(found, index=frame.index), renamed


def _one_hot(frame: pd.DataFrame, classes: list[str]) -> tuple[pd.Series, str] | None:
    """Labels out of columns of zeros and ones that are named after the classes; one may have been dropped."""
    columns: dict[str, Any] = {}
    for name in classes:
        word = re.compile(rf"(^|[^a-z0-9]){re.escape(plain(name))}$")
        near = [column for column in frame.columns if word.search(plain(column))]
        if len(near) == 1:
            columns[name] = near[0]
    if len(classes) < 2 or len(columns) < max(1, len(classes) - 1):
        return None
    marks = frame[list(columns.values())].apply(pd.to_numeric, errors="coerce")
    if not marks.isin([0, 1]).all().all() or (marks.sum(axis=1) > 1).any():
        return None
    names = list(columns)
    picked = marks.to_numpy().argmax(axis=1)
    text = pd.Series([names[i] for i in picked], index=frame.index, dtype=object)
    missing = [name for name in classes if name not in columns]
    text[marks.sum(axis=1) == 0] = missing[0] if missing else None
    return text, "+".join(str(column) for column in columns.values())


def find_labels(frame: pd.DataFrame, label: str, classes: list[str], used: set[str]) -> tuple[pd.Series, str] | None:
    """The labels of a table, and the column that holds them."""
    own = [column for column in frame.columns if plain(column) == plain(label)]
    known = {plain(name) for name in classes}
    if own and not isinstance(frame[own[0]], pd.DataFrame) and frame[own[0]].notna().any():
        return as_text(frame[own[0]]), str(own[0])
    others = [column for column in frame.columns if str(column) not in used and column not in own]
    for column in others:
        values = frame[column]
        if isinstance(values, pd.DataFrame) or pd.api.types.is_numeric_dtype(values):
            continue
        text = as_text(values)
        if text.notna().any() and {plain(value) for value in text.dropna().unique()} <= known:
            return text, str(column)
    if (hot := _one_hot(frame, classes)) is not None:
        return hot
    hints = (plain(label), "label", "class", "target", "category", "encoded", "y")
    for hint in hints:
        for column in others:
            named = plain(column) == hint or (len(hint) > 1 and hint and hint in plain(column))
            if named and not isinstance(frame[column], pd.DataFrame):
                if frame[column].notna().any() and frame[column].nunique() <= max(MOST_CODES, len(classes)):
                    return as_text(frame[column]), str(column)
    return None


def read(path: Path, name: str, features: list[str], label: str, classes: list[str]) -> Table:
    """Reads one table. Raises Unreadable for what is none, TooLarge for what would take too long."""
    frame = _frame(path)
    known = {plain(one) for one in classes}
    if len(frame.columns) == 1 and plain(frame.columns[0]) in known:  # Labels without a header.
        frame = pd.read_csv(path, header=None)
    if not len(frame):
        raise Unreadable("artifact_empty", f"{name} holds no rows")
    numbers, renamed = find_features(frame, features)
    table = Table(name, frame, numbers, renamed=renamed)
    taken = {renamed.get(str(feature), str(feature)) for feature in numbers.columns}
    found = find_labels(frame, label, classes, taken)
    if found is not None:
        table.labels, table.label_name = found
    return table
