#!/usr/bin/env python3
"""Makes a journal of a large experiment, to measure what reads it.

    bench/large_journal.py FILE [--attempts 1000000] [--attempts-per-run 20] [--seed 1]

The rows have the shape and about the size of real ones (a prompt of 1.5 kB, a reply of 0.8 kB, a verdict with its
findings); what they say is drawn by chance, the same for the same seed. Tables and indexes are those of
src/journal/schema.h.
"""

import argparse
import hashlib
import json
import pathlib
import random
import re
import sqlite3

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = [f"provider-{i // 5}/model-{i % 5}" for i in range(20)]
PROTOCOLS = ["guided", "whole", "paper:SG1", "paper:SG2"]
APPLICATIONS = ["fruit", "gesture"]
STAGES = ["dp", "mc", "sg", "sg"]
STEPS = {"dp": ["clean", "scale", "split"], "mc": ["quantise", "convert"], "sg": ["features", "sensor_begin", "report"]}
CAUSES = [
    ("input_scaling", "Data Preprocessing Error"), ("missing_include", "Missing Library"), ("undeclared_name", "Syntax Error"),
    ("arena_small", "Memory Error"), ("no_inference", "none"), ("sensor_not_started", "none"), ("wrong_bus", "none"),
    ("output_type", "Type Error"), ("no_code", "Code Generation Failure"), ("prompt_cut", "none"),
]  # fmt: skip


def schema() -> tuple[str, int]:
    """The statements that make an empty journal, and their version."""
    text = (ROOT / "src" / "journal" / "schema.h").read_text(encoding="utf-8")
    parts = dict(re.findall(r'constexpr const char\* (\w+) = R"sql\((.*?)\)sql"', text, re.S))
    version = int(re.search(r"kJournalVersion = (\d+)", text).group(1))
    application = int(re.search(r"kJournalApplicationId = (0x\w+)", text).group(1), 16)
    later = "".join(parts[f"kJournalFromVersion{v}"] for v in range(2, version))
    return f"{parts['kJournalSchema']}{later}PRAGMA application_id = {application}; PRAGMA user_version = {version};", version


def time_of(second: int) -> str:
    day, second = divmod(second, 86400)
    return f"2026-{1 + day // 28 % 12:02}-{1 + day % 28:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--attempts-per-run", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    options.file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(options.file, isolation_level=None)
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + schema()[0] + "BEGIN;")
    prompts = [
        json.dumps([{"role": "system", "content": "You write one C++ function." * 10},
                    {"role": "user", "content": f"variant {i}: " + "r=120 g=80 b=60 -> Red=0.46 Green=0.31\n" * 30}])
        for i in range(16)
    ]  # fmt: skip
    codes = [f"// {i}\n" + "float read_channel(int raw) {\n  return raw / 255.0f;\n}\n" * 12 for i in range(500)]
    hashes = [hashlib.sha256(code.encode()).hexdigest() for code in codes]
    database.executemany("INSERT INTO candidates VALUES (?, ?)", zip(hashes, codes))
    database.execute("INSERT INTO experiments VALUES ('large', '[experiment]\nname = \"large\"\n', '2026-01-01T00:00:00Z')")
    cells = [(m, p, a) for m in MODELS for p in PROTOCOLS for a in APPLICATIONS]
    skill = {model: chance.random() for model in MODELS}
    attempt = 0
    for number in range(options.attempts // options.attempts_per_run):
        model, protocol, application = cells[number % len(cells)]
        run = f"large-{number:06}"
        started = time_of(number * 60)
        passed_all = True
        options_json = json.dumps({"protocol": protocol.split(":")[0], "provider": model, "seed": number})
        database.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, '{\"tool\":\"0.1.0\"}', ?, ?, ?, '', ?)",
            (run, f"/apps/{application}/app.toml", application, options_json, f"/out/{run}", started, time_of(number * 60 + 50),
             "{}" * 500),
        )  # fmt: skip
        database.execute(
            "INSERT INTO trials VALUES ('large', ?, ?, '', ?, '', ?, ?)",
            (model, protocol, application, 1 + number // len(cells), run),
        )
        verdicts: dict[str, str] = {}
        rows = []
        for i in range(options.attempts_per_run):
            attempt += 1
            stage = STAGES[i * len(STAGES) // options.attempts_per_run]
            steps = STEPS[stage]
            passed = chance.random() < skill[model]
            cause, category = ("", "") if passed else CAUSES[min(int(chance.expovariate(0.5)), len(CAUSES) - 1)]
            word = "pass" if passed else "infrastructure" if cause == "prompt_cut" else "reject"
            verdicts[stage] = word
            code = chance.randrange(len(codes))
            finding = {
                "rule": "semantics/input-tensor", "severity": "error", "root_cause": cause, "paper_category": category,
                "message": "the input tensor's values are not those the model was trained on", "file": "fruit.ino", "line": 2,
                "column": 3, "evidence": "0 % of 90 inferences have the right input\n" * 4, "next": "divide by the sum",
            }  # fmt: skip
            verdict = {"verdict": word, "root_cause": cause, "paper_category": category, "gate": "" if passed else "semantics",
                       "findings": [] if passed else [finding],
                       "gates": [{"gate": g, "verdict": "pass", "ms": 1.5} for g in ("reply", "lint", "build", "behaviour")]}  # fmt: skip
            rows.append(
                (attempt, run, stage, steps[i % len(steps)], 1 + i // len(steps), model, prompts[chance.randrange(16)],
                 '{"temperature":0.7}', started, 1, "```cpp\n" + codes[code] + "```", 690, 96, 0.0003, 4.2, "stop", 0,
                 model.split("/")[0], model.split("/")[1], hashes[code], word, verdict["gate"], cause, category, json.dumps(verdict))
            )  # fmt: skip
            if not passed:
                database.execute(
                    "INSERT INTO findings VALUES (?, 0, ?, 'error', ?, ?, ?, 0, 'fruit.ino', 2, 3, ?, '', '', '', 'divide')",
                    (attempt, finding["rule"], cause, category, finding["message"], finding["evidence"]),
                )
        database.executemany(f"INSERT INTO attempts VALUES ({', '.join('?' * 25)})", rows)
        for stage, word in verdicts.items():
            passed_all = passed_all and word == "pass"
            database.execute(
                "INSERT INTO stages VALUES (?, ?, ?, 5, 3450, 480, 0.0015, 21.0, ?)",
                (run, stage, word, json.dumps({"model_share": 0.4, "paper_accepted": chance.random() < 0.6})),
            )
        database.execute("UPDATE runs SET verdict = ? WHERE id = ?", ("pass" if passed_all else "reject", run))
    database.execute("COMMIT")
    database.close()
    print(f"{options.file}: {attempt} attempts, {options.file.stat().st_size / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
