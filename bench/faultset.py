#!/usr/bin/env python3
"""Measures the judge on sketches whose worth is known: tests/faultset/cases.toml, or another folder of that shape.

    bench/faultset.py [--binary build/release/autopilot] [--cases DIR] [--examples DIR] [--app NAME]... [--only TEXT]
                      [--every N --from K] [--jobs 2] [-v | --json]

Recall: faults rejected. False alarms: correct sketches rejected. Inconclusive: no verdict either way. Right cause: the
root cause of a rejected fault is one of the case's. Cases with scored = false are judged and listed, but not counted.
With --every N only every Nth case is judged, beginning with the Kth. The program under test sees neither the name of a
case nor that of its file. Exit status: 0 where the aims are reached, 1 where not, 2 where nothing could be measured.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECALL, FALSE_ALARMS, INCONCLUSIVE, CAUSE = 0.95, 0.02, 0.05, 0.90


@dataclasses.dataclass
class Judged:
    """A case and what the program said of it."""

    case: dict
    verdict: dict

    @property
    def right(self) -> bool:
        return self.verdict["verdict"] == ("reject" if self.case["expected"] == "fail" else "pass")

    @property
    def cause_right(self) -> bool:
        return self.verdict.get("root_cause") in self.case.get("causes", [])

    def line(self) -> str:
        said = f"{self.verdict['verdict']} at {self.verdict.get('gate', '-')}: {self.verdict.get('root_cause', '-')}"
        wanted = "/".join(self.case["causes"]) if self.case["expected"] == "fail" else "pass"
        return f"{self.case['id']}: {said}; wanted {wanted}. {self.case.get('about', '')}"


class CannotMeasure(Exception):
    """Nothing can be said about the judge."""


def load(folder: pathlib.Path, apps: list[str], only: str, every: int, first: int) -> list[dict]:
    cases = tomllib.loads((folder / "cases.toml").read_text(encoding="utf-8"))["case"]
    known = set()
    for case in cases:
        if case["id"] in known:
            raise CannotMeasure(f"{folder / 'cases.toml'} has {case['id']} twice")
        known.add(case["id"])
        case["text"] = (folder / case["file"]).read_text(encoding="utf-8")
    cases = [case for case in cases if (not apps or case["app"] in apps) and only in case["id"]]
    return cases[first::every]


def judge(binary: str, application: pathlib.Path, cases: list[dict], jobs: int) -> list[Judged]:
    name = lambda case: hashlib.sha1(case["id"].encode()).hexdigest()[:12]  # noqa: E731
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as batch:
        for case in cases:
            line = {"id": name(case), "as": "sketch", "stage": "sg", "text": case["text"]}
            if "profile" in case:
                line["profile"] = case["profile"]
            batch.write(json.dumps(line) + "\n")
        batch.flush()
        command = [binary, "verify", str(application), "--batch", batch.name, "--jobs", str(jobs)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    verdicts = {verdict["id"]: verdict for verdict in map(json.loads, answer.stdout.splitlines())}
    missing = [case["id"] for case in cases if name(case) not in verdicts]
    if missing:
        raise CannotMeasure(f"{len(missing)} cases of {application} have no verdict, e.g. {missing[0]}; exit status "
                            f"{answer.returncode}: {answer.stderr.strip()[-400:]}")
    return [Judged(case, verdicts[name(case)]) for case in cases]


def share(part: list, whole: list) -> float:
    return len(part) / len(whole) if whole else 0.0


def summary(judged: list[Judged]) -> dict:
    """All counts of the scored cases, and whether the aims are reached."""
    scored = [one for one in judged if one.case.get("scored", True)]
    faults = [one for one in scored if one.case["expected"] == "fail"]
    correct = [one for one in scored if one.case["expected"] == "pass"]
    found = [one for one in faults if one.right]
    alarms = [one for one in correct if one.verdict["verdict"] == "reject"]
    unsure = [one for one in scored if one.verdict["verdict"] not in ("pass", "reject")]
    named = [one for one in found if one.cause_right]
    reached = (share(alarms, correct) <= FALSE_ALARMS and share(unsure, scored) <= INCONCLUSIVE
               and (not faults or share(found, faults) >= RECALL) and (not found or share(named, found) >= CAUSE))
    return {"faults": len(faults), "found": len(found), "correct": len(correct), "false_alarms": len(alarms),
            "inconclusive": len(unsure), "cause_right": len(named), "reached": reached}


def text(counts: dict) -> str:
    part = lambda n, of: f"{n}/{of} = {100 * n / max(of, 1):.1f} %"  # noqa: E731
    return (f"recall {part(counts['found'], counts['faults'])} | false alarms {part(counts['false_alarms'], counts['correct'])}"
            f" | inconclusive {part(counts['inconclusive'], counts['faults'] + counts['correct'])}"
            f" | right cause {part(counts['cause_right'], counts['found'])}")


def details(judged: list[Judged]) -> None:
    """Every case that is not as wanted, the worst first."""
    kinds = (
        ("false alarm", lambda one: one.case["expected"] == "pass" and one.verdict["verdict"] == "reject"),
        ("missed", lambda one: one.case["expected"] == "fail" and one.verdict["verdict"] == "pass"),
        ("no verdict", lambda one: one.verdict["verdict"] not in ("pass", "reject")),
        ("other cause", lambda one: one.case["expected"] == "fail" and one.right and not one.cause_right),
    )
    for kind, is_one in kinds:
        for one in judged:
            if is_one(one):
                print(f"{kind if one.case.get('scored', True) else 'unscored, ' + kind:12} {one.line()}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build/release/autopilot"))
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT / "tests/faultset")
    parser.add_argument("--examples", type=pathlib.Path, default=ROOT / "examples")
    parser.add_argument("--app", action="append", default=[])
    parser.add_argument("--only", default="", help="cases whose id contains this")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="the counts, in all and by application")
    parser.add_argument("-v", "--verbose", action="store_true", help="list the cases that are not as wanted")
    options = parser.parse_args()
    try:
        cases = load(options.cases, options.app, options.only, options.every, options.first)
        if not cases:
            raise CannotMeasure("no case is left")
        judged = []
        for app in dict.fromkeys(case["app"] for case in cases):
            of_app = [case for case in cases if case["app"] == app]
            judged += judge(options.binary, options.examples / app / "app.toml", of_app, options.jobs)
    except (CannotMeasure, OSError, KeyError, ValueError) as error:
        print(f"cannot measure: {error}", file=sys.stderr)
        return 2

    counts = summary(judged)
    apps = {app: summary([one for one in judged if one.case["app"] == app]) for app in {c["app"]: 0 for c in cases}}
    if options.json:
        print(json.dumps(counts | {"applications": apps}))
    else:
        if options.verbose:
            details(judged)
        for app, of_app in apps.items():
            print(f"{app:11} {text(of_app)}")
        print(f"{'all':11} {text(counts)}")
    return 0 if counts["reached"] else 1


if __name__ == "__main__":
    sys.exit(main())
