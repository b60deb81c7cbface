"""`autopilot repair`: faults with one cure are mended, what is right stays, and what cannot be read is said."""

import json
import stat
import subprocess

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")


class RepairTest(ProgramTest):
    def write(self, *edits: tuple[str, str]) -> str:
        """sketch.ino: the good one after these edits, each of which occurs."""
        text = GOOD
        for old, new in edits:
            self.assertIn(old, text)
            text = text.replace(old, new)
        (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
        return text

    def repair(self, status: int, *edits: tuple[str, str]) -> dict:
        self.write(*edits)
        return self.expect_json(status, "repair", "app.toml", "sketch.ino", "--json")

    def expect_mended(self, cause: str, *edits: tuple[str, str]) -> dict:
        """What these edits broke is mended for this cause, and works."""
        result = self.repair(0, *edits)
        self.assertEqual(result["before"]["verdict"], "reject", result["before"])
        self.assertEqual(result["after"]["verdict"], "pass", result["after"])
        self.assertIs(result["changed"], True)
        self.assertIn(cause, {repair["root_cause"] for repair in result["repairs"]}, result["repairs"])
        self.assertGreater(result["kept_share"], 0.8)
        self.assertEqual(result["tokens"], 0)
        for repair in result["repairs"]:
            self.assertTrue(repair["rule"].startswith("repair/"))
            self.assertGreater(repair["line"], 0)
        return result


class Mending(RepairTest):
    def test_the_good_sketch_is_left_as_it_is(self):
        result = self.repair(0)
        self.assertIs(result["changed"], False)
        self.assertEqual(result["text"], GOOD)
        self.assertEqual((result["repairs"], result["offers"], result["kept_share"]), ([], [], 1.0))
        self.assertEqual(result["before"]["verdict"], "pass")

    def test_an_invented_header(self):
        self.expect_mended("invented_header", ("#include <TensorFlowLite.h>", "#include <Arduino_TensorFlowLite.h>"))

    def test_headers_that_are_missing(self):
        self.expect_mended(
            "missing_tflm_include",
            ("#include <tensorflow/lite/micro/micro_interpreter.h>\n", ""),
            ("#include <tensorflow/lite/micro/all_ops_resolver.h>\n", ""),
        )

    def test_a_wrong_name_of_the_array(self):
        self.expect_mended("wrong_model_symbol", ("GetModel(model)", "GetModel(g_model)"))

    def test_no_question_whether_the_sensor_has_something(self):
        self.expect_mended("sensor_not_started", ("APDS.colorAvailable()", "true"))

    def test_a_repair_that_is_none_changes_nothing(self):
        text = self.write(("void loop() {", "void loop() {\n  fly_to_the_moon();"))
        result = self.expect_json(1, "repair", "app.toml", "sketch.ino", "--json")
        self.assertIs(result["changed"], False)
        self.assertEqual(result["text"], text)


class Output(RepairTest):
    def test_line_ends_and_byte_order_mark_of_the_file_stay(self):
        self.write(("GetModel(model)", "GetModel(g_model)"))
        path = self.folder / "sketch.ino"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        patch = self.expect(0, "repair", "app.toml", "sketch.ino", "--diff").stdout
        self.assertIn("\n+", patch)
        self.expect(0, "repair", "app.toml", "sketch.ino", "--in-place")
        mended = path.read_bytes()
        self.assertTrue(mended.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(mended.count(b"\n"), mended.count(b"\r\n"))

    def test_the_difference_is_one_that_patch_applies(self):
        before = self.write(("GetModel(model)", "GetModel(g_model)"))
        result = self.expect_json(0, "repair", "app.toml", "sketch.ino", "--json")
        done = self.expect(0, "repair", "app.toml", "sketch.ino")
        self.assertTrue(done.stdout.startswith("--- sketch.ino\n+++ sketch.ino\n@@ "), done.stdout)
        self.assertIn("wrong_model_symbol", done.stderr)
        self.assertEqual((self.folder / "sketch.ino").read_text(encoding="utf-8"), before)
        subprocess.run(["patch", "-s", "-p0"], input=done.stdout, text=True, cwd=self.folder, check=True)
        self.assertEqual((self.folder / "sketch.ino").read_text(encoding="utf-8"), result["text"])

    def test_in_place_changes_the_file_and_a_second_time_nothing(self):
        self.write(("GetModel(model)", "GetModel(g_model)"))
        done = self.expect(0, "repair", "app.toml", "sketch.ino", "--in-place")
        self.assertEqual(done.stdout, "")
        self.assertEqual((self.folder / "sketch.ino").read_text(encoding="utf-8"), GOOD)
        self.assertIn("nothing changed", self.expect(0, "repair", "app.toml", "sketch.ino", "--in-place").stderr)

    def test_in_place_keeps_the_mode_of_the_file(self):
        self.write(("GetModel(model)", "GetModel(g_model)"))
        path = self.folder / "sketch.ino"
        path.chmod(0o640)
        self.expect(0, "repair", "app.toml", "sketch.ino", "--in-place")
        self.assertEqual(path.read_text(encoding="utf-8"), GOOD)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o640)

    def test_a_reply_is_mended_as_the_sketch_in_it(self):
        text = GOOD.replace("GetModel(model)", "GetModel(g_model)")
        (self.folder / "reply.md").write_text(f"Here it is:\n```cpp\n{text}```\n", encoding="utf-8")
        result = self.expect_json(0, "repair", "app.toml", "reply.md", "--as", "reply", "--json")
        self.assertEqual(result["text"].strip(), GOOD.strip())

    def test_a_batch_answers_in_the_order_of_its_cases(self):
        broken = GOOD.replace("GetModel(model)", "GetModel(g_model)")
        cases = [
            {"id": "good", "as": "sketch", "stage": "sg", "text": GOOD},
            {"id": "broken", "as": "reply", "stage": "sg", "text": f"```cpp\n{broken}```\n"},
            {"id": "words", "as": "reply", "stage": "sg", "text": "First wire the sensor, then read it."},
        ]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        done = self.expect(0, "repair", "app.toml", "--batch", "cases.jsonl", "--jobs", "2")
        results = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([result["id"] for result in results], ["good", "broken", "words"])
        self.assertEqual([result["changed"] for result in results], [False, True, False])
        self.assertEqual([result["after"]["verdict"] for result in results], ["pass", "pass", "reject"])
        self.assertEqual(results[2]["after"]["gate"], "reply")


class BadInput(RepairTest):
    def test_what_is_asked_for_has_to_be_there_and_to_fit(self):
        self.write()
        for words, said in (
            (["repair", "app.toml", "nowhere.ino"], "nowhere.ino"),
            (["repair", "app.toml"], "what is to be repaired"),
            (["repair", "app.toml", "sketch.ino", "--batch", "x.jsonl"], "not both"),
            (["repair", "app.toml", "sketch.ino", "--json", "--in-place"], "exclude"),
            (["repair", "app.toml", "sketch.ino", "--as", "script"], "is no script"),
            (["repair", "app.toml", "sketch.ino", "--as", "reply", "--in-place"], "in place"),
        ):
            done = self.expect(2, *words)
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_file_that_is_no_sketch_is_said_or_left_alone(self):
        (self.folder / "zero.ino").write_bytes(b"\0\1\2")
        self.assertIn("zero.ino", self.expect(2, "repair", "app.toml", "zero.ino").stderr)
        (self.folder / "poem.ino").write_text("Roses are red,\nviolets are blue.\n", encoding="utf-8")
        result = self.expect_json(1, "repair", "app.toml", "poem.ino", "--json")
        self.assertEqual(result["after"]["verdict"], "reject")
        self.assertIs(result["after"]["builds"], False)

    def test_brackets_without_end_are_left_alone_with_the_reason(self):
        text = self.write(("void loop() {", "void loop() {\n  int x = " + "(" * 2000 + "1" + ")" * 2000 + ";\n  y();"))
        result = self.expect_json(1, "repair", "app.toml", "sketch.ino", "--json")
        self.assertIs(result["changed"], False)
        self.assertEqual(result["text"], text)
        self.assertIn("more than the 256", result["not_tried"])
        (self.folder / "open.ino").write_text("(" * 3000, encoding="utf-8")
        said = self.expect(1, "repair", "app.toml", "open.ino").stderr
        self.assertIn("brackets nest 3000 deep", said)

    def test_a_broken_line_of_a_batch_is_named_before_anything_is_done(self):
        (self.folder / "cases.jsonl").write_text('{"id": "a", "text": "x"}\n{"id": \n', encoding="utf-8")
        done = self.expect(2, "repair", "app.toml", "--batch", "cases.jsonl")
        self.assertIn("cases.jsonl:2", done.stderr)
        self.assertEqual(done.stdout, "")
