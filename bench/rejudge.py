"""Recorded attempts judged anew: the recorded verdict against ours, by model, prompt and cause.

    bench/rejudge.py APP.toml ATTEMPTS.jsonl[.gz]... [--repair] [--binary PATH] [--jobs N] [--save VERDICTS.jsonl]

Takes the attempts that write sketches (stage sg), as `journal import` reads them, through `autopilot verify --batch`, with
--repair through `autopilot repair --batch`, which also tells what could have been rescued; no model is called. "Recorded pass" is what the recording's own tooling accepted: a compile. Exit status 2 for input that cannot
be read, 3 where the program did not answer every case.
"""

import argparse
import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read_attempts(path: pathlib.Path) -> list[dict]:
    """The attempts of stage sg with a reply; lines that are none are said on stderr."""
    attempts = []
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                if row["step"].startswith("sg_") and row["reply"] is not None:
                    attempts.append(row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                print(f"{path}:{number}: not read: {error}", file=sys.stderr)
    return attempts


def judge(verb: str, binary: str, app: str, attempts: dict[str, dict], jobs: int) -> dict[str, dict]:
    """Our verdict on each attempt, by its name; of a repair the one before it, with the one after it under "after"."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as cases:
        for name, row in attempts.items():
            case = {"id": name, "as": "reply", "stage": "sg", "text": row["reply"]}
            case["prompt_tokens"] = row.get("prompt_tokens") or 0
            cases.write(json.dumps(case) + "\n")
        cases.flush()
        command = [binary, verb, app, "--batch", cases.name, "--jobs", str(jobs)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    verdicts = {}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        verdict = answer if verb == "verify" else answer["before"] | {"after": answer["after"]}
        verdicts[answer["id"]] = verdict
    if len(verdicts) != len(attempts):
        print(f"{len(verdicts)} of {len(attempts)} cases answered\n{done.stderr[-500:]}", file=sys.stderr)
        sys.exit(3)
    return verdicts


def table(title: str, rows: dict[str, collections.Counter]) -> None:
    """One line a group: attempts, recorded passes, what of these works, what of the rest builds or works."""
    columns = ["attempts", "recorded pass", "builds", "works", "pass, works", "fail, builds", "not judged"]
    if any("repaired" in counts for counts in rows.values()):
        columns += ["then builds", "then works", "repaired"]
    width = max([len(title), *map(len, rows)])
    print("\n" + title.ljust(width), *(column.rjust(13) for column in columns))
    for name, counts in sorted(rows.items(), key=lambda item: -item[1]["attempts"]):
        print(name.ljust(width), *(f"{counts[column]:13,}" for column in columns))


def tally(counts: collections.Counter, row: dict, verdict: dict) -> None:
    """Adds one attempt to a group."""
    passed = row["verdict"] == "pass"
    works = verdict["verdict"] == "pass"
    counts["attempts"] += 1
    counts["recorded pass"] += passed
    counts["builds"] += verdict.get("builds") is True
    counts["works"] += works
    counts["pass, works"] += passed and works
    counts["fail, builds"] += not passed and verdict.get("builds") is True
    if "after" in verdict:
        counts["repaired"] += verdict["after"] != {key: value for key, value in verdict.items() if key != "after"}
        counts["then builds"] += verdict["after"].get("builds") is True
        counts["then works"] += verdict["after"]["verdict"] == "pass"
    counts["not judged"] += verdict["verdict"] not in ("pass", "reject")


def main() -> int:
    """Reads, judges and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("app")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--repair", action="store_true", help="mend what fails, without a model, and count what then works")
    parser.add_argument("--binary", default=str(ROOT / "build" / "release" / "autopilot"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--save", type=pathlib.Path, help="where our verdicts go, one a line")
    options = parser.parse_args()
    try:
        rows = [row for path in options.files for row in read_attempts(path)]
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    attempts = {f"{row['run']}#{row['attempt']}": row for row in rows}
    if not attempts:
        print("error: no attempt of stage sg in these files", file=sys.stderr)
        return 2
    start = time.monotonic()
    verdicts = judge("repair" if options.repair else "verify", options.binary, options.app, attempts, options.jobs)
    seconds = time.monotonic() - start
    if options.save:
        options.save.write_text("".join(json.dumps(v) + "\n" for v in verdicts.values()), encoding="utf-8")
    groups: dict[str, dict[str, collections.Counter]] = {"model": {}, "prompt": {}, "all": {}}
    causes: collections.Counter = collections.Counter()
    for name, row in attempts.items():
        verdict = verdicts[name]
        for group, key in (("model", row["model"]), ("prompt", row["prompt"]), ("all", "all")):
            tally(groups[group].setdefault(key, collections.Counter()), row, verdict)
        rescued = verdict.get("after", {}).get("verdict", "") if options.repair else ""
        causes[(row["verdict"], verdict["verdict"], verdict.get("root_cause") or "-", rescued)] += 1
    for title, group in groups.items():
        table(title, group)
    print("\nrecorded  ours            cause                         count" + ("  after repair" if options.repair else ""))
    for (recorded, ours, cause, after), count in causes.most_common():
        print(f"{recorded:<9} {ours:<15} {cause:<28} {count:6,}  {after}".rstrip())
    print(f"\n{len(attempts):,} attempts in {seconds:.1f} s with {options.jobs} jobs, no model called")
    return 0


if __name__ == "__main__":
    sys.exit(main())
