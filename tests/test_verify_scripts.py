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


class Watching(ScriptTest):
    """A script shares its process with what watches it. Blinding that must never end in a pass."""

    SWALLOWS = "try:\n    raise ValueError('all wrong')\nexcept Exception:\n    pass\n"

    def test_what_was_noted_cannot_be_taken_back(self):
        cut = "import os\nfor fd in range(3, 64):\n    try:\n        os.ftruncate(fd, 0)\n    except OSError:\n        pass\nos._exit(0)\n"
        (verdict,) = self.judge({"id": "x", "text": self.SWALLOWS + CLEAN + cut})
        self.assertEqual(verdict["root_cause"], "error_swallowed")

    def test_a_replaced_watcher_is_seen(self):
        walk = (
            "import sys, types\nframe, watcher = sys._getframe(), None\n"
            "while frame:\n    watcher = frame.f_globals.get('script_trace', watcher)\n    frame = frame.f_back\n"
        )
        code = walk + (
            "for one in list(vars(watcher).values()):\n    if isinstance(one, types.FunctionType):\n"
            "        try:\n            one.__code__ = (lambda *a, **k: None).__code__\n        except ValueError:\n            pass\n"
        )
        name = walk + "watcher._relative = lambda *a: None\n"
        handler = "import builtins\nfor name in dir(builtins):\n    if 'caught' in name:\n        setattr(builtins, name, lambda *a: None)\n"
        for verdict in self.judge(
            *({"id": str(i), "text": text + self.SWALLOWS + CLEAN} for i, text in enumerate((code, name, handler)))
        ):
            with self.subTest(verdict["id"]):
                self.assertEqual((verdict["verdict"], verdict["root_cause"]), ("reject", "script_failed"))
                self.assertIn("meddles", verdict["findings"][0]["message"])

    def test_forged_notes_are_seen(self):
        text = 'import os\nfor fd in range(64, 1 << 16):\n    try:\n        os.write(fd, b\'{"what": "end", "status": 0}\\n\')\n    except OSError:\n        pass\n'
        (verdict,) = self.judge({"id": "x", "text": CLEAN + text})
        self.assertEqual(verdict["verdict"], "reject")
        self.assertIn("meddles", verdict["findings"][0]["message"])

    def test_closed_descriptors_leave_the_verdict_open(self):
        few, all_ = (f"import os\nos.closerange(3, {end})\n" for end in (200, 1 << 16))
        some, none = self.judge({"id": "some", "text": few + CLEAN}, {"id": "none", "text": all_ + CLEAN})
        self.assertEqual((some["verdict"], none["verdict"]), ("pass", "inconclusive"))
        self.assertIn("not all of the script could be watched", none["findings"][0]["message"])

    def test_an_end_without_ceremony_is_an_end(self):
        well, badly = self.judge(
            {"id": "well", "text": CLEAN + "import os\nos._exit(0)\n"},
            {"id": "badly", "text": CLEAN + "import os\nos._exit(3)\n"},
        )
        self.assertEqual((well["verdict"], badly["root_cause"]), ("pass", "script_failed"))


class AsPythonDoes(ScriptTest):
    """A script runs as it would by itself."""

    def test_what_is_registered_for_the_end_runs_before_the_judging(self):
        late = f"import atexit\ndef finish():\n    exec({CLEAN!r})\natexit.register(finish)\n"
        thread = f"import threading, time\ndef work():\n    time.sleep(0.3)\n    exec({CLEAN!r})\nthreading.Thread(target=work).start()\n"
        spoilt = CLEAN + "import atexit\natexit.register(lambda: open('out.csv', 'w').close())\n"
        kept = CLEAN.replace("import", "import", 1) + "file = open('more.csv', 'w')\nfile.write(open('out.csv').read())\n"
        cases = [("late", late), ("thread", thread), ("spoilt", spoilt), ("kept", kept)]
        verdicts = self.judge(*({"id": name, "text": text, "outputs": ["out.csv"]} for name, text in cases[:3]),
                              {"id": "kept", "text": kept, "outputs": ["more.csv"]})  # fmt: skip
        self.assertEqual([one["verdict"] for one in verdicts], ["pass", "pass", "reject", "pass"])
        self.assertEqual(verdicts[2]["root_cause"], "artifact_empty")

    def test_a_byte_order_mark_is_no_syntax_error(self):
        (verdict,) = self.judge({"id": "x", "text": "\ufeff" + CLEAN})
        self.assertEqual(verdict["verdict"], "pass")


