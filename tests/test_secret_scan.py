"""Findings that are known to be no secrets: each says why, and nothing else passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

secret_scan = pytest.importorskip("deploy.security.secret_scan", reason="detect-secrets is not installed")

KNOWN = {"a.py": [{"type": "Secret Keyword", "hashed": "0" * 40, "why": "the name of a parameter"}]}


def test_every_known_finding_says_why_it_is_no_secret() -> None:
    """Somebody has looked at each line of the baseline and left a word."""
    known = json.loads(secret_scan.BASELINE.read_text(encoding="utf-8"))
    assert known
    assert [] == secret_scan.unexplained(known)


def test_what_is_known_is_known_in_its_file_only() -> None:
    """The same word in another file, of another kind, or another word is a new finding."""
    assert [] == secret_scan.new({"a.py": [{"type": "Secret Keyword", "hashed": "0" * 40}]}, KNOWN)
    for name, kind, hashed in (
        ("b.py", "Secret Keyword", "0" * 40),
        ("a.py", "JSON Web Token", "0" * 40),
        ("a.py", "Secret Keyword", "1" * 40),
    ):
        assert [f"{name}: {kind}"] == secret_scan.new({name: [{"type": kind, "hashed": hashed}]}, KNOWN)


def test_what_is_written_anew_keeps_its_word_and_new_findings_have_none() -> None:
    """A new finding fails the check until somebody has written why it is no secret."""
    now = {"a.py": [{"type": "Secret Keyword", "hashed": each * 40} for each in "01"]}
    written = secret_scan.explained(now, KNOWN)
    assert ["the name of a parameter", ""] == [each["why"] for each in written["a.py"]]
    assert ["a.py: Secret Keyword"] == secret_scan.unexplained(written)


def test_a_secret_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in a file that is tracked is a finding, with its hash and without a word of it."""
    key = "AKIA" + "QWERTYUIOPASDFGH"
    (tmp_path / "a.py").write_text(f'KEY = "{key}"\n', encoding="utf-8")
    monkeypatch.setattr(secret_scan, "ROOT", tmp_path)
    monkeypatch.setattr(secret_scan, "tracked", lambda: ["a.py"])
    told = secret_scan.found()
    assert ["AWS Access Key"] == [each["type"] for each in told["a.py"]]
    assert key not in json.dumps(told)
