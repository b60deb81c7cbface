#!/usr/bin/env python3
"""The Python side of autopilot: one task a process.

    python autopilot_worker.py REQUEST.json ANSWER.json

The working directory is the only place where files are read and written. The request is
{"task": NAME, ...}; the answer is the task's own object, or {"error": {"kind", "message", "cure"}} for
what the caller's input or a missing package caused. Anything else (a bug, a crash, a limit) ends with a
traceback on stderr and a status that is not zero. Shapes: docs/formats/worker.md.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from worker_common import Json, TaskError

# Task -> module and function. Modules are imported when needed: tensorflow takes seconds.
TASKS: dict[str, tuple[str, str]] = {
    "dp_plan_facts": ("worker_table", "plan_facts"),
    "clean": ("worker_operations", "clean"),
    "outliers": ("worker_operations", "outliers"),
    "features": ("worker_operations", "features"),
    "scale": ("worker_operations", "scale"),
    "encode": ("worker_operations", "encode"),
    "balance": ("worker_operations", "balance"),
    "augment": ("worker_operations", "augment"),
    "split": ("worker_split", "split"),
    "dp_transform": ("worker_transform", "transform"),
    "dp_feature_function": ("worker_feature", "check_feature_function"),
    "train": ("worker_train", "train"),
    "keras_facts": ("worker_keras", "keras_facts"),
    "convert": ("worker_convert", "convert"),
    "configure": ("worker_configure", "configure"),
    "check_model": ("worker_litert", "check_model"),
    "judge_data": ("judge_data", "judge"),
    "repair_script": ("repair_script", "propose"),
    "judge_calibration": ("judge_calibration", "judge"),
}


def run_task(request: Json) -> Json:
    """Runs one task, or the tasks of a batch in order; a batch ends at its first error."""
    name = request.get("task")
    if name == "batch":
        return {"answers": [run_task(task) for task in request["tasks"]]}
    if name not in TASKS:
        raise TaskError(f"unknown task {name!r}", cure="known tasks: " + ", ".join(["batch", *TASKS]))
    module, function = TASKS[name]
    try:
        task = getattr(importlib.import_module(module), function)
    except ImportError as missing:
        raise TaskError(
            f"the Python package {missing.name} cannot be imported: {missing}",
            kind="infrastructure",
            cure="run tools/setup",
        ) from missing
    try:
        return task(request)
    except KeyError as key:
        raise TaskError(f"the request for {name} lacks {key}") from key


def main(arguments: list[str]) -> int:
    """Reads the request, runs it and writes the answer."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    answer: dict[str, Any]
    try:
        answer = run_task(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    except TaskError as error:
        answer = {"error": error.to_json()}
    Path(arguments[1]).write_text(json.dumps(answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
