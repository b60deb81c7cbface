"""What the tests of the program share: starting it in a folder of its own, and the application of fixtures/colour."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE / "fixtures"
BINARY = os.environ.get("AUTOPILOT_BINARY", str(HERE.parent / "build" / "asan" / "autopilot"))


class ProgramTest(unittest.TestCase):
    """One test works in `self.folder`, a copy of fixtures/colour that is removed afterwards."""

    maxDiff = None

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="autopilot-test-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name) / "colour"
        shutil.copytree(FIXTURES / "colour", self.folder)

    def autopilot(
        self, *arguments: object, environment: dict[str, str] | None = None, timeout: float = 240
    ) -> subprocess.CompletedProcess:
        """Runs the program in the test's folder; stdout and stderr apart."""
        return subprocess.run(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def expect(self, status: int, *arguments: object, **options) -> subprocess.CompletedProcess:
        """Runs the program and demands this exit status."""
        answer = self.autopilot(*arguments, **options)
        self.assertEqual(
            answer.returncode, status, f"autopilot {' '.join(map(str, arguments))}\n{answer.stdout}\n{answer.stderr}"
        )
        self.assertNotIn("Sanitizer", answer.stderr)
        return answer

    def expect_json(self, status: int, *arguments: object, **options):
        """The same for `--json`: all of stdout is one JSON value."""
        answer = self.expect(status, *arguments, **options)
        try:
            return json.loads(answer.stdout)
        except json.JSONDecodeError as error:
            self.fail(f"stdout is not one JSON value: {error}\n{answer.stdout}")

    def expect_refusal(self, *arguments: object, says: list[str], status: int = 2, **options) -> str:
        """The program refuses its input: nothing on stdout, the reason on stderr, nothing left behind."""
        before = self.files()
        answer = self.expect(status, *arguments, **options)
        self.assertEqual(answer.stdout, "")
        for words in says:
            self.assertRegex(answer.stderr, words)
        self.assertEqual(self.files(), before)
        return answer.stderr

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def edit(self, name: str, old: str, new: str) -> int:
        """Replaces text that occurs once in a file of the folder; returns the line where it stands."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        self.assertEqual(text.count(old), 1, f"{old!r} in {name}")
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1
