"""Functions on whole tables and converters, which stronger models may write: judged by what they make."""

import json
import re
import sqlite3
from typing import Callable

from test_run import RunTest

FEATURE = "```python\ndef feature(r, g, b):\n    s = r + g + b\n    return [r / s, g / s, b / s]\n```"
WRITES = 'writes = ["functions"]'

DROP_OUTLIERS = """
    names = ["Red", "Green", "Blue"]
    groups = df.groupby("label")[names]
    far = ((df[names] - groups.transform("mean")) / groups.transform("std", ddof=0)).abs().max(axis=1) > 3
    return df[~far]
"""
ENCODE = """
    df = df.copy()
    df["class"] = df["label"].str.lower().map({"brick": 0, "leaf": 1, "sky": 2})
    return df
"""
SETTINGS = """
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    converter.representative_dataset = lambda: ([ROW] for row in rows)
"""
RIGHT_ROW = "row.reshape(1, 3).astype(np.float32)"


def transform(body: str) -> str:
    return f"Here it is:\n```python\ndef transform(df):{body}```\n"


def configure(body: str) -> str:
    return f"```python\ndef configure(converter, rows):{body}```\n"


class FunctionsTest(RunTest):
    """The model's answers by what it is asked for; the tasks of `transform` by a word of theirs."""

    def answer(self, outliers: Callable[[], str], encode: Callable[[], str]) -> Callable[[str], str]:
        def reply(question: str) -> str:
            if "def transform(df)" in question:
                return encode() if "Add a column `class`" in question else outliers()
            if "def feature(" in question:
                return FEATURE
            offered = re.findall(r'\{"choice": "([^"]+)"\}', question)
            return json.dumps({"choice": next(c for c in ("drop", "0.2", "all", "none") if c in offered)})

        return reply

    def add_outlier(self) -> None:
        with (self.folder / "colours.csv").open("a", encoding="utf-8") as file:
            file.write("0.44,0.34,0.22,Brick\n")

    def rows(self, query: str) -> list[tuple]:
        journal = sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite")
        self.addCleanup(journal.close)
        return journal.execute(query).fetchall()

    def causes(self, step: str) -> list[str]:
        return [cause for (cause,) in self.rows(f"SELECT root_cause FROM attempts WHERE step = '{step}' ORDER BY id")]

    def decided_by(self, step: str) -> str:
        return self.rows(f"SELECT decided_by FROM steps WHERE step = '{step}'")[0][0]


class Transform(FunctionsTest):
    def test_a_right_function_takes_the_place_of_the_tools_own(self):
        self.add_outlier()
        self.serve(self.answer(lambda: transform(DROP_OUTLIERS), lambda: transform(ENCODE)), WRITES)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "dp", "--json")["stages"]
        self.assertEqual(stage["verdict"], "pass")
        self.assertEqual(stage["reference_pieces"], [])
        for step in ("transform_outliers", "transform_encode"):
            self.assertEqual((self.causes(step), self.decided_by(step)), ([""], "model"))
        names = {artifact.rsplit("/", 1)[1] for artifact in stage["artifacts"]}
        self.assertGreaterEqual(names, {"outliers.py", "encode.py", "train.csv"})

    def test_wrong_functions_are_rejected_for_what_they_did_and_the_tools_own_stands(self):
        self.add_outlier()
        wrong = iter(
            [
                '\n    return df[df["label"] != "Sky"]\n',
                '\n    df = df.copy()\n    df["label"] = df["label"].sample(frac=1, random_state=1).values\n    return df\n',
                '\n    return df.drop(columns=["label"])\n',
                "\n    return df\n",
                "\n    return df.no_such_thing()\n",
            ]
        )
        server = self.serve(self.answer(lambda: transform(next(wrong)), lambda: transform(ENCODE)), WRITES)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "dp", "--json")["stages"]
        self.assertEqual(
            self.causes("transform_outliers"),
            ["class_lost", "labels_shuffled", "label_lost", "script_failed", "script_failed"],
        )
        self.assertEqual(self.decided_by("transform_outliers"), "reference")
        self.assertEqual(stage["reference_pieces"], ["transform_outliers"])
        self.assertEqual(stage["verdict"], "pass")
        second = [question for question in server.questions if "def transform(df)" in question][1]
        self.assertIn("no row of class Sky is left", second)

    def test_a_model_that_may_not_write_functions_is_not_asked_for_them(self):
        server = self.serve(self.answer(lambda: "never", lambda: "never"))
        self.expect(0, "run", "app.toml", "--stages", "dp")
        self.assertEqual([question for question in server.questions if "def transform(df)" in question], [])

    def test_a_recording_replays_with_the_same_questions(self):
        self.serve(self.answer(lambda: "never", lambda: transform(ENCODE)), WRITES)
        first = self.expect_json(0, "run", "app.toml", "--stages", "dp", "--json")
        lines = self.expect(0, "journal", "export", "last").stdout
        self.assertIn('"step":"transform_encode"', lines)
        (self.folder / "replies.jsonl").write_text(lines, encoding="utf-8")
        again = self.expect_json(
            0, "run", "app.toml", "--stages", "dp", "--json", "--replay", "replies.jsonl", "--out", "again"
        )
        self.assertEqual(self.stages(again), self.stages(first))


class Configure(FunctionsTest):
    def setUp(self) -> None:
        super().setUp()
        self.edit("app.toml", 'io = "float32"', 'io = "int8"')
        self.edit("app.toml", 'tflite = "model.tflite"\n', "")

    def convert(self, bodies: list[str]) -> dict:
        answers = iter(bodies)

        def reply(question: str) -> str:
            if "def configure(converter, rows)" in question:
                return configure(next(answers))
            return '{"choice": "all"}'

        self.server = self.serve(reply, WRITES)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "mc", "--json", timeout=800)["stages"]
        self.assertEqual(stage["verdict"], "pass")
        return stage

    def test_noise_and_wrong_types_are_rejected_and_the_data_pass(self):
        stage = self.convert(
            [
                SETTINGS.replace("ROW", "np.random.rand(1, 3).astype(np.float32)"),
                SETTINGS.replace("tf.int8", "tf.float32").replace("ROW", RIGHT_ROW),
                "\n    converter.quantize_everything()\n",
                SETTINGS.replace("ROW", RIGHT_ROW),
            ]
        )
        self.assertEqual(
            self.causes("configure"), ["calibration_noise", "dtype_not_as_asked", "conversion_failed", ""]
        )
        self.assertEqual((self.decided_by("configure"), stage["reference_pieces"]), ("model", []))
        self.assertIn("not in the application's data", json.loads(self.server.questions[-3])["messages"][-1]["content"])

    def test_without_a_right_function_the_tools_own_conversion_stands(self):
        wrong = SETTINGS.replace("ROW", "np.full((1, 3), NUMBER, dtype=np.float32)")
        stage = self.convert([wrong.replace("NUMBER", str(number)) for number in range(5)])
        self.assertEqual(self.causes("configure"), ["calibration_noise"] * 5)
        self.assertEqual((self.decided_by("configure"), stage["reference_pieces"]), ("reference", ["configure"]))
