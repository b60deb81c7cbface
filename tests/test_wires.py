"""`autopilot run` against servers that speak Anthropic's and Ollama's formats, and what limits of money do."""

import json
import sqlite3

from scripted_server import ScriptedServer
from test_run import RunTest

KEY = "sk-wires-0123456789-secret"

PIECES = {
    "sensor_begin": "bool sensor_begin() {\n  return APDS.begin();\n}",
    "read_raw": "void read_raw(int& r, int& g, int& b) {\n  APDS.readColor(r, g, b);\n}",
    "features": "void features(int r, int g, int b, float x[3]) {\n  const float s = float(r) + g + b;\n"
    "  x[0] = r / s;\n  x[1] = g / s;\n  x[2] = b / s;\n}",
    "report": "void report(const float score[3]) {\n  int best = 0;\n"
    "  for (int i = 1; i < 3; ++i) if (score[i] > score[best]) best = i;\n  say(LABELS[best]);\n}",
}


def answer(question: str) -> str:
    """The function that a guided question asks for."""
    last = question.rsplit("Now write the whole function", 1)[1]
    return f"```cpp\n{next(code for name, code in PIECES.items() if f' {name}(' in last)}\n```"


class WireTest(RunTest):
    def serve_wire(self, wire: str, more: str = "") -> ScriptedServer:
        server = self.serve(answer, f'wire = "{wire}"\nkey_variable = "WIRES_KEY"\n{more}')
        if wire == "ollama":
            self.edit("app.toml", f":{server.server_port}/v1", f":{server.server_port}")
        return server

    def run_sketch(self, status: int, *arguments: str):
        return self.expect(
            status, "run", "app.toml", "--stages", "sg", "--json", *arguments, environment={"WIRES_KEY": KEY}
        )

    def expect_no_key(self, *texts: str) -> None:
        """The key stands in nothing that was printed, and in no file that the run left."""
        for text in texts:
            self.assertNotIn(KEY, text)
        for file in (self.folder / ".autopilot").rglob("*"):
            if file.is_file():
                self.assertNotIn(KEY.encode(), file.read_bytes(), file)

    def expect_pass(self, server: ScriptedServer) -> None:
        done = self.run_sketch(0)
        (stage,) = json.loads(done.stdout)["stages"]
        self.assertEqual((stage["verdict"], stage["attempts"], stage["reference_pieces"]), ("pass", 4, []))
        self.assertEqual(stage["prompt_tokens"], server.prompt_tokens)
        self.assertEqual(stage["completion_tokens"], 40)
        self.expect_no_key(done.stdout, done.stderr)

    def attempts(self) -> list[tuple]:
        journal = sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite")
        self.addCleanup(journal.close)
        return journal.execute("SELECT answered, verdict, root_cause FROM attempts WHERE prompt != '[]'").fetchall()


class AnthropicRun(WireTest):
    def test_a_sketch_is_written_after_the_server_was_overloaded(self):
        server = self.serve_wire("anthropic")
        overloaded = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
        server.refusals.append((529, {"Retry-After": "1"}, overloaded))
        self.expect_pass(server)
        self.assertEqual({headers.get("x-api-key") for headers in server.seen}, {KEY})
        self.assertEqual({headers.get("anthropic-version") for headers in server.seen}, {"2023-06-01"})
        question = json.loads(server.questions[-1])
        self.assertTrue(question["system"])
        self.assertEqual([message["role"] for message in question["messages"]], ["user"])

    def test_a_refused_key_ends_the_run_once_in_the_journal_and_is_never_shown(self):
        server = self.serve_wire("anthropic")
        wrong = {"type": "error", "error": {"type": "authentication_error", "message": f"invalid x-api-key {KEY}"}}
        server.refusals.append((401, {}, wrong))
        done = self.run_sketch(2)
        self.assertIn("WIRES_KEY", done.stderr)
        self.assertEqual(self.attempts(), [(0, "infrastructure", "provider_error")])
        self.expect_no_key(done.stdout, done.stderr)


class OllamaRun(WireTest):
    def test_a_sketch_is_written_with_a_context_that_holds_prompt_and_reply(self):
        server = self.serve_wire("ollama")
        self.expect_pass(server)
        for question in map(json.loads, server.questions):
            self.assertGreaterEqual(question["options"]["num_ctx"], 4096)
            self.assertEqual(question["options"]["num_predict"], 300)

    def test_a_model_that_is_not_there_is_to_be_pulled(self):
        server = self.serve_wire("ollama")
        server.refusals.append((404, {}, {"error": "model 'scripted' not found"}))
        self.assertIn("ollama pull scripted", self.run_sketch(2).stderr)

    def test_a_prompt_that_the_server_cut_is_infrastructure(self):
        server = self.serve_wire("ollama")
        server.window = 20
        self.assertIn("cut the prompt", self.run_sketch(3).stderr)


class Money(WireTest):
    def test_an_unknown_price_stops_a_run_with_a_limit_before_anything_is_spent(self):
        server = self.serve_wire("anthropic")
        stopped = self.run_sketch(2, "--max-usd", "0.01")
        self.assertRegex(stopped.stderr, "no price is known for scripted/scripted(.|\n)*--allow-unknown-price")
        self.assertEqual(server.asked, 0)
        self.run_sketch(0, "--max-usd", "0.01", "--allow-unknown-price")
        self.assertEqual(server.asked, 4)

    def test_app_toml_may_consent(self):
        server = self.serve_wire("anthropic", 'unknown_price = "allow"')
        self.run_sketch(0, "--max-usd", "0.01")
        self.assertEqual(server.asked, 4)

    def test_a_limit_of_tokens_is_kept(self):
        server = self.serve_wire("anthropic")
        done = self.run_sketch(5, "--max-tokens", "900")
        (stage,) = json.loads(done.stdout)["stages"]
        self.assertGreater(stage["attempts"], 0)
        self.assertLessEqual(stage["prompt_tokens"] + stage["completion_tokens"], 900)
        self.assertLess(server.asked, 4)

    def test_a_wire_that_nobody_speaks_is_refused(self):
        self.serve(answer, 'wire = "telex"')
        self.expect_refusal("run", "app.toml", says=["telex", "openai, anthropic, ollama"])
