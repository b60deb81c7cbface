"""The split into training and test rows."""

from __future__ import annotations

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from worker_common import Json, TaskError
from worker_table import COPY, LABEL, ROW, read_table, side_groups

FOLDS = 10
MANY_GROUPS = 20_000


def _deal(labels: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray:
    """The fold of each row: the groups of each label, shuffled, are dealt out to the folds like cards.

    Where groups are many, the shares of the classes come out even without weighing each group, which takes minutes."""
    names, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(labels[first][order], kind="stable")]
    fold = np.empty(len(names), int)
    fold[order] = np.arange(len(names)) % FOLDS
    return fold[inverse]


def split(request: Json) -> Json:
    """Puts `fraction` of the rows, in tenths, into `test`, the rest into `train`.

    Classes keep their shares. Equal rows, and rows derived from a row, stay with it: a test row that also
    stands in the training set would prove nothing. Test rows are never derived ones."""
    features: list[str] = request["features"]
    tenths = round(float(request["fraction"]) * FOLDS)
    if not 1 <= tenths <= FOLDS - 1:
        raise TaskError(f"the test fraction must lie between 0.1 and 0.9, not {request['fraction']}")
    table = read_table(request["input"], features)
    originals = table[table[COPY] == 0]
    groups = side_groups(originals, features, int(request.get("window", 0)))
    fewest = int(groups.groupby(originals[LABEL]).nunique().min())
    if fewest < 2:
        raise TaskError("a class has only one group of rows, which cannot stand on both sides")
    seed = int(request.get("seed", 0))
    if groups.nunique() > MANY_GROUPS:
        tested = _deal(originals[LABEL].to_numpy(), groups.to_numpy(), seed) < tenths
    else:
        folder = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
        try:
            folds = [test for _, test in folder.split(originals, originals[LABEL], groups)]
        except ValueError as error:
            raise TaskError(f"too few rows to split: {error}") from error
        tested = np.zeros(len(originals), bool)
        tested[np.concatenate(folds[:tenths])] = True
    on_test_side = table[ROW].isin(originals[ROW].to_numpy()[tested])
    train, test = table[~on_test_side], table[on_test_side & (table[COPY] == 0)]
    train.to_csv(request["train"], index=False)
    test.to_csv(request["test"], index=False)
    return {"train": int(len(train)), "test": int(len(test)), "groups": int(groups.nunique())}
