"""A language model for tests: a server on the loopback device that says what it is told to. It speaks the wire formats of
OpenAI (/v1/chat/completions), Anthropic (/v1/messages) and Ollama (/api/chat)."""

import http.server
import json
import threading
from typing import Callable


class ScriptedServer(http.server.ThreadingHTTPServer):
    """Answers every question with the same text, or with what a function makes of the last message, and keeps the
    questions. `refusals` are answered first, each a status, headers and a body.

    It counts a token for every four characters of the question, and at most `window` of them: what a server does
    that cuts prompts in silence. From question number `hold` on it says so (`held`) and does not answer until
    `release` is set.
    """

    def __init__(self, text: str | Callable[[str], str], hold: int | None = None, window: int = 100_000):
        self.refusals: list[tuple[int, dict[str, str], dict]] = []
        self.seen: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), ScriptedHandler)
        self.text = text
        self.window = window
        self.prompt_tokens = 0
        self.hold = hold
        self.held = threading.Event()
        self.release = threading.Event()
        self.questions: list[str] = []

    @property
    def asked(self) -> int:
        return len(self.questions)


class ScriptedHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.questions.append(json.dumps(request, sort_keys=True))
        if self.server.hold and self.server.asked >= self.server.hold and not self.server.release.is_set():
            self.server.held.set()
            self.server.release.wait()
            self.close_connection = True
            return
        self.server.seen.append({name.lower(): value for name, value in self.headers.items()})
        if self.server.refusals:
            status, headers, refusal = self.server.refusals.pop(0)
            self.answer(status, "application/json", json.dumps(refusal), headers)
            return
        text = self.server.text
        if callable(text):
            text = text(request["messages"][-1]["content"])
        said = [request.get("system", ""), *(message["content"] for message in request["messages"])]
        asked = min(sum(len(words) for words in said) // 4, self.server.window)
        self.server.prompt_tokens += asked
        if self.path == "/v1/messages":
            self.answer(200, "text/event-stream", anthropic_stream(text, asked))
            return
        if self.path == "/api/chat":
            self.answer(200, "application/x-ndjson", ollama_stream(text, asked))
            return
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": asked, "completion_tokens": 10, "total_tokens": asked + 10}
        if request.get("stream"):
            chunks = [
                {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "stop"}]},
                {"choices": [], "usage": usage},
            ]
            body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
            kind = "text/event-stream"
        else:
            body = json.dumps({"model": request.get("model"), "choices": [choice], "usage": usage})
            kind = "application/json"
        self.answer(200, kind, body)

    def do_GET(self):
        self.answer(404, "application/json", "{}")

    def answer(self, status: int, kind: str, body: str, headers: dict[str, str] | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


def anthropic_stream(text: str, prompt_tokens: int) -> str:
    """A reply as the Messages API streams it."""
    message = {"type": "message", "role": "assistant", "model": "scripted", "content": [], "stop_reason": None}
    events = [
        {"type": "message_start", "message": {**message, "usage": {"input_tokens": prompt_tokens, "output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 10}},
        {"type": "message_stop"},
    ]
    return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def ollama_stream(text: str, prompt_tokens: int) -> str:
    """A reply as Ollama streams it: one object a line."""
    lines = [
        {"model": "scripted", "message": {"role": "assistant", "content": text}, "done": False},
        {
            "model": "scripted",
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": "stop",
            "prompt_eval_count": prompt_tokens,
            "eval_count": 10,
        },
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)
