"""The set of scripts: that its cases are what they say they are, and that the judge knows every eighth of them."""

import os
import pathlib
import subprocess
import sys
import tomllib
import unittest

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


class Sample(unittest.TestCase):
    def test_the_judge_reaches_its_aims_on_every_eighth_case(self):
        command = [sys.executable, "-B", str(ROOT / "bench" / "scriptset.py"), "--every", "8", "--from", "3", "-v"]
        answer = subprocess.run(
            [*command, "--binary", os.environ["AUTOPILOT_BINARY"]], capture_output=True, text=True, check=False
        )
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)


if __name__ == "__main__":
    unittest.main()
