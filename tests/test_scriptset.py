"""The set of scripts: that its cases are what they say they are, and that the judge knows every eighth of them."""

import json
import os
import pathlib
import subprocess
import sys
import tomllib
import unittest

from tabular import tools_python

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "scriptset"


def cases(stage: str) -> list[dict]:
    return tomllib.loads((FOLDER / f"{stage}.toml").read_text(encoding="utf-8"))["case"]


class Cases(unittest.TestCase):
    def test_every_case_is_one_of_its_own(self):
        both = cases("dp") + cases("mc")
        self.assertEqual(len({case["id"] for case in both}), len(both))
        self.assertEqual(len({case["script"] for case in both}), len(both))
        for case in both:
            with self.subTest(case["id"]):
                own = (FOLDER / case["app"] / "app.toml").is_file()
                self.assertTrue(own or (ROOT / "examples" / case["app"] / "app.toml").is_file())

    def test_every_cause_of_data_and_conversion_is_there(self):
        causes = tomllib.loads((ROOT / "profiles" / "root-causes.toml").read_text(encoding="utf-8"))
        both = cases("dp") + cases("mc")
        first = {case["fault"][0] for case in both if "fault" in case}
        self.assertEqual(first, set(causes["data"]) | set(causes["conversion"]))
        for case in both:
            self.assertLessEqual(set(case.get("fault", [])), first, case["id"])

    def test_there_are_enough_of_them(self):
        both = cases("dp") + cases("mc")
        self.assertGreaterEqual(sum("fault" in case for case in both), 40)
        self.assertGreaterEqual(sum("fault" not in case for case in both), 20)


# Runs in the tool's own Python: every choice of the tool's operations, judged like a foreign script's result.
ORACLE = """
import json, os, pathlib, sys, tempfile
sys.path.insert(0, sys.argv[1])
import pandas as pd
import judge_data, worker_operations, worker_split

data, features = pd.read_csv(sys.argv[2]), ["Red", "Green", "Blue"]
own = data[features].copy()
own.insert(0, "row", range(len(own)))
own.insert(1, "copy", 0)
own["label"] = data["Fruit"]
complete = data.dropna()
choices = {"clean": ["none", "drop", "fill"], "outliers": ["keep", "drop", "clip"], "scale": ["none"],
           "encode": ["model_order", "sorted"], "balance": ["none", "undersample", "oversample"],
           "augment": ["none", "jitter"], "split": [0.1, 0.3]}
said = {}
for operation, possible in choices.items():
    for choice in possible:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            pathlib.Path("before").mkdir()
            table, rows = (own, data) if operation == "clean" else (own.dropna(), complete)
            table.to_csv("in.csv", index=False)
            rows.to_csv("before/data.csv", index=False)
            request = {"task": operation, "input": "in.csv", "features": features, "choice": choice,
                       "output": "out.csv", "labels": sorted(rows["Fruit"].unique()), "train": "train.csv", "test": "test.csv"}
            if operation == "split":
                worker_split.split(request | {"fraction": choice})
            else:
                getattr(worker_operations, operation)(request)
            written = ["train.csv", "test.csv"] if operation == "split" else ["out.csv"]
            for name in written:
                made = pd.read_csv(name).drop(columns=["row", "copy"]).rename(columns={"label": "Fruit"})
                made.to_csv(name, index=False)
            verdict = judge_data.judge({"work": folder, "before": folder + "/before", "features": features,
                "label": "Fruit", "operation": operation, "labels": request["labels"], "rows": rows[features].values.tolist(),
                "row_labels": rows["Fruit"].tolist(), "read": ["data.csv"], "written": written,
                "named": written, "data_files": ["data.csv"], "model": "", "window": 0})
            said[f"{operation} {choice}"] = [one["message"] for one in verdict["findings"] if one["severity"] == "error"]
print(json.dumps(said))
"""


class Oracle(unittest.TestCase):
    def test_what_the_tools_own_operations_write_passes_the_judge(self):
        answer = subprocess.run(
            [tools_python(), "-c", ORACLE, ROOT / "python", FOLDER / "messy" / "messy.csv"],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(answer.returncode, 0, answer.stderr)
        said = json.loads(answer.stdout)
        self.assertGreaterEqual(len(said), 16)
        self.assertEqual({name: messages for name, messages in said.items() if messages}, {})


class Sample(unittest.TestCase):
    def test_the_judge_reaches_its_aims_on_every_eighth_case(self):
        command = [sys.executable, "-B", str(ROOT / "bench" / "scriptset.py"), "--every", "8", "--from", "3", "-v"]
        answer = subprocess.run(
            [*command, "--binary", os.environ["AUTOPILOT_BINARY"]], capture_output=True, text=True, check=False
        )
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)


if __name__ == "__main__":
    unittest.main()
