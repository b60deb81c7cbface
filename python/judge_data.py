"""Judges what a script of the data processing wrote, by what its operation may do to the table that it read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import judge_model
import judge_reference
import judge_rows
import judge_work
from judge_findings import example, fault, remark, some
from judge_follow import Following, follow, origins, quantile_lines
from judge_tables import Table, TooLarge, Unreadable, is_table, read

Json = dict[str, Any]

TEST = re.compile(r"(^|[^a-z])(test|testing|holdout|eval|evaluation)([^a-z]|$)", re.IGNORECASE)
VALIDATION = re.compile(r"(^|[^a-z])(val|valid|validation|dev)([^a-z]|$)", re.IGNORECASE)
TRAIN = re.compile(r"(^|[^a-z])(train|training)([^a-z]|$)", re.IGNORECASE)


class Judge:
    """One script's run."""

    def __init__(self, request: Json) -> None:
        self.request = request
        self.work, self.kept = Path(request["work"]), Path(request["before"])
        self.features: list[str] = request["features"]
        self.label: str = request["label"]
        self.operation: str = request.get("operation", "")
        self.data = self._data()
        self.classes = self.data.classes() or list(request.get("labels", []))
        self.findings: list[Json] = []
        self.model = judge_model.Model.of(request, self.data)
        self.facts: Json = {"tables": []}
        self._ways: dict[tuple[int, int], tuple[Following | None, Table, Table]] = {}  # Keeps what the ids are of.

    def _data(self) -> Table:
        """The application's data, as the contract has it."""
        rows = pd.DataFrame(self.request["rows"], columns=self.features, dtype=float)
        labels = self.request.get("row_labels") or []
        table = Table("the data set", rows, rows)
        if labels:
            table.labels, table.label_name = pd.Series(labels, dtype=object), self.label
        return table

    def _read(self, path: Path, name: str) -> Table:
        return read(path, name, self.features, self.label, self.classes)

    # -- What was read

    def sources(self) -> list[Table]:
        """The tables that the script read, as they were before it ran."""
        found: list[Table] = []
        for name in self.request["read"]:
            if name in self.request.get("data_files", []) and len(self.request["data_files"]) == 1:
                found.append(self._own(name))
                continue
            path = self.kept / name
            if not is_table(name) or not path.is_file():
                continue
            try:
                table = self._read(path, name)
            except Unreadable:
                continue
            if len(table.features.columns):
                found.append(table)
        if not found or len(self.request.get("data_files", [])) > 1:
            found.append(self.data)
        return found

    def _own(self, name: str) -> Table:
        """The application's data with the columns of its file, where they fit."""
        try:
            table = self._read(self.kept / name, name)
        except Unreadable:
            return self.data
        if len(table) == len(self.data) and self.data.labels is not None:
            table.labels, table.label_name = self.data.labels, self.label
            return table
        return table if len(table.features.columns) == len(self.features) and table.labels is not None else self.data

    # -- What was written

    def tables(self) -> list[Table]:
        """The tables to judge; what is wrong with the files themselves is said on the way."""
        made: list[Table] = []
        for name in self.request["written"]:
            path = self.work / name
            if not is_table(name) or not path.is_file():
                continue
            try:
                made.append(self._read(path, name))
            except Unreadable as error:
                if name in self.request["named"] or path.suffix.lower() == ".csv":
                    self.findings.append(fault("table", error.cause, str(error), "write the processed rows", file=name))
        made = _joined(made)
        whole = [table for table in made if len(table.features.columns)]
        if whole:
            return whole
        return [table for table in made if table.labels is not None or table.name in self.request["named"]]

    def run(self) -> Json:
        """All checks; the first error decides the cause."""
        if self.operation == "validate" and not self.request["read"] and not self.request.get("unseen"):
            self.findings.append(
                fault(
                    "work",
                    "script_failed",
                    "the script validates nothing: it never reads a file of the application",
                    "read the data and check it",
                )
            )
        made = self.tables()
        if self.findings or not made:
            return self.answer()
        sources = self.sources()
        parts = self._parts(made)
        if parts:
            source = max(sources, key=lambda s: sum(self._fits(s, table) for table in parts))
            if self.operation == "split" or not self._were_parts(sources):
                self._split(source, parts)
                made = [table for table in made if all(table is not part for part in parts)]
        pairs = [(self._source_of(table, sources), table) for table in made]
        undone = [self._undone(source, table) for source, table in pairs]
        if undone and all(undone):  # One table that shows the work is enough.
            self.findings += undone[0]
        for source, table in pairs:
            self._whole(source, table)
        return self.answer()

    def _source_of(self, table: Table, sources: list[Table]) -> Table:
        own = [source for source in sources if source.name == table.name]
        return own[0] if own else max(sources, key=lambda source: self._fits(source, table))

    def _undone(self, source: Table, table: Table) -> list[Json]:
        scaled = bool(self._scale_is_right(source)) if self.operation == "scale" else False
        return judge_work.check_work(source, table, self._follow(source, table), self.operation, scaled)

    def _follow(self, source: Table, table: Table) -> Following | None:
        """The same pair is asked for several times."""
        pair = (id(source), id(table))
        if pair not in self._ways:
            self._ways[pair] = (follow(source, table), source, table)
        return self._ways[pair][0]

    def _fits(self, source: Table, table: Table) -> float:
        """How well a table can have been made of another."""
        way = self._follow(source, table)
        same = 0.1 if len(source) == len(table) else 0.0
        return same + (way.share() if way else 0.0) - (0.3 if way is not None and way.scaled else 0.0)

    def answer(self) -> Json:
        """Errors in the order of what they say most about."""
        order = [
            "artifact_empty",
            "label_lost",
            "class_lost",
            "labels_shuffled",
            "train_test_leak",
            "rescaled_normalised",
            "rows_lost",
        ]
        errors = [one for one in self.findings if one["severity"] == "error"]
        errors.sort(key=lambda one: order.index(one["root_cause"]) if one["root_cause"] in order else len(order))
        rest = [one for one in self.findings if one["severity"] != "error"]
        if errors:
            source = max(self.sources(), key=len)
            own = judge_reference.reference(source, self.operation, bool(self._scale_is_right(source)))
            if own is not None:
                self.facts["reference"] = own
                rest.append(judge_reference.note(source, self.operation, own))
        return {"findings": errors + rest, "facts": self.facts}

    def _parts(self, made: list[Table]) -> list[Table]:
        """The tables of a split, the training rows first; none where this is no split."""
        named = {table.name: Path(table.name).stem for table in made}
        train = [table for table in made if TRAIN.search(named[table.name])]
        test = [table for table in made if TEST.search(named[table.name])]
        other = [table for table in made if VALIDATION.search(named[table.name]) and table not in train + test]
        train = [table for table in train if all(table is not one for one in test)]
        if train and (test or other) and len(train) == 1:
            return [*train, *test, *other]
        if self.operation == "split" and len(made) >= 2:
            return sorted(made, key=len, reverse=True)
        return []

    def _were_parts(self, sources: list[Table]) -> bool:
        """Whether the script read the parts of an earlier split: then each was worked on alone."""
        stems = [Path(source.name).stem for source in sources]
        return any(TRAIN.search(stem) or TEST.search(stem) or VALIDATION.search(stem) for stem in stems)

    # -- One table made of one table

    def _labels_there(self, source: Table, table: Table) -> bool:
        if source.labels is None or table.labels is not None:
            return True
        self.findings.append(
            fault(
                "labels",
                "label_lost",
                f"{table.name} has no column with the labels of {source.name}",
                f'keep the column "{source.label_name}", or write the class of each row under another name',
                evidence="columns: " + some(table.frame.columns, 12),
                file=table.name,
            )
        )
        return False

    def _whole(self, source: Table, table: Table) -> None:
        way = self._follow(source, table)
        self._note(source, table, way)
        if self.operation == "validate" and table.labels is None:
            return
        if not self._labels_there(source, table):
            return
        self.findings += judge_rows.check_classes(source, table, 1)
        self._dropped_features(source, table)
        self._scaling(source, [table], [way] if way else [])
        if way is None:
            self.findings += judge_rows.check_emptied(source, table, None, self.operation)
            self._unfollowed(source, table)
            self._unfollowed_labels(source, table)
            return
        shuffled, meaning = judge_rows.check_labels(source, table, way)
        self.findings += shuffled or judge_rows.check_invented(source, table)
        if any(one["root_cause"] == "class_lost" for one in self.findings):
            return
        self.findings += judge_rows.check_lost(source, [table], [way], self.operation)
        self.findings += judge_rows.check_emptied(source, table, way, self.operation)
        if not any(one["severity"] == "error" for one in self.findings):
            self._changed_rows(source, table, way, meaning)

    def _unfollowed(self, source: Table, table: Table) -> None:
        """Nobody can say which row is which; their number can still be told."""
        gone = len(source) - len(table)
        complete = len(source) - int(source.features.isna().any(axis=1).sum())
        if self.operation in ("features", "scale", "encode", "augment") and complete - len(table) > max(
            1, 0.01 * complete
        ):
            self.findings.append(
                fault(
                    "rows",
                    "rows_lost",
                    f"{table.name} has {len(table)} rows, {source.name} has {len(source)}: this operation takes none away",
                    "keep every row",
                    file=table.name,
                )
            )
        elif gone > 0.5 * len(source) and not judge_rows.balanced(source, [table]):
            self.findings.append(
                fault(
                    "rows",
                    "rows_lost",
                    f"{table.name} has {len(table)} of the {len(source)} rows of {source.name}",
                    "keep every row that is complete, not repeated and not extreme",
                    file=table.name,
                )
            )
        else:
            self.findings.append(
                remark("rows", f"the rows of {table.name} cannot be followed back to {source.name}", file=table.name)
            )

    def _unfollowed_labels(self, source: Table, table: Table) -> None:
        """Where no row is as it was, the rows as a whole still have to belong to their labels; unless the columns were
        transformed on purpose."""
        transforms = self.operation in ("scale", "encode", "features") or quantile_lines(source, table)
        whole = len(table.features.columns) == len(self.features) and table.labels is not None
        if transforms or not whole or any(one["severity"] == "error" for one in self.findings):
            return
        if self._scale_is_right(source):
            self._judge_rows(source, table, np.ones(len(table), dtype=bool), {})

    def _dropped_features(self, source: Table, table: Table) -> None:
        gone = [name for name in source.features.columns if name not in table.features.columns]
        if gone:
            self.findings.append(
                remark(
                    "features",
                    f"{table.name} has no column {some(gone)} any more, which the model takes",
                    "keep the model's inputs beside new columns",
                    file=table.name,
                )
            )

    def _scaling(self, source: Table, made: list[Table], ways: list[Following]) -> None:
        """Columns that the model takes as they are must stay as they are."""
        lines: dict[str, tuple[float, float]] = {}
        for way in ways:
            lines |= way.scaled
        if not lines and not ways:
            lines = quantile_lines(source, made[0])
        if not lines:
            return
        names = some(lines)
        name, (factor, offset) = next(iter(lines.items()))
        span = f"{name} is {factor:.4g} times what it was" + (f", {offset:+.4g}" if abs(offset) > 1e-9 else "")
        why = self._scale_is_right(source)
        if not why:
            self.findings.append(remark("scaling", f"{names} are scaled; the device has to do the same", evidence=span))
            return
        before, after = source.features[name], made[0].features[name]
        row = int(np.nanargmax(after.to_numpy()))
        finding = fault(
            "scaling",
            "rescaled_normalised",
            f"{names} {'is' if len(lines) == 1 else 'are'} scaled again, though {why}",
            "leave columns as they are that are in the model's range already",
            evidence=span,
            file=made[0].name,
            counterexample=example(
                f"{name}, row {row + 1} of {made[0].name}",
                f"between {before.min():.4g} and {before.max():.4g}, as in {source.name}",
                f"{after.iloc[row]:.4g}",
            ),
        )
        self.findings.append(finding)

    def _scale_is_right(self, source: Table) -> str:
        """Why the source's columns are scaled already; empty where they are not."""
        values = source.features
        low, high = float(values.min().min()), float(values.max().max())
        if len(values.columns) > 1 and ((values.sum(axis=1) - 1).abs() <= 0.02).all():
            return "they are shares that sum to 1"
        if -1 - 1e-9 <= low and high <= 1 + 1e-9:
            return f"they lie between {low:.3g} and {high:.3g} already"
        if (values.mean().abs() < 0.05).all() and ((values.std(ddof=0) - 1).abs() < 0.05).all():
            return "their mean is 0 and their deviation 1 already"
        if self.model is not None and self._is_data(source) and self.model.baseline() >= judge_model.GOOD:
            return f"the model classifies {self.model.baseline() * 100:.0f} % of them as they are"
        return ""

    def _is_data(self, source: Table) -> bool:
        """Whether a table still has the application's own numbers."""
        way = self._follow(self.data, source)
        return way is not None and not way.scaled and way.share() > 0.5

    def _changed_rows(self, source: Table, table: Table, way: Following, meaning: dict[str, str]) -> None:
        """Rows that no source row equals: new ones, and changed ones."""
        changed = way.group < 0
        if way.changed is not None and way.how in ("place", "key"):
            changed = changed | way.changed
        if not changed.any() or len(table.features.columns) < len(self.features) or table.labels is None:
            return
        self._judge_rows(source, table, changed, meaning)

    def _judge_rows(self, source: Table, table: Table, changed: np.ndarray, meaning: dict[str, str]) -> None:
        assert table.labels is not None
        new = table.features[changed].dropna()
        labels = table.labels[changed].reindex(new.index)
        if len(new) < 5:
            return
        verdict = judge_model.fitting(self.model, source, new, labels, meaning)
        if verdict is not None:
            self.facts["changed_rows"] = verdict
            if verdict["share"] < verdict["least"]:
                self.findings.append(
                    fault(
                        "labels",
                        "labels_shuffled",
                        f"{len(new)} new or changed rows of {table.name} do not belong to their labels: {verdict['who']} agrees with "
                        f"{verdict['share'] * 100:.0f} % of them, and with {verdict['base'] * 100:.0f} % of {source.name}",
                        "change values so little that the label stays true, and keep it in its row",
                        counterexample=verdict["example"],
                        file=table.name,
                    )
                )

    # -- Several tables made of one

    def _split(self, source: Table, parts: list[Table]) -> None:
        ways = [self._follow(source, part) for part in parts]
        for part, way in zip(parts, ways):
            self._note(source, part, way)
        if not all([self._labels_there(source, part) for part in parts]):
            return
        for i, part in enumerate(parts):
            # A class of few rows need not be on every side.
            self.findings += judge_rows.check_classes(source, part, 2 if i == 0 else 12)
        known = [way for way in ways if way is not None]
        self._scaling(source, parts, known)
        if len(known) < len(parts) or any(way.source_group is None for way in known):
            total = sum(len(part) for part in parts)
            if total < 0.95 * len(source):
                self.findings.append(
                    fault(
                        "rows",
                        "rows_lost",
                        f"the parts have {total} of the {len(source)} rows of {source.name}",
                        "put every row into one part",
                    )
                )
            return
        meanings = []
        for part, way in zip(parts, known):
            shuffled, meaning = judge_rows.check_labels(source, part, way)
            self.findings += shuffled
            meanings.append(meaning)
        self.findings += judge_rows.check_codes(parts, meanings)
        if len({way.how for way in known}) == 1 or all(way.how in ("content", "scaled") for way in known):
            self.findings += judge_rows.check_lost(source, parts, known, "split")
            self._leak(source, parts, known)

    def _leak(self, source: Table, parts: list[Table], ways: list[Following]) -> None:
        train, test = judge_rows.counts(ways[0].group), pd.concat([judge_rows.counts(way.group) for way in ways[1:]])
        test = test.groupby(level=0).sum()
        both = train.index.intersection(test.index)
        if not len(both):
            return
        have = pd.Series(ways[0].source_group).value_counts()
        true = self._true_counts(source, ways[0], have)
        # Copies that balance the training rows prove nothing: then only a row that the test has as often as the data.
        copied = any(train[group] > true.get(group, have[group]) for group in train.index.difference(test.index))
        twice = [
            group for group in both if (1 if copied else train[group]) + test[group] > true.get(group, have[group])
        ]
        if not twice:
            rows = int(sum(test[group] for group in both))
            self.findings.append(
                remark(
                    "leak",
                    f"{rows} test rows equal training rows, as the data set holds rows twice",
                    "put equal rows on one side, so that the test proves more",
                )
            )
            return
        group = twice[0]
        row = int(np.flatnonzero(ways[0].group == group)[0])
        shown = {name: float(parts[0].features[name].iloc[row]) for name in parts[0].features.columns}
        rows = int(sum(test[g] for g in twice))
        self.findings.append(
            fault(
                "leak",
                "train_test_leak",
                f"{rows} of {sum(len(part) for part in parts[1:])} test rows also stand in {parts[0].name}",
                "split first, and let every row stand on one side only; copy and balance training rows alone",
                counterexample=example(
                    f"row {row + 1} of {parts[0].name}: {shown}",
                    f"{int(true.get(group, have[group]))} time(s) in all parts, as in the data set",
                    f"{int(train[group])} in {parts[0].name}, {int(test[group])} in the test rows",
                ),
            )
        )

    def _true_counts(self, source: Table, way: Following, have: pd.Series) -> dict[int, int]:
        """How often the application's data hold each of the source's rows, where that can be said: what an earlier
        operation copied is one row."""
        if source is self.data or way.how not in ("content", "scaled"):
            return {}
        known = origins(self.data, source)
        if known is None:
            return {}
        real = pd.Series(known[1]).value_counts()
        found: dict[int, int] = {}
        for group, origin in zip(way.source_group, known[0]):
            if origin >= 0:
                found[int(group)] = int(min(real[origin], have[group]))
        return found

    def _note(self, source: Table, table: Table, way: Following | None) -> None:
        self.facts["tables"].append(
            {
                "file": table.name,
                "made_of": source.name,
                "rows": len(table),
                "rows_before": len(source),
                "followed_by": way.how if way else "",
                "share_followed": way.share() if way else 0.0,
                "unchanged": _equal(source.frame, table.frame),
                "classes": (
                    {} if table.labels is None else {str(k): int(v) for k, v in table.labels.value_counts().items()}
                ),
                "columns": [str(column) for column in table.frame.columns][:64],
            }
        )


