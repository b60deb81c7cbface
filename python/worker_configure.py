"""A conversion that a model's `configure(converter, rows)` sets up: the task `convert` in a process of its own.

It shares the process with code that nobody has read, which may hang, crash or end it."""

from __future__ import annotations

import json
from pathlib import Path

from worker_child import run_child
from worker_common import Json, TaskError

INNER, ANSWER = "configure_request.json", "configure_answer.json"


def configure(request: Json) -> Json:
    """Takes what `convert` takes, and `code`; answers what it answers. Whatever goes wrong is the code's fault."""
    Path(INNER).write_text(json.dumps({**request, "task": "convert"}), encoding="utf-8")
    Path(ANSWER).unlink(missing_ok=True)
    worker = Path(__file__).with_name("autopilot_worker.py")
    fault = run_child(["-s", "-B", str(worker), INNER, ANSWER], "", int(request.get("seconds", 60)))
    if fault or not Path(ANSWER).is_file():
        raise TaskError("configure: " + (fault or "its process ended without an answer"))
    answer: Json = json.loads(Path(ANSWER).read_text(encoding="utf-8"))
    if error := answer.get("error"):
        raise TaskError(error["message"], error["kind"], error["cure"])
    return answer
