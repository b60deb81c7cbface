"""Follows the rows of a table back to the table that a script made it from: by key, by content, by place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from judge_tables import Table, plain

DIGITS = 6
NEARLY_ALL = 0.995
SOME_SHARE = 0.1  # Of the rows; by chance none is equal to six digits.
SCALED_SHARE = 0.9  # Of the made rows, that a usual scaling has to explain.
SAME_SHARE = 0.02  # Of a column's range; what is less is rounding, not scaling.


@dataclass
class Following:
    """Where each row comes from."""

    how: str  # "key", "content", "place", "scaled"
    group: np.ndarray  # By row of the made table: the group of source rows that it may be; -1 for a new row.
    source_group: np.ndarray  # By row of the source.
    scaled: dict[str, tuple[float, float]] = field(default_factory=dict)  # Feature -> factor and offset.
    changed: np.ndarray | None = None  # By row of the made table: a feature has another value.

    def share(self) -> float:
        """Share of the made rows that have a source."""
        return float((self.group >= 0).mean()) if len(self.group) else 0.0


def _groups(source: pd.DataFrame, made: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numbers for equal contents, over both tables; -1 for made rows that no source row equals."""
    scale = source.abs().max().replace(0.0, 1.0).fillna(1.0)
    both = pd.concat([source, made], ignore_index=True)
    rounded = (both / scale).round(DIGITS) + 0.0
    number = rounded.groupby(list(rounded.columns), dropna=False, sort=False).ngroup().to_numpy()
    ours, theirs = number[: len(source)], number[len(source) :]
    return ours, np.where(np.isin(theirs, ours), theirs, -1)


def _by_key(source: Table, made: Table, columns: list[str]) -> Following | None:
    taken = {plain(name) for name in (*source.features.columns, source.label_name)}
    theirs = {plain(column): column for column in made.frame.columns}
    for column in source.frame.columns:
        if plain(column) in taken or plain(column) not in theirs:
            continue
        keys, values = source.frame[column], made.frame[theirs[plain(column)]]
        if isinstance(values, pd.DataFrame) or keys.isna().any() or keys.duplicated().any():
            continue
        place = pd.Series(np.arange(len(keys)), index=keys).reindex(values)
        if place.isna().mean() > 1 - NEARLY_ALL:
            continue
        rows = place.fillna(-1).to_numpy().astype(int)
        same = np.isclose(source.features[columns].to_numpy()[rows], made.features[columns].to_numpy(), rtol=1e-5)
        if same[rows >= 0].mean() > 0.5:
            return Following("key", rows, np.arange(len(source)))
    return None


def fit(before: np.ndarray, after: np.ndarray) -> tuple[float, float, float]:
    """Factor, offset and correlation of the straight line from one to the other."""
    whole = np.isfinite(before) & np.isfinite(after)
    x, y = before[whole], after[whole]
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        shift = float(np.mean(y) - np.mean(x)) if len(x) else 0.0
        return 1.0, shift, 1.0 if len(x) and np.allclose(y - x, shift) else 0.0
    factor = float(np.cov(x, y, bias=True)[0, 1] / np.var(x))
    return factor, float(np.mean(y) - factor * np.mean(x)), float(np.corrcoef(x, y)[0, 1])


def is_scaled(column: pd.Series, factor: float, offset: float) -> bool:
    """Whether a straight line changes a column by more than rounding does."""
    low, high = float(column.min()), float(column.max())
    span = (high - low) or 1.0
    return max(abs((factor - 1) * low + offset), abs((factor - 1) * high + offset)) > SAME_SHARE * span


def _lines(source: pd.DataFrame, made: pd.DataFrame, ordered: bool) -> dict[str, tuple[float, float]] | None:
    """A straight line for each column, from rows at the same place or from sorted values."""
    lines = {}
    for name in source.columns:
        before, after = source[name].to_numpy(), made[name].to_numpy()
        if ordered:
            before, after = np.sort(before), np.sort(after)
        factor, offset, correlation = fit(before, after)
        if abs(correlation) < 0.9995:
            return None
        lines[name] = (factor, offset)
    return lines


