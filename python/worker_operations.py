"""Seven of the eight data operations: table in, table out, one choice each. `split` has its own file.

Every operation keeps `row`, so that the caller can prove which rows went where.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils import resample

from worker_common import Json, TaskError
from worker_table import CLASS, COPY, LABEL, ROW, deviations, read_table, sums_to_one, write_table


def _unknown(request: Json, known: tuple[str, ...]) -> TaskError:
    return TaskError(f"{request['task']} knows {', '.join(known)}, not {request['choice']!r}")


def clean(request: Json) -> Json:
    """Rows with missing values: keep (none), drop, or fill with the median of their class."""
    features: list[str] = request["features"]
    table = read_table(request["input"], features)
    match request["choice"]:
        case "none":
            pass
        case "drop":
            table = table.dropna(subset=features)
        case "fill":
            table[features] = table[features].fillna(table.groupby(LABEL)[features].transform("median"))
        case _:
            raise _unknown(request, ("none", "drop", "fill"))
    return write_table(table, request["output"])


def outliers(request: Json) -> Json:
    """Rows beyond `sigma` deviations of their class: keep, drop, or clip to that limit."""
    features: list[str] = request["features"]
    sigma = float(request.get("sigma", 3.0))
    table = read_table(request["input"], features)
    match request["choice"]:
        case "keep":
            pass
        case "drop":
            table = table[deviations(table, features) <= sigma]
        case "clip":
            groups = table.groupby(LABEL)[features]
            mean = groups.transform("mean")
            reach = sigma * groups.transform(lambda column: column.std(ddof=0))
            table[features] = table[features].clip(mean - reach, mean + reach)
        case _:
            raise _unknown(request, ("keep", "drop", "clip"))
    return write_table(table, request["output"])


def features(request: Json) -> Json:
    """Replaces the features by the values given in `values`, by row; "columns" keeps them as they are.

    The values come from dp_feature_function, run on the readings that stand for these rows."""
    names: list[str] = request["features"]
    table = read_table(request["input"], names)
    match request["choice"]:
        case "columns":
            pass
        case "function":
            computed = pd.DataFrame(request["values"], columns=names, index=pd.Index(request["rows"], name=ROW))
            table = table[table[ROW].isin(computed.index)].copy()
            table[names] = computed.loc[table[ROW], names].to_numpy()
        case _:
            raise _unknown(request, ("columns", "function"))
    return write_table(table, request["output"])


def scale(request: Json) -> Json:
    """none, minmax (each feature to 0..1) or standard (mean 0, deviation 1).

    Measured on the table `fit` if there is one: what rows that are held back say must not enter a model. A feature that
    never changes is only shifted."""
    names: list[str] = request["features"]
    table = read_table(request["input"], names)
    fit = read_table(request["fit"], names) if request.get("fit") else table
    choice = request["choice"]
    answer: Json = {}
    if choice in ("minmax", "standard"):
        scaler = MinMaxScaler() if choice == "minmax" else StandardScaler()
        scaler.fit(fit[names])
        table[names] = scaler.transform(table[names])
        offset, factor = (
            (scaler.data_min_, 1 / scaler.scale_) if choice == "minmax" else (scaler.mean_, scaler.scale_)
        )
        answer = {"offset": [float(v) for v in offset], "divisor": [float(v) for v in factor]}
    elif choice != "none":
        raise _unknown(request, ("none", "minmax", "standard"))
    return answer | write_table(table, request["output"])


def encode(request: Json) -> Json:
    """Adds the class of each label as a number: its place in `labels` (model) or in the alphabet (sorted)."""
    table = read_table(request["input"], request["features"])
    match request["choice"]:
        case "model_order":
            order = [str(label) for label in request["labels"]]
        case "sorted":
            order = sorted(table[LABEL].unique())
        case _:
            raise _unknown(request, ("model_order", "sorted"))
    place = {label.strip().lower(): i for i, label in enumerate(order)}
    table[CLASS] = table[LABEL].str.strip().str.lower().map(place)
    strangers = sorted(table.loc[table[CLASS].isna(), LABEL].unique())
    if strangers:
        raise TaskError(f"labels without a class: {', '.join(strangers)}; the classes are {', '.join(order)}")
    table[CLASS] = table[CLASS].astype(int)
    return {"order": order} | write_table(table, request["output"])


def _with_copies(table: pd.DataFrame, more: list[pd.DataFrame]) -> pd.DataFrame:
    """Appends derived rows and numbers them within their source row."""
    whole = pd.concat([table, *more], ignore_index=True)
    whole[COPY] = whole.groupby(ROW).cumcount()
    return whole


def balance(request: Json) -> Json:
    """none, undersample (to the smallest class) or oversample (copies up to the largest class)."""
    table = read_table(request["input"], request["features"])
    choice, seed = request["choice"], int(request.get("seed", 0))
    groups = [group for _, group in table.groupby(LABEL, sort=True)]
    if choice == "undersample":
        size = min(len(group) for group in groups)
        kept = [resample(group, replace=False, n_samples=size, random_state=seed) for group in groups]
        table = pd.concat(kept).sort_index()
    elif choice == "oversample":
        size = max(len(group) for group in groups)
        more = [
            resample(group, replace=True, n_samples=size - len(group), random_state=seed)
            for group in groups
            if len(group) < size
        ]
        table = _with_copies(table, more)
    elif choice != "none":
        raise _unknown(request, ("none", "undersample", "oversample"))
    return write_table(table, request["output"])


def augment(request: Json) -> Json:
    """none, or jitter: one more row for each, with noise of `share` of its class's deviation."""
    names: list[str] = request["features"]
    table = read_table(request["input"], names)
    choice = request["choice"]
    if choice == "jitter":
        shares = sums_to_one(table, names)
        spread = table.groupby(LABEL)[names].transform(lambda column: column.std(ddof=0)).to_numpy()
        noise = np.random.default_rng(int(request.get("seed", 0))).normal(size=spread.shape)
        more = table.copy()
        more[names] = (more[names] + noise * spread * float(request.get("share", 0.5))).clip(
            table[names].min(), table[names].max(), axis=1
        )
        if shares:
            more[names] = more[names].div(more[names].sum(axis=1), axis=0)
        table = _with_copies(table, [more])
    elif choice != "none":
        raise _unknown(request, ("none", "jitter"))
    return write_table(table, request["output"])
