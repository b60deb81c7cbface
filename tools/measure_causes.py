#!/usr/bin/env python3
"""Compares the cause of our first error with the cause of the first error that a recorded compiler printed.

    tools/measure_causes.py ATTEMPTS.jsonl.gz APP.toml [--binary PATH] [--jobs N] [--show-table N] [-v]

ATTEMPTS: one JSON object a line with run, attempt, reply, verdict and error (what arduino-cli printed). Each failed
attempt with a gcc text is judged by `autopilot verify --batch`; the recorded text is turned into a root cause by the
table below, which is written from gcc's wording and shares nothing with profiles/diagnostics.toml. --show-table prints
N recorded errors with the cause that the table gives them, to be checked by eye.
Exit status 0 where at least 95 % agree, 1 where not, 2 where it could not be measured.
"""

import argparse
import collections
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

# Headers that exist, in a library that the machine of the recordings did not have.
REAL_LIBRARIES = {"ArduinoLowPower.h", "HX711.h", "arm_math.h"}

# The first expression that is found in the first error (and the line it quotes) decides.
TABLE = [
    (r"^(conflicting declaration|reference to|weak declaration of).*\bmodel\b", "model_symbol_clash"),
    (r"'(::)?g_model' (was not|has not been) declared", "wrong_model_symbol"),
    (r"undefined reference to `\w*model\w*'", "wrong_model_symbol"),
    (r"undefined reference to `(setup|loop)'", "missing_setup_or_loop"),
    (r"(undefined reference|multiple definition)", "link_error"),
    (r"'TfLite(Model|Interpreter\w*)'|'Interpreter'", "desktop_tflite_api"),
    (r"(is not a template|'tflite::micro'|'tflite::ops::micro')", "profile_mismatch"),
    (r"no matching function for call to 'tflite::", "profile_mismatch"),
    (r"\b(APDS9960|Adafruit_APDS9960|Arduino_APDS9960|LSM9DS1Class)\b", "sensor_api_misuse"),
    (r"cannot bind non-const lvalue reference.*\b(APDS|IMU)\.", "sensor_api_misuse"),
    (r"'tflite' (does not name a type|has not been declared)", "missing_tflm_include"),
    (r"'(tflite::)?\w+' (in namespace|is not a member of) 'tflite'", "missing_tflm_include"),
    (r"'tflite::\w+' has not been declared", "missing_tflm_include"),
    (r"'(TfLite\w+|TFLITE_SCHEMA_VERSION|MicroInterpreter)' (does not name|was not declared)", "missing_tflm_include"),
    (r"'TCS34725_\w+' was not declared", "hardware_constant"),
    (r"'\w+' (was not declared|does not name a type)", "undeclared_identifier"),
    (r"too many initializers", "type_error"),
    (r"(expected|redefinition|universal character|uninitialized const)", "syntax_error"),
]


def library_headers(library: str) -> set[str]:
    text = (pathlib.Path(__file__).parent.parent / "profiles/libraries" / f"{library}.toml").read_text(encoding="utf-8")
    return set(re.findall(r'"(tensorflow/[^"]+\.h)"', text))


def first_error(text: str) -> str:
    """The first error with the source line that gcc quotes; for a linker's, what was undefined."""
    match = re.search(r"error: (.*)\n?(.*)", text)
    if not match:
        return ""
    if "ld returned" in match[1]:
        linker = re.search(r"(undefined reference to `[^']*'|multiple definition of `[^']*')", text)
        return linker[1] if linker else match[1]
    return f"{match[1]} | {match[2].strip()}"


def recorded_cause(error: str, headers: set[str]) -> str:
    missing = re.match(r"(\S+): No such file", error)
    if missing:
        if missing[1] in headers:
            return "include_order"
        return "missing_library" if missing[1] in REAL_LIBRARIES else "invented_header"
    for pattern, cause in TABLE:
        if re.search(pattern, error):
            return cause
    return "?"


def judge(binary: str, app: str, jobs: int, cases: list[dict]) -> dict[str, dict]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(json.dumps(case) + "\n" for case in cases))
        file.flush()
        ended = subprocess.run(
            [binary, "verify", app, "--batch", file.name, "--jobs", str(jobs)], capture_output=True, text=True, check=False
        )
    verdicts = {}
    for line in ended.stdout.splitlines():
        verdict = json.loads(line)
        verdicts[verdict["id"]] = verdict
    if len(verdicts) != len(cases):
        sys.exit(f"only {len(verdicts)} of {len(cases)} cases were judged: {ended.stderr[-400:]}")
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attempts", type=pathlib.Path)
    parser.add_argument("app")
    root = pathlib.Path(__file__).parent.parent
    parser.add_argument("--binary", default=str(root / "build/release/autopilot"))
    parser.add_argument("--library", default="tflm-2.4.0-alpha")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show-table", type=int, default=0, metavar="N")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()

    with gzip.open(options.attempts, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    headers = library_headers(options.library)
    recorded = {}
    for row in rows:
        error = first_error(row.get("error") or "")
        if row["verdict"] != "pass" and error:
            recorded[f"{row['run']}#{row['attempt']}"] = (row["reply"], error, recorded_cause(error, headers))
    if options.show_table:
        for _, error, cause in random.Random(1).sample(sorted(recorded.values()), options.show_table):
            print(f"{cause:24} {error[:150]}")
        return 0

    cases = [{"id": key, "as": "reply", "stage": "sg", "text": reply} for key, (reply, _, _) in recorded.items()]
    verdicts = judge(options.binary, options.app, options.jobs, cases)
    confused: collections.Counter = collections.Counter()
    agree = 0
    for key, (_, error, wanted) in recorded.items():
        ours = verdicts[key].get("root_cause")
        agree += ours == wanted
        if ours != wanted:
            confused[wanted, ours] += 1
            if options.verbose:
                print(f"{key}: recorded {wanted}, ours {ours} at {verdicts[key].get('gate')}: {error[:110]}")
    for (wanted, ours), count in confused.most_common():
        print(f"{count:4} recorded {wanted}, ours {ours}")
    share = agree / len(recorded)
    print(f"same cause as the recorded first error: {agree}/{len(recorded)} = {100 * share:.1f} %")
    return 0 if share >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
