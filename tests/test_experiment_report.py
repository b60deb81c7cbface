"""`experiment report`: statistics of a journal, published figures beside them, in every format; bad input is named."""

import contextlib
import csv
import io
import json
import math
import os
import pathlib
import shutil
import sqlite3
import tomllib
import unittest

from program import HERE, ProgramTest

SHARED = pathlib.Path(os.environ.get("AUTOPILOT_SHARED") or HERE.parents[1] / "shared")
RECORDED = {"run": "r1", "batch": "b", "model": "phi4:latest", "prompt": "L1", "step": "sg_sketch_code_gen_attempt#1",
            "attempt": 1, "run_status": "failed", "verdict": "fail", "error": "x.ino:1:1: error: stray '`' in program",
            "reply": "void", "prompt_tokens": 10, "completion_tokens": 5, "latency_ms": 100.0}  # fmt: skip


def wilson(passed: int, counted: int) -> tuple[float, float]:
    """A second writing of the interval that the program takes from its own library."""
    z = 1.959963984540054
    share, middle = passed / counted, passed / counted + z * z / (2 * counted)
    half = z * math.sqrt(share * (1 - share) / counted + z * z / (4 * counted * counted))
    return (middle - half) / (1 + z * z / counted), (middle + half) / (1 + z * z / counted)


class ReportTest(ProgramTest):
    """A journal with one recorded run; tests add experiments to it."""

    def setUp(self) -> None:
        super().setUp()
        (self.folder / "recorded.jsonl").write_text(json.dumps(RECORDED) + "\n", encoding="utf-8")
        self.expect(0, "journal", "import", "recorded.jsonl")
        self.journal = self.folder / ".autopilot" / "journal.sqlite"

    @contextlib.contextmanager
    def database(self):
        """The journal, written to at the end."""
        connection = sqlite3.connect(self.journal)
        with contextlib.closing(connection), connection:
            yield connection

    def add_experiment(self, name: str, passed: dict[str, list[bool]]) -> None:
        """Trials of one application; for each model the outcomes of its repeats, all of which compile."""
        with self.database() as database:
            database.execute("INSERT INTO experiments VALUES (?, '', '2025-01-31T12:00:00Z')", (name,))
            for model, outcomes in passed.items():
                for repeat, outcome in enumerate(outcomes, 1):
                    run, verdict = f"{name}-{model}-{repeat}", "pass" if outcome else "reject"
                    database.execute(
                        "INSERT INTO runs VALUES (?, '/app.toml', 'fruit', '{}', '{}', '', '', '', ?, '')", (run, verdict)
                    )
                    database.execute(
                        "INSERT INTO trials VALUES (?, ?, 'guided', '', 'fruit', '', ?, ?)", (name, model, repeat, run)
                    )
                    database.execute(
                        "INSERT INTO stages VALUES (?, 'sg', ?, 2, 700, ?, 0.01, 3.5, ?, NULL, 1, 0)",
                        (run, verdict, 100 + repeat, json.dumps({"verdict": {"verdict": verdict, "builds": True}})),
                    )

    def table(self, name: str, *arguments: object) -> list[dict[str, str]]:
        """One table as CSV."""
        text = self.expect(0, "experiment", "report", *arguments, "--format", "csv", "--table", name).stdout
        return list(csv.DictReader(io.StringIO(text)))


