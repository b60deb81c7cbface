"""`autopilot verify`: a sketch that works passes; the same sketch with one fault is rejected for that fault."""

import json

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")


class VerifyTest(ProgramTest):
    def judge(self, status: int, *edits: tuple[str, str]) -> dict:
        """The verdict on the good sketch after these edits, each of which occurs once."""
        text = GOOD
        for old, new in edits:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
        return self.expect_json(status, "verify", "app.toml", "sketch.ino", "--json", "--no-cache")

    def expect_cause(self, cause: str, gate: str, *edits: tuple[str, str]) -> dict:
        verdict = self.judge(1, *edits)
        self.assertEqual((verdict["verdict"], verdict["root_cause"], verdict["gate"]), ("reject", cause, gate), verdict)
        first = next(finding for finding in verdict["findings"] if finding["severity"] == "error")
        self.assertTrue(first["message"])
        self.assertTrue(first["next"])
        return verdict


class GoodSketch(VerifyTest):
    def test_it_passes_every_gate(self):
        verdict = self.judge(0)
        self.assertEqual(verdict["verdict"], "pass")
        self.assertIs(verdict["builds"], True)
        self.assertNotIn("gate", verdict)
        self.assertEqual([gate["verdict"] for gate in verdict["gates"]], ["pass"] * len(verdict["gates"]))
        self.assertGreaterEqual(
            {gate["gate"] for gate in verdict["gates"]}, {"lint", "build", "resources", "behaviour", "semantics"}
        )
        self.assertEqual(verdict["metrics"]["accuracy"], 1)
        self.assertGreater(verdict["metrics"]["inferences"], 10)

    def test_its_verdict_does_not_depend_on_the_day(self):
        first, second = self.judge(0), self.judge(0)
        for verdict in (first, second):
            for gate in verdict["gates"]:
                del gate["ms"]
        self.assertEqual(first, second)

    def test_looking_at_it_leaves_the_folder_as_it_was(self):
        (self.folder / "sketch.ino").write_text(GOOD, encoding="utf-8")
        before = self.files()
        self.expect(0, "verify", "app.toml", "sketch.ino")
        self.assertEqual(self.files(), before)

    def test_a_batch_answers_line_by_line_in_the_same_order(self):
        cases = [
            {"id": "good", "as": "sketch", "stage": "sg", "text": GOOD},
            {"id": "mute", "as": "sketch", "stage": "sg", "text": GOOD.replace("Serial.println(kNames[best]);", "")},
            {"id": "reply", "as": "reply", "stage": "sg", "text": f"Here it is:\n```cpp\n{GOOD}```\n"},
            {"id": "words", "as": "reply", "stage": "sg", "text": "First wire the sensor, then read it."},
        ]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl", "--jobs", "2")
        verdicts = [json.loads(line) for line in answer.stdout.splitlines()]
        self.assertEqual([verdict["id"] for verdict in verdicts], ["good", "mute", "reply", "words"])
        self.assertEqual([verdict["verdict"] for verdict in verdicts], ["pass", "reject", "pass", "reject"])
        self.assertEqual(
            [verdict.get("root_cause") for verdict in verdicts], [None, "never_reports", None, "reply_no_code"]
        )

    def test_other_words_for_the_same_thing_pass_too(self):
        self.judge(0, ('"Brick", "Leaf", "Sky"', '"brick", "LEAF", "sky"'))


class BrokenBuild(VerifyTest):
    def test_a_syntax_error_is_shown_where_it_stands(self):
        verdict = self.expect_cause("syntax_error", "build", ("int best = 0;", "int best = 0"))
        self.assertIs(verdict["builds"], False)
        line = GOOD[: GOOD.index("int best = 0;")].count("\n") + 1
        error = next(finding for finding in verdict["findings"] if finding["severity"] == "error")
        self.assertIn(error["line"], (line, line + 1))

    def test_an_invented_header_is_known_as_one(self):
        self.expect_cause(
            "invented_header", "lint", ("#include <TensorFlowLite.h>", "#include <Arduino_TensorFlowLite.h>")
        )

    def test_a_pointer_named_like_the_array_of_the_model_is_a_clash(self):
        verdict = self.judge(1, ("const tflite::Model* tfModel = nullptr;", "const tflite::Model* model = nullptr;"))
        self.assertEqual(verdict["root_cause"], "model_symbol_clash")
        self.assertIs(verdict["builds"], False)


