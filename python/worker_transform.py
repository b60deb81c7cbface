"""Runs a `transform(df)` that a model wrote, in an interpreter of its own, and follows its rows."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from worker_child import run_child
from worker_common import Json
from worker_table import COPY, LABEL, ROW, read_table

SHOWN, MADE, REPORT = "shown.csv", "made.csv", "transform_report.json"

# The child: reads code on stdin and the shown table, writes the made table and, where it fails, why. Kept
# small because it shares its interpreter with code that nobody has read.
_CHILD = """
import json, sys, traceback
import numpy as np
import pandas as pd
request = json.load(sys.stdin)
report = {}
try:
    df = pd.read_csv(request["shown"], dtype={"label": str}, keep_default_na=False,
                     na_values={name: [""] for name in request["features"]}, float_precision="round_trip")
    names = {"pd": pd, "np": np, "__name__": "transform"}
    exec(compile(request["code"], "transform.py", "exec"), names)
    made = names["transform"](df)
    if not isinstance(made, pd.DataFrame):
        raise TypeError("transform returns " + type(made).__name__ + ", not a DataFrame")
    made.to_csv(request["made"], index=False)
except BaseException as error:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == "transform.py"]
    report["error"] = type(error).__name__ + ": " + str(error)[:300]
    report["line"] = getattr(error, "lineno", None) or (lines[-1] if lines else 0)
with open(request["report"], "w", encoding="utf-8") as file:
    json.dump(report, file)
"""


def _run(code: str, features: list[str], seconds: int) -> Json:
    """The child's report: empty where `MADE` was written."""
    for name in (MADE, REPORT):
        Path(name).unlink(missing_ok=True)
    request = {"code": code, "shown": SHOWN, "made": MADE, "report": REPORT, "features": features}
    fault = run_child(["-I", "-c", _CHILD], json.dumps(request), seconds)
    if not Path(REPORT).is_file():
        return {"error": fault or "its process ended without an answer"}
    report: Json = json.loads(Path(REPORT).read_text(encoding="utf-8"))
    if not report and not Path(MADE).is_file():
        return {"error": "the table that the function returned was not written"}
    return report


def _followed(table: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """`made` with the true `row` and `copy` of every row instead of the number that the function saw.

    The first row with a number is the row itself, further ones are copies of it."""
    numbers = pd.to_numeric(made[ROW], errors="coerce")
    strange = made.loc[~numbers.isin(range(len(table))), ROW]
    if not strange.empty:
        raise ValueError(f"the column row holds {strange.iloc[0]!r}, which is not the number of a row of df")
    source = table.iloc[numbers.astype(int)]
    again = numbers.groupby(numbers).cumcount().to_numpy()
    last = table.groupby(ROW)[COPY].transform("max").iloc[numbers.astype(int)].to_numpy()
    followed = made.drop(columns=[ROW, COPY], errors="ignore").copy()
    followed.insert(0, ROW, source[ROW].to_numpy())
    followed.insert(1, COPY, [c if n == 0 else m + n for c, n, m in zip(source[COPY], again, last)])
    # Copies of different copies of a row may have got the same number.
    clash = followed.duplicated([ROW, COPY])
    if clash.any():
        taken = followed.groupby(ROW)[COPY].transform("max")
        followed.loc[clash, COPY] = taken[clash] + followed[clash].groupby(ROW).cumcount() + 1
    return followed


def transform(request: Json) -> Json:
    """Runs `code` on `input` and writes what it makes to `output`. `error_text` and `line` say why it did not.

    The function sees one number a row under the name `row`, the features, the label and, once it is there, the
    class."""
    features: list[str] = request["features"]
    table = read_table(request["input"], features).reset_index(drop=True)
    shown = table.drop(columns=[COPY])
    shown[ROW] = range(len(table))
    shown.to_csv(SHOWN, index=False)
    report = _run(request["code"], features, int(request.get("seconds", 30)))
    if report:
        return {"error_text": report["error"], "line": int(report.get("line") or 0)}
    try:
        made = pd.read_csv(MADE, dtype={LABEL: str}, keep_default_na=False, float_precision="round_trip")
        if ROW not in made.columns:
            raise ValueError("the column row is gone")
        made = _followed(table, made)
    except (ValueError, pd.errors.ParserError) as error:
        return {"error_text": str(error), "line": 0}
    made.to_csv(request["output"], index=False)
    return {"output": request["output"], "rows": int(len(made))}
