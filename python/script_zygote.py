#!/usr/bin/env python3
"""Runs scripts that nobody has read, each in a fork of a process that has imported the large packages already.

    python script_zygote.py FOLDER

Started confined, with FOLDER as the only place to write to. One JSON request a line on stdin, one JSON line
back on stdout. {} asks whether it is ready: {"ready": true, "isolated": ...}. What a request leads to stands in the file that it
names under "answer". Shapes: docs/formats/worker.md, "Scripts".

The first process has pandas, numpy and scikit-learn; the one that also has tensorflow is forked from it when
it is first asked for. Neither of them runs a script itself.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import resource
import secrets
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Callable

import script_child
import script_files

Json = dict[str, Any]

OUTPUT_BYTES = 256 << 10
TASK_SECONDS = 300.0
LATE, COMPUTED = f"no end within {TASK_SECONDS:.0f} s", "too much computing"
JUDGING_SECONDS = 60  # Of computing, for the tables that one script wrote.


def warm_pandas() -> None:
    """What scripts that process tables import."""
    import numpy
    import pandas
    import sklearn.ensemble
    import sklearn.impute
    import sklearn.linear_model
    import sklearn.model_selection
    import sklearn.preprocessing
    import sklearn.utils
    import scipy.stats  # noqa: F401

    # What pandas only imports at the first file.
    table = pandas.DataFrame({"a": numpy.arange(3.0), "b": ["x", "y", "z"]})
    table.describe()


def warm_tensorflow() -> None:
    """What scripts that convert models import. Nothing is computed: threads would not survive the fork."""
    import script_converter

    script_converter.warm()


class Zygote:
    """Serves requests in forks of this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def serve(self, request: Json) -> Json:
        """Runs one script or one task of ours to its end."""
        answer = self._folder / request["answer"]
        if request["what"] == "task":
            result = self._task(request)
        else:
            result = self._script(request)
        answer.write_text(json.dumps(finite(result)), encoding="utf-8")
        return {"done": True}

    def _task(self, request: Json) -> Json:
        """A task of autopilot_worker.py: our own code, so it needs no place of its own."""
        control = self._folder / request["control"]
        control.mkdir(exist_ok=True)
        result = control / "task.json"
        result.unlink(missing_ok=True)

        def work() -> None:
            os.chdir(control)
            import autopilot_worker
            from worker_common import TaskError

            try:
                answer = autopilot_worker.run_task(request["task"])
            except TaskError as error:
                answer = {"error": error.to_json()}
            except Exception:
                said = traceback.format_exc(limit=-4)
                answer = {"error": {"kind": "infrastructure", "message": "the task fails:\n" + said, "cure": ""}}
            result.write_text(json.dumps(finite(answer)), encoding="utf-8")

        judging = request["task"].get("task") == "judge_data"
        ended = fork_and_wait(work, TASK_SECONDS, JUDGING_SECONDS if judging else 0)
        if judging and ended in (LATE, COMPUTED):
            return {"unjudged": f"judging the tables takes more than {JUDGING_SECONDS} s of computing"}
        if not result.is_file():
            return {"error": {"kind": "infrastructure", "message": f"the task ended early: {ended}", "cure": ""}}
        answer: Json = json.loads(result.read_text(encoding="utf-8"))
        return answer

    def _script(self, request: Json) -> Json:
        work = self._folder / request["work"]
        control = self._folder / request["control"]
        place(self._folder / request["inputs"], work)
        control.mkdir(exist_ok=True)
        for folder in request.get("folders", []):
            (work / folder).mkdir(parents=True, exist_ok=True)
        before = script_files.listing(work)
        script_files.keep_tables(work, control / "before", before)
        name = request.get("name", "script.py")
        started = time.time()
        feed = control / "feed.bin"
        with open(feed, "wb") as feed_file:
            job = script_child.Job(
                root=self._folder,
                work=work,
                text=request["text"],
                name=name,
                arguments=list(request.get("arguments", [])),
                seal=secrets.token_hex(16),
                feed=feed_file.fileno(),
                limits=request["limits"],
                instrument="tensorflow" in sys.modules,
            )
            ended = script_child.run(job, float(request["limits"]["wall"]), OUTPUT_BYTES)
        if ended["too_much"]:
            # Neither counted nor kept: what comes later in the same run begins with the application's files.
            script_files.remove(work)
            return {**ended, "started": started, "before": before, "after": {}, "feed_bytes": 0}
        after = script_files.listing(work)
        _check_feed(feed, ended)
        return {
            **ended,
            "started": started,
            "before": before,
            "after": after,
            "feed_bytes": feed.stat().st_size,
        }


