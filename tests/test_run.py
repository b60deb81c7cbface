"""`autopilot run` without a language model of its own: a scripted server on the loopback device, and recordings."""

import json
import os
import select
import signal
import sqlite3
import subprocess
import threading
import tomllib
from typing import Callable

from program import BINARY, HERE, ProgramTest
from scripted_server import ScriptedServer

WITHOUT_TIMES = (
    "verdict",
    "attempts",
    "prompt_tokens",
    "completion_tokens",
    "reference_pieces",
    "repaired_pieces",
    "model_share",
)


class RunTest(ProgramTest):
    def serve(self, text: str | Callable[[str], str], provider: str = "", **options: int) -> ScriptedServer:
        """Starts a server and makes it the application's provider; `provider` are further keys of it."""
        server = ScriptedServer(text, **options)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(server.release.set)
        path = self.folder / "app.toml"
        path.write_text(
            path.read_text(encoding="utf-8") + '\n[provider]\nname = "scripted"\nmodel = "scripted"\n'
            f'base_url = "http://127.0.0.1:{server.server_port}/v1"\n{provider}\n',
            encoding="utf-8",
        )
        return server

    def stages(self, run: dict) -> list[dict]:
        return [{key: stage[key] for key in WITHOUT_TIMES} for stage in run["stages"]]


class ReferenceRun(RunTest):
    def test_the_reference_generator_writes_a_sketch_that_passes(self):
        run = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--provider", "reference", "--json")
        self.assertEqual(run["verdict"], "pass")
        (stage,) = run["stages"]
        self.assertEqual(stage["stage"], "sg")
        self.assertEqual(stage["completion_tokens"], 0)
        sketches = [artifact for artifact in stage["artifacts"] if artifact.endswith(".ino")]
        self.assertEqual(len(sketches), 1)
        self.assertTrue((self.folder / run["journal"]).is_file())
        report = (self.folder / run["report"]).read_text(encoding="utf-8")
        self.assertIn("Things by colour", report)
        self.expect(0, "verify", "app.toml", sketches[0])
        self.assertIn("pass", self.expect(0, "journal", "ls").stdout)
        self.expect(0, "journal", "show", "last")
        (record,) = self.expect_json(0, "journal", "ls", "--json")
        self.assertEqual(record["verdict"], "pass")
        self.assertIn("no-such-run", self.expect(2, "journal", "show", "no-such-run").stderr)

    def test_the_whole_job_ends_with_artifacts_of_every_stage(self):
        run = self.expect_json(0, "run", "app.toml", "--provider", "reference", "--json", "--out", "there")
        self.assertEqual([stage["stage"] for stage in run["stages"]], ["dp", "mc", "sg"])
        for stage in run["stages"]:
            self.assertEqual(stage["verdict"], "pass", stage)
            self.assertTrue(stage["artifacts"])
            for artifact in stage["artifacts"]:
                self.assertTrue((self.folder / artifact).exists(), artifact)
        self.assertTrue((self.folder / "there" / "journal.sqlite").is_file())
        self.assertFalse((self.folder / ".autopilot").exists())


class HostileWords(RunTest):
    """What the user writes into name, description and labels stays text, whatever it holds."""

    NASTY = 'Say "hi" \\\\ what??/ */ // /* 橙 \u202e'

    def name(self, key: str, old: str, value: str) -> None:
        self.edit("app.toml", f'{key} = "{old}"', f"{key} = {json.dumps(value)}")

    def test_they_break_neither_the_frame_nor_the_report(self):
        things = "Things by colour"
        reads = "Reads the colour sensor, classifies the thing before it and prints the class to Serial."
        self.name("name", things, "Things\n#error name\n*/ ??/")
        self.name("description", reads, self.NASTY + "\r\n#error description \\")
        labels = ['Br"ick\\', "Lé??/af */", "天 sky"]
        self.edit("app.toml", '"Brick", "Leaf", "Sky"', ", ".join(json.dumps(label) for label in labels))
        path = self.folder / "colours.csv"
        text = path.read_text(encoding="utf-8")
        for old, new in zip(("Brick", "Leaf", "Sky"), labels):
            text = text.replace(old, '"' + new.replace('"', '""') + '"')
        path.write_text(text, encoding="utf-8")
        run = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--provider", "reference", "--json")
        (stage,) = run["stages"]
        self.assertEqual(stage["verdict"], "pass")
        sketch = next(artifact for artifact in stage["artifacts"] if artifact.endswith(".ino"))
        source = (self.folder / sketch).read_text(encoding="utf-8")
        self.assertTrue(source.startswith("// Things #error name * / ??/.: Say"), source[:200])
        self.assertNotIn("\u202e", source)
        self.expect(0, "verify", "app.toml", sketch)

    def test_a_label_of_two_lines_is_refused(self):
        line = self.edit("app.toml", '"Brick", "Leaf"', '"Br\\nick", "Leaf"')
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b", "one line"])


