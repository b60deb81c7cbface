#!/usr/bin/env python3
"""Measures the judge of scripts on scripts whose worth is known: tests/scriptset/dp.toml and mc.toml.

    bench/scriptset.py [--binary build/release/autopilot] [--cases DIR] [--only TEXT] [--every N --from K] [-v | --json]

Recall: faults rejected. False alarms: correct scripts rejected. Inconclusive: no verdict either way. Right cause: the root
cause of a rejected fault is one of the case's. The program sees no name of a case. With --every N only every Nth case is
judged, beginning with the Kth. Exit status: 0 where the aims are reached, 1 where not, 2 where nothing could be measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import tomllib
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECALL, FALSE_ALARMS, INCONCLUSIVE, CAUSE = 0.95, 0.02, 0.05, 0.90

Json = dict[str, Any]


def load(folder: pathlib.Path) -> list[Json]:
    """All cases, each with its stage and the app.toml that it is for."""
    cases: list[Json] = []
    for stage in ("dp", "mc"):
        for case in tomllib.loads((folder / f"{stage}.toml").read_text(encoding="utf-8"))["case"]:
            own = folder / case["app"] / "app.toml"
            app = own if own.is_file() else ROOT / "examples" / case["app"] / "app.toml"
            cases.append(case | {"stage": stage, "toml": str(app)})
    return cases


def judge(binary: str, cases: list[Json]) -> dict[str, Json]:
    """The verdicts by the case's id."""
    out: dict[str, Json] = {}
    for app in sorted({case["toml"] for case in cases}):
        mine = {hashlib.sha256(case["id"].encode()).hexdigest()[:12]: case for case in cases if case["toml"] == app}
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            for name, case in mine.items():
                line = {"id": name, "as": "script", "stage": case["stage"], "text": case["script"]}
                line |= {key: case[key] for key in ("operation", "outputs") if key in case}
                file.write(json.dumps(line) + "\n")
            file.flush()
            command = [binary, "verify", app, "--batch", file.name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in done.stdout.splitlines():
            verdict = json.loads(line)
            out[mine[verdict["id"]]["id"]] = verdict
        if any(case["id"] not in out for case in mine.values()):
            sys.stderr.write(f"{app}: not all cases were judged: {done.stderr[-800:]}\n")
            sys.exit(2)
    return out


def share(part: int, whole: int) -> float:
    """1 where there is nothing to miss."""
    return part / whole if whole else 1.0


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build" / "release" / "autopilot"))
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT / "tests" / "scriptset")
    parser.add_argument("--only", default="")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    cases = [case for case in load(arguments.cases) if arguments.only in case["id"]]
    cases = cases[arguments.first :: arguments.every]
    out = judge(arguments.binary, cases)
    faults = [case for case in cases if "fault" in case]
    correct = [case for case in cases if "fault" not in case]
    hit = [case for case in faults if out[case["id"]]["verdict"] == "reject"]
    alarms = [case for case in correct if out[case["id"]]["verdict"] == "reject"]
    right = [case for case in hit if out[case["id"]].get("root_cause") in case["fault"]]
    unsure = [case for case in cases if out[case["id"]]["verdict"] not in ("pass", "reject")]
    if arguments.verbose:
        for case in cases:
            verdict = out[case["id"]]
            good = case in right or (case in correct and verdict["verdict"] == "pass")
            if not good:
                said = (verdict["findings"] or [{}])[0].get("message", "")
                wanted = "/".join(case.get("fault", ["pass"]))
                print(
                    f"{case['id']}: {verdict['verdict']} {verdict.get('root_cause', '')}, wanted {wanted}: {said[:600]}"
                )
    figures = {
        "faults": len(faults),
        "recall": share(len(hit), len(faults)),
        "correct": len(correct),
        "false_alarms": share(len(alarms), len(correct)) if correct else 0.0,
        "cause_right": share(len(right), len(hit)),
        "inconclusive": len(unsure),
    }
    cost = {stage: [out[case["id"]]["script"]["judging_ms"] for case in cases if case["stage"] == stage and "judging_ms" in out[case["id"]].get("script", {})] for stage in ("dp", "mc")}  # fmt: skip
    figures |= {f"median_judging_ms_{stage}": statistics.median(times) for stage, times in cost.items() if times}
    if arguments.json:
        print(json.dumps(figures))
    else:
        print(f"faults found {len(hit)} of {len(faults)} = {figures['recall']:.1%} | false alarms {len(alarms)} of {len(correct)} | "
              f"cause right {len(right)} of {len(hit)} = {figures['cause_right']:.1%} | no verdict {len(unsure)}")  # fmt: skip
        for stage, times in cost.items():
            if times:
                print(
                    f"{stage}: a verdict costs {statistics.median(times):.0f} ms over the script's own work (median), at most {max(times):.0f}"
                )
    good = figures["recall"] >= RECALL and figures["false_alarms"] <= FALSE_ALARMS and figures["cause_right"] >= CAUSE
    return 0 if good and len(unsure) <= INCONCLUSIVE * len(cases) else 1


if __name__ == "__main__":
    sys.exit(main())
