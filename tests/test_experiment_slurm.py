"""`autopilot experiment run --engine slurm` on a real Slurm of one machine (slurm_bed.py), started and ended here."""

import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import unittest

import slurm_bed
from program import BINARY
from test_experiment import PROTOCOLS, REPEATS, ExperimentTest


@unittest.skipIf(slurm_bed.missing(), slurm_bed.missing())
class Slurm(ExperimentTest):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.slurm = slurm_bed.SlurmBed()
        cls.slurm.start()
        cls.addClassCleanup(cls.slurm.__exit__)
        cls.trials = len(cls.models) * len(PROTOCOLS) * REPEATS

    def on_slurm(self, out: str, *more: object, status: int = 0) -> dict:
        command = ("experiment", "run", "experiment.toml", "--engine", "slurm", "--out", out, "--json", *more)
        return self.expect_json(status, *command, environment=self.slurm.environment, timeout=600)

    def tasks(self) -> list[str]:
        return self.slurm.run("squeue", "--noheader", "--array", "--format=%A %T").stdout.splitlines()

    def test_the_same_statistics_as_the_plain_run_and_nothing_is_done_twice(self):
        self.run_matrix("plain")
        result = self.on_slurm("cluster", "--shards", 8)
        self.assertEqual((result["ended"], result["trials"]), (self.trials, self.trials))
        self.assertEqual(self.statistics("cluster"), self.statistics("plain"))
        shards = self.rows("cluster", "SELECT DISTINCT json_extract(options, '$.shard') FROM runs")
        self.assertGreater(len(shards), 4, "of 8, as chance deals them")
        again = self.on_slurm("cluster", "--shards", 4)
        self.assertEqual((again["ended"], again["begun"]), (self.trials, 0))
        self.assertEqual(self.tasks(), [])

    def test_a_matrix_that_grew_in_other_shards_and_another_place(self):
        """The first call is given up while its tasks run; the folder has what Slurm and shells read as something else."""
        self.write(self.folder, repeats=1)
        command = [BINARY, "experiment", "run", "experiment.toml", "--engine", "slurm", "--shards", "2", "--out", "a 100%J"]
        process = subprocess.Popen(command, cwd=self.folder, env={**os.environ, **self.slurm.environment},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for(lambda: process.poll() is not None or self.tasks())
        process.send_signal(signal.SIGINT)
        process.wait()
        first = (self.folder / "a 100%J" / "slurm" / "study" / "job.sh").read_text(encoding="utf-8")
        self.wait_for(lambda: not self.tasks())
        os.symlink("a 100%J", self.folder / "link")
        self.write(self.folder)
        with (self.folder / "experiment.toml").open("a", encoding="utf-8") as file:
            file.write("\n# edited since\n[slurm]\nshards = 3\n")
        result = self.on_slurm("./link/")
        self.assertEqual((result["ended"], result["trials"]), (self.trials, self.trials))
        self.run_matrix("plain")
        self.assertEqual(self.statistics("a 100%J"), self.statistics("plain"))
        shards = self.rows("a 100%J", "SELECT DISTINCT substr(json_extract(options, '$.shard'), 3) FROM runs ORDER BY 1")
        self.assertEqual(shards, [("2",), ("3",)])
        logs = list((self.folder / "a 100%J" / "slurm" / "study").glob("*_*.log"))
        self.assertGreater(len(logs), 2, list((self.folder).iterdir()))
        second = (self.folder / "a 100%J" / "slurm" / "study" / "job.sh").read_text(encoding="utf-8")
        name = [line for text in (first, second) for line in text.splitlines() if "--job-name" in line]
        self.assertEqual(name[0], name[1])

    def test_a_local_run_does_not_do_what_waits_in_the_queue(self):
        with (self.folder / "experiment.toml").open("a", encoding="utf-8") as file:
            file.write('\n[slurm]\nshards = 2\noptions = ["--begin=now+1hour"]\n')
        command = [BINARY, "experiment", "run", "experiment.toml", "--engine", "slurm", "--out", "a"]
        process = subprocess.Popen(command, cwd=self.folder, env={**os.environ, **self.slurm.environment},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.wait_for(lambda: process.poll() is not None or self.tasks())
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        self.assertEqual(process.returncode, 130, said)
        cancel = re.search(r"scancel (--name=\S+)", said)
        self.assertIsNotNone(cancel, said)
        refused = self.expect(3, "experiment", "run", "experiment.toml", "--out", "a", environment=self.slurm.environment)
        self.assertIn("are in Slurm's queue", refused.stderr)
        self.slurm.run("scancel", cancel.group(1))
        self.wait_for(lambda: not self.tasks())
        command = ("experiment", "run", "experiment.toml", "--out", "a", "--json")
        self.assertEqual(self.expect_json(0, *command, environment=self.slurm.environment)["begun"], self.trials)

    def test_the_budget_is_one_for_all(self):
        path = self.folder / "experiment.toml"
        text = path.read_text(encoding="utf-8")

        def budget(tokens: int) -> None:
            path.write_text(text + f"\n[budget]\ntokens = {tokens}\n[budget.trial]\ntokens = 12000\n", encoding="utf-8")

        def spent(out: str) -> int:
            return self.rows(out, "SELECT sum(prompt_tokens + completion_tokens) FROM attempts")[0][0]

        budget(36000)
        refused = self.expect(2, "experiment", "run", "experiment.toml", "--engine", "slurm", "--shards", 4,
                              environment=self.slurm.environment)
        self.assertIn("ask for 3 shards at most", refused.stderr)
        stopped = self.on_slurm("cluster", "--shards", 3, status=5)
        self.assertGreater(stopped["ended"], 0)
        self.assertLess(stopped["ended"], self.trials)
        self.assertIn("budget", stopped["stopped"])
        # What a part leaves goes round again, until it lets nobody begin.
        self.assertGreater(spent("cluster"), 36000 - 12000)
        self.assertLessEqual(spent("cluster"), 36000)
        jobs = (self.folder / "cluster" / "slurm" / "study" / "elsewhere.json").stat().st_mtime_ns
        again = self.on_slurm("cluster", "--shards", 3, status=5)
        self.assertEqual((again["ended"], spent("cluster") <= 36000), (stopped["ended"], True))
        self.assertEqual((self.folder / "cluster" / "slurm" / "study" / "elsewhere.json").stat().st_mtime_ns, jobs,
                         "nothing was submitted")

        budget(24000)
        local = self.run_matrix("local", status=5)
        budget(36000)
        more = self.on_slurm("local", "--shards", 2, status=5)
        self.assertGreater(more["ended"], local["ended"])
        self.assertLessEqual(spent("local"), 36000)
        budget(10_000_000)
        self.assertEqual(self.on_slurm("local", "--shards", 2)["ended"], self.trials)
        self.run_matrix("plain")
        self.assertEqual(self.statistics("local"), self.statistics("plain"))

    def test_a_task_that_fails_and_one_that_is_requeued_are_finished_all_the_same(self):
        """Whatever ends a task early (here: SIGKILL from outside, requeue by the operator), the rest of it is done later."""
        self.run_matrix("plain")
        results: list[dict] = []
        thread = threading.Thread(target=lambda: results.append(self.on_slurm("cluster", "--shards", 2)))
        thread.start()
        try:
            self.wait_for(lambda: [task for task in self.tasks() if "RUNNING" in task])
            self.wait_for(lambda: list((self.folder / "cluster" / "shards").glob("*/*/runs/*")))
            job = self.tasks()[0].split()[0]
            self.slurm.run("scontrol", "requeue", job)
            self.wait_for(lambda: [task for task in self.tasks() if "RUNNING" in task and not task.startswith(job)]
                          or not self.tasks())
            for task in self.tasks():
                if not task.startswith(job):
                    self.slurm.run("scancel", "--signal=KILL", task.split()[0])
        finally:
            thread.join()
        self.assertEqual(results[0]["ended"], self.trials)
        self.assertEqual(self.statistics("cluster"), self.statistics("plain"))

    def wait_for(self, ready, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not ready():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)  # of the cluster, which tells nobody

    def test_tasks_that_never_end_well_are_given_up_with_the_reason(self):
        text = (self.folder / "experiment.toml").read_text(encoding="utf-8")
        text += '\n[slurm]\nshards = 2\nresubmits = 1\noptions = ["--export=PATH=/nowhere"]\n'
        (self.folder / "experiment.toml").write_text(text, encoding="utf-8")
        result = self.on_slurm("cluster", status=3)
        self.assertLess(result["ended"], self.trials)
        self.assertRegex(result["stopped"], r"trials of the shards .* did not end in 2 tries; see .*/slurm/study/\*\.log")

    def test_an_option_that_sbatch_refuses_is_said(self):
        text = (self.folder / "experiment.toml").read_text(encoding="utf-8")
        (self.folder / "experiment.toml").write_text(text + '\n[slurm]\noptions = ["--partition=none"]\n', encoding="utf-8")
        answer = self.expect(
            3, "experiment", "run", "experiment.toml", "--engine", "slurm", environment=self.slurm.environment
        )
        self.assertIn("sbatch refuses the job", answer.stderr)
        self.assertIn("cure: see [slurm] options", answer.stderr)


class NoSlurm(ExperimentTest):
    def test_without_slurm_the_reason_is_said(self):
        bare = self.folder / "bin"
        bare.mkdir()
        for folder in os.environ["PATH"].split(":"):
            for program in pathlib.Path(folder).glob("*") if folder else []:
                if program.name not in ("sbatch", "squeue") and not (bare / program.name).exists():
                    (bare / program.name).symlink_to(program)
        answer = self.expect(
            3, "experiment", "run", "experiment.toml", "--engine", "slurm", environment={"PATH": str(bare)}
        )
        self.assertIn("there is no Slurm here", answer.stderr)


if __name__ == "__main__":
    unittest.main()
