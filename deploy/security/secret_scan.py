# ruff: noqa: T201  (a command)
"""Secrets in files that are tracked: `python deploy/security/secret_scan.py [--write]`.

Exit code 1 where detect-secrets finds what `secrets.baseline.json` does not have, or has without a word why it is no
secret. The baseline names files relative to the repository and keeps hashes only; `--write` makes it anew: what was
found before keeps its word, and whoever adds to it writes one for what is new, having looked at the line.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parent.parent.parent
BASELINE = Path(__file__).resolve().parent / "secrets.baseline.json"
#: Detectors of known forms. Those of high entropy call every digest and identifier in test data a secret.
PLUGINS = (
    "ArtifactoryDetector AWSKeyDetector AzureStorageKeyDetector BasicAuthDetector CloudantDetector "
    "DiscordBotTokenDetector GitHubTokenDetector GitLabTokenDetector IbmCloudIamDetector JwtTokenDetector "
    "KeywordDetector MailchimpDetector NpmDetector OpenAIDetector PrivateKeyDetector PypiTokenDetector "
    "SendGridDetector SlackDetector SquareOAuthDetector StripeDetector TelegramBotTokenDetector TwilioKeyDetector"
).split()
#: A line that holds none of these is no finding of any detector; asking each of them takes a millisecond a line.
HINT = re.compile(
    r"(?i:secret\w*['\"]?\s*[:=]|passw\w*['\"]?\s*[:=]|token['\"]?\s*[:=]|api_?key['\"]?\s*[:=]|private.key)"
    r"|://[^\s/@]*:[^\s/@]*@|AKIA|gh[pousr]_|glpat-|xox|[sr]k_live|sk-\w|eyJ|npm_|pypi-|SG\.|AccountKey|hooks\.slack"
)
#: By file: what kind of secret it looks like, the hash of it and, in the baseline, why it is none.
Findings = dict[str, list[dict[str, Any]]]
#: Characters of a line that are looked at.
LINE = 2_000
#: What cannot hold a secret of ours, and is large: pictures, word lists, generated reference, labelled sets.
LEFT_OUT = (".png", ".svg", ".gz", ".tsv", ".bin", ".npz", ".min.js")
FOLDERS_LEFT_OUT = ("docs/reference/", "tests/quality/gold/", "training/")


def tracked() -> list[str]:
    """The files that the repository tracks and that may hold a secret."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [n for n in names if not n.endswith(LEFT_OUT) and not n.startswith(FOLDERS_LEFT_OUT) and n != _own()]


def found() -> Findings:
    """What looks like a secret, by file: its kind and the hash of it."""
    told: Findings = {}
    with transient_settings({"plugins_used": [{"name": name} for name in PLUGINS]}):
        for name in tracked():
            lines = (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()
            seen = {
                (each.type, each.secret_hash) for line in lines if HINT.search(line) for each in scan_line(line[:LINE])
            }
            if seen:
                told[name] = [{"type": kind, "hashed": hashed} for kind, hashed in sorted(seen)]
    return told


def new(now: Findings, known: Findings) -> list[str]:
    """The files and kinds of what the baseline does not have."""
    why = reasons(known)
    return [f"{name}: {each['type']}" for name, listed in now.items() for each in listed if _key(name, each) not in why]


def unexplained(known: Findings) -> list[str]:
    """The files and kinds of what the baseline has without a word why it is no secret."""
    return [f"{name}: {each['type']}" for name, listed in known.items() for each in listed if not each.get("why")]


def reasons(known: Findings) -> dict[tuple[str, str, str], str]:
    """Why each known finding is no secret."""
    return {_key(name, each): each.get("why", "") for name, listed in known.items() for each in listed}


def explained(now: Findings, known: Findings) -> Findings:
    """What was found with the words that the baseline has for it; none yet for what is new."""
    why = reasons(known)
    return {name: [{**each, "why": why.get(_key(name, each), "")} for each in listed] for name, listed in now.items()}


def _key(name: str, each: dict[str, Any]) -> tuple[str, str, str]:
    return name, each["type"], each["hashed"]


def _own() -> str:
    return str(BASELINE.relative_to(ROOT))


def main() -> int:
    """The exit code."""
    now, known = found(), json.loads(BASELINE.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        known = explained(now, known)
        BASELINE.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        print(f"secrets: {sum(map(len, known.values()))} known findings written")
    unknown, silent = new(now, known), unexplained(known)
    for line in unknown:
        print(f"secrets: {line} is not in the baseline")
    for line in silent:
        print(f"secrets: {line} has no word why it is no secret")
    print(f"secrets: {len(unknown)} new findings")
    return 1 if unknown or silent else 0


if __name__ == "__main__":
    sys.exit(main())