class UselessModel(RunTest):
    def test_what_a_useless_model_fails_is_written_by_the_reference_generator_and_said_so(self):
        server = self.serve("I am sorry, I cannot help with that.")
        run = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--json")
        self.assertGreater(server.asked, 0)
        (stage,) = run["stages"]
        self.assertEqual(stage["attempts"], server.asked)
        self.assertEqual(stage["prompt_tokens"], server.prompt_tokens)
        self.assertTrue(stage["reference_pieces"])
        self.assertEqual(stage["model_share"], 0)

    def test_a_recording_replays_to_the_same_verdicts_without_a_server(self):
        server = self.serve("```cpp\nvoid features(int r) {}\n```")
        recorded = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--json", "--out", "first")
        asked = server.asked
        lines = self.expect(0, "journal", "export", "last", "--out", "first").stdout
        self.assertEqual(len(lines.splitlines()), asked)
        for line in lines.splitlines():
            self.assertGreaterEqual(set(json.loads(line)), {"stage", "step", "attempt", "text"})
        (self.folder / "replies.jsonl").write_text(lines, encoding="utf-8")
        again = [
            self.expect_json(
                0, "run", "app.toml", "--stages", "sg", "--json", "--replay", "replies.jsonl", "--out", out
            )
            for out in ("second", "third")
        ]
        self.assertEqual(server.asked, asked)
        self.assertEqual(self.stages(again[0]), self.stages(recorded))
        self.assertEqual(self.stages(again[1]), self.stages(recorded))

    def test_a_budget_of_tokens_ends_the_run_with_its_own_status(self):
        self.serve("nothing")
        run = self.expect_json(5, "run", "app.toml", "--stages", "sg", "--json", "--max-tokens", "150")
        self.assertEqual(run["verdict"], "budget")


class WrittenPieces(RunTest):
    """A model that answers each question for a function with the same one."""

    PIECES = {
        "sensor_begin": "bool sensor_begin() {\n  return APDS.begin();\n}",
        "read_raw": "void read_raw(int& r, int& g, int& b) {\n  APDS.readColor(r, g, b);\n}",
        "features": "void features(int r, int g, int b, float x[3]) {\n  const float s = float(r) + g + b;\n"
        "  x[0] = r / s;\n  x[1] = g / s;\n  x[2] = b / s;\n}",
        "report": "void report(const float score[3]) {\n  static int calls = 0;\n  if (++calls > 10) return;\n"
        "  int best = 0;\n  for (int i = 1; i < 3; ++i) if (score[i] > score[best]) best = i;\n  say(LABELS[best]);\n}",
    }

    def answer(self, question: str) -> str:
        last = question.rsplit("Now write the whole function", 1)[1]
        return f"```cpp\n{next(code for name, code in self.PIECES.items() if f' {name}(' in last)}\n```"


class RejectedAssembly(WrittenPieces):
    """Functions that pass their own cases and fail together: this one falls silent after a while."""

    def test_it_is_in_the_journal_before_the_reference_takes_over(self):
        self.serve(self.answer)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--json")["stages"]
        self.assertEqual((stage["verdict"], stage["attempts"], stage["model_share"]), ("pass", 4, 0))
        self.assertEqual(sorted(stage["reference_pieces"]), sorted(self.PIECES))
        journal = sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite")
        self.addCleanup(journal.close)
        rejected, passed = journal.execute(
            "SELECT attempt, proposer, verdict, root_cause, text FROM attempts JOIN candidates ON sha256 = candidate"
            " WHERE step = 'assembly' ORDER BY id"
        ).fetchall()
        self.assertEqual(rejected[:3], (1, "tool", "reject"))
        self.assertTrue(rejected[3])
        self.assertIn("++calls > 10", rejected[4])
        self.assertEqual(passed[:4], (2, "tool", "pass", ""))
        self.assertNotIn("++calls", passed[4])
        shown = self.expect(0, "journal", "show", "last", "--full").stdout
        for words in ("=== sg report 1", "--- user", "--- reply", "static int calls", "=== sg assembly 1, tool: reject"):
            self.assertIn(words, shown)


class MendedPiece(WrittenPieces):
    """A slip of a few characters is mended without asking again, and said."""

    PIECES = WrittenPieces.PIECES | {
        "features": "void features(int r, int g, int b, float x[3]) {\n  int s = r + g + b;\n"
        "  x[0] = r / s;\n  x[1] = g / s;\n  x[2] = b / s;\n}",
        "report": WrittenPieces.PIECES["report"].replace("static int calls = 0;\n  if (++calls > 10) return;\n", ""),
    }

    def test_its_slip_is_mended(self):
        self.serve(self.answer)
        (stage,) = self.expect_json(0, "run", "app.toml", "--stages", "sg", "--json")["stages"]
        self.assertEqual((stage["verdict"], stage["attempts"]), ("pass", 4))
        self.assertEqual((stage["repaired_pieces"], stage["reference_pieces"]), (["features"], []))
        self.assertGreater(stage["model_share"], 0.2)
        journal = sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite")
        self.addCleanup(journal.close)
        rows = journal.execute(
            "SELECT proposer, verdict, text FROM attempts JOIN candidates ON sha256 = candidate"
            " WHERE step = 'features' ORDER BY id"
        ).fetchall()
        self.assertEqual([row[:2] for row in rows], [("scripted/scripted", "reject"), ("repair", "pass")])
        self.assertIn("static_cast<float>(r) / s", rows[1][2])