def _usual_scalings(source: pd.DataFrame) -> list[dict[str, tuple[float, float]]]:
    """Factor and offset of what scripts do to columns, by the source's statistics."""
    low, high, mean = source.min(), source.max(), source.mean()
    span = (high - low).replace(0.0, 1.0)
    quartiles = (source.quantile(0.75) - source.quantile(0.25)).replace(0.0, 1.0)
    most = source.abs().max().replace(0.0, 1.0)
    whole = float(most.max())
    found = []
    for unit in (1 / 255, 255.0, 1 / 100, 100.0, 1 / 1000, 1 / 256, 1 / 1023, 1 / 4095, 1 / whole):
        found.append({name: (unit, 0.0) for name in source.columns})
    for factor, offset in (
        (1 / span, -low / span),
        (2 / span, -2 * low / span - 1),
        (1 / most, low * 0),
        (1 / quartiles, -source.median() / quartiles),
        *((1 / d, -mean / d) for d in (source.std(ddof=k).replace(0.0, 1.0) for k in (0, 1))),
    ):
        found.append({name: (float(factor[name]), float(offset[name])) for name in source.columns})
    return found


def _scaled(source: Table, made: Table, columns: list[str], least: float = SCALED_SHARE) -> Following | None:
    ours, theirs = source.features[columns], made.features[columns]
    tries = _usual_scalings(ours)
    if len(source) == len(made) and (sorted_lines := _lines(ours, theirs, ordered=True)) is not None:
        tries.insert(0, sorted_lines)
    for lines in tries:
        moved = pd.DataFrame({name: ours[name] * lines[name][0] + lines[name][1] for name in columns})
        group, found = _groups(moved, theirs)
        if (found >= 0).mean() >= least:
            kept = {n: line for n, line in lines.items() if is_scaled(ours[n], *line)}
            return Following("scaled", found, group, kept, np.full(len(made), bool(kept)))
    return None


def _by_place(source: Table, made: Table, columns: list[str]) -> Following | None:
    if len(source) != len(made):
        return None
    ours, theirs = source.features[columns], made.features[columns]
    place = np.arange(len(source))
    if (lines := _lines(ours, theirs, ordered=False)) is not None:
        scaled = {name: line for name, line in lines.items() if is_scaled(ours[name], *line)}
        return Following("place", place, place, scaled, np.full(len(made), bool(scaled)))
    same = np.isclose(ours.to_numpy(), theirs.to_numpy(), rtol=1e-5, atol=1e-9, equal_nan=True)
    if same.mean() > 0.5:
        return Following("place", place, place, {}, ~same.all(axis=1))
    return None


def follow(source: Table, made: Table) -> Following | None:
    """How the rows of `made` come from `source`; None where that cannot be said."""
    columns = [name for name in made.features.columns if name in source.features.columns]
    if not columns:
        return None
    if (keyed := _by_key(source, made, columns)) is not None:
        return keyed
    group, found = _groups(source.features[columns], made.features[columns])
    content = Following("content", found, group, changed=found < 0)
    if content.share() >= NEARLY_ALL:
        return content
    for way in (_by_place, _scaled):
        if (other := way(source, made, columns)) is not None:
            return other
    return content if content.share() >= 0.2 else None


def origins(data: Table, source: Table) -> tuple[np.ndarray, np.ndarray] | None:
    """By row of `source` the content of `data` that it is, -1 for a new one; and by row of `data` its content. Some
    known rows are enough, also where a usual scaling moved them."""
    columns = [name for name in source.features.columns if name in data.features.columns]
    back = follow(data, source)
    if (back is None or back.share() < SOME_SHARE) and columns:
        back = _scaled(data, source, columns, SOME_SHARE)
    if back is None or back.share() < SOME_SHARE:
        return None
    content, _ = _groups(data.features[columns], data.features[columns])
    of_group = dict(zip(back.source_group.tolist(), content.tolist()))
    return np.array([of_group.get(int(group), -1) for group in back.group]), content


def quantile_lines(source: Table, made: Table) -> dict[str, tuple[float, float]]:
    """Where rows cannot be followed: columns whose distribution was moved or stretched as a whole."""
    moved = {}
    shares = np.linspace(0.05, 0.95, 19)
    for name in made.features.columns:
        if name not in source.features.columns:
            continue
        before, after = source.features[name].dropna(), made.features[name].dropna()
        if len(before) < 10 or len(after) < 10:
            continue
        factor, offset, correlation = fit(before.quantile(shares).to_numpy(), after.quantile(shares).to_numpy())
        span = float(before.max() - before.min()) or 1.0
        if correlation > 0.97 and (not 0.6 < factor < 1.6 or abs(after.median() - before.median()) > 0.5 * span):
            moved[name] = (factor, offset)
    return moved
