#!/usr/bin/env python3
"""Repairs the recorded DP and MC replies without a model, and prints by cause what came of it.

    repair_scripts.py [--binary PATH] [--shared DIR] [--stage dp|mc] [--jobs 2] [--sample N] [-v]

Cases of a run share a folder in the order of their steps, as in dp_mc_recorded.py; what a repaired script leaves is there for
the next. --sample N takes every N-th run. For each cause of the refused: share that ends well after repair, that passes, and
the median share of the author's tokens kept. Exit status 1 where a script that passes was changed, or a token was spent.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dp_mc_recorded import APP, ROOT, attempts, key

Json = dict[str, Any]


def repaired(options: argparse.Namespace, stage: str, rows: list[Json], folder: Path, app: Path) -> list[Json]:
    """The results, in the order of the rows."""
    cases = folder / f"{stage}.jsonl"
    with open(cases, "w", encoding="utf-8") as file:
        for row in rows:
            case = {"id": key(row), "as": "reply", "stage": stage, "text": row["reply"] or "", "run": row["run"]}
            file.write(json.dumps(case | {"step": int(row["attempt"])}) + "\n")
    command = [options.binary, "repair", str(app), "--batch", str(cases), "--jobs", str(options.jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if len(results) != len(rows):
        sys.exit(f"{len(results)} of {len(rows)} results, status {done.returncode}: {done.stderr[-500:]}")
    return results


def table(results: list[Json]) -> None:
    """One line a cause."""
    groups: dict[str, list[Json]] = collections.defaultdict(list)
    for result in results:
        if result["before"]["verdict"] == "reject":
            groups[result["before"]["root_cause"]].append(result)
    print(f"  {'cause':24} {'cases':>5} {'changed':>8} {'pass':>6} {'kept':>5}")
    for cause, of_cause in sorted(groups.items(), key=lambda item: -len(item[1])):
        kept = [result["kept_share"] for result in of_cause if result["changed"]] or [1]
        changed = sum(result["changed"] for result in of_cause)
        passes = sum(result["after"]["verdict"] == "pass" for result in of_cause)
        print(f"  {cause:24} {len(of_cause):5} {changed:8} {passes:6} {statistics.median(kept):5.2f}")
    refused = [result for one in groups.values() for result in one]
    passes = sum(result["after"]["verdict"] == "pass" for result in refused)
    print(f"  passes after repair: {passes} of {len(refused)} = {passes / max(len(refused), 1):.1%}")


def rules(results: list[Json]) -> None:
    """How often each rule was of use."""
    used = collections.Counter(repair["rule"] for result in results for repair in result["repairs"])
    for rule, count in used.most_common():
        print(f"    {count:4} {rule}")


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build" / "release" / "autopilot"))
    parser.add_argument("--shared", default=os.environ.get("AUTOPILOT_SHARED", str(ROOT.parent / "shared")))
    parser.add_argument("--stage", choices=["dp", "mc"], help="one of the two alone")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int, default=1)
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is still refused")
    options = parser.parse_args()
    corpus = Path(options.shared).resolve() / "corpus"
    sound = True
    with tempfile.TemporaryDirectory() as name:
        app = Path(name, "app.toml")
        app.write_text(APP.format(corpus=corpus), encoding="utf-8")
        for stage in [options.stage] if options.stage else ["dp", "mc"]:
            rows = attempts(corpus, stage)
            runs = set(sorted({row["run"] for row in rows})[:: options.sample])
            rows = [row for row in rows if row["run"] in runs]
            results = repaired(options, stage, rows, Path(name), app)
            print(f"{stage}: {len(results)} replies of {len(runs)} runs")
            table(results)
            rules(results)
            good = [result for result in results if result["before"]["verdict"] == "pass"]
            sound = sound and not any(result["changed"] for result in good)
            sound = sound and sum(result["tokens"] for result in results) == 0
            print(f"  pass before: {len(good)}, changed of them: {sum(result['changed'] for result in good)}")
            for result in results if options.verbose else []:
                after = result["after"]
                if after["verdict"] == "reject" and after["gate"] != "reply":
                    first = next(one for one in after["findings"] if one.get("root_cause") == after["root_cause"])
                    print(f"    {result['id']} {after['root_cause']}: {first['message'][:140]}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
