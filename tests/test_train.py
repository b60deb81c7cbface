"""From a table alone to a verified sketch, and what stands in the way of that."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import tabular
from program import ProgramTest

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


class TrainTest(ProgramTest):
    def run_reference(self, status: int = 0, *more: str) -> dict[str, dict]:
        """A run without a language model; its stages by name."""
        run = self.expect_json(status, "run", "app.toml", "--provider", "reference", "--json", *more, timeout=800)
        self.assertEqual(run["verdict"], "pass" if status == 0 else "reject")
        return {stage["stage"]: stage for stage in run["stages"]}

    def artifact(self, stage: dict, suffix: str) -> pathlib.Path:
        (found,) = [path for path in stage["artifacts"] if path.endswith(suffix)]
        return pathlib.Path(found)

    def only_data(self) -> None:
        """The colour application without its model."""
        for line in ('keras = "model.keras"\n', 'tflite = "model.tflite"\n'):
            self.edit("app.toml", line, "")


class ColourWithoutModel(TrainTest):
    def setUp(self) -> None:
        super().setUp()
        self.only_data()

    def test_a_csv_alone_becomes_a_verified_sketch(self):
        stages = self.run_reference()
        self.assertEqual(list(stages), ["dp", "train", "mc", "sg"])
        train = stages["train"]
        self.assertGreater(train["measures"]["accuracy"], 0.9)
        counts = train["confusion"]["counts"]
        self.assertEqual(train["confusion"]["labels"], ["Brick", "Leaf", "Sky"])
        self.assertEqual(sum(map(sum, counts)), train["measures"]["test_samples"])
        right = sum(counts[i][i] for i in range(3)) / train["measures"]["test_samples"]
        self.assertAlmostEqual(right, train["measures"]["accuracy"])
        self.assertEqual(train["completion_tokens"], 0)

    def test_the_same_seed_trains_the_same_model_and_the_report_has_its_confusion(self):
        first = self.run_reference(0, "--stages", "dp,train")
        again = self.run_reference(0, "--stages", "dp,train", "--out", "again")
        self.assertEqual(first["train"]["confusion"], again["train"]["confusion"])
        measures = [{k: v for k, v in s["train"]["measures"].items() if k != "seconds"} for s in (first, again)]
        self.assertEqual(*measures)
        report = self.artifact(first["train"], "model.keras").parent.parent / "report.html"
        self.assertIn("What the trained model takes held-out samples for", report.read_text(encoding="utf-8"))

    def test_a_run_is_resumed_by_its_stages(self):
        self.expect(0, "run", "app.toml", "--provider", "reference", "--stages", "dp,train")
        answer = self.expect_json(0, "run", "--resume", "last", "--json")
        self.assertEqual([stage["stage"] for stage in answer["stages"]], ["dp", "train"])

    def test_stages_that_leave_the_training_out_are_refused(self):
        self.expect_refusal(
            "run", "app.toml", "--stages", "mc,sg", "--provider", "reference", says=["names no model", "add dp and train"]
        )

    def test_a_sketch_cannot_be_judged_without_a_model(self):
        (self.folder / "x.ino").write_text("void setup() {}\nvoid loop() {}\n", encoding="utf-8")
        self.expect_refusal("verify", "app.toml", "x.ino", says=["names no model", "preprocessing"])

    def test_labels_are_taken_from_the_data(self):
        text = (self.folder / "app.toml").read_text(encoding="utf-8")
        (self.folder / "app.toml").write_text(re.sub(r"(?m)^labels = .*\n", "", text), encoding="utf-8")
        self.assertEqual(self.expect_json(0, "inspect", "app.toml", "--json")["model"]["labels"], ["Brick", "Leaf", "Sky"])


class Preprocessing(TrainTest):
    """What scaled the training rows is in the sketch, and a sketch without it does not pass."""

    def setUp(self) -> None:
        super().setUp()
        shutil.rmtree(self.folder)
        tabular.write_application("iris", self.folder)

    def test_the_scaling_is_in_the_contract_and_enforced(self):
        stages = self.run_reference()
        folder = self.artifact(stages["dp"], "preprocessing.json").parent.parent
        contract = json.loads((folder / "contract.json").read_text(encoding="utf-8"))
        preprocessing = contract["preprocessing"]
        self.assertIn(preprocessing["kind"], ("standard", "minmax"))
        self.assertEqual(len(preprocessing["inputs"]), 4)
        self.assertEqual(preprocessing["verified"]["rows"], 150)
        self.assertLess(preprocessing["verified"]["largest_difference"], 1e-5)
        self.assertLess(preprocessing["statistics_rows"], 150)
        self.assertIn(" / ", contract["features"][0]["expression"])

        sketch = self.artifact(stages["sg"], ".ino").read_text(encoding="utf-8")
        self.assertIn("OFFSET", sketch)
        # From here on the trained model is one that is given, with what was done to its inputs.
        model, chain = self.artifact(stages["train"], "model.keras"), self.artifact(stages["dp"], "preprocessing.json")
        features = json.dumps([entry["feature"] for entry in preprocessing["inputs"]])
        labels = json.dumps(contract["model"]["labels"])
        shutil.copy(model, self.folder / "model.keras")
        shutil.copy(chain, self.folder / "chain.json")
        self.edit("app.toml", 'label = "kind"', f'label = "kind"\nfeatures = {features}')
        self.edit(
            "app.toml", "[model]\n", f'[model]\nkeras = "model.keras"\npreprocessing = "chain.json"\nlabels = {labels}\n'
        )
        (self.folder / "right.ino").write_text(sketch, encoding="utf-8")
        self.assertEqual(self.expect_json(0, "verify", "app.toml", "right.ino", "--json")["verdict"], "pass")
        wrong = sketch.replace("  features(row, x);\n", "  for (int i = 0; i < 4; ++i) x[i] = row[i];\n")
        self.assertNotEqual(wrong, sketch)
        (self.folder / "wrong.ino").write_text(wrong, encoding="utf-8")
        verdict = self.expect_json(1, "verify", "app.toml", "wrong.ino", "--json")
        self.assertEqual(verdict["root_cause"], "input_scaling")
        # Constants of other inputs are no preprocessing of these.
        self.edit("app.toml", features, json.dumps(json.loads(features)[::-1]))
        self.expect_refusal("inspect", "app.toml", says=["chain.json", "it is about the inputs"])

    def test_other_ways_to_read_a_row_pass_too(self):
        stages = self.run_reference()
        sketch = self.artifact(stages["sg"], ".ino").read_text(encoding="utf-8")
        chain = json.loads(self.artifact(stages["dp"], "preprocessing.json").read_text(encoding="utf-8"))
        features = json.dumps([entry["feature"] for entry in chain["inputs"]])
        shutil.copy(self.artifact(stages["train"], "model.keras"), self.folder / "model.keras")
        shutil.copy(self.artifact(stages["dp"], "preprocessing.json"), self.folder / "chain.json")
        self.edit("app.toml", 'label = "kind"', f'label = "kind"\nfeatures = {features}')
        labels = json.dumps(stages["train"]["confusion"]["labels"])
        self.edit(
            "app.toml", "[model]\n", f'[model]\nkeras = "model.keras"\npreprocessing = "chain.json"\nlabels = {labels}\n'
        )
        begin, end = sketch.index("bool read_row("), sketch.index("void loop() {")
        ways = {
            "floats": "if (!Serial.available()) return false;\n"
            "  for (int i = 0; i < 4; ++i) row[i] = Serial.parseFloat();\n"
            "  while (Serial.available() && Serial.peek() <= ' ') Serial.read();\n  return true;",
            "line": "if (!Serial.available()) return false;\n  String line = Serial.readStringUntil('\\n');\n"
            "  int from = 0;\n  for (int i = 0; i < 4; ++i) {\n    int to = line.indexOf(',', from);\n"
            "    row[i] = (to < 0 ? line.substring(from) : line.substring(from, to)).toFloat();\n"
            "    from = to + 1;\n  }\n  return true;",
        }
        for name, body in ways.items():
            with self.subTest(name):
                text = sketch[:begin] + "bool read_row(float row[4]) {\n  " + body + "\n}\n" + sketch[end:]
                (self.folder / f"{name}.ino").write_text(text, encoding="utf-8")
                verdict = self.expect_json(0, "verify", "app.toml", f"{name}.ino", "--json")
                self.assertEqual(verdict["verdict"], "pass", verdict)


class DataSets(TrainTest):
    """Slow: scikit-learn's data sets, with float and with int8 models."""

    def test_each_becomes_a_verified_sketch(self):
        for io in ("float32", "int8"):
            for name in tabular.NAMES:
                with self.subTest(f"{name} {io}"):
                    shutil.rmtree(self.folder)
                    tabular.write_application(name, self.folder, io)
                    stages = self.run_reference()
                    self.assertGreaterEqual(stages["train"]["measures"]["accuracy"], 0.85)
                    self.assertGreaterEqual(stages["sg"]["measures"]["accuracy"], 0.85)


