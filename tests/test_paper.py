"""`autopilot run --protocol paper`: the published study's own protocol, its rule for success, and our verdict beside it.

The prompts are compared with tests/fixtures/paper; to renew these files after a change of the prompts:
    cd tests; AUTOPILOT_RENEW=1 python3 -B -m unittest test_paper.Prompts
"""

import html
import json
import os
import re
import sqlite3
from typing import Callable

from program import FIXTURES
from test_run import RunTest

GOLDEN = FIXTURES / "paper"
RIGHT = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")
LONG = "\n".join(f"// Remark {number} of its author." for number in range(60)) + "\n"
HOLLOW = LONG + "void setup() { Serial.begin(9600); }\nvoid loop() { delay(100); }\n"
TABLE = {f"step {number}": f"does thing number {number}" for number in range(1, 9)}
MARKER = "[[PROGRAMMING_GUIDELINES]]"
CONVERT = """import tensorflow as tf


def load(path):
    return tf.keras.models.load_model(path)


def convert(model):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    return converter.convert()


def save(path, content):
    with open(path, "wb") as file:
        file.write(content)


model = load("models/colour/model.keras")
content = convert(model)
save("data/colour/playground/model.tflite", content)
print("bytes:", len(content))
"""


def block(tag: str, text: str) -> str:
    return f"```{tag}\n{text.rstrip()}\n```\n"


def objective(question: str) -> str:
    """Which of the study's questions this is."""
    for words, name in (
        ("Suggest how the data set", "table"),
        ("carries out one operation", "operation"),
        ("converts a trained Keras model", "conversion"),
        ("Complete the specifications", "specification"),
    ):
        if words in question:
            return name
    return "sketch"


def operation(question: str, path: str = "") -> str:
    """A script that drops repeated rows, and the paths that it names."""
    old = re.search(r"present files: (\S+)\. Paths", question).group(1)
    new = "data/colour/playground/" + re.search(r"Name: (step \d)", question).group(1).replace(" ", "_") + ".csv"
    script = f'import pandas as pd\n\npd.read_csv("{old}").drop_duplicates().to_csv("{new}", index=False)\n'
    return block("python", script) + block("json", json.dumps({old: path or new}))


def specification(question: str) -> str:
    task = question.split("# Application specifications\n```json\n")[1].split("\n```")[0]
    filled = json.loads(task)
    filled["application_specifications"]["software"]["libraries"]["main"] = "TensorFlowLite"
    return block("json", json.dumps(filled, indent=2))


def study(**answers: str | Callable[[str], str]) -> Callable[[str], str]:
    """A model that answers each question well, but for those given."""
    good = {
        "table": block("json", json.dumps(TABLE)),
        "operation": operation,
        "conversion": block("python", CONVERT),
        "specification": specification,
        "sketch": block("cpp", LONG + RIGHT),
    }

    def answer(question: str) -> str:
        said = {**good, **answers}[objective(question)]
        return said(question) if callable(said) else said

    return answer


class PaperTest(RunTest):
    def run_paper(self, status: int, stages: str, *more: str) -> dict:
        return self.expect_json(
            status, "run", "app.toml", "--stages", stages, "--protocol", "paper", "--json", *more, timeout=600
        )

    def asked(self, server) -> list[str]:
        return [json.loads(question)["messages"][-1]["content"] for question in server.questions]

    def query(self, sql: str, out: str = ".autopilot") -> list[tuple]:
        journal = sqlite3.connect(self.folder / out / "journal.sqlite")
        try:
            return journal.execute(sql).fetchall()
        finally:
            journal.close()