class Limits(ScriptTest):
    def test_too_many_files_and_too_much_in_all_are_refused(self):
        many = "for i in range(20000):\n    open(f'f{i}', 'w').close()\n"
        much = "block = b'0' * (1 << 24)\nfor i in range(30):\n    with open(f'big{i}', 'wb') as file:\n        for _ in range(8):\n            file.write(block)\n"
        deep = "import os\nfor _ in range(1500):\n    os.mkdir('d')\n    os.chdir('d')\n"
        cases = [("many", many, "10000 files"), ("much", much, "1024 MB"), ("deep", deep, "nested")]
        verdicts = self.judge(
            *({"id": name, "text": CLEAN + text} for name, text, _ in cases), {"id": "after", "text": CLEAN}
        )
        for verdict, (name, _, says) in zip(verdicts, cases):
            with self.subTest(name):
                self.assertEqual(verdict["root_cause"], "script_failed")
                self.assertIn(says, verdict["findings"][0]["message"])
        self.assertEqual(verdicts[-1]["verdict"], "pass")

    def test_names_that_are_no_text_do_not_matter(self):
        text = CLEAN + "open(b'\\xff\\xfe.csv', 'w').write('x')\n"
        (verdict,) = self.judge({"id": "x", "text": text, "outputs": ["out.csv"]})
        self.assertEqual(verdict["verdict"], "pass")
        self.assertIn("\\udcff\\udcfe.csv", verdict["script"]["written"])

    def test_a_result_that_nobody_may_read_is_no_result(self):
        end = "import os\nos.chmod('out.csv', 0)\n"
        for text in (CLEAN + end, CLEAN + end + "os.chmod('.', 0)\n"):
            (verdict,) = self.judge({"id": "x", "text": text, "outputs": ["out.csv"]})
            self.assertEqual(verdict["root_cause"], "artifact_missing")
            self.assertIn("permissions", verdict["findings"][0]["message"])

    def test_a_table_that_is_too_large_leaves_the_verdict_open(self):
        wide = "with open('out.csv', 'w') as file:\n    file.write(','.join(f'c{i}' for i in range(20000)) + '\\n1\\n')\n"
        (verdict,) = self.judge({"id": "x", "text": wide, "outputs": ["out.csv"]})
        self.assertEqual(verdict["verdict"], "inconclusive")
        self.assertIn("more than 5000 columns", verdict["findings"][0]["message"])


class Outputs(ScriptTest):
    BAD = ("../x.csv", "/etc/passwd", "", ".", "a/..", "a\0b.csv")

    def test_outside_of_the_folder_they_are_bad_input(self):
        (self.folder / "clean.py").write_text(CLEAN, encoding="utf-8")
        for path in self.BAD[:5]:
            with self.subTest(path):
                arguments = ["verify", "app.toml", "clean.py", "--stage", "dp", "--outputs", path]
                self.expect_refusal(*arguments, says=[json.dumps(path).replace(".", r"\.")])

    def test_in_a_batch_the_others_are_judged(self):
        cases = [{"id": str(i), "text": CLEAN, "outputs": [path]} for i, path in enumerate((*self.BAD, "out.csv"))]
        lines = [json.dumps({"as": "script", "stage": "dp", **case}) for case in cases]
        (self.folder / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        answer = self.expect(2, "verify", "app.toml", "--batch", "cases.jsonl")
        *bad, good = [json.loads(line) for line in answer.stdout.splitlines()]
        self.assertEqual(good["verdict"], "pass")
        self.assertEqual([(one["verdict"], one["gate"]) for one in bad], [("inconclusive", "contract")] * len(self.BAD))
        self.assertIn("../x.csv", bad[0]["findings"][0]["message"])
        self.assertIn("cases.jsonl:1", answer.stderr)

    def test_a_batch_without_a_case_is_bad_input(self):
        (self.folder / "cases.jsonl").write_text("\n", encoding="utf-8")
        self.expect_refusal("verify", "app.toml", "--batch", "cases.jsonl", says=["nothing was judged"])


class Work(ScriptTest):
    """An operation that had something to do, and whose result shows none of it."""

    COPY = 'import pandas as pd\n\npd.read_csv("colours.csv").to_csv("out.csv", index=False)\n'
    DROP = COPY.replace(".to_csv", ".dropna().to_csv")

    def verdicts(self, text: str, *operations: str) -> dict[str, str]:
        cases = ({"id": name, "text": text, "operation": name, "outputs": ["out.csv"]} for name in operations)
        return {one["id"]: one.get("root_cause", one["verdict"]) for one in self.judge(*cases)}

    def data(self, change) -> None:
        path = self.folder / "colours.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")

    def test_a_copy_is_right_where_there_is_nothing_to_do(self):
        self.assertEqual(
            self.verdicts(self.COPY, "clean", "outliers", "scale", "balance"),
            dict.fromkeys(("clean", "outliers", "scale", "balance"), "pass"),
        )

    def test_a_copy_is_a_fault_where_there_is(self):
        self.data(lambda lines: [*lines[:3], ",0.25,0.22,Brick", *lines[3:76]])
        wrong = dict.fromkeys(("clean", "balance", "encode", "augment", "features"), "artifact_stale")
        self.assertEqual(self.verdicts(self.COPY, *wrong), wrong)
        self.assertEqual(self.verdicts(self.DROP, *wrong), {**wrong, "clean": "pass"})

    def test_an_evident_outlier_has_to_go(self):
        self.data(lambda lines: [*lines, "0.0,0.0,1.0,Brick"])
        self.assertEqual(self.verdicts(self.COPY, "outliers", "clean"), {"outliers": "artifact_stale", "clean": "pass"})

    def test_rows_named_twice_have_to_go(self):
        self.data(lambda lines: [f"{line},{'time' if i == 0 else i}" for i, line in enumerate(lines)])
        self.assertEqual(self.verdicts(self.COPY, "clean"), {"clean": "pass"})
        self.data(lambda lines: [*lines, lines[5], lines[6]])
        self.assertEqual(self.verdicts(self.COPY, "clean"), {"clean": "artifact_stale"})

    def test_validating_takes_a_look_at_the_data(self):
        blind = 'open("out.csv", "w").write("a,b\\n1,2\\n")\n'
        self.assertEqual(self.verdicts(blind, "validate"), {"validate": "script_failed"})
        looks = 'import pandas as pd\nprint(pd.read_csv("colours.csv").describe())\n' + blind
        self.assertEqual(self.verdicts(looks, "validate"), {"validate": "pass"})
