"""`classify` counts failures both ways, and `journal import` takes in what others recorded; neither loses a line."""

import gzip
import json
import os
import pathlib
import subprocess
import tomllib
import unittest

from program import BINARY, ProgramTest

SHARED = pathlib.Path(os.environ.get("AUTOPILOT_SHARED") or pathlib.Path(__file__).resolve().parents[2] / "shared")


def log(message: str, traceback: str = "", timestamp: str = "2025-01-01 10:00:00") -> str:
    return json.dumps({"timestamp": timestamp, "message": message, "traceback": traceback})


CLASH = log("try NO.1: a.ino:7:22: error: conflicting declaration 'const tflite::Model* model'")
END = log("Sketch code generation process failed after maximum attempts.")


class Classify(ProgramTest):
    def write(self, name: str, *lines: str) -> str:
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    def test_both_views_stand_side_by_side(self):
        name = self.write("log.jsonl", CLASH, END, log("NRF_ERROR", timestamp="unknown"))
        counted = self.expect_json(0, "classify", name, "--json")
        self.assertEqual(counted["kept"], 2)
        self.assertEqual(counted["not_counted"], 1)
        self.assertEqual(counted["counts"], {"Code Generation Failure": 1, "Syntax Error in Generated Code": 1})
        self.assertEqual(counted["causes"], {"model_symbol_clash": 1})
        self.assertEqual(counted["said_again"], {"the end of a run": {"Code Generation Failure": 1}})
        text = self.expect(0, "classify", name).stdout
        self.assertRegex(text, r"what the figure hides[\s\S]*1 of 1 entries[\s\S]*clashes with\s+the array in model.h")

    def test_each_set_of_rules_alone(self):
        name = self.write("log.jsonl", CLASH, END)
        paper = self.expect_json(0, "classify", name, "--rules", "paper", "--json")
        self.assertEqual((paper["kept"], sum(paper["counts"].values())), (2, 2))
        cause = self.expect_json(0, "classify", name, "--rules", "cause", "--json")
        self.assertEqual((cause["kept"], cause["counts"]), (1, {"model_symbol_clash": 1}))

    def test_several_files_make_a_list(self):
        names = [self.write("a.jsonl", CLASH), self.write("b.jsonl", END)]
        self.assertEqual([one["file"] for one in self.expect_json(0, "classify", *names, "--json")], names)

    def test_bad_lines_are_said_and_the_rest_is_counted(self):
        name = self.write("log.jsonl", CLASH, "Traceback: no JSON", '{"a": 1}', CLASH[:40])
        answer = self.expect(0, "classify", name, "--json")
        counted = json.loads(answer.stdout)
        self.assertEqual((counted["kept"], [one["line"] for one in counted["unread"]]), (1, [2, 3, 4]))
        self.assertRegex(answer.stderr, r"log\.jsonl:2: not read: no JSON")
        self.assertRegex(answer.stderr, r"log\.jsonl:4: not read: the JSON object is cut off")

    def test_other_encodings_are_read(self):
        (self.folder / "latin.jsonl").write_bytes(CLASH.replace("try", "Größe").encode("latin-1") + b"\n")
        raw = json.dumps(json.loads(CLASH) | {"message": json.loads(CLASH)["message"] + " ü"}, ensure_ascii=False)
        (self.folder / "raw.jsonl").write_bytes(raw.encode("latin-1") + b"\n")
        (self.folder / "wide.jsonl").write_text(CLASH + "\n", encoding="utf-16")
        for name in ("latin.jsonl", "raw.jsonl", "wide.jsonl"):
            self.assertEqual(self.expect_json(0, "classify", name, "--json")["kept"], 1, name)

    def test_what_is_no_log_is_refused(self):
        says = [r"app\.toml:1: this is no log of failures", "no JSON", "cure"]
        self.expect_refusal("classify", "app.toml", says=says)
        self.expect_refusal("classify", "nowhere.jsonl", says=["nowhere.jsonl"])
        self.expect_refusal("classify", ".", says=["folder"])
        self.expect_refusal("classify", "app.toml", "--rules", "papre", says=["papre", "paper"])
        (self.folder / "empty.jsonl").write_bytes(b"")
        self.expect_refusal("classify", "empty.jsonl", says=["empty"])

    @unittest.skipUnless((SHARED / "corpus").is_dir(), "needs the measuring data")
    def test_the_published_figure_is_reproduced_count_for_count(self):
        published = tomllib.loads((SHARED / "reference" / "figure4.toml").read_text(encoding="utf-8"))
        for batch, counts in published.items():
            (path,) = (SHARED / "corpus").glob(f"errors-{batch}*")
            counted = self.expect_json(0, "classify", path, "--rules", "paper", "--json")
            self.assertEqual(counted["counts"], counts, batch)
            self.assertEqual(counted["kept"], sum(counts.values()), batch)


ATTEMPT = {
    "run": "aa11", "batch": "spring", "model": "m:7b", "prompt": "original", "step": "sg_code_gen_attempt#1",
    "attempt": 1, "run_status": "failed", "verdict": "fail", "reply": "```cpp\nvoid setup() {}\n```",
    "error": "a.ino:7:22: error: conflicting declaration 'const tflite::Model* model'\n code\n",
    "prompt_tokens": 700, "completion_tokens": 40, "latency_ms": 1500.0,
}  # fmt: skip
GENERATION = {
    "id": "g1", "traceId": "t1", "type": "GENERATION", "name": "dp_plan_attempt#2", "model": "gpt-4o",
    "startTime": "2025-02-01T10:00:00Z", "input": [{"role": "user", "content": "plan it"}],
    "output": {"role": "assistant", "content": "the plan"}, "usageDetails": {"input": 11, "output": 3}, "latency": 2.5,
    "calculatedTotalCost": 0.25, "level": "ERROR", "statusMessage": "KeyError: 'Fruit'",
}  # fmt: skip


