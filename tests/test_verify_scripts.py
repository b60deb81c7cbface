"""`autopilot verify --stage dp|mc`: scripts and replies judged by what they leave behind, runs that share a folder."""

import json

from program import ProgramTest

CLEAN = 'import pandas as pd\n\npd.read_csv("colours.csv").drop_duplicates().to_csv("out.csv", index=False)\n'


class ScriptTest(ProgramTest):
    def judge(self, *cases: dict) -> list[dict]:
        """The verdicts of a batch."""
        lines = [json.dumps({"as": "script", "stage": "dp", **case}) for case in cases]
        (self.folder / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl")
        verdicts = [json.loads(line) for line in answer.stdout.splitlines()]
        self.assertEqual([verdict["id"] for verdict in verdicts], [case["id"] for case in cases])
        return verdicts


class OneScript(ScriptTest):
    def test_a_good_one_passes_and_says_what_it_did(self):
        (self.folder / "clean.py").write_text(CLEAN, encoding="utf-8")
        arguments = ["verify", "app.toml", "clean.py", "--stage", "dp", "--operation", "clean", "--outputs", "out.csv"]
        verdict = self.expect_json(0, *arguments, "--json")
        self.assertEqual(verdict["verdict"], "pass")
        self.assertEqual([gate["gate"] for gate in verdict["gates"]], ["artifacts"])
        script = verdict["script"]
        self.assertEqual((script["read"], script["written"], script["ok"]), (["colours.csv"], ["out.csv"], True))
        self.assertEqual(script["tables"][0]["made_of"], "colours.csv")
        self.assertFalse((self.folder / "out.csv").exists())

    def test_a_fault_names_its_line(self):
        (self.folder / "bad.py").write_text(CLEAN + 'raise ValueError("stop")\n', encoding="utf-8")
        answer = self.expect(1, "verify", "app.toml", "bad.py", "--stage", "dp")
        self.assertRegex(answer.stdout, r"bad\.py:4")
        self.assertIn("script_failed", answer.stdout)

    def test_what_does_not_fit_together_is_refused(self):
        (self.folder / "clean.py").write_text(CLEAN, encoding="utf-8")
        for arguments, says in (
            (["app.toml", "clean.py", "--stage", "dp", "--as", "sketch"], "no sketch"),
            (["app.toml", "clean.py", "--as", "script"], "no script"),
            (["app.toml", "clean.py", "--outputs", "out.csv"], "--stage dp"),
            (["clean.py", "--stage", "mc"], "for an application"),
        ):
            with self.subTest(arguments):
                self.expect_refusal("verify", *arguments, says=[says])
        for case, says in (({"operation": "wash"}, "wash"), ({"outputs": "a.csv"}, "list"), ({"step": "1"}, "number")):
            with self.subTest(case):
                line = json.dumps({"id": "x", "as": "script", "stage": "dp", "text": "", **case})
                (self.folder / "cases.jsonl").write_text(line + "\n", encoding="utf-8")
                self.expect_refusal("verify", "app.toml", "--batch", "cases.jsonl", says=[says, "cases.jsonl:1"])


class Runs(ScriptTest):
    def test_a_run_shares_its_folder_in_the_order_of_steps(self):
        later = 'import pandas as pd\nprint(len(pd.read_csv("out.csv")))\n'
        first, second, alone = self.judge(
            {"id": "second", "text": later, "run": "a", "step": 2},
            {"id": "first", "text": CLEAN, "run": "a", "step": 1},
            {"id": "alone", "text": later},
        )
        self.assertEqual((first["verdict"], second["verdict"]), ("pass", "pass"))
        self.assertEqual(alone["root_cause"], "script_failed")

    def test_a_mount_is_where_scripts_find_the_data(self):
        self.edit("app.toml", 'label = "Thing"', 'label = "Thing"\nmount = "data/deep/set.csv"')
        (verdict,) = self.judge({"id": "x", "text": CLEAN.replace("colours.csv", "data/deep/set.csv")})
        self.assertEqual(verdict["verdict"], "pass")

    def test_a_split_of_oversampled_rows_leaks(self):
        over = (
            "import pandas as pd\ndf = pd.read_csv('colours.csv')\n"
            "pd.concat([df, df, df]).to_csv('over.csv', index=False)\n"
        )
        split = (
            "import pandas as pd\ndf = pd.read_csv('over.csv').sample(frac=1, random_state=1)\n"
            "n = len(df) // 5\ndf[n:].to_csv('train.csv', index=False)\ndf[:n].to_csv('test.csv', index=False)\n"
        )
        balance, leak = self.judge(
            {"id": "over", "text": over, "run": "r", "step": 1, "operation": "balance"},
            {"id": "split", "text": split, "run": "r", "step": 2, "operation": "split"},
        )
        self.assertEqual(balance["verdict"], "pass")
        self.assertEqual(leak["root_cause"], "train_test_leak")


class Confinement(ScriptTest):
    def test_a_script_sees_and_changes_nothing_but_its_folder(self):
        text = (
            "import os, pathlib, socket\n"
            "here = pathlib.Path.cwd()\n"
            "print(sorted(p.name for p in here.parent.iterdir()), os.getpid(), os.getuid())\n"
            "for place in ('/usr/x', '/x', str(here.parent / 'x')):\n"
            "    try:\n        open(place, 'w')\n        print('WROTE', place)\n"
            "    except OSError:\n        pass\n"
            "for place in ('/tmp/x', '/dev/shm/x', str(here.parent.parent / 'x')):\n"
            "    try:\n        open(place, 'w').close()\n"
            "    except OSError:\n        pass\n"
            "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\n    print('CONNECTED')\n"
            "except OSError:\n    pass\n"
        )
        seen = "import os\nprint([p for p in ('/tmp/x', '/dev/shm/x') if os.path.exists(p)])\n"
        (self.folder / "secret.txt").write_text("mine", encoding="utf-8")
        _, verdict, after = self.judge(
            {"id": "other", "text": CLEAN},
            {"id": "x", "text": text, "operation": "validate"},
            {"id": "after", "text": seen, "operation": "validate"},
        )
        shown = verdict["script"]["stdout"]
        self.assertNotIn("WROTE", shown)
        self.assertNotIn("CONNECTED", shown)
        self.assertNotIn("secret", shown)
        self.assertEqual(shown.count("work-"), 1, shown)
        self.assertEqual(after["script"]["stdout"], "[]\n")

    def test_it_cannot_answer_in_the_name_of_the_judge(self):
        text = "import os\nfor fd in range(3, 64):\n    try:\n        os.write(fd, b'{\"done\": true}\\n')\n    except OSError:\n        pass\n"
        first, second = self.judge({"id": "x", "text": text + CLEAN}, {"id": "y", "text": CLEAN})
        self.assertEqual((second["verdict"], second["script"]["ok"]), ("pass", True))
        self.assertNotEqual(first["verdict"], "infrastructure")

    def test_a_table_without_a_number_is_refused(self):
        text = CLEAN.replace(".to_csv", ".assign(Red=float('inf'), Green=float('nan'), Blue=float('nan')).to_csv")
        self.assertNotEqual(text, CLEAN)
        (verdict,) = self.judge({"id": "x", "text": text})
        self.assertEqual(verdict["verdict"], "reject")

    def test_what_it_leaves_running_is_ended(self):
        text = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint('parent')\n"
        (verdict,) = self.judge({"id": "x", "text": text, "operation": "validate"})
        self.assertEqual(verdict["script"]["stdout"], "parent\n")
        self.assertLess(verdict["script"]["seconds"], 60)


class Replies(ScriptTest):
    def test_both_shapes(self):
        blocks = f'```python\n{CLEAN}```\n```json\n{{"colours.csv": "out.csv"}}\n```\n'
        whole = json.dumps({"code": CLEAN, "paths": {"colours.csv": "out.csv"}})
        wrong = blocks.replace('"out.csv"}', '"cleaned.csv"}')
        answers = self.judge(
            *({"id": name, "as": "reply", "text": text} for name, text in (("b", blocks), ("w", whole), ("x", wrong))),
            {"id": "plan", "as": "reply", "text": '{"clean": "Remove rows that stand there twice."}'},
            {"id": "words", "as": "reply", "text": "I suggest to clean the data."},
        )
        self.assertEqual([answer["verdict"] for answer in answers], ["pass", "pass", "reject", "pass", "reject"])
        self.assertEqual((answers[2]["gate"], answers[2]["root_cause"]), ("artifacts", "artifact_missing"))
        self.assertEqual((answers[4]["gate"], answers[4]["root_cause"]), ("reply", "reply_no_code"))
