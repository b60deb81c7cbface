"""Does it fit, and does the board have it? The sketch as it is linked for the board."""

import json

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")


class ResourcesTest(ProgramTest):
    def judge(self, text: str, *more: object) -> dict:
        (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
        answer = self.autopilot("verify", "app.toml", "sketch.ino", "--json", "--no-cache", *more)
        return json.loads(answer.stdout)

    def in_batch(self, *texts: str) -> list[dict]:
        """Where nobody asks for sizes, they are only looked at in doubt."""
        lines = [json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts)]
        (self.folder / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl", "--no-cache")
        return [json.loads(line) for line in answer.stdout.splitlines()]

    def arena(self, size: str) -> str:
        return GOOD.replace("8 * 1024", size)


class Memory(ResourcesTest):
    def test_flash_and_ram_are_measured_by_section_and_symbol(self):
        small, large = self.judge(self.arena("8 * 1024")), self.judge(self.arena("48 * 1024"))
        self.assertEqual(large["metrics"]["ram"] - small["metrics"]["ram"], 40 * 1024)
        self.assertEqual(large["metrics"]["flash"], small["metrics"]["flash"])
        memory = small["metrics"]["memory"]
        sections = {section["name"]: section for section in memory["sections"]}
        self.assertEqual(sum(section["ram"] for section in sections.values()), small["metrics"]["ram"])
        self.assertEqual(sum(section["flash"] for section in sections.values()), small["metrics"]["flash"])
        self.assertEqual(sections["core"], {"name": "core", "flash": 85328, "ram": 44552})
        self.assertIn({"name": "arena", "flash": 0, "ram": 8192}, memory["symbols"])
        self.assertGreater(sections["library.text"]["flash"], 50_000)

    def test_only_the_registered_operators_are_counted(self):
        few = GOOD.replace("all_ops_resolver.h", "micro_mutable_op_resolver.h").replace(
            "tflite::AllOpsResolver resolver;", "tflite::MicroMutableOpResolver<2> resolver;").replace(
            "void setup() {", "void setup() {\n  resolver.AddFullyConnected();\n  resolver.AddSoftmax();", 1)
        all_of_them, some = self.judge(GOOD), self.judge(few)
        self.assertEqual((all_of_them["verdict"], some["verdict"]), ("pass", "pass"), some["findings"])
        self.assertLess(some["metrics"]["flash"], all_of_them["metrics"]["flash"] - 50_000)

    def test_too_much_ram_is_rejected(self):
        verdict = self.judge(self.arena("300 * 1024"))
        self.assertEqual((verdict["verdict"], verdict["gate"], verdict["root_cause"]),
                         ("reject", "resources", "ram_overflow"))
        self.assertIs(verdict["builds"], False)
        finding = verdict["findings"][0]
        self.assertIn("arena", finding["next"])
        self.assertIn("307,200 arena", finding["evidence"])

    def test_too_much_flash_is_rejected(self):
        verdict = self.judge("const unsigned char table[1000000] = {1, 2, 3};\n" + GOOD.replace(
            "int best = 0;", "int best = table[millis() % sizeof table] > 200 ? 1 : 0;"))
        self.assertEqual((verdict["gate"], verdict["root_cause"]), ("resources", "flash_overflow"))

    def test_what_is_nearly_too_much_is_a_warning(self):
        verdict = self.judge(self.arena("200 * 1024"))
        self.assertEqual(verdict["verdict"], "pass")
        self.assertEqual([(f["rule"], f["severity"]) for f in verdict["findings"]], [("resources/ram-tight", "warning")])

    def test_a_batch_sees_the_same_where_it_matters(self):
        fits, over = self.in_batch(GOOD, self.arena("300 * 1024"))
        self.assertEqual((fits["verdict"], fits["metrics"]["flash"]), ("pass", None))
        self.assertEqual((over["root_cause"], over["builds"]), ("ram_overflow", False))


class Stack(ResourcesTest):
    def test_a_frame_beyond_the_stack_is_a_warning(self):
        verdict = self.judge(GOOD.replace(
            "int best = 0;", "volatile char big[40000]; big[millis() % 40000] = 1; int best = 0;"))
        warnings = [finding for finding in verdict["findings"] if finding["rule"].startswith("resources/stack")]
        self.assertEqual(len(warnings), 1, verdict["findings"])
        self.assertEqual((warnings[0]["severity"], warnings[0]["file"]), ("warning", "sketch.ino"))
        self.assertEqual(verdict["root_cause"], "stack_overflow")
        self.assertIn("loop", warnings[0]["message"])


class HostOnly(ResourcesTest):
    """What the host has and the board has not."""

    def test_a_function_of_the_host_does_not_link(self):
        declared = 'extern "C" int getaddrinfo(const char*, const char*, const void*, void**);\n'
        text = declared + GOOD.replace("int best = 0;", 'void* found; int best = getaddrinfo("a", "b", 0, &found) & 0;')
        alone, (batched,) = self.judge(text), self.in_batch(text)
        for verdict in (alone, batched):
            self.assertEqual((verdict["root_cause"], verdict["gate"], verdict["builds"]), ("link_error", "build", False))
            error = verdict["findings"][0]
            self.assertIn("getaddrinfo", error["message"])
            self.assertEqual(error["line"], text[: text.index("int best")].count("\n") + 1)

    def test_a_function_that_nobody_has_does_not_link(self):
        text = "int helper(int);\n" + GOOD.replace("int best = 0;", "int best = helper(0);")
        verdict = self.judge(text)
        self.assertEqual((verdict["root_cause"], verdict["builds"]), ("link_error", False))
        self.assertIn("helper", verdict["findings"][0]["message"])

    def test_what_the_boards_libraries_have_links(self):
        text = "#include <string>\n#include <cmath>\n#include <cstdio>\n" + GOOD.replace(
            "int best = 0;",
            'std::string s = std::to_string(expf(0.5f)); char line[32]; snprintf(line, sizeof line, "%s", s.c_str()); '
            "int best = line[0] == 0 ? 1 : 0;")
        alone, (batched,) = self.judge(text), self.in_batch(text)
        self.assertEqual((alone["verdict"], batched["verdict"]), ("pass", "pass"), alone["findings"])
