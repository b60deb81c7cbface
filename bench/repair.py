#!/usr/bin/env python3
"""Repairs recorded sketches without a model, and prints by root cause what came of it.

    repair.py [--binary PATH] [--shared DIR] [--jobs 2] [--sample N]

Three parts:
  failing   every recorded attempt whose compile failed and that holds code: share that builds after repair, that passes
            every gate, median share of the author's tokens kept, milliseconds a repair (a batch, verdicts included);
            share of the failing runs of which the first attempt that can be repaired builds, and works
  broken    the labelled sketches that compile and do not work: share that works after repair, by labelled first cause, and
            of those with at most three labelled faults
  correct   the labelled correct ones: share that is left unchanged
--sample N takes every N-th failing attempt. Exit status 1 where an aim is missed: 60 % of the failing build, 60 % of the
broken with at most three faults work, 80 % of the tokens (median), every correct one unchanged, no token spent.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def rows(path: pathlib.Path) -> list[dict]:
    """The objects of a JSONL file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def share(part: int, whole: int) -> str:
    """ "3/4 = 75.0 %" """
    return f"{part}/{whole} = {100 * part / max(whole, 1):.1f} %"


class Repairs:
    """The program, and what it said."""

    def __init__(self, options: argparse.Namespace):
        self.options = options

    def run(self, cases: list[dict]) -> tuple[dict[str, dict], float]:
        """The results by id, and milliseconds a case and job."""
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            for case in cases:
                file.write(json.dumps(case, ensure_ascii=False) + "\n")
            file.flush()
            app = self.options.shared / "apps" / "fruit" / "app.toml"
            command = [self.options.binary, "repair", app, "--batch", file.name, "--jobs", str(self.options.jobs)]
            start = time.monotonic()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds = time.monotonic() - start
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr[-300:]}")
        results = [json.loads(line) for line in done.stdout.splitlines()]
        return {result["id"]: result for result in results}, 1000 * seconds * self.options.jobs / max(len(cases), 1)


def table(groups: dict[str, list[dict]]) -> None:
    """One line a cause."""
    print(f"  {'cause':24} {'cases':>5} {'builds':>7} {'works':>7} {'kept':>5}")
    for cause, results in sorted(groups.items(), key=lambda item: -len(item[1])):
        kept = [result["kept_share"] for result in results if result["changed"]] or [1]
        builds = sum(result["after"].get("builds") is True for result in results)
        works = sum(result["after"]["verdict"] == "pass" for result in results)
        count = len(results)
        print(f"  {cause:24} {count:5} {builds / count:7.0%} {works / count:7.0%} {statistics.median(kept):5.2f}")


def failing(repairs: Repairs, corpus: pathlib.Path) -> bool:
    """Recorded attempts that did not compile."""
    attempts = [
        row
        for row in rows(corpus / "sg-attempts.jsonl.gz")
        if row["verdict"] == "fail" and "error:" in (row.get("error") or "") and "```" in (row["reply"] or "")
    ][:: repairs.options.sample]
    cases = [
        {"id": f"{row['run']}#{row['attempt']}", "as": "reply", "stage": "sg", "text": row["reply"]} for row in attempts
    ]
    results, milliseconds = repairs.run(cases)
    groups: dict[str, list[dict]] = collections.defaultdict(list)
    models: dict[str, list[dict]] = collections.defaultdict(list)
    for row in attempts:
        result = results[f"{row['run']}#{row['attempt']}"]
        groups[result["before"].get("root_cause", "none")].append(result)
        models[row["model"]].append(result)
    print("failing attempts, by first cause")
    table(groups)
    print("the same, by model")
    table(models)
    builds = sum(result["after"].get("builds") is True for result in results.values())
    works = sum(result["after"]["verdict"] == "pass" for result in results.values())
    kept = statistics.median([result["kept_share"] for result in results.values() if result["changed"]] or [1])
    tokens = sum(result["tokens"] for result in results.values())
    runs: dict[str, list[dict]] = collections.defaultdict(list)
    for row in sorted(attempts, key=lambda row: int(row["attempt"])):
        if row["run_status"] == "failed":
            runs[row["run"]].append(results[f"{row['run']}#{row['attempt']}"])
    first = [next((result for result in run if result["after"].get("builds") is True), None) for run in runs.values()]
    rescued = sum(result is not None for result in first)
    working = sum(result is not None and result["after"]["verdict"] == "pass" for result in first)
    print(
        f"builds {share(builds, len(results))} | works {share(works, len(results))} | kept {kept:.2f} | tokens {tokens} | "
        f"{milliseconds:.0f} ms a repair and job\nfailing runs of which an attempt builds after repair: "
        f"{share(rescued, len(runs))}, whose first such one works: {share(working, len(runs))}"
    )
    return builds >= 0.6 * len(results) and kept >= 0.8 and tokens == 0


def labelled(repairs: Repairs, corpus: pathlib.Path) -> bool:
    """Sketches that compile: broken ones and correct ones."""
    labels = {row["id"]: row for row in rows(corpus / "labels-sketches-dev.jsonl")}
    texts = {row["run"]: ("sketch", row["sketch"]) for row in rows(corpus / "gpt4o-compiled-sketches.jsonl.gz")}
    for row in rows(corpus / "sg-attempts.jsonl.gz"):
        texts[f"{row['run']}#{row['attempt']}"] = ("reply", row["reply"])
    results, _ = repairs.run([{"id": i, "as": texts[i][0], "stage": "sg", "text": texts[i][1]} for i in labels])
    groups: dict[str, list[dict]] = collections.defaultdict(list)
    for name, label in labels.items():
        if label["verdict"] == "wrong":
            groups[label["first_cause"]].append(results[name])
    print("sketches that compile and do not work, by labelled first cause")
    table(groups)
    wrong = [name for name in labels if labels[name]["verdict"] == "wrong"]
    few = [name for name in wrong if len(labels[name].get("faults") or labels[name]["causes"]) <= 3]
    correct = [name for name in labels if labels[name]["verdict"] == "correct"]
    works = [name for name in wrong if results[name]["after"]["verdict"] == "pass"]
    kept = statistics.median([results[name]["kept_share"] for name in wrong if results[name]["changed"]] or [1])
    mended = sum(name in works for name in few)
    same = sum(not results[name]["changed"] for name in correct)
    print(
        f"work after repair {share(len(works), len(wrong))}, with at most three faults {share(mended, len(few))} | "
        f"kept {kept:.2f} | correct ones unchanged {share(same, len(correct))}"
    )
    return mended >= 0.6 * len(few) and kept >= 0.8 and same == len(correct)


def main() -> int:
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=here / "build" / "release" / "autopilot")
    parser.add_argument("--shared", type=pathlib.Path, default=here.parent / "shared")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int, default=1)
    options = parser.parse_args()
    repairs = Repairs(options)
    reached = [failing(repairs, options.shared / "corpus"), labelled(repairs, options.shared / "corpus")]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
