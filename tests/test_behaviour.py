"""Wishes beyond reporting ([[behaviour]]): written by a model, tested by their check, judged in every sketch."""

import json

from test_run import RunTest

PIECES = {
    "sensor_begin": "bool sensor_begin() {\n  return APDS.begin();\n}",
    "read_raw": "void read_raw(int& r, int& g, int& b) {\n  APDS.readColor(r, g, b);\n}",
    "features": "void features(int r, int g, int b, float x[3]) {\n  const float s = float(r) + g + b;\n"
    "  x[0] = r / s;\n  x[1] = g / s;\n  x[2] = b / s;\n}",
    "report": "void report(const float score[3]) {\n  int best = 0;\n"
    "  for (int i = 1; i < 3; ++i) if (score[i] > score[best]) best = i;\n  say(LABELS[best]);\n}",
}

LIGHT = "void behaviour_1(int answer) {\n  light(LEDG, answer == LABEL_LEAF);\n}"
WRONG_LIGHT = "void behaviour_1(int answer) {\n  light(LEDG, answer == LABEL_SKY);\n}"

CHECKED = """
[[behaviour]]
text = "light the green LED while it is a leaf"
given = ["Brick", "Leaf", "Sky", "pause 1 s"]
expect = ["LEDG off", "LEDG on", "LEDG off", "LEDG off"]
"""


class WishTest(RunTest):
    def wish(self, text: str) -> None:
        path = self.folder / "app.toml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def serve_pieces(self, *behaviours: str, check: dict | None = None) -> None:
        """Right pieces, and for the behaviour one function after the other, the last one again and again."""
        left = list(behaviours)

        def answer(question: str) -> str:
            if "Now write the check" in question:
                return json.dumps(check)
            last = question.rsplit("Now write the whole function", 1)[1]
            if " behaviour_1(" in last:
                return f"```cpp\n{left.pop(0) if len(left) > 1 else left[0]}\n```"
            return f"```cpp\n{next(code for name, code in PIECES.items() if f' {name}(' in last)}\n```"

        self.serve(answer)


class Wish(WishTest):
    def test_the_first_function_that_passes_its_check_is_taken(self):
        self.wish(CHECKED)
        self.serve_pieces(WRONG_LIGHT, LIGHT)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--json")["stages"]
        self.assertEqual((stage["verdict"], stage["attempts"], stage["reference_pieces"]), ("pass", 6, []))
        sketch = next(artifact for artifact in stage["artifacts"] if artifact.endswith(".ino"))
        source = (self.folder / sketch).read_text(encoding="utf-8")
        self.assertIn("light(LEDG, answer == LABEL_LEAF)", source)
        self.expect(0, "verify", "app.toml", sketch)
        (self.folder / "wrong.ino").write_text(source.replace("LABEL_LEAF);", "LABEL_BRICK);"), encoding="utf-8")
        (self.folder / "model.h").write_text((self.folder / sketch).with_name("model.h").read_text("utf-8"), "utf-8")
        verdict = self.expect_json(1, "verify", "app.toml", "wrong.ino", "--json")
        self.assertEqual((verdict["gate"], verdict["root_cause"]), ("semantics", "behaviour_not_met"))
        example = next(f for f in verdict["findings"] if f["severity"] == "error")["counterexample"]
        self.assertEqual(example, {"input": "Brick", "expected": "LEDG off", "got": "LEDG is on"})
        scores = self.expect_json(0, "journal", "scores", "--json")
        (whole,) = [score for score in scores if not score["step"]]
        self.assertEqual((whole["runs"], whole["won"], whole["protocol"]), (1, 1, "guided"))
        (wish,) = [score for score in scores if score["step"] == "behaviour_1"]
        self.assertEqual((wish["won"], wish["attempts"]), (1, 2))

    def test_nobody_but_a_model_writes_it(self):
        self.wish(CHECKED)
        run = self.expect_json(1, "run", "app.toml", "--stages", "sg", "--provider", "reference", "--json")
        self.assertEqual(run["verdict"], "reject")
        self.assertIn("behaviour_not_met", self.expect(0, "journal", "show", "last").stdout)

    def test_a_model_that_never_gets_it_right_fails_and_keeps_its_other_pieces(self):
        self.wish(CHECKED)
        self.serve_pieces(WRONG_LIGHT)
        (stage,) = self.expect_json(1, "run", "app.toml", "--stages", "sg", "--json")["stages"]
        self.assertEqual((stage["verdict"], stage["reference_pieces"]), ("reject", []))
        self.assertGreater(stage["model_share"], 0)

    def test_a_check_that_is_missing_is_proposed_shown_and_used(self):
        self.wish('\n[[behaviour]]\ntext = "light the green LED while it is a leaf"\n')
        steps = [
            {"given": "Leaf", "led": "LEDG on", "says": ""},
            {"given": "Sky", "led": "LEDG off", "says": ""},
        ]
        self.serve_pieces(LIGHT, check={"steps": steps})
        answer = self.expect(0, "run", "app.toml", "--stages", "sg", "--json")
        (stage,) = json.loads(answer.stdout)["stages"]
        proposed = next(artifact for artifact in stage["artifacts"] if artifact.endswith("proposed-checks.toml"))
        text = (self.folder / proposed).read_text(encoding="utf-8")
        self.assertIn('given  = ["Leaf","Sky"]', text)
        self.assertIn('expect = ["LEDG on","LEDG off"]', text)
        self.assertIn('given  = ["Leaf","Sky"]', answer.stderr)

    def test_checks_that_cannot_be_are_bad_input(self):
        self.wish(CHECKED)
        line = (self.folder / "app.toml").read_text(encoding="utf-8").splitlines().index("[[behaviour]]") + 1
        for old, new, says in (
            ('"Sky", "pause', '"Cloud", "pause', 'no label of the model.*Brick, Leaf, Sky'),
            ('"LEDG on"', '"LEDX on"', 'no pin "LEDX".*LEDG'),
            ('"LEDG on"', '"green"', "nothing that can be seen"),
            ('"Brick", "Leaf", "Sky", "pause', '"Brick", "Leaf", "pause', "given has 3 steps, expect has 4"),
        ):
            with self.subTest(new):
                self.edit("app.toml", old, new)
                self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b", f"(?s){says}"])
                self.edit("app.toml", new, old)