class Windows(TrainTest):
    def test_recordings_in_a_folder_train_a_model_of_windows(self):
        shutil.rmtree(self.folder)
        shutil.copytree(EXAMPLES / "gesture" / "data", self.folder / "data")
        (self.folder / "app.toml").write_text(
            '[application]\nname = "Gesture"\n[data]\nfiles = ["data"]\nlabel = "from-file-name"\n[model]\n'
            '[[sensor]]\npart = "LSM9DS1"\nmap = { aX = "ax*1000", aY = "ay*1000", aZ = "az*1000" }\n'
            "rate_hz = 25\nwindow = 64\n",
            encoding="utf-8",
        )
        stages = self.run_reference(0, "--stages", "dp,train,mc")
        train = stages["train"]
        self.assertEqual(train["confusion"]["labels"], ["circle", "line", "rest", "zigzag"])
        self.assertGreaterEqual(train["measures"]["accuracy"], 0.85)
        contract = json.loads(
            (self.artifact(train, "model.keras").parent.parent / "contract.json").read_text(encoding="utf-8")
        )
        self.assertEqual(contract["model"]["tflite"]["input"]["shape"], [1, 192])
        self.assertIn("ax*1000", contract["features"][0]["expression"])


class UnusualFiles(TrainTest):
    """Files as spreadsheets write them are read as they are; what is told about them stands in the notes."""

    def setUp(self) -> None:
        super().setUp()
        self.text = (self.folder / "colours.csv").read_text(encoding="utf-8")
        self.facts = self.expect_json(0, "inspect", "app.toml", "--json")["data"]

    def expect_same(self, data: bytes, says: str = "") -> None:
        (self.folder / "colours.csv").write_bytes(data)
        contract = self.expect_json(0, "inspect", "app.toml", "--json")
        for key in ("rows", "columns", "classes", "all_columns", "duplicate_rows"):
            self.assertEqual(contract["data"][key], self.facts[key])
        notes = " ".join(contract["notes"])
        self.assertIn(says, notes)
        self.assertEqual("is read as it is written" in notes, says != "")

    def test_semicolons(self):
        self.expect_same(self.text.replace(",", ";").encode(), "with semicolons")

    def test_tabs(self):
        self.expect_same(self.text.replace(",", "\t").encode(), "with tabs")

    def test_decimal_commas(self):
        self.expect_same(self.text.replace(",", ";").replace(".", ",").encode(), "with semicolons")

    def test_utf16(self):
        self.expect_same(self.text.encode("utf-16"), "in UTF-16")
        self.expect_same(self.text.encode("utf-16-be"), "in UTF-16")

    def test_byte_order_mark(self):
        self.expect_same(self.text.encode("utf-8-sig"))

    def test_latin_1(self):
        column = self.text.splitlines()[0].split(",")[-1]
        self.expect_same(self.text.encode())
        header, rows = self.text.split("\n", 1)
        (self.folder / "colours.csv").write_bytes((header + ",Gr\u00f6\u00dfe\n").encode("latin-1"))
        with (self.folder / "colours.csv").open("ab") as file:
            file.write(rows.strip().replace("\n", ",1\n").encode() + b",1\n")
        contract = self.expect_json(0, "inspect", "app.toml", "--json")
        self.assertIn("Gr\u00f6\u00dfe", contract["data"]["all_columns"])
        self.assertIn(column, contract["data"]["all_columns"])
        self.assertIn("Windows-1252", " ".join(contract["notes"]))

    def test_decimal_commas_between_commas_are_refused_with_the_line(self):
        first, *rows = self.text.splitlines()
        (self.folder / "colours.csv").write_text(
            "\n".join([first, rows[0], re.sub(r"(\d)\.(\d)", r"\1,\2", rows[1]), *rows[2:]]), encoding="utf-8"
        )
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv:3: ragged row", "decimal comma"])

    def test_a_folder_of_a_folder_a_class(self):
        header, *rows = self.text.splitlines()
        (self.folder / "colours.csv").unlink()
        label = header.split(",").index(re.search(r'(?m)^label = "(.*)"', self.toml())[1])
        for number, row in enumerate(rows):
            name = row.split(",")[label].lower()
            (self.folder / "data" / name).mkdir(parents=True, exist_ok=True)
            file = self.folder / "data" / name / f"{number % 3}.csv"
            with file.open("a", encoding="utf-8") as stream:
                stream.write((header + "\n" if file.stat().st_size == 0 else "") + row + "\n")
        text = re.sub(r"(?m)^files = .*", 'files = ["data"]', self.toml())
        text = re.sub(r'(?m)^label = ".*"', 'label = "from-file-name"', text)
        (self.folder / "app.toml").write_text(text, encoding="utf-8")
        contract = self.expect_json(0, "inspect", "app.toml", "--json")
        self.assertEqual(contract["data"]["rows"], self.facts["rows"])
        counts = {one["name"]: one["rows"] for one in contract["data"]["classes"]}
        self.assertEqual(counts, {one["name"]: one["rows"] for one in self.facts["classes"]})

    def test_an_empty_folder_is_refused(self):
        (self.folder / "data").mkdir()
        (self.folder / "app.toml").write_text(
            re.sub(r"(?m)^files = .*", 'files = ["data"]', self.toml()), encoding="utf-8"
        )
        self.expect_refusal("inspect", "app.toml", says=[r"app\.toml:\d+", "holds no CSV files"])

    def toml(self) -> str:
        return (self.folder / "app.toml").read_text(encoding="utf-8")