class BrokenBehaviour(VerifyTest):
    def test_without_invoke_there_is_no_inference(self):
        self.expect_cause("no_inference", "behaviour", ("if (interpreter->Invoke() != kTfLiteOk) return;", ""))

    def test_without_allocation_the_tensors_are_not_there(self):
        self.expect_cause(
            "allocation_failed",
            "behaviour",
            ('if (interpreter->AllocateTensors() != kTfLiteOk) stop("no room for the tensors");', ""),
        )

    def test_a_small_arena_is_called_that(self):
        self.expect_cause("arena_too_small", "behaviour", ("8 * 1024", "512"))

    def test_an_endless_loop_is_a_hang(self):
        self.expect_cause("hang", "behaviour", ("int best = 0;", "int best = 0; while (true) { }"))

    def test_a_write_past_the_end_is_a_crash_with_its_line(self):
        self.expect_cause(
            "crash_memory",
            "behaviour",
            ("int best = 0;", "int best = 0; volatile int past[2]; for (int i = 0; i < 9; ++i) past[i] = i;"),
        )

    def test_a_sketch_that_prints_nothing_never_reports(self):
        self.expect_cause("never_reports", "behaviour", ("Serial.println(kNames[best]);", ""))

    def test_a_sensor_on_the_wrong_bus_is_not_started(self):
        self.expect_cause(
            "sensor_not_started",
            "behaviour",
            ("const int kNameCount = 3;", "const int kNameCount = 3;\nAPDS9960 sensor(Wire, -1);"),
            ("if (!APDS.begin())", "if (!sensor.begin())"),
            ("if (!APDS.colorAvailable())", "if (!sensor.colorAvailable())"),
            ("APDS.readColor(r, g, b);", "sensor.readColor(r, g, b);"),
        )


class BrokenMeaning(VerifyTest):
    def expect_counterexample(self, verdict: dict) -> None:
        error = next(finding for finding in verdict["findings"] if finding["severity"] == "error")
        self.assertGreaterEqual(set(error["counterexample"]), {"input", "expected", "got"})

    def test_another_scaling_than_in_training_is_shown_with_numbers(self):
        self.expect_counterexample(
            self.expect_cause("input_scaling", "semantics", ("float sum = r + g + b;", "float sum = 255.0f;"))
        )

    def test_swapped_channels_are_found(self):
        self.expect_counterexample(
            self.expect_cause(
                "input_order",
                "semantics",
                ("input->data.f[0] = r / sum;", "input->data.f[0] = b / sum;"),
                ("input->data.f[2] = b / sum;", "input->data.f[2] = r / sum;"),
            )
        )

    def test_a_float_output_read_as_bytes_is_found(self):
        self.expect_counterexample(
            self.expect_cause(
                "output_type",
                "semantics",
                ("output->data.f[i] > output->data.f[best]", "output->data.uint8[i] > output->data.uint8[best]"),
            )
        )

    def test_labels_in_another_order_are_found(self):
        self.expect_counterexample(
            self.expect_cause("label_order", "semantics", ('"Brick", "Leaf", "Sky"', '"Leaf", "Sky", "Brick"'))
        )

    def test_the_table_for_people_shows_input_expected_and_got(self):
        (self.folder / "sketch.ino").write_text(
            GOOD.replace("float sum = r + g + b;", "float sum = 255.0f;"), encoding="utf-8"
        )
        answer = self.expect(1, "verify", "app.toml", "sketch.ino")
        for word in ("input", "expected", "got", "input_scaling"):
            self.assertIn(word, answer.stdout)
