#!/usr/bin/env python3
"""A matrix of 3 models x 3 protocols x 2 applications x 30 repeats on recorded replies: how long it takes, whether it comes
out the same again, after `kill -9` at random moments, and on Slurm.

    bench/experiment_matrix.py [--binary build/release/autopilot] [--repeats 30] [--jobs 2] [--same]
                               [--again] [--kills 200] [--shards 8] [--keep FOLDER]

The replies are invented, by a random generator with a seed: models that are right at an attempt with probability 0.3, 0.6
and 0.9, and whose wrong answers are wrong in one of three ways. No two sketches are alike, so nearly every one is judged;
--same lets models repeat themselves. The applications are tests/fixtures/colour and the study's own (AUTOPILOT_SHARED).
Prints a line for each part; status 1 if statistics differ anywhere.
"""

import argparse
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
from experiment_bed import Model, matrix_text, rows, statistics, write_recordings  # noqa: E402

KILLS_A_ROUND = 10
PROTOCOLS = ["guided", "whole", "paper:SG2"]


class Bench:
    def __init__(self, binary: str, folder: pathlib.Path, jobs: int):
        self.binary = binary
        self.folder = folder
        self.jobs = jobs
        self.seconds = 0.0

    def prepare(self, repeats: int, variety: bool) -> None:
        shared = pathlib.Path(os.environ.get("AUTOPILOT_SHARED", HERE.parent.parent / "shared"))
        shutil.copytree(HERE.parent / "tests" / "fixtures" / "colour", self.folder / "colour")
        applications = [self.folder / "colour" / "app.toml", shared / "apps" / "fruit" / "app.toml"]
        models = {name: Model(skill, name, variety) for name, skill in (("weak", 0.3), ("middle", 0.6), ("strong", 0.9))}
        write_recordings(self.binary, self.folder / "recordings", models, applications, PROTOCOLS, repeats)
        text = matrix_text("matrix", list(models), [str(path) for path in applications], PROTOCOLS, repeats)
        (self.folder / "experiment.toml").write_text(text, encoding="utf-8")

    def start(self, out: str, *more: str, environment: dict[str, str] | None = None) -> subprocess.Popen:
        command = [self.binary, "experiment", "run", "experiment.toml", "--out", out, *more]
        return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True, env={**os.environ, **(environment or {})})

    def run(self, out: str, *more: str, environment: dict[str, str] | None = None) -> dict[str, str]:
        """The statistics of a whole run; its time is in `seconds`."""
        begin = time.monotonic()
        process = self.start(out, *more, environment=environment)
        said, _ = process.communicate()
        self.seconds = time.monotonic() - begin
        if process.returncode != 0:
            sys.exit(f"experiment run: status {process.returncode}\n{said}")
        return statistics(self.folder / out / "journal.sqlite")

    def kill(self, kills: int, whole: float, expected: dict[str, str]) -> str:
        """Kills it at `kills` random moments, some ten in the length of each run; each time it goes on, and the end is
        compared."""
        chance = random.Random(1)
        done = rounds = differing = 0
        while done < kills:
            rounds += 1
            out = f"killed-{rounds}"
            while True:
                process = self.start(out, "--jobs", str(self.jobs))
                try:
                    process.wait(chance.uniform(0, whole / KILLS_A_ROUND * 2) if done < kills else None)
                    break
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    done += 1
            process.communicate()
            journal = self.folder / out / "journal.sqlite"
            differing += statistics(journal) != expected
            doubled = rows(journal, "SELECT (SELECT count(*) FROM runs) - (SELECT count(DISTINCT run) FROM trials)")
            differing += doubled != [(0,)]
            shutil.rmtree(self.folder / out)
        return f"{done} kills in {rounds} rounds: {'all the same' if differing == 0 else f'{differing} differ'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(HERE.parent / "build" / "release" / "autopilot"))
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--same", action="store_true", help="models repeat themselves")
    parser.add_argument("--again", action="store_true", help="a second time, with one worker")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--shards", type=int, default=0, help="also on a Slurm of this machine, in so many shards")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder that is not there yet, for all files")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as holder:
        bench = Bench(str(pathlib.Path(given.binary).resolve()), (given.keep or pathlib.Path(holder) / "bench").absolute(), given.jobs)
        bench.folder.mkdir(parents=True)
        bench.prepare(given.repeats, not given.same)
        expected = bench.run("first", "--jobs", str(given.jobs))
        whole = bench.seconds
        journal = bench.folder / "first" / "journal.sqlite"
        ((trials, attempts),) = rows(journal, "SELECT (SELECT count(*) FROM trials), (SELECT count(*) FROM attempts)")
        verdicts = rows(journal, "SELECT verdict, count(*) FROM runs GROUP BY 1")
        print(f"{trials} trials, {attempts} attempts on {given.jobs} workers: {whole:.1f} s, "
              f"{whole / trials * 1000:.0f} ms a trial, {journal.stat().st_size / trials / 1e3:.0f} kB of journal a trial; "
              f"{dict(verdicts)}; statistics {expected['trials']}", flush=True)
        same = True
        if given.again:
            again = bench.run("second", "--jobs", "1") == expected
            same = same and again
            print(f"again with one worker: {bench.seconds:.1f} s, {'the same' if again else 'DIFFERENT'}", flush=True)
        if given.kills:
            line = bench.kill(given.kills, whole, expected)
            same = same and line.endswith("all the same")
            print(line, flush=True)
        if given.shards:
            import slurm_bed

            with slurm_bed.SlurmBed() as bed:
                arguments = ("--engine", "slurm", "--shards", str(given.shards))
                on_slurm = bench.run("slurm", *arguments, environment=bed.environment) == expected
            same = same and on_slurm
            print(f"slurm, {given.shards} shards: {bench.seconds:.1f} s, {'the same' if on_slurm else 'DIFFERENT'}", flush=True)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