class StoppedRun(RunTest):
    def start(self, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [BINARY, *arguments],
            cwd=self.folder,
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_ctrl_c_ends_a_run_that_waits_for_its_model(self):
        server = self.serve("nothing", hold=1)
        process = self.start("run", "app.toml", "--stages", "sg")
        self.assertTrue(server.held.wait(120), "the server was never asked")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 130)
        self.assertEqual(self.expect(0, "journal", "ls").returncode, 0)

    def test_a_run_that_somebody_works_on_is_left_to_him(self):
        server = self.serve("nothing", hold=3)
        process = self.start("run", "app.toml", "--stages", "sg")
        self.assertTrue(server.held.wait(120), "the server was never asked")
        self.assertIn("another autopilot works on the run", self.expect(3, "run", "--resume", "last").stderr)
        self.assertIsNone(process.poll())
        process.kill()
        process.wait()
        server.release.set()

    def test_a_killed_run_resumes_without_asking_again_what_was_answered(self):
        server = self.serve("nothing", hold=3)
        process = self.start("run", "app.toml", "--stages", "sg")
        self.assertTrue(server.held.wait(120), "the server was never asked")
        process.kill()
        process.wait()
        answered = set(server.questions[:2])
        server.release.set()
        self.expect(0, "run", "--resume", "last")
        self.assertGreater(server.asked, 3)
        self.assertTrue(answered.isdisjoint(server.questions[3:]))


class StoppedLocalModel(RunTest):
    """A local server that takes no hint: it and the temporary folders go with the program, however that ends."""

    def start(self) -> tuple[subprocess.Popen, int]:
        """A run that waits for its local model, and the server's descriptor, readable once it has ended."""
        real = os.environ.get("AUTOPILOT_CACHE") or os.path.join(
            os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "autopilot"
        )
        cache = self.folder.parent / "cache"
        self.temporary = self.folder.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        engine = tomllib.loads((HERE.parent / "profiles" / "engines" / "llama-server.toml").read_text())
        server = cache / "llama" / engine["version"] / engine["program"]
        if not cache.exists():
            server.parent.mkdir(parents=True)
            server.symlink_to(HERE / "fake_llama_server.py")
            (cache / "venv").symlink_to(os.path.join(real, "venv"))
            (self.folder / "own.gguf").write_bytes(b"GGUF")
            with (self.folder / "app.toml").open("a", encoding="utf-8") as file:
                file.write('\n[provider]\nname = "local"\nmodel = "own.gguf"\n')
        note = self.folder.parent / "note"
        note.unlink(missing_ok=True)
        os.mkfifo(note)
        process = subprocess.Popen(
            [BINARY, "run", "app.toml", "--stages", "sg"],
            cwd=self.folder,
            env={
                **os.environ,
                "AUTOPILOT_CACHE": str(cache),
                "TMPDIR": str(self.temporary),
                "FAKE_SERVER_NOTE": str(note),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        server_process = os.pidfd_open(int(note.read_text()))
        self.addCleanup(os.close, server_process)
        return process, server_process

    def expect_ended(self, server_process: int) -> None:
        self.assertTrue(select.select([server_process], [], [], 60)[0], "the server lives on")

    def test_signals_end_the_server_and_leave_no_folder(self):
        for signals in ([signal.SIGINT], [signal.SIGHUP], [signal.SIGINT] * 2, [signal.SIGINT, signal.SIGTERM]):
            with self.subTest(signals):
                process, server = self.start()
                for number in signals:
                    process.send_signal(number)
                self.assertEqual(process.wait(60), 130)
                self.expect_ended(server)
                self.assertEqual(list(self.temporary.iterdir()), [])

    def test_a_killed_program_takes_its_server_along(self):
        process, server = self.start()
        process.kill()
        self.expect_ended(server)


class BrokenProvider(RunTest):
    def test_a_server_that_is_not_there_is_infrastructure_and_never_the_models_fault(self):
        server = self.serve("")
        server.shutdown()
        server.server_close()
        answer = self.autopilot("run", "app.toml", "--stages", "sg", "--json")
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertIn("127.0.0.1", answer.stderr)

    def test_a_prompt_that_the_server_cut_is_infrastructure_and_never_the_models_fault(self):
        self.serve("void nothing() {}", window=20)
        answer = self.expect(3, "run", "app.toml", "--stages", "sg", "--json")
        self.assertRegex(answer.stderr, "cut the prompt")
        (record,) = self.expect_json(0, "journal", "ls", "--json")
        self.assertEqual(record["verdict"], "infrastructure")


class Workspace(RunTest):
    def test_a_workspace_that_cannot_be_written_is_said_before_anything_is_asked(self):
        (self.folder / "taken").write_text("a file, not a folder\n", encoding="utf-8")
        answer = self.expect(3, "run", "app.toml", "--stages", "sg", "--provider", "reference", "--out", "taken/below")
        self.assertIn("taken", answer.stderr)
