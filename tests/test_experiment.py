"""`autopilot experiment run`: a matrix on recordings, bad input, death at any moment.

AUTOPILOT_KILLS=200 kills it as often as that; in CI a handful is enough.
"""

import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from experiment_bed import Model, matrix_text, reference_pieces, rows, statistics, write_recordings
from program import BINARY, FIXTURES, ProgramTest
from scripted_server import ScriptedServer

PROTOCOLS = ["guided", "whole", "paper:SG2"]
REPEATS = 2
KILLS = int(os.environ.get("AUTOPILOT_KILLS", "6"))


class ExperimentTest(ProgramTest):
    """Recordings of two models on one application, made once; `self.folder` is a copy for each test."""

    @classmethod
    def setUpClass(cls) -> None:
        holder = tempfile.TemporaryDirectory(prefix="autopilot-experiment-")
        cls.addClassCleanup(holder.cleanup)
        cls.bed = pathlib.Path(holder.name) / "bed"
        shutil.copytree(FIXTURES / "colour", cls.bed / "colour")
        cls.models = {"weak": Model(0.4, "weak"), "strong": Model(0.9, "strong")}
        write_recordings(BINARY, cls.bed / "recordings", cls.models, [cls.bed / "colour" / "app.toml"], PROTOCOLS, REPEATS)
        cls.write(cls.bed)

    @classmethod
    def write(cls, folder: pathlib.Path, repeats: int = REPEATS, more: str = "") -> None:
        text = matrix_text("study", list(cls.models), ["colour/app.toml"], PROTOCOLS, repeats, more)
        (folder / "experiment.toml").write_text(text, encoding="utf-8")

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="autopilot-test-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name) / "bed"
        shutil.copytree(self.bed, self.folder)

    def run_matrix(self, out: str, *more: object, status: int = 0) -> dict:
        return self.expect_json(status, "experiment", "run", "experiment.toml", "--out", out, "--json", *more)

    def statistics(self, out: str) -> dict[str, str]:
        return statistics(self.folder / out / "journal.sqlite")

    def rows(self, out: str, sql: str) -> list[tuple]:
        return rows(self.folder / out / "journal.sqlite", sql)


