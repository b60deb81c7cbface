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
        self.expect(0, "journal", "ls")

    def test_an_unknown_run_is_bad_input(self):
        answer = self.expect(2, "journal", "show", "20200101-000000-dead")
        self.assertIn("20200101-000000-dead", answer.stderr)

    def test_a_file_that_is_no_journal_is_refused_and_kept(self):
        workspace = self.folder / ".autopilot"
        workspace.mkdir()
        (workspace / "journal.sqlite").write_text("these are somebody's notes\n" * 100, encoding="utf-8")
        answer = self.autopilot("journal", "ls")
        self.assertIn(answer.returncode, (2, 3))
        self.assertIn("journal.sqlite", answer.stderr)
        self.assertTrue((workspace / "journal.sqlite").read_text(encoding="utf-8").startswith("these are"))


class Doctor(ProgramTest):
    def test_it_lists_what_is_installed(self):
        answer = self.expect(0, "doctor")
        for part in ("bwrap", "arm-none-eabi-g++"):
            self.assertIn(part, answer.stdout)

    def test_as_json_every_part_is_found_or_has_a_cost(self):
        parts = self.expect_json(0, "doctor", "--json")
        rows = parts["parts"]
        self.assertGreater(len(rows), 5)
        for row in rows:
            self.assertIn("name", row)
            self.assertIn("found", row)
            self.assertIn("cost", row)

    def test_a_missing_part_is_said_with_what_it_costs(self):
        parts = self.autopilot("doctor", "--json", environment={"PATH": "/nowhere"})
        rows = json.loads(parts.stdout)
        missing = [row for row in rows["parts"] if not row["found"]]
        self.assertTrue(any("bwrap" in row["name"] for row in missing), missing)
        for row in missing:
            self.assertTrue(row["cost"], row)