def _check_feed(feed: Path, ended: Json) -> None:
    """The rows that a converter took are those of the notes, or somebody wrote over them."""
    fed = [note["feed"] for note in ended["trace"] if note["what"] == "convert" and "sha256" in note["feed"]]
    if fed and fed[-1]["sha256"] != hashlib.sha256(feed.read_bytes()).hexdigest():
        why = "the rows that the converter took were changed where they are noted"
        ended["watching"] = {"whole": False, "tampered": True, "why": why}


def plain(text: str) -> str:
    """A file's name as text that every reader of JSON takes: bytes that are no UTF-8 as \\udcff."""
    return text.encode("utf-8", "backslashreplace").decode()


def finite(value: Any) -> Any:
    """The same without what JSON does not have: null stands for such numbers."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(str(key)): finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return value


def place(inputs: Path, work: Path) -> None:
    """Copies what the application has into a working folder that does not exist yet."""
    if work.is_dir():
        return
    work.mkdir(parents=True)
    if inputs.is_dir():
        shutil.copytree(inputs, work, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for path in work.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def fork_and_wait(work: Callable[[], None], seconds: float, computing: int = 0) -> str:
    """Runs `work` in a child; how that ended, "" if well. `computing`: processor seconds, 0 for as many as it likes."""
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            if computing:
                resource.setrlimit(resource.RLIMIT_CPU, (computing, computing + 2))
            work()
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            if code == -signal.SIGXCPU:
                return COMPUTED
            return "" if code == 0 else f"status {code}"
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return LATE
        time.sleep(0.002)


class Helper:
    """The zygote with tensorflow: a child of this process, spoken to over pipes."""

    def __init__(self, zygote: Zygote) -> None:
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(to_write)
            os.close(from_read)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                warm_tensorflow()
                talk(zygote.serve, os.fdopen(to_read, "r"), os.fdopen(from_write, "w"))
            finally:
                os._exit(0)
        os.close(to_read)
        os.close(from_write)
        self._to = os.fdopen(to_write, "w")
        self._from = os.fdopen(from_read, "r")

    def serve(self, request: Json) -> Json:
        """Hands one request on."""
        self._to.write(json.dumps(request) + "\n")
        self._to.flush()
        line = self._from.readline()
        if not line:
            raise RuntimeError("the process with tensorflow has ended")
        answer: Json = json.loads(line)
        return answer


def talk(serve: Callable[[Json], Json], source: Any, target: Any) -> None:
    """Answers requests until there are no more."""
    for line in source:
        try:
            answer = serve(json.loads(line))
        except Exception as error:  # Ours: said, not hidden; the next request may do better.
            answer = {"failed": f"{type(error).__name__}: {error}"}
        target.write(json.dumps(answer) + "\n")
        target.flush()


def main(arguments: list[str]) -> int:
    """Warms up and serves."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Nothing that a package prints gets between the answers.
    zygote = Zygote(folder)
    warm_pandas()
    helper: list[Helper] = []

    def serve(request: Json) -> Json:
        if not request:
            return {"ready": True, "isolated": isolated}
        if not request.get("tensorflow"):
            return zygote.serve(request)
        if not helper:
            helper.append(Helper(zygote))
        return helper[0].serve(request)

    isolated = script_child.can_isolate(folder)
    talk(serve, sys.stdin, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
