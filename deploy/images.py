"""Builds the image of every service, one after another, and says how large each is: `python deploy/images.py`.

Writes what is in each to build/sbom-<service>.json (CycloneDX). `--no-build` looks at the images that are there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Services of docker-compose.yml by image; `secrets` is one of those that use that of the `slugline` command.
IMAGES = {name: name for name in ("ingest", "translate", "extract", "resolve", "cluster", "publish")} | {
    "cli": "secrets"
}


def main() -> int:
    """0 where all could be built."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tag", default="local", help="tag of the images")
    parser.add_argument("--no-build", action="store_true", help="take those that are there")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder of the lists")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    environment = {"SLUGLINE_REVISION": revision(), **os.environ}
    sys.stdout.write("| image | MB | Python packages |\n|---|---|---|\n")
    for name, service in IMAGES.items():
        if not options.no_build:
            _run("docker", "compose", "build", "-q", service, environment=environment)
        sys.stdout.writelines(_row(name, options.tag, options.out))
    return 0


def revision(root: Path = ROOT) -> str:
    """The commit of the tree that is built, with a word where files differ from it; unknown outside a repository."""
    command = ["git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"]
    try:
        told = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:  # no git here
        told = ""
    return told or "unknown"


def _row(name: str, tag: str, out: Path) -> Iterator[str]:
    image = f"slugline-{name}:{tag}"
    listed = _run("docker", "run", "--rm", "--network", "none", image, "cat", "/opt/slugline/sbom.json")
    (out / f"sbom-{name}.json").write_text(listed, encoding="utf-8")
    size = int(_run("docker", "image", "inspect", "-f", "{{.Size}}", image))
    yield f"| {name} | {size / 1e6:.0f} | {len(json.loads(listed)['components'])} |\n"


def _run(*command: str, environment: dict[str, str] | None = None) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


if __name__ == "__main__":
    sys.exit(main())
