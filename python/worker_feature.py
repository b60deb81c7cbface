"""Runs a feature function that a model wrote, in an interpreter of its own, and compares its answers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from worker_child import run_child
from worker_common import Json, TaskError

# The child: reads code and cases on stdin, writes answers or the error to the file named first. It is
# kept this small because it shares its interpreter with code that nobody has read.
_CHILD = """
import json, sys, traceback
request = json.load(sys.stdin)
report = {"results": []}
try:
    names = {}
    exec(compile(request["code"], "feature.py", "exec"), names)
    function = names[request["function"]]
    for case in request["cases"]:
        answer = function(*case)
        try:
            report["results"].append([float(value) for value in answer])
        except TypeError:
            report["results"].append(repr(answer)[:200])
except BaseException as error:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == "feature.py"]
    report["error"] = type(error).__name__ + ": " + str(error)
    report["line"] = getattr(error, "lineno", None) or (lines[-1] if lines else 0)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(report, file)
"""


def _run(code: str, function: str, cases: list[list[float]], seconds: int) -> Json:
    """The child's report; an error text where it ends without one."""
    report = Path("feature_report.json")
    report.unlink(missing_ok=True)
    request = json.dumps({"code": code, "function": function, "cases": cases})
    fault = run_child(["-I", "-c", _CHILD, str(report)], request, seconds)
    if not report.is_file():
        return {"results": [], "error": fault or "its process ended without an answer"}
    return json.loads(report.read_text(encoding="utf-8"))


def _agrees(got: Any, expected: list[float], tolerance: float) -> bool:
    return (
        isinstance(got, list)
        and len(got) == len(expected)
        and all(math.isfinite(g) and abs(g - e) <= tolerance for g, e in zip(got, expected))
    )


def _failure(case: Json, got: Any) -> Json:
    return {"input": case["input"], "expected": case["expected"], "got": got}


def check_feature_function(request: Json) -> Json:
    """Runs `function` of `code` on every case's input and compares with its expected values.

    A case may carry its own tolerance. The answer's `failures` are the cases that disagree; `error` says
    why the code did not run, with the case on which it stopped as the only failure."""
    cases: list[Json] = request["cases"]
    if not cases:
        raise TaskError("a feature function needs at least one case to be judged by")
    tolerance = float(request["tolerance"])
    report = _run(
        request["code"], request["function"], [case["input"] for case in cases], int(request.get("seconds", 10))
    )
    results = report["results"]
    failures = [
        _failure(case, got)
        for case, got in zip(cases, results)
        if not _agrees(got, case["expected"], float(case.get("tolerance", tolerance)))
    ]
    answer: Json = {"passed": len(results) - len(failures), "cases": len(cases), "failures": failures}
    if "error" in report:
        answer["error_text"] = report["error"]
        answer["line"] = int(report.get("line") or 0)
        if len(results) < len(cases):
            answer["failures"] = failures or [_failure(cases[len(results)], report["error"])]
    elif len(results) != len(cases):
        raise TaskError("the feature function's report is incomplete")
    else:
        answer["results"] = results
    return answer
