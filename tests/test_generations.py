"""Library generations: the same sketch, written for each, passes there and is told where it belongs elsewhere."""

import json

from program import FIXTURES, ProgramTest

FOR_2020 = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


FOR_2023 = edited(
    FOR_2020,
    ("#include <tensorflow/lite/micro/micro_error_reporter.h>\n", "#include <tensorflow/lite/micro/micro_log.h>\n"),
    ("#include <tensorflow/lite/version.h>\n", ""),
    ("tflite::MicroErrorReporter errorReporter;\n", ""),
    (", &errorReporter)", ")"),
    ('stop("no room for the tensors")', 'MicroPrintf("no room for the tensors")'),
)
FOR_NOW = edited(
    FOR_2023,
    ("<TensorFlowLite.h>", "<Chirale_TensorFlowLite.h>"),
    ("all_ops_resolver.h", "micro_mutable_op_resolver.h"),
    ("tflite::AllOpsResolver resolver;", "tflite::MicroMutableOpResolver<2> resolver;"),
    ("  Serial.begin(9600);\n", "  Serial.begin(9600);\n  resolver.AddFullyConnected();\n  resolver.AddSoftmax();\n"),
)


class Generations(ProgramTest):
    def judge(self, status: int, text: str, profile: str) -> dict:
        (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
        return self.expect_json(status, "verify", "app.toml", "sketch.ino", "--profile", profile, "--json")

    def test_each_sketch_passes_with_its_own_generation(self):
        for profile, text in (("tflm-2.1.0-alpha", FOR_2020), ("tflm-2023", FOR_2023), ("tflm-now", FOR_NOW)):
            verdict = self.judge(0, text, profile)
            self.assertEqual(verdict["verdict"], "pass", profile)
            self.assertEqual(verdict["metrics"]["accuracy"], 1, profile)

    def test_a_sketch_for_another_generation_is_told_where_it_builds(self):
        for text, profile, fits, other in (
            (FOR_2023, "tflm-2.4.0-alpha", "tflm-2023", "tflm-now"),
            (FOR_2020, "tflm-now", "tflm-2.4.0-alpha", "tflm-2023"),
        ):
            verdict = self.judge(1, text, profile)
            self.assertEqual((verdict["root_cause"], verdict["builds"]), ("profile_mismatch", False), verdict)
            advice = " ".join(f["next"] for f in verdict["findings"] if f["rule"] == "build/compiler")
            self.assertIn(f"it builds with {fits}", advice.replace("tflm-2.1.0-alpha and with ", ""))
            self.assertNotIn(other, advice)

    def test_an_error_of_the_sketch_itself_names_no_generation(self):
        verdict = self.judge(1, edited(FOR_2020, ("Serial.begin(9600);", "Serial.begn(9600);")), "tflm-2.4.0-alpha")
        self.assertNotEqual(verdict["root_cause"], "profile_mismatch")
        self.assertNotIn("it builds with", json.dumps(verdict))

    def test_a_packaging_that_keeps_more_than_main_cannot_be_judged(self):
        text = edited(FOR_2023, ("<TensorFlowLite.h>", "<Chirale_TensorFlowLite.h>"))
        verdict = self.judge(4, text, "tflm-now")
        self.assertEqual(verdict["verdict"], "inconclusive")
        self.assertIn("packaging", verdict["findings"][0]["message"])

    def test_a_batch_takes_a_profile_for_each_case(self):
        cases = [
            {"id": "old", "text": FOR_2020, "profile": "tflm-2.1.0-alpha"},
            {"id": "new", "text": FOR_NOW, "profile": "tflm-now"},
            {"id": "astray", "text": FOR_NOW},
        ]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl")
        verdicts = [json.loads(line)["verdict"] for line in answer.stdout.splitlines()]
        self.assertEqual(verdicts, ["pass", "pass", "reject"])

    def test_an_unknown_generation_is_answered_with_the_known_ones(self):
        (self.folder / "sketch.ino").write_text(FOR_2020, encoding="utf-8")
        self.expect_refusal(
            "verify",
            "app.toml",
            "sketch.ino",
            "--profile",
            "tflm-2022",
            says=["tflm-2022", "tflm-2.1.0-alpha, tflm-2.4.0-alpha, tflm-2023, tflm-now"],
        )
