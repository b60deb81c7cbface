"""Whether rows belong to their labels: by the application's model or, without one, by their neighbours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from judge_findings import example
from judge_tables import Table, plain

Json = dict[str, Any]

GOOD = 0.8  # A model that is right less often proves nothing.
LOSS = 0.25  # Noise that moves a fifth of the rows over a border is strong, but no mix-up.
MOST_ROWS = 4000


class Model:
    """The application's converted model, and which class each of its outputs is."""

    def __init__(self, file: Path, labels: list[str], data: Table) -> None:
        self._file, self._labels, self._data = file, labels, data
        self._baseline: float | None = None

    @staticmethod
    def of(request: Json, data: Table) -> Model | None:
        """None where the application has no model for single rows with labels."""
        name = request.get("model", "")
        labels = list(request.get("labels", []))
        if not name or data.labels is None or not labels or request.get("window", 0) > 1:
            return None
        return Model(Path(name), labels, data)

    def predict(self, rows: pd.DataFrame) -> list[str]:
        """The class that the model gives each row, in lower case."""
        import worker_litert

        outputs, _ = worker_litert._run(str(self._file), rows.to_numpy(dtype=np.float32))
        return [plain(self._labels[i]) if i < len(self._labels) else "" for i in outputs.argmax(axis=1)]

    def baseline(self) -> float:
        """Share of the data set that the model classifies as labelled."""
        if self._baseline is None:
            whole = self._data.features.dropna().iloc[:MOST_ROWS]
            assert self._data.labels is not None
            truth = [plain(label) for label in self._data.labels.reindex(whole.index)]
            self._baseline = _share(self.predict(whole), truth) if len(whole) else 0.0
        return self._baseline


def _share(got: list[str], truth: list[str]) -> float:
    return float(np.mean([a == b for a, b in zip(got, truth)])) if truth else 0.0


def _neighbours(source: Table, rows: pd.DataFrame | None) -> tuple[list[str], list[str]] | None:
    """Predictions by the five nearest source rows; of the source itself, each without itself, where `rows` is None."""
    from sklearn.model_selection import cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    assert source.labels is not None
    whole = source.features.dropna()
    labels = source.labels.reindex(whole.index).fillna("").map(plain)
    if len(whole) < 20 or labels.value_counts().min() < 5:
        return None
    spread = whole.std(ddof=0).replace(0.0, 1.0)
    model = KNeighborsClassifier(n_neighbors=5)
    if rows is None:
        return list(cross_val_predict(model, whole / spread, labels, cv=5)), list(labels)
    return list(model.fit(whole / spread, labels).predict(rows[whole.columns] / spread)), []


def fitting(
    model: Model | None, source: Table, rows: pd.DataFrame, labels: pd.Series, meaning: dict[str, str]
) -> Json | None:
    """How many of the rows belong to their labels, and how many have to; None where nobody can tell."""
    rows, labels = rows.iloc[:MOST_ROWS], labels.iloc[:MOST_ROWS]
    truth = [meaning.get(plain(label), plain(label)) for label in labels]
    own = source.features.dropna().iloc[:MOST_ROWS]
    assert source.labels is not None
    source_truth = [meaning.get(plain(v), plain(v)) for v in source.labels.reindex(own.index).fillna("")]
    got: list[str] | None = None
    base, who = 0.0, ""
    if model is not None and model.baseline() >= GOOD and len(own) and set(truth) <= {plain(v) for v in model._labels}:
        base = _share(model.predict(own[rows.columns]), source_truth)
        if base >= GOOD:
            got, who = model.predict(rows), "the model"
    if got is None:
        crossed = _neighbours(source, None)
        if crossed is None:
            return None
        base = _share(*crossed)
        near = _neighbours(source, rows)
        if base < GOOD or near is None:
            return None
        truth = [plain(label) for label in labels]
        if not set(truth) <= set(crossed[1]):
            return None
        got, who = near[0], "the nearest row of the data"
    share = _share(got, truth)
    wrong = next((i for i, (a, b) in enumerate(zip(got, truth)) if a != b), 0)
    shown = {str(name): float(rows[name].iloc[wrong]) for name in rows.columns}
    return {
        "share": share,
        "base": base,
        "least": base - LOSS,
        "who": who,
        "example": example(shown, got[wrong], truth[wrong]),
    }