def _equal(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether a table was written as it was read."""
    if before.shape != after.shape or list(map(str, before.columns)) != list(map(str, after.columns)):
        return False
    return before.reset_index(drop=True).astype(str).equals(after.reset_index(drop=True).astype(str))


def _joined(made: list[Table]) -> list[Table]:
    """Labels that were written to a file of their own beside their rows: X_train.csv and y_train.csv."""
    alone = [table for table in made if not len(table.features.columns) and len(table.frame.columns) <= 2]
    for table in made:
        if table.labels is not None or not len(table.features.columns):
            continue
        for other in alone:
            if len(other) != len(table) or not _belongs(table.name, other.name):
                continue
            column = other.frame.columns[-1] if other.labels is None else other.label_name
            labels = other.labels if other.labels is not None else other.frame[column].astype(str)
            table.labels, table.label_name = labels.reset_index(drop=True).set_axis(table.frame.index), str(column)
            alone.remove(other)
            break
    return [table for table in made if table in alone or len(table.features.columns) or len(table.frame.columns) > 2]


def _belongs(rows: str, labels: str) -> bool:
    """Whether two file names differ only in what says rows and labels."""
    words = [set(re.split(r"[^a-z0-9]+", Path(name).stem.lower())) for name in (rows, labels)]
    return not (words[0] ^ words[1]) - {
        "x",
        "y",
        "features",
        "labels",
        "label",
        "target",
        "targets",
        "data",
        "inputs",
        "outputs",
    }


def judge(request: Json) -> Json:
    """The task `judge_data`."""
    try:
        return Judge(request).run()
    except TooLarge as error:
        return {"unjudged": str(error)}
