#!/usr/bin/env python3
"""Judges all recorded DP and MC replies, chained by run and step, and compares with what was recorded.

    dp_mc_recorded.py [--binary PATH] [--shared DIR] [--stage dp|mc] [-v] [--json FILE]

Prints (1) whether the plain run ended as recorded, with the reason for each disagreement by kind, (2) silent failures
(the run ends well, the judge refuses) by root cause, (3) conversions that were calibrated with something else than the
application's data. Exit status 1 where less than 95 % of the recorded verdicts are met or explained.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]
LEAST_EXPLAINED = 0.95
LEAST_LINES = 20  # The study refused shorter replies of MC before it ran them.
SAYS_ERROR = ("error:", "exception:", "traceback:", "failed:")  # What the study took for a failure in the output.

APP = """[application]
name = "Object classifier by colour"
[data]
files = ["{corpus}/fruit/fruit_data.csv"]
features = ["Red", "Green", "Blue"]
label = "Fruit"
mount = "data/fruit_to_emoji/playground/fruit_data.csv"
[model]
keras = "{corpus}/fruit/model.keras"
tflite = "{corpus}/fruit/model-float.tflite"
labels = ["Apple", "Banana", "Orange"]
mount = "models/fruit_to_emoji/og_model/model.keras"
[target]
library = "tflm-2.4.0-alpha"
[[sensor]]
part = "APDS9960"
map = {{ Red = "r/(r+g+b)", Green = "g/(r+g+b)", Blue = "b/(r+g+b)" }}
"""


def attempts(corpus: Path, stage: str) -> list[Json]:
    """The recorded attempts, in the order of their runs."""
    with gzip.open(corpus / f"{stage}-attempts.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return sorted(rows, key=lambda row: (row["run"], int(row["attempt"])))


def batch(binary: str, app: Path, stage: str, rows: list[Json], folder: Path) -> dict[str, Json]:
    """The verdicts, by "run#attempt"."""
    cases = folder / f"{stage}.jsonl"
    with open(cases, "w", encoding="utf-8") as file:
        for row in rows:
            case = {"id": key(row), "as": "reply", "stage": stage, "text": row["reply"] or "", "run": row["run"]}
            file.write(json.dumps(case | {"step": int(row["attempt"])}) + "\n")
    done = subprocess.run(
        [binary, "verify", str(app), "--batch", str(cases)], capture_output=True, text=True, check=False
    )
    out = {}
    for line in done.stdout.splitlines():
        verdict = json.loads(line)
        out[verdict["id"]] = verdict
    if len(out) != len(rows):
        sys.exit(f"{len(out)} of {len(rows)} verdicts, status {done.returncode}: {done.stderr[-500:]}")
    return out


def key(row: Json) -> str:
    """Names an attempt."""
    return f"{row['run']}#{row['attempt']}"


def plain_success(verdict: Json) -> bool:
    """What the study called a success: the script ends with 0 and prints no word for an error."""
    script = verdict.get("script") or {}
    if script.get("plan"):
        return True
    text = (script.get("stdout", "") + script.get("stderr", "")).lower()
    text = "\n".join(line for line in text.splitlines() if "warning" not in line)
    return bool(script.get("ok")) and not any(word in text for word in SAYS_ERROR)


def last_line(text: str) -> str:
    """The error in a traceback."""
    lines = [line for line in text.strip().splitlines() if re.match(r"\w[\w.]*(Error|Exception|Warning)?\b.*:", line)]
    return lines[-1] if lines else (text.strip().splitlines() or [""])[-1]


def kind_of_error(text: str) -> str:
    """The name before the colon."""
    return last_line(text).split(":")[0].split(".")[-1]


def explain(row: Json, verdict: Json, stage: str, earlier: bool) -> str:
    """Why our run ended otherwise than the recorded one; empty where nobody knows."""
    ours = plain_success(verdict)
    script = verdict.get("script") or {}
    recorded = row["error"] or ""
    shown = script.get("stderr", "")
    if not script:
        return "" if verdict.get("gate") != "reply" else f"no script in the reply ({verdict['root_cause']})"
    if verdict.get("root_cause") == "import_missing":
        return "library not installed here: " + last_line(shown).split("'")[1]
    if ours and stage == "mc" and len((row["reply"] or "").splitlines()) < LEAST_LINES:
        return f"the study refused replies of less than {LEAST_LINES} lines"
    if ours and re.search(r"Failed to generate valid code|not complete", recorded) and "Traceback" not in recorded:
        return "the study's own rule on the form of a reply"
    if "Traceback" in recorded and ours:
        if "/site-packages/" in recorded.split("in <module>")[-1] or kind_of_error(recorded) in (
            "AttributeError",
            "TypeError",
        ):
            return "library versions: fails in the recorded one"
    if script.get("ok") and "ChainedAssignmentError" in shown:
        return "library versions: a warning of the newer pandas holds the word for an error"
    if not ours and "/site-packages/" in shown and not earlier:
        return "library versions: fails in ours"
    if earlier:
        return "follows an earlier disagreement of its run"
    return ""


def agreement(stage: str, rows: list[Json], out: dict[str, Json], say: bool) -> tuple[int, int, int]:
    """Prints one line for each kind of disagreement; (same, explained, all)."""
    kinds: collections.Counter[str] = collections.Counter()
    disagreed: set[str] = set()
    same = explained = 0
    for row in rows:
        verdict = out[key(row)]
        if plain_success(verdict) == (row["verdict"] == "pass"):
            same += 1
            continue
        why = explain(row, verdict, stage, row["run"] in disagreed)
        disagreed.add(row["run"])
        explained += bool(why)
        kinds[why or "not explained"] += 1
        if say and not why:
            script = verdict.get("script") or {}
            print("  ?", key(row), row["step"], "recorded", row["verdict"], "|", last_line(row["error"] or ""), "| ours", verdict.get("gate"),
                  verdict.get("root_cause"), last_line(script.get("stderr", ""))[:200])  # fmt: skip
    total = len(rows)
    print(f"{stage}: as recorded {same} of {total}, explained {explained}, together {(same + explained) / total:.1%}")
    for why, count in kinds.most_common():
        print(f"  {count:4} {why}")
    return same, explained, total


def silent(stage: str, out: dict[str, Json], most: int) -> None:
    """Scripts that end well and are refused, by cause."""
    kinds: dict[str, list[tuple[str, str]]] = collections.defaultdict(list)
    ended = 0
    for name, verdict in out.items():
        script = verdict.get("script") or {}
        if not script.get("ok"):
            continue
        ended += 1
        if verdict["verdict"] == "reject":
            kinds[verdict["root_cause"]].append((name, verdict["findings"][0]["message"]))
    print(f"{stage}: {ended} scripts end well, {sum(map(len, kinds.values()))} of them fail in silence")
    for cause, cases in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"  {len(cases):4} {cause}")
        for name, message in cases[:most]:
            print(f"         {name}  {message[:150]}")


def noise(rows: list[Json], out: dict[str, Json]) -> None:
    """Conversions that took a representative data set, and how many of them were found out."""
    fed = found = random = 0
    for row in rows:
        verdict = out[key(row)]
        script = verdict.get("script") or {}
        if not script.get("ok") or not (script.get("conversion") or {}).get("feed"):
            continue
        fed += 1
        named = any(finding["root_cause"] == "calibration_noise" for finding in verdict["findings"])
        found += named
        by_text = "random" in (row["reply"] or "")
        random += by_text
        if by_text and not named:
            print("  missed:", key(row))
    print(
        f"mc: {fed} conversions ended well and were fed with rows, {random} of them by a random generator; "
        f"{found} found calibrated on noise"
    )


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "build" / "release" / "autopilot"))
    parser.add_argument("--shared", default=os.environ.get("AUTOPILOT_SHARED", str(ROOT.parent / "shared")))
    parser.add_argument("--stage", choices=["dp", "mc"], help="one of the two alone")
    parser.add_argument("--json", help="where the verdicts go, one a line")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="name what is not explained, and ten cases of each kind"
    )
    arguments = parser.parse_args()
    corpus = Path(arguments.shared).resolve() / "corpus"
    same = explained = total = 0
    with tempfile.TemporaryDirectory() as name:
        app = Path(name, "app.toml")
        app.write_text(APP.format(corpus=corpus), encoding="utf-8")
        for stage in [arguments.stage] if arguments.stage else ["dp", "mc"]:
            rows = attempts(corpus, stage)
            out = batch(arguments.binary, app, stage, rows, Path(name))
            if arguments.json:
                with open(arguments.json, "a", encoding="utf-8") as file:
                    file.writelines(json.dumps(out[key(row)]) + "\n" for row in rows)
            counted = agreement(stage, rows, out, arguments.verbose)
            same, explained, total = same + counted[0], explained + counted[1], total + counted[2]
            silent(stage, out, 10 if arguments.verbose else 0)
            if stage == "mc":
                noise(rows, out)
    share = (same + explained) / total
    print(f"plain run as recorded or explained: {same + explained} of {total} = {share:.1%}")
    return 0 if share >= LEAST_EXPLAINED else 1


if __name__ == "__main__":
    sys.exit(main())
