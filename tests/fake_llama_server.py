#!/usr/bin/env python3
"""What the program starts as llama-server, for tests: healthy at once, and never done with a reply.

Writes its process id to $FAKE_SERVER_NOTE when it is asked for a reply. Ignores every polite signal."""

import http.server
import os
import pathlib
import signal
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"status":"ok"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        pathlib.Path(os.environ["FAKE_SERVER_NOTE"]).write_text(str(os.getpid()))  # A pipe that the test reads.
        threading.Event().wait()

    def log_message(self, *arguments):
        pass


for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