class Matrix(ExperimentTest):
    def test_every_trial_has_one_run_and_the_result_is_the_same_again(self):
        first = self.run_matrix("a", "--jobs", 2)
        trials = len(self.models) * len(PROTOCOLS) * REPEATS
        self.assertEqual((first["trials"], first["ended"], first["begun"]), (trials, trials, trials))
        self.assertEqual(sum(first["verdicts"].values()), trials)
        self.assertLessEqual(set(first["verdicts"]), {"pass", "reject"})
        self.assertEqual(self.rows("a", "SELECT count(*), count(DISTINCT run) FROM trials"), [(trials, trials)])
        self.assertEqual(self.rows("a", "SELECT count(*) FROM runs WHERE ended = ''"), [(0,)])
        self.assertEqual(self.rows("a", "SELECT name, matrix FROM experiments")[0][1],
                         (self.folder / "experiment.toml").read_text(encoding="utf-8"))
        self.run_matrix("b", "--jobs", 1)
        self.assertEqual(self.statistics("a"), self.statistics("b"))

        before = self.statistics("a")
        again = self.run_matrix("a")
        self.assertEqual((again["ended"], again["begun"]), (trials, 0))
        self.assertEqual(self.statistics("a"), before)

    def test_both_rules_are_recorded_for_every_protocol(self):
        self.run_matrix("a")
        accepted = self.rows(
            "a",
            "SELECT t.protocol, s.verdict, json_extract(s.detail, '$.paper_accepted') FROM trials t"
            " JOIN stages s ON s.run = t.run",
        )
        self.assertEqual({protocol for protocol, _, _ in accepted}, set(PROTOCOLS))
        self.assertNotIn(None, [taken for _, _, taken in accepted])
        for protocol, verdict, taken in accepted:
            if verdict == "pass" and protocol != "guided":
                self.assertEqual(taken, 1, protocol)

    def test_repeats_and_models_may_be_added_and_nothing_is_done_twice(self):
        self.write(self.folder, repeats=1)
        first = self.run_matrix("a")
        started = self.rows("a", "SELECT id, started, ended FROM runs ORDER BY id")
        self.write(self.folder, repeats=REPEATS)
        second = self.run_matrix("a")
        self.assertEqual(second["begun"], second["trials"] - first["trials"])
        self.assertLessEqual(set(started), set(self.rows("a", "SELECT id, started, ended FROM runs")))
        self.run_matrix("b")
        self.assertEqual(self.statistics("a"), self.statistics("b"))

    def test_another_matrix_under_the_same_name_is_refused(self):
        self.run_matrix("a")
        before = self.statistics("a")
        for old, new, says in (
            ("seed = 1", "seed = 2", "the seed is another"),
            (f"repeats = {REPEATS}", "repeats = 1", "fewer repeats"),
            ('"guided", ', "", '"guided" is gone'),
            ('recordings/weak', "recordings/strong", '"replay:weak" is another'),
        ):
            with self.subTest(says):
                text = (self.bed / "experiment.toml").read_text(encoding="utf-8")
                self.assertEqual(text.count(old), 1)
                (self.folder / "experiment.toml").write_text(text.replace(old, new), encoding="utf-8")
                answer = self.expect(2, "experiment", "run", "experiment.toml", "--out", "a")
                self.assertIn(says, answer.stderr)
                self.assertRegex(answer.stderr, r"cure: .*another \[experiment\] name")
                self.assertEqual(self.statistics("a"), before)


    def test_files_that_change_under_the_same_name_are_refused(self):
        prompt = self.folder / "terse" / "whole" / "sketch.mustache"
        prompt.parent.mkdir(parents=True)
        shipped = pathlib.Path(__file__).resolve().parents[1] / "prompts" / "whole" / "sketch.mustache"
        prompt.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
        self.write(self.folder, 1, 'variants = ["terse"]\n')
        with (self.folder / "experiment.toml").open("a", encoding="utf-8") as file:
            file.write('[variant.terse]\nprompts = "terse"\n')
        self.run_matrix("a")
        before = self.statistics("a")
        changed = [prompt, self.folder / "colour" / "app.toml", *sorted((self.folder / "colour").rglob("*.csv"))[:1],
                   self.folder / "recordings" / "weak" / "colour-whole-1.jsonl",
                   *sorted((self.folder / "colour").rglob("*.h5"))[:1], *sorted((self.folder / "colour").rglob("*.tflite"))[:1]]
        self.assertGreaterEqual(len(changed), 3)
        for path in changed:
            with self.subTest(path.name):
                content = path.read_bytes()
                path.write_bytes(content + b"\n")
                answer = self.expect(2, "experiment", "run", "experiment.toml", "--out", "a")
                self.assertRegex(answer.stderr, f"{path.relative_to(self.folder)} is another")
                self.assertRegex(answer.stderr, r"cure: put that back, or .*another \[experiment\] name")
                self.assertEqual(self.statistics("a"), before)
                path.write_bytes(content)
        self.assertEqual(self.run_matrix("a")["begun"], 0)


