"""A package index on the loopback device with the wheels that a test puts there."""

import hashlib
import http.server
import io
import threading
import zipfile


def make_wheel(package: str, version: str, files: dict[str, bytes]) -> tuple[str, bytes]:
    """Name and content of a wheel that holds `files`."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}-{version}-py3-none-any.whl", content.getvalue()


class WheelIndex(http.server.ThreadingHTTPServer):
    """Serves the simple index. A package in `broken` breaks off in the middle of its wheel; one in `held` waits
    there until `release` is set, after `holding` has been."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), IndexHandler)
        self.wheels: dict[str, tuple[str, bytes]] = {}
        self.broken: set[str] = set()
        self.held: set[str] = set()
        self.holding = threading.Event()
        self.release = threading.Event()

    def put(self, package: str, version: str, files: dict[str, bytes]) -> str:
        """Adds a wheel; returns its sha256."""
        self.wheels[package] = make_wheel(package, version, files)
        return hashlib.sha256(self.wheels[package][1]).hexdigest()


class IndexHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        parts = self.path.strip("/").split("/")
        package = parts[1] if len(parts) > 1 else ""
        if package not in self.server.wheels:
            self.send_error(404)
            return
        name, content = self.server.wheels[package]
        if parts[0] == "simple":
            content = f'<!DOCTYPE html><html><body><a href="/wheels/{package}/{name}">{name}</a></body></html>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if parts[0] == "simple" else "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if parts[0] == "wheels" and package in self.server.broken | self.server.held:
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            if package in self.server.held:
                self.server.holding.set()
                self.server.release.wait()
            self.close_connection = True
            return
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass
