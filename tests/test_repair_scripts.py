"""`autopilot repair --stage dp|mc`: scripts with one fault that has one cure, mended and judged by what they leave behind."""

import json
import stat

from program import ProgramTest

CLEAN = 'import pandas as pd\n\n# Rows that stand there twice.\ndf = pd.read_csv("colours.csv").drop_duplicates()\ndf.to_csv("out.csv", index=False)\n'
CONVERT = """import pandas as pd
import tensorflow as tf

model = tf.keras.models.load_model("model.keras")


def rows():
    for row in pd.read_csv("colours.csv")[["Red", "Green", "Blue"]].to_numpy("float32"):
        yield [row.reshape(1, 3)]


converter = tf.lite.TFLiteConverter.from_keras_model(model)
converter.optimizations = [tf.lite.Optimize.DEFAULT]
converter.representative_dataset = rows
converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
converter._experimental_disable_per_channel_quantization_for_dense_layers = True
converter.inference_input_type = tf.float32
converter.inference_output_type = tf.float32
data = converter.convert()
with open("small.tflite", "wb") as file:
    file.write(data)
"""
NOISE = """    for _ in range(100):
        yield [np.random.rand(1, 224, 224, 3).astype(np.float32)]
"""


class ScriptRepairTest(ProgramTest):
    stage = "dp"
    good = CLEAN
    arguments: tuple[str, ...] = ()

    def write(self, *edits: tuple[str, str]) -> str:
        """script.py: the good one after these edits, each of which occurs."""
        text = self.good
        for old, new in edits:
            self.assertIn(old, text)
            text = text.replace(old, new)
        (self.folder / "script.py").write_text(text, encoding="utf-8")
        return text

    def repair(self, status: int, *edits: tuple[str, str], more: tuple[str, ...] = ()) -> dict:
        self.write(*edits)
        words = ("repair", "app.toml", "script.py", "--stage", self.stage, *self.arguments, *more)
        return self.expect_json(status, *words, "--json")

    def expect_mended(self, rule: str, *edits: tuple[str, str], more: tuple[str, ...] = ()) -> str:
        """What these edits broke is mended by this rule, and passes; the text."""
        result = self.repair(0, *edits, more=more)
        self.assertEqual(result["before"]["verdict"], "reject", result["before"])
        self.assertEqual(result["after"]["verdict"], "pass", result["after"])
        self.assertIn(rule, {repair["rule"] for repair in result["repairs"]}, result["repairs"])
        self.assertEqual(result["tokens"], 0)
        for repair in result["repairs"]:
            self.assertGreater(repair["line"], 0)
        return result["text"]


class Data(ScriptRepairTest):
    def test_a_good_one_stays(self):
        result = self.repair(0)
        self.assertIs(result["changed"], False)
        self.assertEqual(result["text"], CLEAN)

    def test_a_path_that_is_not_there(self):
        text = self.expect_mended("repair/script-paths", ('"colours.csv"', "'data/colours.csv'"))
        self.assertEqual(text, CLEAN.replace('"colours.csv"', "'colours.csv'"))

    def test_a_missing_import(self):
        text = self.expect_mended("repair/script-imports", ("import pandas as pd\n\n", ""))
        self.assertIn("import pandas as pd\ndf = pd.read_csv", text)

    def test_another_name_than_the_one_asked_for(self):
        text = self.expect_mended("repair/script-paths", ('"out.csv"', '"result.csv"'), more=("--outputs", "out.csv"))
        self.assertEqual(text, CLEAN)

    def test_a_folder_that_is_not_there(self):
        text = self.expect_mended("repair/script-paths", ('"out.csv"', '"made/here/out.csv"'))
        self.assertIn('os.makedirs("made/here", exist_ok=True)', text)

    def test_columns_and_classes_in_another_case(self):
        loop = 'df = df[df["thing"] != "nothing"]\ndf.to_csv'
        self.assertIn('df["Thing"]', self.expect_mended("repair/script-words", ("df.to_csv", loop)))

    def test_an_argument_under_its_present_name(self):
        encode = (
            "from sklearn.preprocessing import OneHotEncoder\n"
            'OneHotEncoder(sparse=False).fit(df[["Thing"]])\ndf.to_csv'
        )
        text = self.expect_mended("repair/script-arguments", ("df.to_csv", encode))
        self.assertIn("OneHotEncoder(sparse_output=False)", text)

    def test_what_has_no_cure_stays(self):
        result = self.repair(1, ("df.to_csv", 'raise ValueError("no")\ndf.to_csv'))
        self.assertIs(result["changed"], False)
        self.assertEqual(result["repairs"], [])

    def test_what_is_no_python_stays_with_the_reason(self):
        result = self.repair(1, ("df.to_csv", "df..to_csv"))
        self.assertIs(result["changed"], False)
        self.assertIn("no Python", result["not_tried"])
        (self.folder / "latin.py").write_bytes(CLEAN.replace("import pandas as pd", "# \u00fc").encode("latin-1"))
        result = self.expect_json(1, "repair", "app.toml", "latin.py", "--stage", "dp", "--json")
        self.assertIs(result["changed"], False)
        self.assertIn("UTF-8", result["not_tried"])
        result = self.repair(1, ("df.to_csv", "x = " + "(" * 5000 + "\ndf.to_csv"))
        self.assertIn("not_tried", result)


class Output(ScriptRepairTest):
    def test_difference_and_in_place(self):
        before = self.write(("import pandas as pd\n", ""))
        path = self.folder / "script.py"
        path.chmod(0o750)
        done = self.expect(0, "repair", "app.toml", "script.py", "--stage", "dp")
        self.assertTrue(done.stdout.startswith("--- script.py\n+++ script.py\n@@ "), done.stdout)
        self.assertIn("+import pandas as pd\n", done.stdout)
        self.assertEqual(path.read_text(encoding="utf-8"), before)
        self.expect(0, "repair", "app.toml", "script.py", "--stage", "dp", "--in-place")
        self.assertIn("import pandas", path.read_text(encoding="utf-8"))
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o750)
        self.assertFalse((self.folder / "out.csv").exists())

    def test_a_repaired_step_is_there_for_the_next(self):
        broken = CLEAN.replace("import pandas as pd\n", "")
        later = 'import pandas as pd\npd.read_csv("out.csv").to_csv("more.csv", index=False)\n'
        cases = [
            {"id": "later", "as": "script", "stage": "dp", "text": later, "run": "r", "step": 2},
            {"id": "plan", "as": "reply", "stage": "dp", "text": '{"clean": "Remove what is there twice."}', "run": "r"},
            {"id": "first", "as": "reply", "stage": "dp", "text": f"```python\n{broken}```\n", "run": "r", "step": 1},
            {"id": "alone", "as": "script", "stage": "dp", "text": later},
        ]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        done = self.expect(0, "repair", "app.toml", "--batch", "cases.jsonl")
        later, plan, first, alone = (json.loads(line) for line in done.stdout.splitlines())
        self.assertEqual((plan["before"]["verdict"], plan["changed"]), ("pass", False))
        self.assertEqual((first["before"]["verdict"], first["after"]["verdict"]), ("reject", "pass"))
        self.assertEqual((later["before"]["verdict"], later["changed"]), ("pass", False))
        self.assertEqual(alone["before"]["root_cause"], "script_failed")

    def test_what_does_not_fit_together_is_refused(self):
        self.write()
        for words, says in (
            (["--stage", "dp", "--as", "sketch"], "no sketch"),
            (["--operation", "clean"], "--stage dp"),
            (["--stage", "dp", "--operation", "wash"], "wash"),
        ):
            self.expect_refusal("repair", "app.toml", "script.py", *words, says=[says])


class Conversion(ScriptRepairTest):
    stage = "mc"
    good = CONVERT

    def test_a_good_one_stays(self):
        self.assertIs(self.repair(0)["changed"], False)

    def test_calibration_with_noise_and_without_import(self):
        real = CONVERT[CONVERT.index("    for row") : CONVERT.index("\n\nconverter =")]
        text = self.expect_mended("repair/script-calibration", (real, NOISE), ("import pandas as pd\n", ""))
        self.assertNotIn("random", text)
        self.assertIn('pd.read_csv("colours.csv")', text)

    def test_a_model_that_is_loaded_as_something_else(self):
        text = self.expect_mended(
            "repair/script-model",
            ('model = tf.keras.models.load_model("model.keras")', 'model = "path/to/saved_model"'),
            ("from_keras_model", "from_saved_model"),
        )
        self.assertIn('model = "model.keras"', text)
        self.assertIn("from_keras_model(tf.keras.models.load_model(model))", text)

    def test_types_and_scales_that_the_runtime_does_not_take(self):
        text = self.expect_mended(
            "repair/script-types",
            ("output_type = tf.float32", "output_type = tf.uint8"),
            ("converter._experimental_disable_per_channel_quantization_for_dense_layers = True\n", ""),
        )
        self.assertIn("output_type = tf.float32", text)
        self.assertIn("_disable_per_channel_quantization_for_dense_layers = True", text)

    def test_text_mode_and_no_quantisation(self):
        text = self.expect_mended("repair/script-mode", ('"wb"', '"w"'))
        self.assertEqual(text, CONVERT)