class Reports(ReportTest):
    OUTCOMES = {"large": [True] * 9 + [False] * 3, "small": [True] * 2 + [False] * 10}

    def setUp(self) -> None:
        super().setUp()
        self.add_experiment("study", self.OUTCOMES)

    def test_figures_are_those_of_a_second_computation(self):
        report = json.loads(self.expect(0, "experiment", "report", self.journal, "--format", "json").stdout)
        self.assertEqual((report["experiment"], report["runs"]), ("study", 24))
        for row, (model, outcomes) in zip(report["by_model"], self.OUTCOMES.items(), strict=True):
            self.assertEqual(row["group"]["model"], model)
            ours, (low, high) = row["ours"], wilson(sum(outcomes), len(outcomes))
            self.assertEqual((ours["passed"], ours["counted"]), (sum(outcomes), len(outcomes)))
            self.assertAlmostEqual(ours["low"], low, places=9)
            self.assertAlmostEqual(ours["high"], high, places=9)
            self.assertEqual(row["silent"]["passed"], len(outcomes) - sum(outcomes), "all of them compile")
        (comparison,) = [one for one in report["comparisons"] if one["rule"] == "ours"]
        self.assertTrue(comparison["paired"])
        self.assertEqual((comparison["only_a"], comparison["only_b"]), (7, 0))
        self.assertAlmostEqual(comparison["p"], 2 / 2**7, places=12)

    def test_a_table_without_rows_has_its_headings(self):
        text = self.expect(0, "experiment", "report", self.journal, "--format", "csv", "--table", "sensitivity").stdout
        self.assertRegex(text, r"\Apart,model,protocol,.*,p,few\r?\n\Z")

    def test_a_matrix_names_the_experiment_of_the_workspace(self):
        self.add_experiment("other", {"large": [True]})
        (self.folder / "experiment.toml").write_text('[experiment]\nname = "other"\n', encoding="utf-8")
        self.assertEqual(len(self.table("trials", "experiment.toml")), 1)
        self.assertEqual(len(self.table("trials", self.journal, "--experiment", "study")), 24)
        self.assertEqual(self.table("trials", self.journal, "--single-runs")[0]["protocol"], "recorded:L1")

    def test_every_format_is_written_and_repeats_itself(self):
        for name in ("markdown", "html", "latex", "csv", "json"):
            out = self.folder / "new" / f"report.{name}"
            self.expect(0, "experiment", "report", ".autopilot", "--format", name, "--out", out)
            again = self.expect(0, "experiment", "report", ".autopilot", "--format", name).stdout
            self.assertEqual(out.read_bytes().decode().replace("\r\n", "\n"), again.replace("\r\n", "\n"), name)
            self.assertIn("large", again)
        markdown = self.expect(0, "experiment", "report", ".autopilot", "--table", "by_model").stdout
        self.assertIn("| sg | large | 9/12 | 75.0 | 46.8 to 91.1 | 12/12 | 100.0 | 75.8 to 100.0 | 3/12 (25.0 %) | 0 |", markdown)
        self.assertNotIn("What a trial takes", markdown)

    def test_the_page_holds_charts_and_runs_and_loads_nothing(self):
        page = self.expect(0, "experiment", "report", ".autopilot", "--format", "html").stdout
        self.assertIn("<title>study", page)
        self.assertIn('"study-large-12"', page)
        self.assertIn('id="block-1"', page, "the runs of both cells are packed")
        self.assertNotRegex(page, r"""<(script|link|img|iframe)[^>]+(src|href)=["']?https?:""")
        self.expect_refusal("experiment", "report", self.journal, "--format", "html", "--table", "cells", says=["--table"])


class BadInput(ReportTest):
    def test_the_report_does_not_replace_what_it_is_made_of(self):
        self.add_experiment("study", {"large": [True]})
        (self.folder / "experiment.toml").write_text('[experiment]\nname = "study"\n', encoding="utf-8")
        (self.folder / "link").symlink_to(self.journal)
        for subject, out in ((".autopilot", self.journal), (".autopilot", "link"), ("experiment.toml", "experiment.toml"),
                             ("experiment.toml", self.journal), (".autopilot", ".autopilot")):  # fmt: skip
            self.expect_refusal("experiment", "report", subject, "--out", out, says=[str(out), "cure: .*--out|--out names"])
        self.assertTrue(self.journal.read_bytes().startswith(b"SQLite format 3"))
        answer = self.expect(3, "experiment", "report", ".autopilot", "--out", "/dev/full")
        self.assertIn("No space left", answer.stderr)
        self.assertTrue(pathlib.Path("/dev/full").is_char_device())

    def test_an_error_does_not_steer_the_terminal(self):
        for arguments in (["--table", "\x1b[31mx"], ["--format", "\x1b[31mx"], ["--\x1b[31mx"], ["\x1b[31mx.toml"]):
            said = self.expect(2, "experiment", "report", ".autopilot", *arguments).stderr
            self.assertRegex(said, r"\[31mx(.|\n)*\n  cure: ")
            self.assertNotIn("\x1b", said)
        self.assertNotIn("\x1b", self.expect(2, "\x1b[31mx").stderr)

    def test_what_is_no_journal_is_said(self):
        (self.folder / "text.sqlite").write_text("no", encoding="utf-8")
        self.expect_refusal("experiment", "report", "text.sqlite", says=["text.sqlite", "not a journal"])
        with contextlib.closing(sqlite3.connect(self.folder / "other.sqlite")) as database, database:
            database.execute("CREATE TABLE t (a)")
        self.expect_refusal("experiment", "report", "other.sqlite", says=["not a journal", "another program"])
        self.expect_refusal("experiment", "report", "none.sqlite", says=["none.sqlite", "no such file"])

    def test_a_newer_journal_is_refused(self):
        with self.database() as database:
            database.execute("PRAGMA user_version = 99")
        self.expect_refusal("experiment", "report", self.journal, says=["version 99", "newer autopilot"])

    def test_experiments_are_told_by_name(self):
        self.expect_refusal(
            "experiment", "report", self.journal, "--experiment", "study", says=['"study"', "there is none"]
        )
        self.add_experiment("study", {"large": [True]})
        self.expect_refusal("experiment", "report", self.journal, "--experiment", "stuyd", says=['did you mean "study"?'])
        self.add_experiment("second", {"large": [True]})
        self.expect_refusal("experiment", "report", self.journal, says=["second, study", "--experiment"])

    def test_options_that_contradict_each_other_are_refused(self):
        (self.folder / "experiment.toml").write_text('[experiment]\nname = "study"\n', encoding="utf-8")
        for named in ((self.journal, "--experiment", "study"), ("experiment.toml",)):
            self.expect_refusal("experiment", "report", *named, "--single-runs",
                                says=["no experiment, and one is named: study", "cure: leave --single-runs out"])
        for subject in (".autopilot", self.journal):
            self.expect_refusal("experiment", "report", subject, "--workspace", "other", says=["--workspace", "cure: leave"])

    def test_a_matrix_without_a_name_is_refused(self):
        (self.folder / "experiment.toml").write_text('[experiments]\nname = "x"\n', encoding="utf-8")
        self.expect_refusal("experiment", "report", "experiment.toml", says=["experiment.toml", "[experiment]"])

    def test_formats_and_tables_are_told_the_nearest(self):
        self.expect_refusal("experiment", "report", self.journal, "--format", "latx", says=['did you mean "latex"?'])
        self.expect_refusal("experiment", "report", self.journal, "--table", "cell", says=['did you mean "cells"?'])