class BadInput(ExperimentTest):
    def refuse(self, old: str, new: str, *says: str) -> None:
        line = self.edit("experiment.toml", old, new)
        self.expect_refusal("experiment", "run", "experiment.toml", says=[f"experiment.toml:{line}", *says])

    def test_an_unknown_key(self):
        self.refuse("repeats =", "repeat =", "did you mean.*repeats")

    def test_a_name_that_is_too_long(self):
        self.refuse('"study"', f'"{"s" * 101}"', "has 101 letters", "100 are the most")

    def test_a_sampling_that_is_no_number(self):
        path = self.folder / "experiment.toml"
        text = path.read_text(encoding="utf-8")
        for key in ("temperature", "top_p"):
            path.write_text(text + f"[sampling.x]\n{key} = nan\n", encoding="utf-8")
            self.expect_refusal("experiment", "run", "experiment.toml", says=[f"{key} is not "])

    def test_a_protocol_that_there_is_not(self):
        self.refuse('"paper:SG2"', '"paper:SG7"', "paper:SG7", "cure: ")

    def test_an_application_that_is_not_there(self):
        self.refuse("colour/app.toml", "color/app.toml", "color/app.toml is not there")

    def test_an_application_that_is_not_in_order(self):
        line = self.edit("colour/app.toml", "[data]", "[daten]")
        self.expect_refusal("experiment", "run", "experiment.toml", says=[f"app.toml:{line}", "did you mean"])

    def test_an_application_that_contradicts_itself(self):
        """Also the second one: before a trial of the first has run."""
        shutil.copytree(self.folder / "colour", self.folder / "second")
        path = self.folder / "second" / "app.toml"
        text = path.read_text(encoding="utf-8")
        name = next(line for line in text.splitlines() if line.startswith("name"))
        text = text.replace(name, 'name = "Second"')
        labels = next(line for line in text.splitlines() if line.startswith("labels"))
        path.write_text(text.replace(labels, 'labels = ["One", "Other"]'), encoding="utf-8")
        for recording in list((self.folder / "recordings").glob("*/colour-*.jsonl")):
            shutil.copy(recording, recording.with_name(recording.name.replace("colour", "second")))
        self.edit("experiment.toml", '"colour/app.toml"', '"colour/app.toml", "second/app.toml"')
        self.expect_refusal("experiment", "run", "experiment.toml", says=[r"second/colours.csv:2: label .* is no class of the model"])

    def test_a_recording_that_is_missing(self):
        (self.folder / "recordings" / "weak" / "colour-whole-2.jsonl").unlink()
        self.expect_refusal("experiment", "run", "experiment.toml", says=["weak/colour-whole-2.jsonl", "repeat 2"])

    def test_a_recording_that_is_not_in_order(self):
        recording = self.folder / "recordings" / "strong" / "colour-whole-2.jsonl"
        lines = len(recording.read_text(encoding="utf-8").splitlines())
        with recording.open("a", encoding="utf-8") as file:
            file.write('{"stage": "sg"\n')
        self.expect_refusal("experiment", "run", "experiment.toml", says=[f"colour-whole-2.jsonl:{lines + 1}", "no JSON object"])
        self.assertFalse((self.folder / ".autopilot").exists())

    def test_two_applications_with_the_same_recordings(self):
        shutil.copytree(self.folder / "colour", self.folder / "other" / "colour")
        path = self.folder / "other" / "colour" / "app.toml"
        text = path.read_text(encoding="utf-8")
        name = next(line for line in text.splitlines() if line.startswith("name"))
        path.write_text(text.replace(name, 'name = "Second"'), encoding="utf-8")
        self.edit("experiment.toml", '"colour/app.toml"', '"colour/app.toml", "other/colour/app.toml"')
        self.expect_refusal("experiment", "run", "experiment.toml", says=['"colour" in the names of recordings', "cure: rename"])

    def test_a_model_that_is_not_configured(self):
        self.edit("experiment.toml", 'name = "weak"\nreplay = "recordings/weak"', 'name = "gtp"\nprovider = "opnai"')
        self.expect_refusal(
            "experiment", "run", "experiment.toml", says=['the model "gtp": there is no provider .opnai.', "experiment.toml:"]
        )

    def test_a_model_without_a_key(self):
        self.edit("experiment.toml", 'name = "weak"\nreplay = "recordings/weak"', 'name = "openai"\nmodel = "gpt-4o"')
        self.expect_refusal(
            "experiment", "run", "experiment.toml", says=["needs a key"], environment={"OPENAI_API_KEY": ""}
        )

    def test_a_model_without_a_price_under_a_limit_of_money(self):
        self.edit(
            "experiment.toml",
            'name = "weak"\nreplay = "recordings/weak"',
            'name = "mine"\nmodel = "own"\nbase_url = "http://127.0.0.1:9/v1"',
        )
        path = self.folder / "experiment.toml"
        path.write_text(path.read_text() + "[budget.trial]\nusd = 0.1\n", encoding="utf-8")
        self.expect_refusal("experiment", "run", "experiment.toml",
                            says=['"mine": no price is known', r'cure: add .*prices.toml, or write \[budget\] unknown_price = "allow"'])

    def test_budgets_that_contradict_each_other(self):
        path = self.folder / "experiment.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "[budget]\ntokens = 100\n[budget.trial]\ntokens = 200\n", encoding="utf-8")
        self.expect_refusal("experiment", "run", "experiment.toml", says=["a trial may take 200 tokens"])
        path.write_text(text + "[budget]\ntokens = 400\n[budget.trial]\ntokens = 200\n", encoding="utf-8")
        self.expect_refusal("experiment", "run", "experiment.toml", "--shard", "1/3",
                            says=["an N-th of .budget. is less than what a trial may take", "ask for 2 shards at most"])
        path.write_text(text + "[budget]\nseconds = 60\n[budget.trial]\nseconds = 60\n", encoding="utf-8")
        self.expect_refusal("experiment", "run", "experiment.toml", says=["a trial may take all 60 seconds", "cure: "])
        path.write_text(text + "[budget]\nusd = 5.0\n", encoding="utf-8")
        self.expect_refusal("experiment", "run", "experiment.toml", says=["add usd to .budget.trial."])

    def test_shards_that_cannot_be(self):
        for shard in ("0/2", "3/2", "x", "1/1000", ""):
            self.expect_refusal("experiment", "run", "experiment.toml", "--shard", shard, says=["shard"])

    def test_a_journal_of_a_newer_version(self):
        self.run_matrix("a", "--shard", "1/4")
        import sqlite3

        journal = sqlite3.connect(self.folder / "a" / "journal.sqlite")
        journal.execute("PRAGMA user_version = 99")
        journal.close()
        answer = self.expect(2, "experiment", "run", "experiment.toml", "--out", "a")
        self.assertIn("version 99", answer.stderr)
        answer = self.expect(2, "journal", "merge", "b", "a", "--partial")
        self.assertIn("version 99", answer.stderr)
        self.assertFalse((self.folder / "b").exists())


