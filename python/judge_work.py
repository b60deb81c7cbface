"""Whether a script did what its operation asks, where the table gives it something to do. Where the operation leaves a
choice, or there is nothing to do, a table may stay as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from judge_findings import fault
from judge_follow import Following
from judge_tables import Table, plain

Json = dict[str, Any]

UNEVEN = 1.2  # Classes that differ by less need no balancing.
LESS_UNEVEN = 0.98
DEVIATIONS = 3.0
FENCE = 1.5


def check_work(source: Table, table: Table, way: Following | None, operation: str, scaled_already: bool) -> list[Json]:
    """A fault where there was something to do and the table shows none of it."""
    if way is None or not _only_dropped(source, table, way):
        return []
    undone = {
        "clean": _not_cleaned,
        "outliers": _outliers_kept,
        "scale": lambda source, table: "" if scaled_already else "its columns have another range than a model takes",
        "encode": _not_encoded,
        "balance": _not_balanced,
        "features": lambda source, table: "no feature is new or another",
        "augment": lambda source, table: "no row is new",
        "split": _not_split,
    }
    if operation not in undone:
        return []
    why = undone[operation](source, table)
    if not why:
        return []
    less = len(source) - len(table)
    how = "as it was" if not less else f"as it was, less {less} row{'s' if less > 1 else ''}"
    return [
        fault(
            "work",
            "artifact_stale",
            f"{table.name} is {source.name} {how}: {why}",
            NEXT[operation],
            evidence=f"{len(table)} rows, columns {', '.join(map(str, table.frame.columns))}"[:300],
            file=table.name,
        )
    ]


NEXT = {
    "clean": "drop or fill what is missing or stands there twice, and write that",
    "outliers": "drop or clip the rows that lie far from their class, and write that",
    "scale": "scale the columns and write them",
    "encode": "write the table with the numbers of the classes",
    "balance": "sample the classes to one size, and write that",
    "features": "write the new features beside the old ones",
    "augment": "write the new rows below the old ones",
    "split": "write one table for training and one for testing",
}


def _columns(frame: pd.DataFrame) -> set[str]:
    """By name; an index that was written along is no column."""
    return {plain(column) for column in frame.columns if not str(column).startswith("Unnamed:")}


def _only_dropped(source: Table, table: Table, way: Following) -> bool:
    """Whether every row stands in the source as it is, no more often, under the same columns with the same texts."""
    if way.scaled or len(table) > len(source) or (way.group < 0).any():
        return False
    if way.changed is not None and way.changed.any():
        return False
    if way.how == "key" and not _same_values(source, table, way):
        return False
    if _columns(source.frame) != _columns(table.frame):
        return False
    for column in source.frame.columns:
        other = [name for name in table.frame.columns if plain(name) == plain(column)]
        if not other or isinstance(table.frame[other[0]], pd.DataFrame):
            continue
        before, after = source.frame[column], table.frame[other[0]]
        if pd.api.types.is_numeric_dtype(before) != pd.api.types.is_numeric_dtype(after):
            return False
        if not pd.api.types.is_numeric_dtype(before) and not set(after.dropna()) <= set(before.dropna()):
            return False
    return True


def _same_values(source: Table, table: Table, way: Following) -> bool:
    """Of rows that were followed by a key."""
    names = [name for name in table.features.columns if name in source.features.columns]
    before, after = source.features[names].to_numpy()[way.group], table.features[names].to_numpy()
    return bool(np.isclose(before, after, rtol=1e-5, atol=1e-9, equal_nan=True).all())


def _not_cleaned(source: Table, table: Table) -> str:
    if len(table) < len(source):
        return ""
    missing = source.frame.isna().any(axis=1)
    if missing.any():
        return f"{int(missing.sum())} rows still lack a value"
    # Equal readings alone prove nothing; with a name or a time they are one row that stands there twice.
    taken = _columns(source.features) | {plain(source.label_name)}
    if not _columns(source.frame) <= taken and (twice := int(source.frame.duplicated().sum())):
        return f"{twice} rows still stand there twice"
    return ""


def _not_split(source: Table, table: Table) -> str:
    complete = int(source.features.notna().all(axis=1).sum())
    return "" if len(table) < complete else "there is one table, not a part for training and one for testing"


def evident_outliers(source: Table) -> np.ndarray:
    """Rows that every usual rule calls outliers: deviations and quartile fences, over all rows and within the class."""
    values = source.features
    result = np.ones(len(values), dtype=bool)
    groups = [pd.Series(0, index=values.index)]
    if source.labels is not None:
        groups.append(source.labels.fillna("").astype(str))
    for group in groups:
        parts = values.groupby(group)
        spread = parts.transform(lambda c: c.std(ddof=0)).replace(0.0, np.nan)
        far = ((values - parts.transform("mean")) / spread).abs() > DEVIATIONS
        low, high = parts.transform(lambda c: c.quantile(0.25)), parts.transform(lambda c: c.quantile(0.75))
        reach = FENCE * (high - low)
        result &= (far & ((values < low - reach) | (values > high + reach))).any(axis=1).to_numpy()
    return result


def _outliers_kept(source: Table, table: Table) -> str:
    found = int(evident_outliers(source).sum())
    # Rows with missing values may go along; that alone takes no outlier away.
    if not found or int(evident_outliers(table).sum()) < found:
        return ""
    return f"{found} rows still lie beyond {DEVIATIONS:.0f} deviations and the quartile fences"


def _not_encoded(source: Table, table: Table) -> str:
    for labels in (source.labels, table.labels):
        if labels is None or pd.to_numeric(labels, errors="coerce").notna().all():
            return ""
    return "its labels are text"


def _unevenness(table: Table) -> float:
    assert table.labels is not None
    whole = table.labels[table.features.notna().all(axis=1).to_numpy()]
    rows = whole.value_counts()
    return float(rows.max() / rows.min()) if len(rows) > 1 else 1.0


def _not_balanced(source: Table, table: Table) -> str:
    if source.labels is None or table.labels is None:
        return ""
    before, after = _unevenness(source), _unevenness(table)
    if before < UNEVEN or after < LESS_UNEVEN * before:
        return ""
    return f"its largest class still has {after:.2f} times the rows of the smallest"
