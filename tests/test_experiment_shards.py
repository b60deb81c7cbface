"""`autopilot experiment run --shard` and `autopilot journal merge`: parts of a matrix, and what belongs to their journals."""

import contextlib
import json
import shutil
import sqlite3

from test_experiment import ExperimentTest


class Shards(ExperimentTest):
    def test_merged_they_are_the_plain_run(self):
        self.run_matrix("plain")
        for shard in (1, 2, 3):
            self.run_matrix(f"shard-{shard}", "--shard", f"{shard}/3")
        missing = self.expect(2, "journal", "merge", "merged", "shard-1", "shard-3")
        self.assertIn("2/3 is in none", missing.stderr)
        self.assertFalse((self.folder / "merged").exists())
        (first, _, _) = self.expect_json(0, "journal", "merge", "merged", "shard-1", "shard-2", "shard-3", "--json")
        self.assertGreater(first["runs"], 0)
        plain, merged = self.statistics("plain"), self.statistics("merged")
        self.assertEqual(plain, merged)
        again = self.expect_json(0, "journal", "merge", "merged", "shard-2", "shard-1", "--json")
        self.assertEqual([one["runs"] for one in again], [0, 0])
        self.assertEqual(self.statistics("merged"), merged)
        ended = self.run_matrix("merged")
        self.assertEqual((ended["ended"], ended["begun"]), (ended["trials"], 0))

    def test_which_files_they_were_made_of_comes_along(self):
        self.run_matrix("a", "--shard", "1/2")
        data = next((self.folder / "colour").rglob("*.csv"))
        content = data.read_bytes()
        data.write_bytes(content + b"\n")
        self.run_matrix("b", "--shard", "2/2")
        answer = self.expect(2, "journal", "merge", "merged", "a", "b")
        self.assertRegex(answer.stderr, rf'"study" was run with other files than in .*a: the application .*{data.name} is another')
        self.assertFalse((self.folder / "merged").exists())
        self.expect(0, "journal", "merge", "merged", "a", "--partial")
        self.expect(0, "journal", "bundle", "study", "--workspace", "merged", "--out", "b.tar.gz")
        self.expect(0, "journal", "verify-bundle", "b.tar.gz", "--to", "unpacked")
        for out in ("merged", "unpacked"):
            answer = self.expect(2, "experiment", "run", "experiment.toml", "--out", out)
            self.assertIn(f"{data.name} is another", answer.stderr)

    def test_a_journal_that_lies_by_itself_does_not_say_of_which_files(self):
        self.run_matrix("a")
        (self.folder / "alone").mkdir()
        shutil.copy(self.folder / "a" / "journal.sqlite", self.folder / "alone")
        for says in (True, False):
            answer = self.expect(0, "experiment", "run", "experiment.toml", "--out", "alone", "--json")
            self.assertEqual(json.loads(answer.stdout)["begun"], 0)
            self.assertEqual("nothing here says of which data" in answer.stderr, says)

    def test_a_journal_without_a_trial_is_told(self):
        self.run_matrix("a", "--shard", "1/2")
        with contextlib.closing(sqlite3.connect(self.folder / "a" / "journal.sqlite")) as journal, journal:
            for table in ("stages", "steps", "attempts", "trials", "runs"):
                journal.execute(f"DELETE FROM {table}")
        answer = self.expect(0, "journal", "merge", "into", "a")
        self.assertRegex(answer.stdout, "a.journal.sqlite: 0 new runs, 0 already there; it is empty: a shard that")

    def test_a_matrix_that_grows_leaves_each_trial_in_its_shard(self):
        self.write(self.folder, repeats=1)
        before = [self.run_matrix(f"shard-{shard}", "--shard", f"{shard}/2") for shard in (1, 2)]
        self.write(self.folder)
        after = [self.run_matrix(f"shard-{shard}", "--shard", f"{shard}/2") for shard in (1, 2)]
        for old, new in zip(before, after):
            self.assertEqual(new["begun"], new["trials"] - old["ended"])
        self.expect(0, "journal", "merge", "merged", "shard-1", "shard-2")
        self.run_matrix("plain")
        self.assertEqual(self.statistics("merged"), self.statistics("plain"))

    def test_what_shards_of_the_workspace_did_is_not_done_again(self):
        """However many they were, and though the matrix has been edited since."""
        self.run_matrix("plain")
        for place, shard in (("3/1", "1/3"), ("2/1", "1/2")):
            self.run_matrix(f"a/shards/study-{place}", "--shard", shard)
        ran = {run for (run,) in self.rows("a/shards/study-3/1", "SELECT id FROM runs")}
        ran |= {run for (run,) in self.rows("a/shards/study-2/1", "SELECT id FROM runs")}
        with (self.folder / "experiment.toml").open("a", encoding="utf-8") as file:
            file.write('\n# more time\n[slurm]\noptions = ["--time=8:00:00"]\n')
        result = self.run_matrix("a")
        self.assertEqual((result["ended"], result["begun"]), (result["trials"], result["trials"] - len(ran)))
        self.assertEqual(self.statistics("a"), self.statistics("plain"))
        self.assertEqual(self.run_matrix("a")["begun"], 0)

    def test_a_shard_of_the_workspace_that_ran_with_other_files_is_told(self):
        self.run_matrix("a/shards/study-2/1", "--shard", "1/2")
        data = next((self.folder / "colour").rglob("*.csv"))
        data.write_bytes(data.read_bytes() + b"\n")
        answer = self.expect(2, "experiment", "run", "experiment.toml", "--out", "a")
        self.assertRegex(answer.stderr, rf'"study" was run with other files than in .*{data.name} is another')

    def test_the_same_trial_run_twice_is_a_conflict_that_names_the_run(self):
        self.run_matrix("a", "--shard", "1/4")
        self.run_matrix("b", "--shard", "1/4")
        answer = self.expect(2, "journal", "merge", "merged", "a", "b", "--partial")
        self.assertRegex(answer.stderr, r"the run study-[0-9a-f]{16} is another one in")
        self.assertFalse((self.folder / "merged").exists())
