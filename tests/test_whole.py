"""`autopilot run --protocol whole`: a whole sketch at once, repaired without tokens, mended by its findings."""

import json
import pathlib

from test_run import RunTest

RIGHT = (pathlib.Path(__file__).resolve().parent / "fixtures" / "sketches" / "good.ino").read_text(encoding="utf-8")


def block(sketch: str) -> str:
    return f"Here it is.\n```cpp\n{sketch}```\n"


class Whole(RunTest):
    def run_whole(self, status: int, *more: str) -> dict:
        run = self.expect_json(
            status, "run", "app.toml", "--stages", "sg", "--protocol", "whole", "--json", *more
        )
        (stage,) = run["stages"]
        return stage

    def attempts(self) -> list[dict]:
        return self.expect_json(0, "journal", "show", "last", "--json")["attempts"]

    def test_a_right_sketch_passes_at_the_first_attempt(self):
        server = self.serve(block(RIGHT))
        stage = self.run_whole(0)
        self.assertEqual((stage["verdict"], stage["attempts"]), ("pass", 1))
        self.assertEqual(stage["reference_pieces"], [])
        self.assertEqual(stage["repaired_pieces"], [])
        self.assertGreater(stage["model_share"], 0.95)
        self.assertEqual(server.asked, 1)
        prompt = json.loads(server.questions[0])["messages"][-1]["content"]
        for fact in ("TensorFlowLite.h", "Arduino_APDS9960.h", "r/(r+g+b)", "Brick", "AddSoftmax()"):
            self.assertIn(fact, prompt)
        self.assertNotIn("<", prompt.replace("#include <", "").replace("Resolver<", ""))

    def test_what_can_be_repaired_costs_no_second_question(self):
        clash = RIGHT.replace("tfModel", "model")
        self.assertNotEqual(clash, RIGHT)
        server = self.serve(block(clash))
        stage = self.run_whole(0)
        self.assertEqual(server.asked, 1)
        self.assertEqual(stage["repaired_pieces"], ["sketch"])
        self.assertGreater(stage["model_share"], 0.8)

    def test_what_cannot_is_asked_again_with_its_findings(self):
        broken = RIGHT.replace("void loop() {", "void loop() {\n  blink_three_times();")
        server = self.serve(lambda question: block(RIGHT if "blink_three_times" in question else broken))
        stage = self.run_whole(0)
        self.assertEqual((stage["verdict"], server.asked), ("pass", 2))
        mend = json.loads(server.questions[1])["messages"][-1]["content"]
        self.assertRegex(mend, r"1\. .*blink_three_times")
        self.assertRegex(mend, r"line \d+: blink_three_times\(\);")
        self.assertLess(len(mend), 12_000)

    def test_the_same_code_again_is_answered_by_a_fresh_question(self):
        broken = RIGHT.replace("void loop() {", "void loop() {\n  blink_three_times();")
        server = self.serve(block(broken))
        stage = self.run_whole(1)
        self.assertEqual((stage["verdict"], stage["attempts"], server.asked), ("reject", 5, 5))
        asked = [json.loads(question) for question in server.questions]
        self.assertIn("blink_three_times", asked[1]["messages"][-1]["content"])
        self.assertEqual(asked[2]["messages"], asked[0]["messages"])
        self.assertGreater(asked[2]["temperature"], asked[0]["temperature"])

    def test_words_without_code_end_as_rejected_with_the_reason(self):
        self.serve("I would rather not.")
        stage = self.run_whole(1)
        self.assertEqual((stage["verdict"], stage["artifacts"]), ("reject", []))

    def test_a_prompt_that_was_cut_is_asked_within_the_window_and_costs_no_attempt(self):
        broken = RIGHT.replace("void loop() {", "void loop() {\n  blink_three_times();")
        server = self.serve(block(broken), window=1500)
        stage = self.run_whole(1)
        self.assertEqual(stage["verdict"], "reject")
        cut = [json.loads(question)["messages"][-1]["content"] for question in server.questions]
        self.assertEqual(sum("blink_three_times" in text for text in cut), 1, "the long prompt is not sent again")

    def test_without_a_model_there_is_nobody_to_ask(self):
        command = ("run", "app.toml", "--stages", "sg", "--protocol", "whole", "--provider", "reference")
        self.expect_refusal(*command, says=["--protocol guided"])


class GoingOn(RunTest):
    """[[provider.then]]"""

    def test_a_server_that_is_not_there_gives_way_to_the_next(self):
        server = self.serve(block(RIGHT))
        path = self.folder / "app.toml"
        text = path.read_text(encoding="utf-8").replace("[provider]", "[[provider.then]]")
        first = '[provider]\nname = "nobody"\nmodel = "none"\nbase_url = "http://127.0.0.1:9/v1"\n'
        path.write_text(text.replace("[[provider.then]]", first + "[[provider.then]]"), encoding="utf-8")
        run = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--protocol", "whole", "--json", timeout=400)
        self.assertEqual((run["verdict"], server.asked), ("pass", 1))

    def test_a_model_that_is_stuck_gives_way_to_a_stronger_one(self):
        strong = self.serve(block(RIGHT))
        path = self.folder / "app.toml"
        then = path.read_text(encoding="utf-8").split("[provider]")[1]
        path.write_text(path.read_text(encoding="utf-8").split("\n[provider]")[0], encoding="utf-8")
        weak = self.serve("void setup() {}")
        path.write_text(path.read_text(encoding="utf-8") + "[[provider.then]]" + then, encoding="utf-8")
        run = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--protocol", "whole", "--json")
        self.assertEqual((run["verdict"], weak.asked, strong.asked), ("pass", 5, 1))

    def test_one_without_a_name_is_refused(self):
        path = self.folder / "app.toml"
        line = len(path.read_text(encoding="utf-8").splitlines()) + 3
        path.write_text(
            path.read_text(encoding="utf-8") + '\n[provider]\nname = "local"\n[[provider.then]]\nmodel = "x"\n',
            encoding="utf-8",
        )
        self.expect_refusal("inspect", "app.toml", says=[r"\[\[provider.then\]\] names no provider", f"app.toml:{line + 1}"])