class DataThatTeachNothing(TrainTest):
    """Refused before anything is spent."""

    def setUp(self) -> None:
        super().setUp()
        self.only_data()
        self.header, *self.rows = (self.folder / "colours.csv").read_text(encoding="utf-8").splitlines()

    def refuse(self, rows: list[str], *says: str) -> None:
        (self.folder / "colours.csv").write_text("\n".join([self.header, *rows]) + "\n", encoding="utf-8")
        self.expect_refusal("run", "app.toml", "--provider", "reference", says=[r"app\.toml:\d+", "cure", *says])

    def test_five_rows(self):
        self.refuse(self.rows[:5], "5 rows are too few")

    def test_one_class(self):
        self.refuse([row for row in self.rows if "leaf" in row.lower()], 'one class, "Leaf"')

    def test_a_class_with_few_rows(self):
        leaves = [row for row in self.rows if "leaf" in row.lower()]
        self.refuse([row for row in self.rows if row not in leaves] + leaves[:4], '"Leaf" has 4 rows')

    def test_a_number_as_label(self):
        text = (self.folder / "app.toml").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^labels = .*\n", "", text)
        rows = [f"{row},{number / 7}" for number, row in enumerate(self.rows)]
        self.header += ",price"
        (self.folder / "app.toml").write_text(re.sub(r'(?m)^label = ".*"', 'label = "price"', text), encoding="utf-8")
        self.refuse(rows, "has 1 rows", "is it the column of the classes")

    def test_a_label_column_that_is_not_there(self):
        text = (self.folder / "app.toml").read_text(encoding="utf-8")
        (self.folder / "app.toml").write_text(re.sub(r'(?m)^label = ".*"', 'label = "Colors"', text), encoding="utf-8")
        self.expect_refusal(
            "run", "app.toml", "--provider", "reference", says=[r"colours\.csv:1", 'no column "Colors"', "cure"]
        )

    def test_a_number_to_predict(self):
        self.edit("app.toml", 'report = "label"', 'report = "number"')
        self.expect_refusal("run", "app.toml", says=["only models that tell classes can be trained"])

    def test_missing_values_are_left_out(self):
        rows = [re.sub(r"\d\.\d+", "", row, count=1) if i % 9 == 0 else row for i, row in enumerate(self.rows)]
        (self.folder / "colours.csv").write_text("\n".join([self.header, *rows]) + "\n", encoding="utf-8")
        stages = self.run_reference()
        gaps = len(rows[::9])
        self.assertEqual(stages["dp"]["measures"]["rows_processed"], len(rows) - gaps)

    def test_labels_by_chance_are_learnt_by_nobody(self):
        labels = ["Brick", "Leaf", "Sky"]
        place = self.header.split(",").index(
            re.search(r'(?m)^label = "(.*)"', (self.folder / "app.toml").read_text(encoding="utf-8"))[1]
        )
        rows = []
        for number, row in enumerate(self.rows):
            cells = row.split(",")
            cells[place] = labels[(number * 7 + number // 3 + number // 5) % 3 if number % 4 else 0]
            rows.append(",".join(cells))
        (self.folder / "colours.csv").write_text("\n".join([self.header, *rows]) + "\n", encoding="utf-8")
        run = self.expect_json(1, "run", "app.toml", "--provider", "reference", "--json", timeout=800)
        self.assertEqual([stage["stage"] for stage in run["stages"]], ["dp", "train"])


class OtherModels(TrainTest):
    """Models as other versions of Keras write them, and what no device runs."""

    KERAS_2 = """
import json, sys, h5py, tensorflow as tf
model = tf.keras.models.load_model("model.keras", compile=False)
model.save("model.h5")
with h5py.File("model.h5", "r+") as file:
    config = json.loads(file.attrs["model_config"])
    for layer in config["config"]["layers"]:
        for key in ("module", "registered_name", "build_config"):
            layer.pop(key, None)
        settings = layer["config"]
        if "batch_shape" in settings:
            settings["batch_input_shape"] = settings.pop("batch_shape")
        if isinstance(settings.get("dtype"), dict):
            settings["dtype"] = settings["dtype"]["config"]["name"]
        for key, value in settings.items():
            if isinstance(value, dict):
                for old in ("module", "registered_name", "build_config"):
                    value.pop(old, None)
    file.attrs["model_config"] = json.dumps(config)
    file.attrs["keras_version"] = "2.15.0"
"""
    GELU = """
import tensorflow as tf
layers = tf.keras.layers
model = tf.keras.Sequential([layers.Input((3,)), layers.Dense(4, activation="gelu"), layers.Dense(3, activation="softmax")])
model.save("model.keras")
"""

    def make(self, code: str) -> None:
        subprocess.run(
            [tabular.tools_python(), "-c", code], cwd=self.folder, check=True, stderr=subprocess.DEVNULL
        )

    def test_a_keras_2_h5_is_converted(self):
        self.make(self.KERAS_2)
        self.edit("app.toml", 'keras = "model.keras"', 'keras = "model.h5"')
        self.edit("app.toml", 'tflite = "model.tflite"\n', "")
        self.run_reference(0, "--stages", "mc")

    def test_a_saved_model_folder_is_refused_with_the_way_out(self):
        (self.folder / "saved").mkdir()
        (self.folder / "saved" / "saved_model.pb").write_bytes(b"\x08\x01")
        line = self.edit("app.toml", 'keras = "model.keras"', 'keras = "saved"')
        self.expect_refusal(
            "run", "app.toml", says=[rf"app\.toml:{line}", "SavedModel folder", r"model\.save\(.model\.keras.\)"]
        )

    def test_operators_that_the_target_lacks_are_refused(self):
        self.make(self.GELU)
        self.edit("app.toml", 'tflite = "model.tflite"\n', "")
        run = self.expect_json(
            1, "run", "app.toml", "--provider", "reference", "--stages", "mc", "--json", timeout=400
        )
        self.assertEqual(run["verdict"], "reject")

    def test_a_tflite_that_is_none_is_refused(self):
        (self.folder / "model.tflite").write_bytes(b"TFL3" * 300)
        self.expect_refusal("run", "app.toml", "--provider", "reference", says=[r"model\.tflite", "cure"])


class ManyRows(TrainTest):
    """A large file is streamed, and the run says how long that took. A million: AUTOPILOT_ROWS=1000000."""

    def test_a_large_file(self):
        count = int(os.environ.get("AUTOPILOT_ROWS", "120000"))
        self.only_data()
        header, *rows = (self.folder / "colours.csv").read_text(encoding="utf-8").splitlines()
        with (self.folder / "colours.csv").open("w", encoding="utf-8") as file:
            file.write(header + "\n")
            for number in range(count):  # All different: a little of green becomes blue.
                red, green, blue, name = rows[number % len(rows)].split(",")
                shift = number * 2e-8
                file.write(f"{red},{float(green) - shift:.8f},{float(blue) + shift:.8f},{name}\n")
        answer = self.expect(0, "run", "app.toml", "--provider", "reference", timeout=900)
        self.assertRegex(answer.stderr, rf"{count} rows read and measured in [\d.]+ s")
