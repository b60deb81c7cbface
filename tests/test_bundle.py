"""`journal bundle`, `verify-bundle` and `merge`: what others have packed or named is checked, and steers no terminal."""

import io
import json
import pathlib
import sqlite3
import subprocess
import tarfile

from program import BINARY, ProgramTest

ESCAPE = "\x1b[2J\x1b]0;taken over\x07"
RECORDED = {"run": "recorded", "model": "model-a", "prompt": "SG1", "step": "sg_sketch_code_gen_attempt#1", "attempt": 1,
            "verdict": "pass", "error": "", "reply": "```cpp\nvoid setup() {}\nvoid loop() {}\n```", "prompt_tokens": 1,
            "completion_tokens": 1, "latency_ms": 1.0, "run_status": "success"}  # fmt: skip


class Bundles(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        (self.folder / "recorded.jsonl").write_text(json.dumps(RECORDED) + "\n", encoding="utf-8")
        self.expect(0, "journal", "import", "recorded.jsonl")
        self.journal = self.folder / ".autopilot" / "journal.sqlite"

    def rewrite(self, bundle: pathlib.Path, changes: dict[str, str]) -> None:
        """Gives the manifest of a bundle other values."""
        with tarfile.open(bundle) as archive:
            parts = [(entry, archive.extractfile(entry).read()) for entry in archive.getmembers()]
        with tarfile.open(bundle, "w:gz") as archive:
            for entry, content in parts:
                if entry.name == "manifest.json":
                    content = json.dumps({**json.loads(content), **changes}).encode()
                    entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))

    def change(self, statement: str, *values: object) -> None:
        connection = sqlite3.connect(self.journal)
        with connection:
            connection.execute(statement, values)
        connection.close()

    def test_packs_and_unpacks_where_nothing_fits_among_the_temporaries(self) -> None:
        away = {"TMPDIR": str(self.folder / "no-such-folder")}
        self.expect(0, "journal", "bundle", "recorded", "--out", "packed/one.bundle", environment=away)
        self.expect(0, "journal", "verify-bundle", "packed/one.bundle", environment=away)
        self.expect(0, "journal", "verify-bundle", "packed/one.bundle", "--to", "there/again", environment=away)
        self.assertIn("recorded", self.expect(0, "journal", "ls", "--out", "there/again").stdout)
        self.assertEqual([path.name for path in (self.folder / "packed").iterdir()], ["one.bundle"])
        self.assertEqual([path.name for path in (self.folder / "there").iterdir()], ["again"])
        self.expect(2, "journal", "bundle", "unknown", "--out", "packed/two.bundle")
        self.expect(2, "journal", "bundle", "recorded", "--out", "packed")
        self.assertEqual([path.name for path in (self.folder / "packed").iterdir()], ["one.bundle"])

    def test_the_journal_is_not_replaced_and_a_device_is_written_to(self) -> None:
        self.expect_refusal("journal", "bundle", "recorded", "--out", self.journal, says=["journal.sqlite", "cure: .*--out"])
        self.assertTrue(self.journal.read_bytes().startswith(b"SQLite format 3"))
        self.assertIn("No space left", self.expect(3, "journal", "bundle", "recorded", "--out", "/dev/full").stderr)
        self.assertTrue(pathlib.Path("/dev/full").is_char_device())
        (self.folder / "link").symlink_to("elsewhere.bundle")
        self.expect(0, "journal", "bundle", "recorded", "--out", "link")
        self.assertTrue((self.folder / "link").is_symlink())
        self.expect(0, "journal", "verify-bundle", "elsewhere.bundle")

    def test_a_workspace_that_is_not_there_is_said(self) -> None:
        (self.folder / "file").write_text("", encoding="utf-8")
        for command in ("ls", "show", "scores"):
            for out in ("typo", "file"):
                self.expect_refusal("journal", command, "--out", out, says=[out, "there is no journal here", "cure: "])

    def test_a_journal_that_can_only_be_read_is_read(self) -> None:
        read_only = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
        for command in (
            ["journal", "ls"],
            ["journal", "show", "last"],
            ["experiment", "report", ".autopilot", "--single-runs", "--format", "json"],
        ):
            answer = subprocess.run(
                [*read_only, BINARY, *command], cwd=self.folder, capture_output=True, text=True, check=False
            )
            self.assertEqual(answer.returncode, 0, answer.stderr)
            self.assertIn("recorded", answer.stdout)

    def test_a_foreign_manifest_does_not_steer_the_terminal(self) -> None:
        bundle = self.folder / "one.bundle"
        self.expect(0, "journal", "bundle", "recorded", "--out", bundle)
        self.rewrite(bundle, {"kind": "run" + ESCAPE, "name": "na" + ESCAPE + "me", "program": ESCAPE})
        said = self.expect(0, "journal", "verify-bundle", bundle).stdout
        self.assertIn("taken over", said)
        self.assertNotRegex(said, "[\x00-\x09\x0b-\x1f]")
        self.rewrite(bundle, {"files": {ESCAPE: {"sha256": "", "bytes": 1}}})
        self.assertNotIn("\x1b", self.expect(2, "journal", "verify-bundle", bundle).stderr)

    def test_names_in_other_journals_do_not_steer_the_terminal(self) -> None:
        self.change("PRAGMA foreign_keys = OFF")
        self.change("UPDATE attempts SET run = ?, step = ?", "re" + ESCAPE, "sketch" + ESCAPE)
        self.change("UPDATE runs SET id = ?, name = ?, ended = '', verdict = ''", "re" + ESCAPE, ESCAPE)
        merged = self.expect(0, "journal", "merge", "other", ".autopilot").stdout
        self.assertIn("1 left out that has not ended: re", merged)
        listed = self.expect(0, "journal", "ls").stdout
        shown = self.expect(0, "journal", "show", "last", "--full").stdout
        for said in (merged, listed, shown):
            self.assertIn("taken over", said)
            self.assertNotIn("\x1b", said)