class Prompts(PaperTest):
    """Golden: each prompt as the fixture's application fills it in."""

    def compare(self, name: str, question: str) -> None:
        text = "\n---\n".join(message["content"] for message in json.loads(question)["messages"]) + "\n"
        golden = GOLDEN / f"{name}.txt"
        if os.environ.get("AUTOPILOT_RENEW"):
            golden.write_text(text, encoding="utf-8")
        self.assertEqual(text, golden.read_text(encoding="utf-8"), f"{golden}: renew it if this is meant")

    def test_of_the_sketch_in_each_form(self):
        server = self.serve(study())
        for form in ("sg1", "sg2", "sg3", "l1", "l2"):
            with self.subTest(form):
                before = server.asked
                self.run_paper(0, "sg", "--paper-prompt", form, "--out", form)
                questions = server.questions[before:]
                self.assertEqual(len(questions), 2 if form.startswith("sg") else 1)
                self.compare(form, questions[-1])
                if form == "sg1":
                    self.compare("specification", questions[0])
                    task = json.loads(json.loads(questions[-1])["messages"][-1]["content"])["task"]
                    self.assertEqual(len(task["application_specifications"]["programming_guidelines"]), 4)

    def test_of_data_processing_and_of_a_retry(self):
        server = self.serve(study(operation="I would rather not."))
        self.run_paper(1, "dp")
        self.compare("dp_table", server.questions[0])
        self.compare("dp_operation", server.questions[1])
        self.compare("retry", server.questions[2])

    def test_of_model_conversion(self):
        server = self.serve(study(conversion=block("python", "raise SystemExit(1)")))
        self.run_paper(1, "mc")
        self.compare("mc", server.questions[0])


class GoodPath(PaperTest):
    def test_all_stages_are_accepted_by_the_study_and_pass_here(self):
        server = self.serve(study())
        run = self.run_paper(0, "dp,mc,sg")
        self.assertEqual((run["verdict"], run["paper_accepted"]), ("pass", True))
        self.assertEqual([stage["stage"] for stage in run["stages"]], ["dp", "mc", "sg"])
        self.assertEqual([stage["attempts"] for stage in run["stages"]], [9, 1, 2])
        self.assertTrue(all(stage["paper_accepted"] for stage in run["stages"]))
        data, model, _ = run["stages"]
        self.assertEqual(len(data["artifacts"]), 8, "each operation's table of the playground")
        self.assertEqual(data["measures"], {"operations": 8, "operations_accepted": 8, "operations_that_work": 8})
        self.assertEqual([path.rsplit("/", 1)[1] for path in model["artifacts"]], ["model.tflite", "model.h"])
        questions = self.asked(server)
        self.assertIn("data/colour/colours.csv", questions[1])
        self.assertIn("data/colour/playground/step_1.csv", questions[2], "goes on with what the one before it wrote")
        report = html.unescape((self.folder / run["report"]).read_text(encoding="utf-8"))
        self.assertTrue("accepted by the study's rule" in report)

    def test_a_recording_replays_to_the_same(self):
        self.serve(study())
        recorded = self.run_paper(0, "dp,sg", "--out", "first")
        lines = self.expect(0, "journal", "export", "last", "--out", "first").stdout
        (self.folder / "replies.jsonl").write_text(lines, encoding="utf-8")
        again = self.run_paper(0, "dp,sg", "--out", "second", "--replay", "replies.jsonl")
        self.assertEqual(self.stages(again), self.stages(recorded))
        self.assertEqual(again["paper_accepted"], recorded["paper_accepted"])


