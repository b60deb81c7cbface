#!/usr/bin/env python3
"""Median milliseconds by gate for a warm verdict on one sketch.

    bench/verify_gates.py APP.toml SKETCH.ino [--runs 20] [--jobs 1] [--binary build/release/autopilot]

Each copy of the sketch differs in one comment, so that nothing can be answered from a cache.
"""
import argparse
import collections
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("application")
    parser.add_argument("sketch", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--binary", default=str(pathlib.Path(__file__).resolve().parent.parent / "build/release/autopilot"))
    options = parser.parse_args()

    text = options.sketch.read_text(encoding="utf-8")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as cases:
        for number in range(options.runs + 2):
            cases.write(json.dumps({"id": str(number), "text": f"{text}\n// {number} {time.time_ns()}\n"}) + "\n")
        cases.flush()
        started = time.perf_counter()
        answer = subprocess.run(
            [options.binary, "verify", options.application, "--batch", cases.name, "--jobs", str(options.jobs)],
            stdout=subprocess.PIPE, text=True, check=False)
        seconds = time.perf_counter() - started
    verdicts = [json.loads(line) for line in answer.stdout.splitlines()][2:]  # The first two warm the caches.
    if len(verdicts) != options.runs:
        print(f"only {len(verdicts)} of {options.runs} cases were judged", file=sys.stderr)
        return 2
    by_gate = collections.defaultdict(list)
    for verdict in verdicts:
        for gate in verdict["gates"]:
            by_gate[gate["gate"]].append(gate["ms"])
        by_gate["all"].append(sum(gate["ms"] for gate in verdict["gates"]))
    for gate, times in by_gate.items():
        print(f"{gate:10} median {statistics.median(times):7.1f} ms   min {min(times):7.1f}   max {max(times):7.1f}")
    print(f"{(options.runs + 2) / seconds:.1f} verdicts a second with {options.jobs} jobs; "
          f"verdicts: {sorted({verdict['verdict'] for verdict in verdicts})}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
