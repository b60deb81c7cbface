"""A language model for tests: an OpenAI-compatible server on the loopback device that says what it is told to."""

import http.server
import json
import threading
from typing import Callable


class ScriptedServer(http.server.ThreadingHTTPServer):
    """An OpenAI-compatible server that answers every question with the same text, or with what a function makes of
    the last message, and keeps the questions.

    It counts a token for every four characters of the question, and at most `window` of them: what a server does
    that cuts prompts in silence. From question number `hold` on it says so (`held`) and does not answer until
    `release` is set.
    """

    def __init__(self, text: str | Callable[[str], str], hold: int | None = None, window: int = 100_000):
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
        text = self.server.text
        if callable(text):
            text = text(request["messages"][-1]["content"])
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        asked = min(sum(len(message["content"]) for message in request["messages"]) // 4, self.server.window)
        self.server.prompt_tokens += asked
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
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass
