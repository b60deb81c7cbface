"""Correct sketches in truly different styles: structure, naming, parts of the API, timing, ways to report. All pass."""

import json

from program import FIXTURES, ProgramTest


class Styles(ProgramTest):
    def test_every_correct_sketch_passes(self):
        sketches = sorted((FIXTURES / "styles").glob("*.ino"))
        self.assertGreaterEqual(len(sketches), 25)
        cases = [
            {"id": path.stem, "as": "sketch", "stage": "sg", "text": path.read_text(encoding="utf-8")}
            for path in sketches
        ]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl", "--jobs", "2", timeout=800)
        for line in answer.stdout.splitlines():
            verdict = json.loads(line)
            with self.subTest(verdict["id"]):
                self.assertEqual(verdict["verdict"], "pass", verdict["findings"])
