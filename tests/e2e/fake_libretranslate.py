"""A server that speaks LibreTranslate's protocol and misbehaves as it is told: for tests, on loopback only.

`python fake_libretranslate.py PORT MODE`; modes: ok, garbage, hangs, slow:SECONDS. Each sentence comes back as English
words with the sentence's own numbers.
"""

from __future__ import annotations

import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, MODE = int(sys.argv[1]), sys.argv[2]
LANGUAGES = [{"code": code, "name": code, "targets": ["en"]} for code in ("de", "ru", "pl")]


def english(sentence: str) -> str:
    """Something that is English and keeps the numbers."""
    return f"This is said in English: {' and '.join(re.findall(r'[0-9]+', sentence)) or 'so it is'}."


class Translating(BaseHTTPRequestHandler):
    """GET /languages, POST /translate."""

    def do_GET(self) -> None:
        self._answer(LANGUAGES)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["q"]
        if MODE == "hangs":
            time.sleep(600)
        if MODE.startswith("slow:"):
            time.sleep(float(MODE.partition(":")[2]))
        said = [f"{english(s)}" for s in asked]
        self._answer({"translatedText": ["", "\ufffd" * 3, None] if MODE == "garbage" else said})

    def _answer(self, body: object) -> None:
        packed = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Translating)
    server.daemon_threads = True
    server.serve_forever()
