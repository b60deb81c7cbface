#!/usr/bin/env python3
"""CSV to verified sketch without a model and without a language model: scikit-learn's iris, wine and digits.

    bench/train_datasets.py [--binary build/release/autopilot] [--io float32|int8] [--seeds N]

Prints a line a run: accuracy on held-out rows, what the twin saw, seconds of each stage. Status 1 if a run fails.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
import tabular  # noqa: E402


def measure(binary: str, name: str, io: str, seed: int) -> tuple[bool, str]:
    """One run: whether it passed, and its line."""
    with tempfile.TemporaryDirectory() as holder:
        application = tabular.write_application(name, pathlib.Path(holder) / name, io)
        command = [binary, "run", application, "--provider", "reference", "--json", "--seed", str(seed)]
        start = time.monotonic()
        ended = subprocess.run(command, cwd=holder, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - start
    if not ended.stdout:
        return False, f"{name:7} {io:8} seed {seed}: status {ended.returncode}\n{ended.stderr}"
    run = json.loads(ended.stdout)
    stages = {stage["stage"]: stage for stage in run["stages"]}
    spent = " ".join(f"{key} {stage['seconds']:.1f}" for key, stage in stages.items())
    held_out = stages.get("train", {}).get("measures", {})
    on_twin = stages.get("sg", {}).get("measures", {})
    line = (
        f"{name:7} {io:8} seed {seed}: {run['verdict']:6} held out {held_out.get('accuracy', -1):.3f} "
        f"of {held_out.get('test_samples', 0):.0f}, on the twin {on_twin.get('accuracy', -1):.3f}, "
        f"{seconds:.1f} s ({spent})"
    )
    return run["verdict"] == "pass", line


def main() -> int:
    """Runs all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(HERE.parent / "build" / "release" / "autopilot"))
    parser.add_argument("--io", action="append", choices=["float32", "int8"])
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    passed = True
    for io in options.io or ["float32", "int8"]:
        for name in tabular.NAMES:
            for seed in range(options.seeds):
                ok, line = measure(options.binary, name, io, seed)
                print(line, flush=True)
                passed = passed and ok
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