class BothVerdicts(PaperTest):
    def test_a_hollow_sketch_that_compiles_is_a_success_of_the_study_and_a_reject_here(self):
        self.serve(study(sketch=block("cpp", HOLLOW)))
        run = self.run_paper(1, "sg")
        (stage,) = run["stages"]
        self.assertEqual((run["verdict"], run["paper_accepted"]), ("reject", True))
        self.assertEqual((stage["verdict"], stage["paper_accepted"], stage["attempts"]), ("reject", True, 2))
        self.assertEqual(stage["measures"]["compiles"], 1)
        shown = self.expect(1, "run", "app.toml", "--stages", "sg", "--protocol", "paper", "--out", "again").stdout
        self.assertRegex(shown, r"sg: by the study's rule accepted; by the gates here: reject\. .*does not work")
        rules = [rule for (rule,) in self.query("SELECT rule FROM findings")]
        self.assertEqual([rule for rule in rules if rule.startswith("paper/")], ["paper/accepted"] * 2)

    def test_a_conversion_as_the_study_asks_for_it_is_accepted_and_does_not_run_on_the_target(self):
        quantised = CONVERT.replace(
            "    return converter.convert()\n",
            "    rows = pd.read_csv('data/colour/colours.csv')[['Red', 'Green', 'Blue']].to_numpy('float32')\n"
            "    converter.optimizations = [tf.lite.Optimize.DEFAULT]\n"
            "    converter.representative_dataset = lambda: ([row[None]] for row in rows)\n"
            "    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]\n"
            "    converter.inference_output_type = tf.uint8\n"
            "    return converter.convert()\n",
        )
        self.serve(study(conversion=block("python", "import pandas as pd\n" + quantised)))
        (stage,) = self.run_paper(1, "mc")["stages"]
        self.assertEqual((stage["verdict"], stage["paper_accepted"], stage["attempts"]), ("reject", True, 1))

    def test_a_sketch_that_works_and_is_short_is_not_accepted_by_the_study(self):
        short = "\n".join(line for line in RIGHT.splitlines() if line.strip()).replace(";\n  ", "; ")
        self.assertLess(len(short.splitlines()), 57)
        server = self.serve(study(sketch=block("cpp", short)))
        run = self.run_paper(0, "sg")
        self.assertEqual((run["verdict"], run["paper_accepted"], server.asked), ("pass", False, 6))
        self.assertRegex(self.asked(server)[-1], r"the answer has \d+ lines")

    def test_the_run_goes_on_with_what_the_study_accepts(self):
        table = block("json", json.dumps({"step 1": "drops what is repeated"}))
        self.serve(study(table=table))
        run = self.run_paper(1, "dp,sg")
        self.assertEqual([(stage["stage"], stage["verdict"]) for stage in run["stages"]], [("dp", "reject"), ("sg", "pass")])
        self.assertEqual((run["verdict"], run["paper_accepted"]), ("reject", True))


class Retries(PaperTest):
    BROKEN = LONG + RIGHT.replace("void loop() {", "void loop() {\n  blink_three_times();")

    def test_a_retry_shows_the_last_code_and_its_error_and_no_more(self):
        server = self.serve(
            study(sketch=lambda question: block("cpp", LONG + RIGHT if "# Last attempt" in question else self.BROKEN))
        )
        run = self.run_paper(0, "sg")
        self.assertEqual((run["paper_accepted"], server.asked), (True, 3))
        retry = self.asked(server)[-1]
        self.assertRegex(retry, r"error: .*blink_three_times")
        self.assertIn("  blink_three_times();", retry)
        self.assertEqual(len(json.loads(server.questions[-1])["messages"]), 2, "no history")

    def test_five_attempts_a_step_then_the_stage_has_failed(self):
        server = self.serve(study(sketch=block("cpp", self.BROKEN)))
        run = self.run_paper(1, "sg")
        (stage,) = run["stages"]
        self.assertEqual((stage["verdict"], stage["paper_accepted"]), ("reject", False))
        self.assertEqual((stage["attempts"], server.asked), (6, 6))
        steps = [("specification", 1), *(("sketch", number) for number in range(1, 6))]
        self.assertEqual(self.query("SELECT step, attempt FROM attempts ORDER BY id"), steps)

    def test_l1_asks_again_without_saying_why(self):
        server = self.serve(study(sketch=block("cpp", self.BROKEN)))
        self.run_paper(1, "sg", "--paper-prompt", "l1")
        self.assertEqual((server.asked, len(set(self.asked(server)))), (5, 1))

    def test_a_marker_that_was_changed_is_not_accepted(self):
        server = self.serve(study(specification=lambda question: specification(question).replace(MARKER, "done")))
        run = self.run_paper(1, "sg")
        self.assertEqual((run["paper_accepted"], server.asked), (False, 5))
        self.assertIn(MARKER, self.asked(server)[-1].rsplit("It led to this error", 1)[1])

    def test_an_operation_whose_output_speaks_of_an_error_is_not_accepted(self):
        def talks(question: str) -> str:
            said = operation(question)
            return said if "# Last attempt" in question else said.replace("\n```\n", "\nprint('Error: none')\n```\n", 1)

        server = self.serve(study(operation=talks))
        (stage,) = self.run_paper(0, "dp")["stages"]
        self.assertEqual((stage["paper_accepted"], server.asked), (True, 1 + 2 * 8))
        self.assertIn("Error: none", self.asked(server)[2].rsplit("It led to this error", 1)[1])

    def test_a_provider_that_is_gone_is_not_asked_again(self):
        server = self.serve("")
        server.shutdown()
        server.server_close()
        self.autopilot("run", "app.toml", "--stages", "sg", "--protocol", "paper")
        self.assertEqual(self.query("SELECT verdict FROM attempts"), [("infrastructure",)])


