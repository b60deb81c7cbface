#!/usr/bin/env python3
"""Repairs the sketches of tests/faultset without a model: the faulty ones, and the correct ones, which must stay.

    bench/repair_faultset.py [--binary PATH] [--cases DIR] [--examples DIR] [--app NAME]... [--only TEXT] [--jobs 2] [-v]

For each application and each cause of a fault: share of the refused sketches that works after repair, and the median share of
the author's tokens kept. Exit status 1 where a correct sketch was changed or a token was spent, 2 where nothing could be
measured.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from faultset import ROOT, CannotMeasure, load, share


def repaired(options: argparse.Namespace, app: str, cases: list[dict]) -> list[tuple[dict, dict]]:
    """Each case and what came of it."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as batch:
        for number, case in enumerate(cases):
            row = {"id": str(number), "as": "sketch", "stage": "sg", "text": case["text"]}
            batch.write(json.dumps(row | ({"profile": case["profile"]} if "profile" in case else {})) + "\n")
        batch.flush()
        command = [options.binary, "repair", str(options.examples / app / "app.toml"), "--batch", batch.name, "--jobs", str(options.jobs)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    results = [json.loads(line) for line in answer.stdout.splitlines()]
    if len(results) != len(cases):
        raise CannotMeasure(f"{app}: {len(results)} of {len(cases)} cases, exit status {answer.returncode}: {answer.stderr[-300:]}")
    return list(zip(cases, results))


def line(title: str, done: list[tuple[dict, dict]]) -> str:
    """Of the refused among them."""
    refused = [result for _, result in done if result["before"]["verdict"] == "reject"]
    works = [result for result in refused if result["after"]["verdict"] == "pass"]
    kept = f"  kept {statistics.median(result['kept_share'] for result in works):.2f}" if works else ""
    return f"{title:34} {len(works):3}/{len(refused):<3} = {100 * share(works, refused):5.1f} %{kept}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build/release/autopilot"))
    parser.add_argument("--cases", type=pathlib.Path, default=ROOT / "tests/faultset")
    parser.add_argument("--examples", type=pathlib.Path, default=ROOT / "examples")
    parser.add_argument("--app", action="append", default=[])
    parser.add_argument("--only", default="", help="cases whose id contains this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true", help="one line for each sketch that still does not work")
    options = parser.parse_args()
    try:
        cases = load(options.cases, options.app, options.only, 1, 0)
        done = []
        for app in dict.fromkeys(case["app"] for case in cases):
            done += repaired(options, app, [case for case in cases if case["app"] == app])
    except (CannotMeasure, OSError, KeyError, ValueError) as error:
        print(f"cannot measure: {error}", file=sys.stderr)
        return 2
    done = [one for one in done if one[0].get("scored", True)]
    faults = [one for one in done if one[0]["expected"] == "fail"]
    correct = [one for one in done if one[0]["expected"] == "pass"]
    for case, result in faults if options.verbose else []:
        if result["after"]["verdict"] != "pass":
            after = result["after"]
            rules = ", ".join(repair["rule"] for repair in result["repairs"])
            print(f"{case['id']}: {after['verdict']} at {after.get('gate')}: {after.get('root_cause')} [{rules}] {case.get('about', '')}")
    for app in dict.fromkeys(case["app"] for case, _ in faults):
        print(line(app, [one for one in faults if one[0]["app"] == app]))
    for cause in sorted({result["before"].get("root_cause") or "" for _, result in faults}):
        print(line("  " + cause, [one for one in faults if one[1]["before"].get("root_cause") == cause]))
    print(line("all", faults))
    changed = [case["id"] for case, result in correct if result["changed"]]
    tokens = sum(result["tokens"] for _, result in done)
    print(f"correct ones unchanged {len(correct) - len(changed)}/{len(correct)} {' '.join(changed)}; tokens spent {tokens}")
    return 1 if changed or tokens else 0


if __name__ == "__main__":
    sys.exit(main())
