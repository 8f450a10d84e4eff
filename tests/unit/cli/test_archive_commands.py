"""`slugline archive`, and an archive as what `slugline replay` reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.cli.app import app
from services.cli.archived import find_everything, is_archive
from services.cli.exits import CommandError, Exit
from shared.archive.archive import Archive, Days
from shared.archive.forms import Ndjson
from shared.archive.places import Folder
from shared.archive.record import Record


def raw(number: int, day: int, payload: Any, uri: str = "") -> Record:
    """A submission that was archived."""
    uri = uri or f"urn:desk:{number}"
    data = {"uri": uri, "arrived_at": f"2026-03-{day:02d}T09:00:00+00:00", "raw": json.dumps(payload)}
    return Record("raw", f"{number}", date(2026, 3, day), f"{number:05d}", (uri,), data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of three submissions, one of them killed later."""
    plain = {"uri": "urn:desk:1", "headline": "Ferry fire", "body": "A ferry burnt."}
    wrapped = {
        "specversion": "1.0",
        "id": "x",
        "source": "urn:x",
        "type": "t",
        "data": {"uri": "urn:desk:2", "body": "B."},
    }
    archive = Archive(Folder(tmp_path), Ndjson())
    archive.put([raw(1, 1, plain), raw(2, 2, wrapped), raw(3, 2, {"uri": "urn:desk:3", "body": "secret"})])
    archive.put(
        [Record("kills", "urn:desk:3", date(2026, 3, 3), "0", ("urn:desk:3",), {"arrived_at": "2026-03-03T00:00:00Z"})]
    )
    return tmp_path


def call(*arguments: str, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, CommandError):
        assert result.exception.code == code
        return result.exception.message
    assert result.exit_code == code, result.output
    return result.stdout


def test_an_archive_is_told_from_a_folder_of_articles(folder: Path, tmp_path: Path) -> None:
    """`replay` takes folders of articles as ever; what is laid out as an archive is read as one."""
    assert is_archive(str(folder)) and is_archive("s3://desk/wire")
    (tmp_path / "wire").mkdir()
    assert not is_archive(str(tmp_path / "wire")) and not is_archive(str(tmp_path / "missing"))


def test_submissions_come_as_they_once_came(folder: Path) -> None:
    """In order, out of their wrapping, dated by their arrival where they give no date; killed ones as their kill."""
    found = [one.payload for one in find_everything([str(folder)])]
    assert found == [
        {
            "published_at": "2026-03-01T09:00:00+00:00",
            "uri": "urn:desk:1",
            "headline": "Ferry fire",
            "body": "A ferry burnt.",
        },
        {"published_at": "2026-03-02T09:00:00+00:00", "uri": "urn:desk:2", "body": "B."},
        {"uri": "urn:desk:3", "pubStatus": "canceled", "versionCreated": "2026-03-03T00:00:00Z"},
    ]


def test_a_range_of_days_is_replayed(folder: Path) -> None:
    """Days outside the range are left out, and a kill outside it still holds."""
    days = Days(date(2026, 3, 2), date(2026, 3, 2))
    assert [one.payload["uri"] for one in find_everything([str(folder)], days) if one.payload] == ["urn:desk:2"]


def test_a_damaged_archive_ends_the_replay(folder: Path) -> None:
    """Nothing is replayed past a file that is not what it was: the message names it."""
    path = next(folder.glob("raw/day=2026-03-02/*.gz"))
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(CommandError, match=path.name) as damaged:
        list(find_everything([str(folder)]))
    assert damaged.value.code == Exit.BAD_INPUT


def test_what_is_no_json_is_told_and_passed_over(tmp_path: Path) -> None:
    """A record that cannot be submitted is an error of its own, with its place."""
    bad = Record("raw", "9-0.x", date(2026, 3, 1), "9", ("urn:x",), {"raw": "{", "arrived_at": ""})
    Archive(Folder(tmp_path), Ndjson()).put([bad, raw(1, 1, ["no object"])])
    errors = [one.error for one in find_everything([str(tmp_path)])]
    assert errors == ["expected a JSON object, found list", "not JSON: JSONDecodeError"]


def test_list_counts_by_kind_and_day(folder: Path) -> None:
    """One row for each kind and day."""
    rows = [json.loads(line) for line in call("archive", "list", str(folder), "--json").splitlines()]
    assert [(row["kind"], row["day"], row["records"]) for row in rows] == [
        ("kills", "2026-03-03", 1),
        ("raw", "2026-03-01", 1),
        ("raw", "2026-03-02", 2),
    ]
    assert "2026-03-01" in call("archive", "list", str(folder), "--kind", "raw", "--to", "2026-03-01")


def test_verify_ends_with_what_is_wrong(folder: Path) -> None:
    """A whole archive is 0, a damaged one 9 with the file's name."""
    assert "is whole" in call("archive", "verify", str(folder))
    next(folder.glob("raw/day=2026-03-01/*.gz")).unlink()
    told = json.loads(call("archive", "verify", str(folder), "--json", code=Exit.UNHEALTHY))
    assert "is missing" in told["wrong"][0]


def test_export_leaves_out_what_was_withdrawn(folder: Path, tmp_path: Path) -> None:
    """Records are written as NDJSON, a killed article without a word."""
    out = tmp_path / "out.ndjson"
    call("archive", "export", str(folder), "--kind", "raw", "--out", str(out))
    assert "secret" not in out.read_text()
    assert [json.loads(line)["withdrawn"] for line in out.read_text().splitlines()] == [False, False, True]


def test_wrong_words_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown kind, and no archive at all, end with what to do."""
    assert "no kind 'rows'" in call("archive", "list", str(folder), "--kind", "rows", code=Exit.USAGE)
    monkeypatch.delenv("SLUGLINE_ARCHIVE", raising=False)
    assert "no archive is named" in call("archive", "list", code=Exit.USAGE)