class LibrarySearch(PaperTest):
    """With an arduino-cli in PATH; this one knows a single library, and compiles what it has been told to install."""

    CLI = """#!/bin/sh
case "$1 $2" in
  "lib search") echo '{"libraries": [{"name": "Blinker"}, {"name": "Blinker Plus"}], "status": "success"}' ;;
  "lib install") echo "$3" >> "HERE/user/installed" ;;
  "config get") echo "HERE/${3#directories.}" ;;
  "compile --fqbn") grep -q "Blinker Plus" "$ARDUINO_DIRECTORIES_USER/installed" && grep -q setup "$4"/*.ino ;;
  *) exit 9 ;;
esac
"""
    MISSING = LONG + "#include <BlinkerPlus.h>\n" + RIGHT

    def run_with_cli(self, status: int, answer: str) -> tuple[dict, list[str]]:
        tools = self.folder / "tools"
        for folder in ("data", "user"):
            (tools / folder).mkdir(parents=True)
        (tools / "arduino-cli").write_text(self.CLI.replace("HERE", str(tools)), encoding="utf-8")
        (tools / "arduino-cli").chmod(0o755)

        def model(question: str) -> str:
            if "Which one has the header?" in question:
                return answer
            return study(sketch=block("cpp", self.MISSING))(question)

        server = self.serve(model)
        run = self.expect_json(
            status, "run", "app.toml", "--stages", "sg", "--protocol", "paper", "--json",
            environment={"PATH": f"{tools}:{os.environ['PATH']}"},
        )
        installed = tools / "user" / "installed"
        return run, [*self.asked(server)[1:], installed.read_text() if installed.exists() else ""]

    def test_a_missing_header_is_searched_named_installed_and_compiled_once_more(self):
        run, (_, library, installed) = self.run_with_cli(1, "It is Blinker Plus.")
        self.assertEqual((run["paper_accepted"], run["verdict"]), (True, "reject"))
        self.assertIn("BlinkerPlus.h", library)
        self.assertEqual(installed, "Blinker Plus\n")

    def test_a_name_that_was_not_found_is_not_installed(self):
        run, (*_, installed) = self.run_with_cli(1, "Servo")
        self.assertEqual((run["paper_accepted"], installed), (False, ""))


class Options(PaperTest):
    def test_the_precise_variant_and_what_a_resumed_run_keeps(self):
        server = self.serve(study(sketch=block("cpp", HOLLOW)))
        self.run_paper(1, "sg", "--paper-precise", "--paper-prompt", "l2")
        (question,) = [json.loads(question) for question in server.questions]
        self.assertEqual((question["temperature"], question["top_p"]), (0.1, 0.3))
        run = self.expect_json(1, "run", "--resume", "last", "--json")
        self.assertEqual((run["paper_accepted"], server.asked), (True, 1), "the same prompt is recalled")

    def test_what_does_not_fit_together_is_refused(self):
        for arguments, says in (
            (("--paper-prompt", "sg1"), "--protocol paper"),
            (("--protocol", "paper", "--provider", "reference"), "--protocol guided"),
            (("--protocol", "paper", "--paper-prompt", "sg4"), "sg4"),
        ):
            with self.subTest(arguments):
                self.expect_refusal("run", "app.toml", *arguments, says=[says])
        self.edit("app.toml", 'keras = "model.keras"\n', "")
        self.expect_refusal("run", "app.toml", "--protocol", "paper", says=["no Keras model", "--stages dp,sg"])