class Budget(ExperimentTest):
    def test_what_the_whole_may_take_is_never_exceeded_and_more_goes_on(self):
        limit = "\n[budget]\ntokens = 24000\n[budget.trial]\ntokens = 12000\n"
        path = self.folder / "experiment.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + limit, encoding="utf-8")
        stopped = self.run_matrix("a", status=5)
        self.assertLess(stopped["ended"], stopped["trials"])
        self.assertGreater(stopped["ended"], 0)
        self.assertLessEqual(stopped["tokens"], 24000)
        self.assertIn("budget", stopped["stopped"])
        path.write_text(text + limit.replace("24000", "1e9"), encoding="utf-8")
        ended = self.run_matrix("a")
        self.assertEqual(ended["ended"], ended["trials"])
        self.assertEqual(ended["begun"], ended["trials"] - stopped["ended"])

    def test_killed_at_any_moment_no_more_is_spent_and_nothing_twice(self):
        """What a killed call has spent counts in the next, and once; a recording's has spent nothing before it is there."""
        # Counts that no limit of a call contradicts: prompts are longer than this.
        for recording in (self.folder / "recordings").glob("*/*.jsonl"):
            lines = recording.read_text(encoding="utf-8").replace('"prompt_tokens": 700', '"prompt_tokens": 100')
            recording.write_text(lines, encoding="utf-8")
        path = self.folder / "experiment.toml"
        text = path.read_text(encoding="utf-8")

        def budget(tokens: int) -> None:
            path.write_text(text + f"\n[budget]\ntokens = {tokens}\n[budget.trial]\ntokens = 12000\n", encoding="utf-8")

        budget(10_000_000)
        self.run_matrix("whole")
        needed = self.rows("whole", "SELECT sum(prompt_tokens + completion_tokens) FROM stages")[0][0]
        budget(needed // 2 + 12000)
        chance = random.Random(11)
        for _ in range(3):
            process = subprocess.Popen([BINARY, "experiment", "run", "experiment.toml", "--out", "a", "--jobs", "2"],
                                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.5, 2))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        stopped = self.run_matrix("a", status=5)
        self.assertLess(stopped["ended"], stopped["trials"])
        spent = self.rows("a", "SELECT sum(prompt_tokens + completion_tokens) FROM attempts")[0][0]
        self.assertLessEqual(spent, needed // 2 + 12000)
        self.assertGreater(spent, needed // 2)
        budget(needed + 12000)
        self.run_matrix("a", "--jobs", 1)
        self.assertEqual(self.statistics("a"), self.statistics("whole"))


class Stopped(ExperimentTest):
    def start(self, out: str) -> subprocess.Popen:
        return subprocess.Popen(
            [BINARY, "experiment", "run", "experiment.toml", "--out", out, "--jobs", "2"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, process: subprocess.Popen) -> str:
        _, errors = process.communicate(timeout=240)
        return errors

    def test_ctrl_c_ends_it_cleanly_and_the_same_command_goes_on(self):
        self.run_matrix("whole")
        process = self.start("a")
        journal = self.folder / "a" / "journal.sqlite"
        while process.poll() is None and (not journal.exists() or not self.begun(journal)):
            time.sleep(0.01)  # until it has begun
        process.send_signal(signal.SIGINT)
        errors = self.finish(process)
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("go on with the same command", errors)
        self.run_matrix("a")
        self.assertEqual(self.statistics("a"), self.statistics("whole"))

    def test_a_journal_that_is_removed_or_replaced_meanwhile_is_noticed(self):
        self.run_matrix("whole")
        for words in ("removed", "replaced"):
            with self.subTest(words):
                process = self.start(words)
                journal = self.folder / words / "journal.sqlite"
                while process.poll() is None and (not journal.exists() or not self.begun(journal)):
                    time.sleep(0.01)  # until it has begun
                journal.unlink()
                if words == "replaced":
                    shutil.copy(self.folder / "whole" / "journal.sqlite", journal)
                errors = self.finish(process)
                self.assertEqual(process.returncode, 3, errors)
                self.assertRegex(errors, f"journal was {words}.* while the experiment ran(.|\n)*cure: ")

    def begun(self, journal: pathlib.Path) -> bool:
        try:
            return bool(rows(journal, "SELECT 1 FROM attempts LIMIT 1"))
        except Exception:  # pylint: disable=broad-except
            return False  # It is being made.

    def test_killed_at_any_moment_it_goes_on_to_the_same_statistics(self):
        begin = time.monotonic()
        self.run_matrix("whole", "--jobs", 2)
        seconds = time.monotonic() - begin
        expected = self.statistics("whole")
        chance = random.Random(7)
        kills = 0
        rounds = 0
        while kills < KILLS:
            rounds += 1
            out = f"round-{rounds}"
            while True:
                process = self.start(out)
                try:
                    process.wait(chance.uniform(0, seconds))
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
                    self.finish(process)
                    continue
                self.assertEqual(process.returncode, 0, self.finish(process))
                break
            self.assertEqual(self.statistics(out), expected, f"after {kills} kills")
            shutil.rmtree(self.folder / out)
        print(f"\n{kills} kills in {rounds} rounds of {seconds:.1f} s", end=" ")


class Asked(ExperimentTest):
    """With a server in the place of recordings."""

    def serve(self, reply: str, port: int = 0, hold: int | None = None) -> ScriptedServer:
        server = ServerAt(port)(reply, hold)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(server.release.set)
        return server

    @staticmethod
    def port_of_nobody() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def start(self, *more: str) -> subprocess.Popen:
        command = [BINARY, "experiment", "run", "experiment.toml", "--out", "a", "--jobs", "1", *more]
        process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def kill_worker(self, server: ScriptedServer, process: subprocess.Popen) -> None:
        """Once it has asked its question."""
        self.assertTrue(server.held.wait(120))
        server.held.clear()
        workers = subprocess.run(["pgrep", "-P", str(process.pid), "-f", "experiment worker"], check=True,
                                 capture_output=True, text=True).stdout.split()
        self.assertEqual(len(workers), 1)
        os.kill(int(workers[0]), signal.SIGKILL)

    def matrix(self, port: int, more: str = "") -> None:
        (self.folder / "experiment.toml").write_text(
            '[experiment]\nname = "asked"\nstages = ["sg"]\nrepeats = 2\nprotocols = ["whole"]\n'
            'applications = ["colour/app.toml"]\n[[model]]\nname = "scripted"\nmodel = "scripted"\n'
            f'base_url = "http://127.0.0.1:{port}/v1"\n{more}',
            encoding="utf-8",
        )

    def sketch(self) -> str:
        _, sketch = reference_pieces(BINARY, self.folder / "colour" / "app.toml", self.folder / "reference")
        return f"```cpp\n{sketch}```\n"

    def test_samplings_and_variants_reach_the_question(self):
        server = self.serve(self.sketch())
        prompt = self.folder / "terse" / "whole" / "sketch.mustache"
        prompt.parent.mkdir(parents=True)
        prompt.write_text("You write sketches.\n---\nWrite one, and be terse about it.\n", encoding="utf-8")
        self.matrix(
            server.server_port,
            '[sampling.cool]\ntemperature = 0.05\ntop_p = 0.5\n[variant.terse]\nprompts = "terse"\n',
        )
        result = self.run_matrix("a")
        self.assertEqual(result["ended"], 8)
        asked = [json.loads(question) for question in server.questions]
        cool = [question for question in asked if question["temperature"] == 0.05 and question["top_p"] == 0.5]
        terse = [question for question in asked if "be terse" in question["messages"][-1]["content"]]
        self.assertEqual((len(asked), len(cool), len(terse)), (8, 4, 4))
        parameters = self.rows(
            "a", "SELECT DISTINCT t.sampling, json_extract(a.parameters, '$.temperature') FROM attempts a"
            " JOIN trials t ON t.run = a.run WHERE a.prompt <> '[]' ORDER BY 1")
        self.assertEqual(parameters[1], ("cool", 0.05))
        self.assertEqual(len(self.rows("a", "SELECT DISTINCT json_extract(versions, '$.prompts') FROM runs")), 2)

    def test_an_answer_serves_again_where_everything_is_equal(self):
        server = self.serve(self.sketch())
        self.matrix(server.server_port)
        first = self.run_matrix("a")
        self.assertEqual(server.asked, 2, "each repeat asks for itself")
        (self.folder / "a" / "journal.sqlite").unlink()
        again = self.run_matrix("a")
        self.assertEqual(server.asked, 2)
        self.assertEqual((again["verdicts"], again["tokens"]), (first["verdicts"], first["tokens"]))

    def test_a_server_that_is_away_counts_against_nobody_and_is_tried_again(self):
        port = self.port_of_nobody()
        self.matrix(port)
        broken = self.run_matrix("a", status=3)
        self.assertEqual(broken["verdicts"], {"infrastructure": 2})
        self.matrix(9)
        # The address is another one, so it is another model.
        self.expect(2, "experiment", "run", "experiment.toml", "--out", "a")
        self.matrix(port)
        still = self.run_matrix("a", status=3)
        self.assertEqual(still["begun"], 0)
        away = self.run_matrix("a", "--retry", status=3)
        self.assertEqual((away["begun"], away["verdicts"]), (2, {"infrastructure": 2}))
        self.serve(self.sketch(), port)
        retried = self.run_matrix("a", "--retry")
        self.assertEqual((retried["begun"], retried["verdicts"]), (2, {"pass": 2}))
        self.assertEqual(self.rows("a", "SELECT count(*), min(verdict), max(verdict) FROM stages"), [(2, "pass", "pass")])
        self.assertEqual(self.run_matrix("a", "--retry")["begun"], 0)

    def test_a_retry_that_is_killed_has_not_ended(self):
        port = self.port_of_nobody()
        self.matrix(port)
        self.run_matrix("a", status=3)
        server = self.serve(self.sketch(), port, hold=1)
        process = self.start("--retry")
        self.assertTrue(server.held.wait(120))
        process.kill()
        process.communicate()
        server.release.set()
        gone_on = self.run_matrix("a", status=3)
        self.assertEqual((gone_on["begun"], gone_on["verdicts"]), (1, {"infrastructure": 1, "pass": 1}))
        self.assertEqual(self.run_matrix("a", "--retry")["verdicts"], {"pass": 2})

    def test_what_was_tried_again_since_is_not_taken_from_its_shard(self):
        port = self.port_of_nobody()
        self.matrix(port)
        for shard in (1, 2):  # Two trials may both be dealt to one of them.
            answer = self.autopilot("experiment", "run", "experiment.toml", "--out", f"a/shards/asked-2/{shard}",
                                    "--shard", f"{shard}/2")
            self.assertIn(answer.returncode, (0, 3), answer.stderr)
        self.assertEqual(self.run_matrix("a", status=3)["verdicts"], {"infrastructure": 2})
        self.serve(self.sketch(), port)
        self.assertEqual(self.run_matrix("a", "--retry")["verdicts"], {"pass": 2})
        again = self.run_matrix("a")
        self.assertEqual((again["begun"], again["verdicts"]), (0, {"pass": 2}))

    def test_a_worker_that_dies_takes_nothing_with_it(self):
        server = self.serve(self.sketch(), hold=1)
        self.matrix(server.server_port)
        process = self.start()
        self.kill_worker(server, process)
        self.assertTrue(server.held.wait(120), "the trial is tried once more")
        server.release.set()
        output, _ = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, output)
        self.assertEqual(self.rows("a", "SELECT verdict, count(*) FROM runs GROUP BY 1"), [("pass", 2)])

    def test_a_trial_that_kills_every_worker_ends_and_the_others_go_on(self):
        server = self.serve(self.sketch(), hold=1)
        self.matrix(server.server_port)
        process = self.start()
        self.kill_worker(server, process)
        self.assertTrue(server.held.wait(120))
        self.kill_worker(server, process)
        server.release.set()
        output, _ = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 3, output)
        self.assertEqual(self.rows("a", "SELECT verdict, count(*) FROM runs WHERE ended <> '' GROUP BY 1"),
                         [("infrastructure", 1), ("pass", 1)])
        reason = self.rows("a", "SELECT json_extract(detail, '$.verdict.findings[0].message') FROM stages"
                                " WHERE verdict = 'infrastructure'")
        self.assertRegex(reason[0][0], "^a worker ended while it was needed")
        self.assertEqual(self.run_matrix("a", status=3)["begun"], 0)
        self.assertEqual(self.run_matrix("a", "--retry")["verdicts"], {"pass": 2})


def ServerAt(port: int) -> type[ScriptedServer]:
    """Listens at this port; 0: at any."""

    class Server(ScriptedServer):
        def server_bind(self) -> None:
            self.server_address = ("127.0.0.1", port)
            super().server_bind()

    return Server


if __name__ == "__main__":
    unittest.main()
