"""Exit code 0 where the service of this container answers /healthz: what HEALTHCHECK of its image runs.

Run every few seconds in every container, so it imports next to nothing: `python -I -S healthcheck.py`.
"""

import os
import socket
import sys

#: Seconds that the service may take to answer; below the timeout of HEALTHCHECK.
WAIT = 4.0


def is_healthy(service: str) -> bool:
    """Whether it answers with 200. The `slugline` command has no port and is well as long as it runs."""
    if service == "cli":
        return True
    port = os.environ.get(f"SLUGLINE_{service.upper()}_PORT") or os.environ.get("SLUGLINE_OPS_PORT", "9100")
    with socket.create_connection(("127.0.0.1", int(port)), timeout=WAIT) as connection:
        connection.settimeout(WAIT)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(64).split(b" ")[1:2] == [b"200"]


if __name__ == "__main__":
    try:
        sys.exit(0 if is_healthy(os.environ.get("SLUGLINE_SERVICE", "")) else 1)
    except OSError as error:
        sys.exit(f"/healthz does not answer: {error}")
