"""A service for tests of the supervisor: answers /readyz, ends on SIGTERM, and misbehaves as its name says.

"steady" does what a service should; "crashing" ends at once with code 3; "unready" never gets ready; "stubborn" ignores
SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

NAME = sys.argv[1]


class Ready(BaseHTTPRequestHandler):
    """200 for everybody but the unready."""

    def do_GET(self) -> None:
        self.send_response(503 if NAME == "unready" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def end(*_: object) -> None:
    """Finishes what is in flight: here, a last line."""
    print("finished", flush=True)
    sys.exit(0)


print(f"{NAME} as {os.environ['SLUGLINE_CONSUMER']}", flush=True)
if NAME == "crashing":
    print("no such table", flush=True)
    sys.exit(3)
signal.signal(signal.SIGTERM, signal.SIG_IGN if NAME == "stubborn" else end)
HTTPServer(("127.0.0.1", int(os.environ["SLUGLINE_OPS_PORT"])), Ready).serve_forever()