class Published(ProgramTest):
    """Figures that others published, and their recordings."""

    def test_the_committed_profiles_are_the_published_ones(self):
        published = tomllib.loads((SHARED / "reference" / "figure4.toml").read_text(encoding="utf-8"))
        ours = tomllib.loads((HERE.parent / "docs" / "published" / "failures.toml").read_text(encoding="utf-8"))
        self.assertEqual({one["batch"]: one["entries"] for one in ours["table"][0]["profile"]}, published)

    def test_recordings_reproduce_the_counts_of_their_half(self):
        corpus = SHARED / "corpus"
        files = [corpus / f"{stage}-attempts.jsonl.gz" for stage in ("dp", "mc", "sg", "psg", "tpusg")]
        self.expect(0, "journal", "import", *files)
        text = self.expect(0, "experiment", "report", ".autopilot", "--format", "csv", "--table", "published").stdout
        rows = list(csv.DictReader(io.StringIO(text)))
        # The runs of one half, as the recordings themselves say it: successes of all.
        half = {
            ("Qwen2.5-Coder-32B", "", "dp", "02.02_qw32_MCU"): ("13", "17"),
            ("Qwen2.5-Coder-32B", "", "mc", "02.02_qw32_MCU"): ("16", "18"),
            ("Qwen2.5-Coder-32B", "", "sg", "02.02_qw32_MCU"): ("0", "16"),
            ("GPT-5", "", "sg", "02.03_gpt5-MPU"): ("16", "16"),
            ("GPT-5", "L1", "sg", "02.08_abla-l1-gpt5"): ("2", "16"),
            ("GPT-5", "L2", "sg", "02.09_abla-l2-gpt5"): ("9", "12"),
            ("GPT-5", "", "psg", "02.03_gpt5-MPU"): ("11", "11"),
            ("GPT-5", "", "tpusg", "02.03_gpt5-MPU"): ("16", "17"),
        }
        found = {
            (row["model"], row["prompt"], row["stage"], row["batch"]): row for row in rows if row["from"] == "recordings"
        }
        for key, counts in half.items():
            row = found[key]
            self.assertEqual((row["ours_passed"], row["ours_counted"]), counts, key)
            self.assertEqual(row["part_possible"], "1", f"{key}: {counts} of {row['passed']} of {row['runs']}")
        nothing = [row for row in rows if row["model"] == "GPT-4o"]
        self.assertEqual({(row["from"], row["ours_counted"]) for row in nothing}, {("", "0")}, "none is recorded")


if __name__ == "__main__":
    unittest.main()
