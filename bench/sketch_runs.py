#!/usr/bin/env python3
"""Runs the sketch stage on applications again and again, and counts what really works.

    bench/sketch_runs.py APP.toml... [--runs 5] [--protocol guided] [--provider NAME]
                         [--results FILE.jsonl] [--binary build/release/autopilot] [-v]

Every run is appended to the results file at once; runs that stand there are not repeated, so that a measurement can be
spread over time. A run counts if the sketch passes every gate and the tool wrote no piece of it itself. bench/behaviours
holds six applications with a wish that only a model can meet.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wilson(won: int, runs: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if runs == 0:
        return 0.0, 1.0
    z, share = 1.96, won / runs
    middle = share + z * z / (2 * runs)
    half = z * math.sqrt(share * (1 - share) / runs + z * z / (4 * runs * runs))
    return max(0.0, middle - half) / (1 + z * z / runs), min(1.0, (middle + half) / (1 + z * z / runs))


def run(options: argparse.Namespace, application: str, seed: int) -> dict:
    """One run of the stages up to the sketch; what its result says, as a row."""
    command = [options.binary, "run", application, "--stages", options.stages, "--protocol", options.protocol,
               "--seed", str(seed), "--out", tempfile.mkdtemp(prefix="sketch-runs-"), "--json"]
    if options.provider:
        command += ["--provider", options.provider]
    started = time.perf_counter()
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    row = {"application": application, "protocol": options.protocol, "provider": options.provider, "seed": seed, "seconds": time.perf_counter() - started, "exit": answer.returncode}
    try:
        stages = json.loads(answer.stdout)["stages"]
    except (ValueError, KeyError):
        return row | {"verdict": "none", "error": answer.stderr[-300:]}
    sketch = stages[-1]
    row |= {key: sketch.get(key) for key in ("stage", "verdict", "attempts", "prompt_tokens", "completion_tokens",
                                             "reference_pieces", "repaired_pieces", "model_share", "paper_accepted")}
    row["works"] = sketch["stage"] == "sg" and sketch["verdict"] == "pass" and not sketch.get("reference_pieces")
    return row


def key(row: dict) -> tuple:
    """What makes two runs the same."""
    return tuple(row.get(name) for name in ("application", "protocol", "provider", "seed"))


def show(rows: list[dict], title: str) -> None:
    """One line of the table."""
    won = sum(bool(row.get("works")) for row in rows)
    low, high = wilson(won, len(rows))
    tokens = [row.get("completion_tokens") or 0 for row in rows]
    shares = [row.get("model_share") or 0 for row in rows]
    accepted = [row["paper_accepted"] for row in rows if row.get("paper_accepted") is not None]
    paper = f"  by the study's rule {sum(accepted)}/{len(accepted)}" if accepted else ""
    print(f"{title:44} {won:3}/{len(rows):<3} [{low:.2f} {high:.2f}]  {statistics.median(row['seconds'] for row in rows):6.1f} s"
          f"  {statistics.median(tokens):6.0f} tokens  share {statistics.median(shares):.2f}{paper}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("applications", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--protocol", default="guided")
    parser.add_argument("--provider", default="")
    parser.add_argument("--stages", default="sg")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--binary", default=str(ROOT / "build/release/autopilot"))
    parser.add_argument("-v", action="store_true", help="one line a run")
    options = parser.parse_args()

    known = {}
    if options.results and options.results.exists():
        for line in options.results.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            known[key(row)] = row
    everything = []
    for application in options.applications:
        rows = []
        for seed in range(1, options.runs + 1):
            wanted = (application, options.protocol, options.provider, seed)
            row = known.get(wanted)
            if row is None:
                row = run(options, application, seed)
                if options.results:
                    with options.results.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row) + "\n")
            if options.v:
                print(f"  seed {seed}: {row['verdict']} {row.get('attempts')} attempts {row.get('completion_tokens')} tokens"
                      f" {row['seconds']:.0f} s {row.get('reference_pieces') or ''} {row.get('error', '')}", flush=True)
            rows.append(row)
        show(rows, application[-44:])
        everything += rows
    if len(options.applications) > 1:
        show(everything, "all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
