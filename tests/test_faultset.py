"""The fault set: that its cases are what they say they are, and that the judge knows every eighth of them."""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "faultset"


def cases() -> list[dict]:
    return tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))["case"]


def words(name: str) -> list[str]:
    """What a compiler would see: no comments, no blanks."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return re.findall(r"\w+|[^\w\s]", re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S))


class Cases(unittest.TestCase):
    def test_every_sketch_is_a_case_once(self):
        listed = sorted(case["file"] for case in cases())
        there = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.ino"))
        self.assertEqual(listed, there)
        self.assertEqual(len({case["id"] for case in cases()}), len(listed))

    def test_every_case_names_what_it_must(self):
        causes = tomllib.loads((ROOT / "profiles" / "root-causes.toml").read_text(encoding="utf-8"))
        known = {name for table in causes.values() for name in table}
        correct = {case["file"] for case in cases() if case["expected"] == "pass"}
        for case in cases():
            with self.subTest(case["id"]):
                self.assertTrue((ROOT / "examples" / case["app"] / "app.toml").is_file())
                self.assertTrue(case["about"])
                if case["expected"] == "pass":
                    self.assertFalse({"causes", "base"} & set(case))
                    continue
                self.assertEqual(case["expected"], "fail")
                self.assertTrue(case["causes"])
                self.assertLessEqual(set(case["causes"]), known)
                self.assertIn(case["base"], correct)

    def test_a_fault_changes_a_little_of_a_correct_sketch(self):
        for case in cases():
            if case["expected"] == "pass":
                continue
            with self.subTest(case["id"]):
                old, new = words(case["base"]), words(case["file"])
                likeness = difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()
                self.assertLess(likeness, 1)
                self.assertGreater(likeness, 0.75)

    def test_no_correct_sketch_is_another_with_other_words(self):
        seen = {}
        for case in cases():
            if case["expected"] == "pass":
                # Names, numbers and texts do not make a style.
                shape = tuple("n" if re.match(r"\w", word) else word for word in words(case["file"]))
                self.assertFalse(shape in seen, f"{case['id']} is {seen.get(shape)}")
                seen[shape] = case["id"]

    def test_there_are_enough_of_them(self):
        scored = [case for case in cases() if case.get("scored", True)]
        self.assertGreaterEqual(sum(case["expected"] == "pass" for case in scored), 150)
        self.assertGreaterEqual(sum(case["expected"] == "fail" for case in scored), 100)


class Sample(unittest.TestCase):
    def test_the_judge_reaches_its_aims_on_every_eighth_case(self):
        command = [sys.executable, "-B", str(ROOT / "bench" / "faultset.py"), "--every", "8", "-v"]
        answer = subprocess.run(
            [*command, "--binary", os.environ["AUTOPILOT_BINARY"]], capture_output=True, text=True, check=False
        )
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)


if __name__ == "__main__":
    unittest.main()