class Import(ProgramTest):
    def put(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def attempts(self, run: str) -> str:
        return self.expect(0, "journal", "show", run, "--full").stdout

    def test_recorded_attempts_can_be_listed_shown_and_exported(self):
        second = ATTEMPT | {"step": "sg_code_gen_attempt#2", "attempt": 2, "verdict": "pass", "error": None}
        name = self.put("runs.jsonl", json.dumps(ATTEMPT) + "\n" + json.dumps(second) + "\n")
        (counts,) = self.expect_json(0, "journal", "import", name, "--json")
        self.assertEqual((counts["runs"], counts["attempts"], counts["unread"]), (1, 2, []))
        (run,) = self.expect_json(0, "journal", "ls", "--json")
        self.assertEqual((run["id"], run["name"], run["verdict"]), ("aa11", "spring", "reject"))
        shown = self.attempts("aa11")
        for words in ("model_symbol_clash", "recorded/m:7b", "conflicting declaration", "void setup"):
            self.assertIn(words, shown)
        whole = self.expect_json(0, "journal", "show", "aa11", "--json")
        self.assertEqual([(s["attempts"], s["prompt_tokens"]) for s in whole["stages"]], [(2, 1400)])
        lines = self.expect(0, "journal", "export", "aa11").stdout.splitlines()
        self.assertEqual([json.loads(line)["attempt"] for line in lines], [1, 2])

    def test_importing_again_changes_nothing(self):
        name = self.put("runs.jsonl", json.dumps(ATTEMPT) + "\n")
        self.expect(0, "journal", "import", name)
        (counts,) = self.expect_json(0, "journal", "import", name, "--json")
        self.assertEqual((counts["runs"], counts["attempts"], counts["already"]), (0, 0, 1))

    def test_langfuse_in_its_shapes(self):
        bucket = {
            "id": "g2", "trace_id": "t2", "type": "GENERATION", "name": "sg_write", "start_time": "2025-02-01 10:00:00",
            "input": json.dumps({"messages": [{"role": "user", "content": "write it"}]}),
            "output": json.dumps("the sketch"), "usage_details": {"input": 9, "output": 4}, "latency": 1,
        }  # fmt: skip
        score = {"id": "s1", "traceId": "t1", "name": "compiles", "value": 0}
        trace = {"id": "t3", "name": "mc_run", "timestamp": "2025-02-02T10:00:00Z"}
        inner = {key: value for key, value in GENERATION.items() if key not in ("traceId", "level")}
        shapes = {
            "list.json": json.dumps([GENERATION, score], indent=1),
            "page.json": json.dumps({"data": [GENERATION], "meta": {"page": 1}}, indent=1),
            "bucket.jsonl": json.dumps(bucket) + "\n",
            "trace.json": json.dumps(trace | {"observations": [inner]}, indent=1),
        }
        new = []
        for name, text in shapes.items():
            (counts,) = self.expect_json(0, "journal", "import", self.put(name, text), "--json")
            self.assertEqual(counts["unread"], [], name)
            new.append(counts["attempts"])
        self.assertEqual(new, [1, 0, 1, 1])
        first = self.attempts("t1")
        for words in ("plan it", "the plan", "KeyError", "script_failed"):
            self.assertIn(words, first)
        self.assertIn("write it", self.attempts("t2"))
        self.assertEqual(self.expect_json(0, "journal", "show", "t1", "--json")["stages"][0]["usd"], 0.25)

    def test_what_cannot_be_read_is_said_by_line(self):
        lines = [json.dumps(ATTEMPT), "not JSON", CLASH, json.dumps({"a": 1}), json.dumps(ATTEMPT)[:60]]
        answer = self.expect(0, "journal", "import", self.put("runs.jsonl", "\n".join(lines)))
        self.assertIn("1 new attempt", answer.stdout)
        for words in (r":2: not read: no JSON", r":3: not read: an error log.*classify", r":4: .*has a", r":5: .*cut off"):
            self.assertRegex(answer.stderr, r"runs\.jsonl" + words)

    def test_what_holds_nothing_leaves_no_journal(self):
        self.expect_refusal("journal", "import", "app.toml", says=["nothing to import", "cure"])
        self.expect_refusal("journal", "import", "nowhere.jsonl", says=["nowhere.jsonl"])

    def peak_of_import(self, name: str) -> int:
        """Imports a file; the most memory that the program held, in KiB."""
        child = subprocess.Popen(
            [BINARY, "journal", "import", name], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        return usage.ru_maxrss

    @unittest.skipIf("asan" in BINARY, "the sanitizer keeps what is freed")
    def test_a_large_export_is_not_held_in_memory(self):
        """60 MB of replies in one document need no more memory than one reply does."""
        with gzip.open(self.folder / "large.json.gz", "wt", encoding="utf-8", compresslevel=1) as out:
            out.write("[")
            for i in range(3000):
                big = GENERATION | {"traceId": f"t{i % 40}", "name": f"sg_x#{i}", "output": f"{i} " * 4000}
                out.write(("," if i else "") + json.dumps(big))
            out.write("]")
        small = self.peak_of_import(self.put("small.json", json.dumps([GENERATION])))
        self.assertLess(self.peak_of_import("large.json.gz") - small, 40 * 1024)
        self.assertEqual(len(self.expect_json(0, "journal", "ls", "--json")), 40)



if __name__ == "__main__":
    unittest.main()
