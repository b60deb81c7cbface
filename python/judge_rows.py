"""Which rows of a table an operation may take away, and which labels its rows have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from judge_findings import example, fault, some
from judge_follow import Following
from judge_tables import Table, plain

Json = dict[str, Any]

# Operations that may take rows away for being extreme, and those that may take away repeated ones.
MAY_DROP_EXTREMES = ("outliers", "clean", "validate", "")
MAY_DROP_REPEATED = ("outliers", "clean", "validate", "split", "balance", "")
FREE_SHARE = 0.01
WRONG_SHARE = 0.01
EXTREME_DEVIATIONS = 2.0
TAIL = 0.025  # Of the rows, at each end of a column.


def counts(groups: np.ndarray) -> pd.Series:
    """How often each group occurs."""
    return pd.Series(groups[groups >= 0]).value_counts()


def lost_rows(source: Table, ways: list[Following]) -> np.ndarray:
    """Numbers of the source rows that are in none of the made tables: of equal rows the last ones."""
    rows = pd.Series(ways[0].source_group)
    had = rows.groupby(rows).cumcount()
    kept = sum(
        (counts(way.group).reindex(rows.unique(), fill_value=0) for way in ways[1:]),
        counts(ways[0].group).reindex(rows.unique(), fill_value=0),
    )
    return np.flatnonzero((had >= rows.map(kept)).to_numpy())


def extreme(source: Table) -> np.ndarray:
    """Rows that a usual rule calls outliers: quartile fences or deviations, over all rows or within the class."""
    values = source.features
    result = np.zeros(len(values), dtype=bool)
    groups = [pd.Series(0, index=values.index)]
    if source.labels is not None:
        groups.append(source.labels.fillna("").astype(str))
    for group in groups:
        parts = values.groupby(group)
        low, high = parts.transform(lambda c: c.quantile(0.25)), parts.transform(lambda c: c.quantile(0.75))
        reach = 1.5 * (high - low)
        spread = parts.transform(lambda c: c.std(ddof=0)).replace(0.0, np.nan)
        far = ((values - parts.transform("mean")) / spread).abs() > EXTREME_DEVIATIONS
        fenced = (values < low - reach) | (values > high + reach)
        result |= (far | fenced).any(axis=1).to_numpy()
    low, high = values.quantile(TAIL), values.quantile(1 - TAIL)
    result |= ((values <= low) | (values >= high)).any(axis=1).to_numpy()
    return result


def _repeated(source: Table, lost: np.ndarray) -> np.ndarray:
    """Which of the lost rows have an equal one that is still there."""
    content = source.features.assign(label="" if source.labels is None else source.labels.fillna("").map(plain))
    number = content.groupby(list(content.columns), dropna=False, sort=False).ngroup().to_numpy()
    kept = np.ones(len(source), dtype=bool)
    kept[lost] = False
    return np.isin(number[lost], number[kept])


def _explained(source: Table, lost: np.ndarray, operation: str) -> np.ndarray:
    """Which of the lost rows the operation explains."""
    ok = source.features.isna().any(axis=1).to_numpy(copy=True)[lost]
    if source.labels is not None:
        ok |= source.labels.isna().to_numpy()[lost]
    if operation in MAY_DROP_REPEATED:
        ok |= _repeated(source, lost)
    if operation in MAY_DROP_EXTREMES:
        ok |= extreme(source)[lost]
    return ok


def balanced(source: Table, made: list[Table]) -> bool:
    """Whether classes were cut down to the smallest one: what undersampling leaves."""
    if source.labels is None or any(table.labels is None for table in made):
        return False
    before = source.labels.value_counts()
    after = pd.concat([table.labels for table in made]).value_counts()  # type: ignore[type-var]
    return (
        len(after) == len(before)
        and len(before) > 1
        and before.max() > before.min()
        and after.max() - after.min() <= 1
        and after.min() >= 0.9 * before.min()
    )


def check_lost(source: Table, made: list[Table], ways: list[Following], operation: str) -> list[Json]:
    """Rows that vanish without the operation explaining it."""
    lost = lost_rows(source, ways)
    if not len(lost) or balanced(source, made):
        return []
    ok = _explained(source, lost, operation)
    unexplained = lost[~ok]
    if len(unexplained) <= max(1, FREE_SHARE * len(source)):
        return []
    row = int(unexplained[0])
    shown = {name: float(source.features[name].iloc[row]) for name in source.features.columns}
    return [
        fault(
            "rows",
            "rows_lost",
            f"{len(unexplained)} of {len(source)} rows of {source.name} are gone without a reason that the data give",
            "keep every row that is complete, not repeated and not extreme",
            evidence=f"{len(lost)} rows are missing in all, {len(lost) - len(unexplained)} of them are incomplete, repeated or extreme",
            counterexample=example(f"row {row + 1} of {source.name}: {shown}", "the row is kept", "the row is missing"),
        )
    ]


def check_emptied(source: Table, made: Table, way: Following | None, operation: str) -> list[Json]:
    """Rows that are there and have lost their values."""
    holes = made.features.isna().any(axis=1).to_numpy(copy=True)
    had = int(source.features.isna().any(axis=1).sum())
    if way is not None and way.how in ("key", "place") and operation in MAY_DROP_EXTREMES:
        holes &= ~extreme(source)[way.group]
    new = int(holes.sum()) - had
    if new <= max(1, FREE_SHARE * len(made)):
        return []
    names = [
        name
        for name in made.features.columns
        if made.features[name].isna().sum() > source.features.get(name, made.features[name]).isna().sum()
    ]
    return [
        fault(
            "values",
            "rows_lost",
            f"{new} rows of {made.name} have no number any more where {source.name} has one, in {some(names) or 'several columns'}",
            "write a number for every row and feature",
        )
    ]


def label_map(source: Table, made: Table, way: Following) -> tuple[dict[str, str], list[set[str]]]:
    """What each written label means, by majority, and the labels that each made row may have."""
    assert source.labels is not None and made.labels is not None
    allowed: dict[int, set[str]] = {}
    for group, label in zip(way.source_group, source.labels):
        if label is not None and not pd.isna(label):
            allowed.setdefault(int(group), set()).add(plain(label))
    of_row = [allowed.get(int(group), set()) if group >= 0 else set() for group in way.group]
    known = {plain(name) for name in source.classes()}
    written = made.labels.map(lambda v: None if v is None or pd.isna(v) else plain(v))
    if {value for value in written.dropna().unique()} <= known:
        return {name: name for name in known}, of_row
    certain = [(code, next(iter(may))) for code, may in zip(written, of_row) if code is not None and len(may) == 1]
    table = pd.DataFrame(certain, columns=["code", "label"])
    if table.empty:
        return {}, of_row
    return {str(code): str(part["label"].mode().iloc[0]) for code, part in table.groupby("code")}, of_row


def check_labels(source: Table, made: Table, way: Following) -> tuple[list[Json], dict[str, str]]:
    """Labels still belong to their rows, whatever they are called now."""
    if source.labels is None or made.labels is None:
        return [], {}
    meaning, of_row = label_map(source, made, way)
    wrong: list[int] = []
    judged = 0
    for i, (label, may) in enumerate(zip(made.labels, of_row)):
        if not may or label is None or pd.isna(label):
            continue
        judged += 1
        if meaning.get(plain(label)) not in may:
            wrong.append(i)
    # Rows that are told by a key or by what stands in them are told for certain.
    allowed = 0.0 if way.how in ("key", "content") else WRONG_SHARE * judged
    if len(wrong) > allowed:
        if _merged(made, of_row):
            return [], meaning
        i = wrong[0]
        shown = {name: float(made.features[name].iloc[i]) for name in made.features.columns}
        got = made.labels.iloc[i]
        meant = meaning.get(plain(got), "")
        said = f"{got} (stands for {meant})" if meant and plain(got) != meant else got
        finding = fault(
            "labels",
            "labels_shuffled",
            f"{len(wrong)} of {judged} rows of {made.name} have another label than in {source.name}",
            "keep each label in the row that it belongs to",
            counterexample=example(f"row {i + 1} of {made.name}: {shown}", " or ".join(sorted(of_row[i])), said),
        )
        return [finding], meaning
    return [], meaning


def check_invented(source: Table, made: Table) -> list[Json]:
    """Classes beside all of the source's own, which no row of the source has."""
    if source.labels is None or made.labels is None:
        return []
    known = {plain(name) for name in source.classes()}
    written = made.labels.dropna().map(plain)
    strange = written[~written.isin(known)]
    if not known <= set(written) or len(strange) <= FREE_SHARE * len(made):
        return []
    return [
        fault(
            "labels",
            "labels_shuffled",
            f"{len(strange)} rows of {made.name} have a class that {source.name} does not have: {some(strange.unique())}",
            "give new rows the class of the row that they were made of",
            file=made.name,
        )
    ]


