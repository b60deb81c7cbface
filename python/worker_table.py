"""The table that the data operations work on, and the facts that decide them.

A table is a CSV with the columns row, copy, the features and label. `row` is the row of the user's data
set that a row comes from and never changes; `copy` is 0 for the row itself and counts the rows that an
operation derived from it. So every row can be followed through all operations.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from worker_common import Json, TaskError

ROW, COPY, LABEL, CLASS = "row", "copy", "label", "class"
SUM_TOLERANCE = 0.02


def read_table(name: str, features: list[str]) -> pd.DataFrame:
    """Reads a table and checks its columns. Labels stay text, also where they look like numbers."""
    try:
        table = pd.read_csv(
            name,
            dtype={LABEL: str},
            keep_default_na=False,
            na_values={feature: [""] for feature in features},
            float_precision="round_trip",
        )
    except (OSError, ValueError) as error:
        raise TaskError(f"{name} cannot be read as a table: {error}") from error
    missing = [column for column in (ROW, COPY, *features, LABEL) if column not in table.columns]
    if missing:
        raise TaskError(f"{name} has no column {', '.join(missing)}; it has {', '.join(map(str, table.columns))}")
    if table.empty:
        raise TaskError(f"{name} holds no rows")
    return table


def write_table(table: pd.DataFrame, name: str) -> Json:
    """Writes a table in the order of its rows and says how many there are."""
    table.to_csv(name, index=False)
    return {"output": name, "rows": int(len(table))}


def distances(table: pd.DataFrame, features: list[str]) -> pd.DataFrame:
    """For each row and feature, how many standard deviations it lies from its class's mean."""
    groups = table.groupby(LABEL)[features]
    spread = groups.transform(lambda column: column.std(ddof=0)).replace(0.0, np.nan)
    return ((table[features] - groups.transform("mean")) / spread).abs().fillna(0.0)


def deviations(table: pd.DataFrame, features: list[str]) -> pd.Series:
    """For each row, how many standard deviations its furthest feature lies from its class's mean."""
    return distances(table, features).max(axis=1)


def sums_to_one(table: pd.DataFrame, features: list[str]) -> bool:
    """Whether the features are shares of a whole in every row."""
    if len(features) < 2:
        return False
    return bool(((table[features].sum(axis=1, skipna=False) - 1.0).abs() <= SUM_TOLERANCE).all())


def side_groups(table: pd.DataFrame, features: list[str], window: int) -> pd.Series:
    """What must stay on one side of a split: windows of a recording, or else rows that equal each other."""
    if window > 1:
        return table.groupby(LABEL).cumcount() // window + table.groupby(LABEL).ngroup() * len(table)
    return table.groupby([*features, LABEL], dropna=False).ngroup()


def plan_facts(request: Json) -> Json:
    """Measures what decides, or helps to decide, the data operations."""
    features: list[str] = request["features"]
    table = read_table(request["input"], features)
    values = table[features]
    by_feature = distances(table, features)
    distance = by_feature.max(axis=1)
    means = table.groupby(LABEL)[features].mean()
    beyond = distance > float(request.get("sigma", 3.0))
    counts = table[LABEL].value_counts()
    incomplete = values.isna().any(axis=1)
    groups = side_groups(table, features, int(request.get("window", 0)))
    return {
        "rows": int(len(table)),
        "missing_rows": int(incomplete.sum()),
        "missing_by_class": {str(k): int(v) for k, v in incomplete.groupby(table[LABEL]).sum().items()},
        "duplicate_rows": int(table[[*features, LABEL]].duplicated().sum()),
        "class_rows": {str(k): int(v) for k, v in counts.items()},
        "groups_by_class": {str(k): int(v) for k, v in groups.groupby(table[LABEL]).nunique().items()},
        "class_ratio": float(counts.max() / counts.min()),
        "sums_to_one": sums_to_one(table, features),
        "minimum": [float(values[f].min()) for f in features],
        "maximum": [float(values[f].max()) for f in features],
        "spread": [float(values[f].groupby(table[LABEL]).std(ddof=0).mean()) for f in features],
        "outliers": [
            {
                "row": int(table.at[i, ROW]),
                "label": str(table.at[i, LABEL]),
                "values": [float(table.at[i, f]) for f in features],
                "mean": [float(means.at[table.at[i, LABEL], f]) for f in features],
                "deviations": float(distance.at[i]),
                "furthest": int(by_feature.loc[i].to_numpy().argmax()),
            }
            for i in table.index[beyond]
        ],
    }
