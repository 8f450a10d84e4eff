# ruff: noqa: T201  (a command)
"""Known weaknesses of the pinned dependencies: `python deploy/security/audit.py`.

Exit code 1 where one is found that is not in `ignored.toml`. Where no network answers it says so and is skipped: the
check must not fail for a machine's lack of one. An entry of the list without a reason, or past its date, is an error.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Seconds that the whole audit may take, and that one answer of the database may.
LIMIT, ANSWER = 18, 4
_UNREACHABLE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "Max retries", "NameResolution", "ServiceError")


def ignored(today: datetime.date) -> list[str]:
    """The ids that are left out. Raises SystemExit for an entry without a reason or past its date."""
    listed = tomllib.loads((HERE / "ignored.toml").read_text(encoding="utf-8")).get("ignored", [])
    for entry in listed:
        if not entry.get("reason") or entry["until"] < today:
            sys.exit(f"audit: {entry.get('id')} in ignored.toml has no reason, or its date has passed")
    return [entry["id"] for entry in listed]


def audit(constraints: Path, left_out: list[str]) -> int:
    """The exit code, with what was found on stdout."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json", "--timeout"]
    command += [str(ANSWER), "--progress-spinner", "off", "-r", str(constraints)]
    command += [word for each in left_out for word in ("--ignore-vuln", each)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        print("audit: skipped, the database of weaknesses does not answer")
        return 0
    if not done.stdout.strip() and any(word in done.stderr for word in _UNREACHABLE):
        print("audit: skipped, no network to the database of weaknesses")
        return 0
    return told(done.stdout, done.stderr)


def told(found: str, complaint: str) -> int:
    """Prints what was found; 1 where there is something."""
    try:
        packages = json.loads(found)["dependencies"]
    except (ValueError, KeyError):
        print(f"audit: failed: {complaint.strip()[-300:]}")
        return 1
    bad = [(each["name"], each["version"], weak) for each in packages for weak in each.get("vulns", [])]
    for name, version, weak in bad:
        mended = ", ".join(weak["fix_versions"]) or "nothing yet"
        print(f"audit: {name} {version}: {weak['id']}, mended in {mended}")
    print(f"audit: {len(packages)} packages, {len(bad)} known weaknesses")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(audit(HERE.parent.parent / "constraints.txt", ignored(datetime.datetime.now(datetime.UTC).date())))