def check_codes(parts: list[Table], meanings: list[dict[str, str]]) -> list[Json]:
    """A code stands for the same class in every part of a split."""
    for part, meaning in zip(parts[1:], meanings[1:]):
        for code, label in meaning.items():
            first = meanings[0].get(code, label)
            if first != label:
                return [
                    fault(
                        "labels",
                        "labels_shuffled",
                        f"the label {code} stands for {first} in {parts[0].name} and for {label} in {part.name}",
                        "make the codes once, of all rows, before the split",
                        file=part.name,
                        counterexample=example(f"rows labelled {code} in {part.name}", first, label),
                    )
                ]
    return []


def _merged(made: Table, of_row: list[set[str]]) -> bool:
    """Every class has one code of its own, but several share it: that is a class lost, not labels mixed up."""
    assert made.labels is not None
    codes: dict[str, set[str]] = {}
    for label, may in zip(made.labels, of_row):
        if len(may) == 1 and label is not None and not pd.isna(label):
            codes.setdefault(next(iter(may)), set()).add(plain(label))
    shared = {next(iter(code)) for code in codes.values()}
    return all(len(code) == 1 for code in codes.values()) and len(shared) < len(codes)


def check_classes(source: Table, made: Table, least: int) -> list[Json]:
    """Every class with at least `least` rows is still there, and every row has a class."""
    if source.labels is None or made.labels is None:
        return []
    before = source.labels.value_counts()
    due = [name for name, rows in before.items() if rows >= least]
    after = made.classes()
    holes = int(made.labels.isna().sum())
    had = int(source.labels.isna().sum())
    if len(after) < len(due):
        same = {plain(name) for name in after}
        gone = [name for name in due if plain(name) not in same] if same & {plain(name) for name in due} else []
        return [
            fault(
                "classes",
                "class_lost",
                f"{made.name} has {len(after)} of {len(due)} classes"
                + (f": {some(gone)} {'is' if len(gone) == 1 else 'are'} gone" if gone else ""),
                "keep rows of every class",
                evidence=f"{source.name}: {before.to_dict()}; {made.name}: {made.labels.value_counts().to_dict()}"[
                    :500
                ],
            )
        ]
    if holes > had + FREE_SHARE * len(made) and (source.labels.notna()).all():
        return [
            fault(
                "classes",
                "class_lost",
                f"{holes} of {len(made)} rows of {made.name} have no class any more",
                "give every row the class that it had",
            )
        ]
    return []
