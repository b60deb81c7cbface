"""Commands that only look: inspect, journal, doctor. With --json, stdout is JSON and nothing else."""

import json

from program import ProgramTest


class Inspect(ProgramTest):
    def test_an_application_shows_its_contract(self):
        answer = self.expect(0, "inspect", "app.toml")
        for fact in ("Things by colour", "Red", "Brick", "Leaf", "Sky", "90", "APDS9960", "tflm-2.4.0-alpha"):
            self.assertIn(fact, answer.stdout)

    def test_an_application_as_json_holds_the_measured_facts(self):
        contract = self.expect_json(0, "inspect", "app.toml", "--json")
        text = str(contract)
        for fact in ("Red", "Brick", "FULLY_CONNECTED", "SOFTMAX", "r/(r+g+b)"):
            self.assertIn(fact, text)

    def test_a_model_shows_types_shapes_and_operators(self):
        answer = self.expect(0, "inspect", "model.tflite")
        for fact in ("float32", "FULLY_CONNECTED", "SOFTMAX"):
            self.assertIn(fact, answer.stdout)
        facts = str(self.expect_json(0, "inspect", "model.tflite", "--json"))
        self.assertIn("FULLY_CONNECTED", facts)

    def test_a_data_file_shows_its_columns(self):
        answer = self.expect(0, "inspect", "colours.csv")
        for fact in ("Red", "Thing", "90"):
            self.assertIn(fact, answer.stdout)
        self.expect_json(0, "inspect", "colours.csv", "--json")

    def test_looking_leaves_nothing_behind(self):
        before = self.files()
        self.expect(0, "inspect", "app.toml")
        self.assertEqual(self.files(), before)


class Journal(ProgramTest):
    def test_an_empty_workspace_has_no_runs(self):
        before = self.files()
        self.expect(0, "journal", "ls")
        self.assertEqual(self.expect_json(0, "journal", "ls", "--json"), [])
        self.assertEqual(self.files(), before)

    def test_without_a_journal_there_is_nothing_to_show_and_none_is_made(self):
        self.expect_refusal("journal", "show", "last", says=[r"journal\.sqlite", "cure"])
        self.expect_refusal("journal", "export", "last", says=[r"journal\.sqlite"])

    def test_a_file_that_is_no_journal_is_refused_and_kept(self):
        workspace = self.folder / ".autopilot"
        workspace.mkdir()
        (workspace / "journal.sqlite").write_text("these are somebody's notes\n" * 100, encoding="utf-8")
        answer = self.autopilot("journal", "ls")
        self.assertIn(answer.returncode, (2, 3))
        self.assertIn("journal.sqlite", answer.stderr)
        self.assertTrue((workspace / "journal.sqlite").read_text(encoding="utf-8").startswith("these are"))


class Doctor(ProgramTest):
    def examine(self, **environment: str) -> dict:
        """The answer as JSON; the exit status says whether all that is required is there."""
        answer = self.autopilot("doctor", "--json", environment=environment)
        state = json.loads(answer.stdout)
        self.assertEqual(answer.returncode, 0 if state["ok"] else 3)
        self.assertEqual(state["ok"], all(part["found"] or not part["required"] for part in state["parts"]))
        return state

    def test_every_part_is_found_or_has_a_cost_and_a_cure(self):
        state = self.examine()
        found = {part["name"] for part in state["parts"] if part["found"]}
        self.assertGreaterEqual(found, {"bwrap", "sandbox", "arm-none-eabi-g++", "tensorflow"})
        for part in state["parts"]:
            self.assertTrue(part["found"] or (part["cost"] and part["cure"]), part)

    def test_a_missing_program_is_said_with_what_it_costs(self):
        state = self.examine(PATH="/nowhere")
        self.assertFalse(state["ok"])
        missing = {part["name"] for part in state["parts"] if not part["found"]}
        self.assertGreaterEqual(missing, {"bwrap", "sandbox", "arm-none-eabi-g++"})

    def test_the_list_for_people_names_the_same_parts(self):
        names = [part["name"] for part in self.examine()["parts"]]
        shown = self.autopilot("doctor").stdout
        for name in names:
            self.assertIn(name, shown)
