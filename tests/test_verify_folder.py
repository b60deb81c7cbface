"""`autopilot verify` on what lies on disk: a sketch's folder with its tabs, a file among others, stdin; with and without
an app.toml."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import BINARY, FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")
MODEL = (FIXTURES / "colour" / "model.tflite").read_bytes()
MAP = "Red=r/(r+g+b),Green=g/(r+g+b),Blue=b/(r+g+b)"


def header(symbol: str = "model", model: bytes = MODEL) -> str:
    return f"alignas(16) const unsigned char {symbol}[] = {{{', '.join(map(str, model))}}};\n"


class FolderTest(ProgramTest):
    """Each test has the sketch `things` with its own model.h, and nothing of the application."""

    def setUp(self) -> None:
        super().setUp()
        self.data = self.folder / "colours.csv"
        self.sketch = self.folder / "sketches" / "things"
        self.write("things.ino", GOOD)
        self.write("model.h", header())

    def write(self, name: str, text: str) -> None:
        path = self.sketch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def verify(self, status: int, *arguments: object) -> dict:
        return self.expect_json(status, "verify", *arguments, "--json", "--no-cache")

    def findings(self, verdict: dict, severity: str) -> list[dict]:
        return [finding for finding in verdict["findings"] if finding["severity"] == severity]


class WithoutApplication(FolderTest):
    def test_what_is_not_given_is_measured_or_said_to_be_open(self):
        verdict = self.verify(4, "sketches/things")
        self.assertEqual((verdict["verdict"], verdict["id"]), ("inconclusive", "things"))
        self.assertIs(verdict["builds"], True)
        self.assertGreater(verdict["metrics"]["inferences"], 10)
        notes = {finding["rule"]: finding for finding in self.findings(verdict, "note")}
        self.assertIn("reads APDS9960", notes["semantics/judged-in-part"]["message"])
        self.assertIn("--map", notes["semantics/input-not-judged"]["next"])
        self.assertIn("--labels", notes["semantics/report-not-judged"]["next"])
        self.assertEqual(self.findings(verdict, "error"), [])

    def test_with_map_and_labels_it_is_judged_without_any_data(self):
        verdict = self.verify(0, "sketches/things", "--labels", "Brick,Leaf,Sky", "--map", MAP)
        self.assertEqual(verdict["verdict"], "pass")

    def test_with_data_the_answers_are_compared_with_it(self):
        verdict = self.verify(0, self.sketch, "--labels", "Brick,Leaf,Sky", "--map", MAP, "--data", self.data)
        self.assertEqual(verdict["metrics"]["accuracy"], 1)

    def test_faults_are_found_as_with_an_application(self):
        self.write("things.ino", GOOD.replace("float sum = r + g + b;", "float sum = 255.0f;"))
        verdict = self.verify(1, "sketches/things", "--labels", "Brick,Leaf,Sky", "--map", MAP)
        self.assertEqual(verdict["root_cause"], "input_scaling")
        self.write("things.ino", GOOD.replace('"Brick", "Leaf", "Sky"', '"Leaf", "Sky", "Brick"'))
        verdict = self.verify(1, "sketches/things", "--labels", "Brick,Leaf,Sky")
        self.assertEqual(verdict["root_cause"], "label_order")
        self.write("things.ino", GOOD.replace("if (interpreter->Invoke() != kTfLiteOk) return;", ""))
        self.assertEqual(self.verify(1, "sketches/things")["root_cause"], "no_inference")

    def test_an_input_that_never_follows_the_sensor_is_found_without_a_map(self):
        text = GOOD
        for channel, index in (("r", 0), ("g", 1), ("b", 2)):
            text = text.replace(f"input->data.f[{index}] = {channel} / sum;", f"input->data.f[{index}] = 0.3f;")
        self.write("things.ino", text)
        self.assertEqual(self.verify(1, "sketches/things")["root_cause"], "constant_input")

    def test_the_text_for_people_says_what_was_not_judged(self):
        answer = self.expect(4, "verify", "sketches/things", "--no-cache")
        for words in ("inconclusive  things", "not judged: whether the model's inputs", "next: say how", "--labels A,B"):
            self.assertIn(words, answer.stdout)

    def test_a_model_in_a_source_of_its_own_is_found(self):
        self.write("model.h", "extern const unsigned char g_things[];\n")
        self.write("src/model.cpp", "extern const unsigned char g_things[];\n" + header("g_things"))
        self.write("things.ino", GOOD.replace("GetModel(model)", "GetModel(g_things)"))
        self.assertIs(self.verify(4, "sketches/things")["builds"], True)

    def test_a_folder_that_is_no_sketch_is_refused_with_the_cure(self):
        self.expect_refusal("verify", "sketches", says=["no .ino file", "cure: name the folder"])
        self.expect_refusal("verify", ".", says=["no .ino file", "autopilot verify .*app.toml SKETCH"])
        (self.sketch / "model.h").unlink()
        self.expect_refusal("verify", "sketches/things", says=["things.ino", "brings no model", "xxd -i"])

    def test_flags_that_do_not_fit_are_refused(self):
        self.expect_refusal("verify", "sketches/things", "--labels", "A,B", says=["3 outputs", "--labels lists 2"])
        self.expect_refusal("verify", "sketches/things", "--map", "Red=red", says=["--map|--sensor"])
        self.expect_refusal("verify", "sketches/things", "--library", "tflm-3", says=["tflm-3", "known|did you mean"])
        self.expect_refusal("verify", "sketches/things", "--board", "uno", says=["uno", "nano33ble"])
        self.expect_refusal("verify", "app.toml", "sketches/things", "--labels", "A", says=["without an app.toml"])


class Tabs(FolderTest):
    def setUp(self) -> None:
        super().setUp()
        start = GOOD.index("void stop(")
        end = GOOD.index("void setup()")
        self.write("things.ino", GOOD[:start] + GOOD[end:])
        self.write("zz_stop.ino", "// Called before it is defined.\n" + GOOD[start:end])

    def test_all_tabs_are_one_sketch(self):
        self.assertEqual(self.verify(0, "app.toml", "sketches/things")["verdict"], "pass")
        self.assertEqual(self.verify(0, "app.toml", "sketches/things/things.ino")["verdict"], "pass")

    def test_messages_name_the_tab_and_its_line(self):
        self.write("zz_stop.ino", "int wrong = oops;\n" + (self.sketch / "zz_stop.ino").read_text(encoding="utf-8"))
        error = self.findings(self.verify(1, "app.toml", "sketches/things"), "error")[0]
        self.assertEqual((error["file"], error["line"]), ("sketches/things/zz_stop.ino", 1))
        self.assertIn("oops", error["evidence"])
        answer = self.expect(1, "verify", "app.toml", "sketches/things", "--no-cache")
        self.assertRegex(answer.stdout, r"sketches/things/zz_stop\.ino:1:\d+")
        self.assertIn("1 | int wrong = oops;", answer.stdout)

    def test_a_crash_names_the_file_of_the_sketch_where_it_happens(self):
        self.write("src/deep.cpp", 'int past(int n) {\n  int few[2];\n  for (int i = 0; i < n; ++i) few[i] = i;\n  return few[0];\n}\n')
        self.write("src/deep.h", "int past(int n);\n")
        self.write("things.ino", '#include "src/deep.h"\n' + (self.sketch / "things.ino").read_text(encoding="utf-8")
                   .replace("int best = 0;", "int best = past(9);"))
        verdict = self.verify(1, "app.toml", "sketches/things")
        error = self.findings(verdict, "error")[0]
        self.assertEqual(verdict["root_cause"], "crash_memory")
        self.assertEqual((error["file"], error["line"]), ("sketches/things/src/deep.cpp", 3))

    def test_a_source_does_not_get_what_only_tabs_get(self):
        self.write("helper.cpp", "int x() { return millis(); }\n")
        error = self.findings(self.verify(1, "app.toml", "sketches/things"), "error")[0]
        self.assertEqual(error["file"], "sketches/things/helper.cpp")
        self.write("helper.cpp", "#include <Arduino.h>\nint x() { return millis(); }\n")
        self.verify(0, "app.toml", "sketches/things")


class Files(FolderTest):
    def test_messages_name_the_users_own_file(self):
        mine = self.folder / "my try.ino"
        mine.write_text(GOOD.replace("int best = 0;", "int best = oops;"), encoding="utf-8")
        for named in ("my try.ino", mine):
            verdict = self.verify(1, "app.toml", named)
            self.assertEqual(self.findings(verdict, "error")[0]["file"], str(named))
            self.assertEqual(verdict["id"], "my try.ino")

    def test_lint_names_it_too(self):
        (self.folder / "lint.ino").write_text("#include <Nowhere.h>\n" + GOOD, encoding="utf-8")
        error = self.findings(self.verify(1, "app.toml", "lint.ino"), "error")[0]
        self.assertEqual((error["rule"], error["file"], error["line"]), ("lint/invented-header", "lint.ino", 1))

    def test_a_header_beside_the_file_is_taken_and_nothing_else(self):
        (self.folder / "extra.h").write_text("inline int zero() { return 0; }\n", encoding="utf-8")
        (self.folder / "other.ino").write_text("int setup;\n", encoding="utf-8")
        (self.folder / "one.ino").write_text('#include "extra.h"\n' + GOOD.replace("int best = 0;", "int best = zero();"),
                                             encoding="utf-8")
        self.verify(0, "app.toml", "one.ino")

    def test_another_model_beside_the_sketch_than_in_the_application_is_said(self):
        self.write("model.h", header(model=MODEL + bytes(16)))
        verdict = self.verify(0, "app.toml", "sketches/things")
        warning = next(finding for finding in verdict["findings"] if finding["rule"] == "contract/other-model")
        self.assertEqual((warning["severity"], warning["file"]), ("warning", "sketches/things/model.h"))

    def test_stdin_is_a_sketch(self):
        answer = subprocess.run([BINARY, "verify", "app.toml", "-", "--json", "--no-cache"], cwd=self.folder, input=GOOD,
                                capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertIn('"id":"stdin"', answer.stdout)

    def test_what_is_no_sketch_is_refused_with_file_cause_and_cure(self):
        (self.folder / "empty.ino").write_bytes(b"\n \n")
        (self.folder / "latin.ino").write_bytes(GOOD.encode() + b"// 20 \xb0C\n")
        (self.folder / "junk.ino").write_bytes(bytes(range(256)))
        lines = GOOD.count("\n") + 1
        for name, says in (
            ("gone.ino", ["gone.ino: cannot read", "cure: check the path"]),
            ("empty.ino", ["empty.ino: the sketch is empty", "cure"]),
            ("latin.ino", [rf"latin.ino:{lines}: is no UTF-8: byte 0xb0", "cure: .*iconv"]),
            ("junk.ino", ["junk.ino: is no text", "cure"]),
        ):
            with self.subTest(name):
                self.expect_refusal("verify", "app.toml", name, says=says)

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_an_unreadable_file_is_refused(self):
        (self.sketch / "things.ino").chmod(0)
        self.expect_refusal("verify", "app.toml", "sketches/things", says=["cannot read"])

    def test_a_reply_may_have_any_line_ends(self):
        (self.folder / "answer.md").write_bytes(f"Here:\n```cpp\n{GOOD}```\n".replace("\n", "\r\n").encode())
        verdict = self.verify(0, "app.toml", "answer.md", "--as", "reply")
        self.assertEqual((verdict["verdict"], verdict["id"]), ("pass", "answer.md"))


class Usage(FolderTest):
    def test_what_is_missing_or_double_is_said_with_the_right_command(self):
        shutil.copy(self.folder / "app.toml", self.folder / "other.toml")
        cases = {
            ("app.toml",): ["which sketch", "autopilot verify APP.toml SKETCH"],
            (): ["what is to be verified", "autopilot verify"],
            ("app.toml", "other.toml"): ["two applications: app.toml and other.toml"],
            ("a.ino", "b.ino"): ["two sketches: a.ino and b.ino", "--batch"],
            ("app.toml", "a.ino", "b.ino"): ["two sketches"],
            ("app.toml", "a.ino", "--batch", "c.jsonl"): ["either --batch or a sketch"],
            ("--batch", "c.jsonl"): ["--batch needs the application"],
            ("a.md", "--as", "reply"): ["a reply is judged for an application"],
            ("app.toml", "a.ino", "--json", "--format", "sarif"): ["contradict"],
            ("app.toml", "a.ino", "--format", "xml"): ["--format"],
            ("app.toml", "--batch", "c.jsonl", "--jobs", "0"): ["--jobs"],
            ("app.toml", "--batch", "c.jsonl", "--jobs", "many"): ["--jobs"],
            ("app.toml", "--batch", "gone.jsonl"): ["gone.jsonl"],
        }
        for arguments, says in cases.items():
            with self.subTest(arguments):
                self.expect_refusal("verify", *arguments, says=says)


class LostOutput(FolderTest):
    """What does not arrive is an error, whichever command printed it."""

    def run_into(self, target, *arguments: object) -> subprocess.CompletedProcess:
        return subprocess.run([BINARY, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=target,
                              stderr=subprocess.PIPE, text=True, timeout=240, check=False)

    def test_a_full_disk_is_reported(self):
        (self.folder / "good.ino").write_text(GOOD, encoding="utf-8")
        commands = [("verify", "app.toml", "good.ino"), ("verify", "app.toml", "good.ino", "--json"),
                    ("inspect", "app.toml"), ("doctor",), ("journal", "ls"), ("model", "ls"), ("--help",)]
        with pathlib.Path("/dev/full").open("w", encoding="utf-8") as full:
            for command in commands:
                with self.subTest(command):
                    answer = self.run_into(full, *command)
                    self.assertEqual(answer.returncode, 3, answer.stderr)
                    self.assertIn("cannot write the results to stdout: No space left on device", answer.stderr)

    def test_a_reader_that_has_gone_is_reported_and_ends_a_batch(self):
        line = '{"id": "%d", "text": "void setup() {}"}\n'
        (self.folder / "cases.jsonl").write_text("".join(line % i for i in range(50)), encoding="utf-8")
        reader, writer = os.pipe()
        os.close(reader)
        try:
            answer = self.run_into(writer, "verify", "app.toml", "--batch", "cases.jsonl", "--jobs", "1")
        finally:
            os.close(writer)
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertIn("Broken pipe", answer.stderr)
