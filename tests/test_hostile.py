"""Sketches that nobody sane writes: each is rejected within limits, with the reason, and the program goes on."""

import json
import random

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")

# A text file that confined compilers can see, and a word of it that no message may hold.
VISIBLE = "/usr/lib/os-release"
CONTENT = "PRETTY_NAME"


class HostileTest(ProgramTest):
    def judge(self, sketch: str | bytes, status: int = 1) -> dict:
        data = sketch if isinstance(sketch, bytes) else sketch.encode()
        (self.folder / "sketch.ino").write_bytes(data)
        return self.expect_json(status, "verify", "app.toml", "sketch.ino", "--json", timeout=800)

    def expect_rejected(self, sketch: str | bytes, *words: str) -> dict:
        verdict = self.judge(sketch)
        self.assertEqual(verdict["verdict"], "reject")
        self.assertTrue(verdict["root_cause"])
        said = json.dumps(verdict["findings"])
        for word in words:
            self.assertIn(word, said)
        return verdict

    @staticmethod
    def in_setup(statements: str, before: str = "") -> str:
        return GOOD.replace("void setup() {", before + "\nvoid setup() {\n" + statements, 1)


class NoText(HostileTest):
    def expect_refused(self, sketch: bytes, *words: str) -> None:
        (self.folder / "sketch.ino").write_bytes(sketch)
        self.expect_refusal("verify", "app.toml", "sketch.ino", says=["sketch.ino", *words])

    def test_binary_junk(self):
        self.expect_refused(random.Random(7).randbytes(30_000), "no text")

    def test_bytes_of_value_zero(self):
        self.expect_refused(GOOD.replace("int best", "int\0best", 1).encode(), "no text")

    def test_nothing_at_all(self):
        self.expect_refused(b"", "empty")

    def test_ten_megabytes(self):
        self.expect_rejected(GOOD + "// the same again and again\n" * 400_000, "MB")

    def test_a_line_of_megabytes(self):
        self.expect_rejected("void setup(" + "x" * 2_000_000)
        self.expect_rejected("using" + " " * 2_000_000 + "name output." + "\t" * 2_000_000 + "data")


class ForeignFiles(HostileTest):
    def expect_no_leak(self, sketch: str, *words: str) -> dict:
        verdict = self.expect_rejected(sketch, *words)
        self.assertNotIn(CONTENT, json.dumps(verdict))
        return verdict

    def test_an_absolute_path(self):
        self.expect_no_leak('#include "/etc/passwd"\n' + GOOD, "/etc/passwd", "outside")
        verdict = self.expect_no_leak(f'#include "{VISIBLE}"\n' + GOOD, "outside")
        self.assertEqual(verdict["gate"], "lint")
        self.assertIs(verdict["builds"], False)

    def test_a_path_that_climbs(self):
        self.expect_no_leak('#include "../../../../../../../../etc/passwd"\n' + GOOD, "outside")

    def test_a_path_from_a_macro(self):
        verdict = self.expect_no_leak(f'#define WHERE "{VISIBLE}"\n#include WHERE\n' + GOOD)
        self.assertEqual(verdict["root_cause"], "invented_header")

    def test_a_line_directive_that_makes_the_compiler_quote_another_file(self):
        self.expect_no_leak(GOOD + f'\n#line 1 "{VISIBLE}"\nthis is no statement\n')

    def test_a_file_taken_in_by_the_assembler(self):
        self.expect_no_leak(GOOD + f'\nasm(".incbin \\"{VISIBLE}\\"");\n', ".incbin")

    def test_a_file_opened_by_the_sketch(self):
        sketch = self.in_setup(
            f'  FILE* file = fopen("{VISIBLE}", "r"); char text[99]; while (fgets(text, 99, file)) {{}}\n'
            '  fopen("/etc/passwd", "w")->_flags = 0;',
            "#include <stdio.h>",
        )
        self.expect_no_leak(sketch)


class Explosions(HostileTest):
    def test_macros_that_double_without_end(self):
        levels = "".join(f"#define M{i} M{i - 1} M{i - 1} M{i - 1} M{i - 1}\n" for i in range(1, 24))
        self.expect_rejected(f"#define M0 int x;\n{levels}M23\n" + GOOD, "needs more than")

    def test_a_sketch_that_includes_itself(self):
        self.expect_rejected("#include __FILE__\n#include __FILE__\n" + GOOD)

    def test_templates_that_never_end(self):
        self.expect_rejected(
            "template <int N> struct Deep { static const int value = Deep<N + 1>::value + 1; };\n"
            "int depth = Deep<0>::value;\n" + GOOD
        )

    def test_variables_larger_than_any_memory(self):
        self.expect_rejected(GOOD.replace("void setup() {", "char vast[2000000000];\nvoid setup() {\n  vast[9] = 1;", 1))

    def test_memory_without_end(self):
        self.expect_rejected(self.in_setup("  for (;;) { char* more = new char[1 << 20]; more[0] = 1; delay(1); }"))


class RunningWild(HostileTest):
    def test_processes_without_end(self):
        verdict = self.judge(self.in_setup("  for (;;) fork();", 'extern "C" int fork();'))
        self.assertEqual(verdict["verdict"], "reject")

    def test_prints_without_end(self):
        self.expect_rejected(GOOD.replace("Serial.println(kNames[best]);", "for (long i = 0;; ++i) Serial.println(i);"))
        self.expect_rejected(
            GOOD.replace("Serial.println(kNames[best]);", 'for (;;) Serial.println("the same line without end");')
        )

    def test_writes_to_the_host_without_end(self):
        self.expect_rejected(self.in_setup('  for (;;) puts("more");', "#include <stdio.h>"))

    def test_functions_of_the_host_do_not_exist_on_the_board(self):
        verdict = self.expect_rejected(self.in_setup("  pause();", 'extern "C" int pause();'), "pause")
        self.assertEqual(verdict["root_cause"], "link_error")

    def test_the_others_of_a_batch_are_judged_all_the_same(self):
        wild = [
            self.in_setup("  for (;;) fork();", 'extern "C" int fork();'),
            "\0\0\0",
            '#include "/etc/passwd"\n' + GOOD,
            self.in_setup("  *(volatile int*)0 = 1;"),
        ]
        cases = [{"id": str(i), "as": "sketch", "stage": "sg", "text": text} for i, text in enumerate([GOOD, *wild, GOOD])]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        answer = self.expect(0, "verify", "app.toml", "--batch", "cases.jsonl", "--jobs", "2", timeout=800)
        verdicts = [json.loads(line)["verdict"] for line in answer.stdout.splitlines()]
        self.assertEqual(verdicts, ["pass", "reject", "reject", "reject", "reject", "pass"])
