"""The archive on disk: what is written is read once, whole, checked, and without what was withdrawn."""

from __future__ import annotations

import builtins
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.archive.archive import Archive, Days
from shared.archive.errors import ArchiveUnreadable, ExtraMissing
from shared.archive.forms import FormName, Ndjson, form
from shared.archive.places import Folder
from shared.archive.record import Record, counted_once

FORMS: tuple[FormName, ...] = ("ndjson", "parquet")


def record(number: int, day: int = 1, uri: str | None = None, kind: Any = "raw", words: str = "words") -> Record:
    """A record of the wire."""
    uri = uri or f"urn:desk:{number}"
    return Record(
        kind, f"{number}", date(2026, 3, day), f"{number:05d}", (uri,), {"uri": uri, "raw": f"{words} {number}"}
    )


@pytest.fixture(params=FORMS)
def archive(tmp_path: Path, request: pytest.FixtureRequest) -> Archive:
    """An empty archive in each form."""
    if request.param == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs the extra `archive`")
    return Archive(Folder(tmp_path), form(request.param))


def test_records_come_back_in_their_order(archive: Archive) -> None:
    """What was written in any order is read day by day, each day in the order of arrival."""
    archive.put([record(3, day=2), record(2), record(1)])
    assert list(archive.records(("raw",))) == [record(1), record(2), record(3, day=2)]


def test_the_same_batch_is_the_same_file(archive: Archive, tmp_path: Path) -> None:
    """A batch that is written again after a crash, in whatever order, leaves the files as they were."""
    archive.put([record(1), record(2)])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    archive.put([record(2), record(1)])
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_overlapping_batches_count_once(archive: Archive) -> None:
    """What two replicas, or a run before and after a crash, both wrote is read once."""
    archive.put([record(1), record(2)])
    archive.put([record(2), record(3)])
    assert [one.identity for one in archive.records(("raw",))] == ["1", "2", "3"]


def test_days_are_chosen(archive: Archive) -> None:
    """A range of days holds both its ends and nothing else."""
    archive.put([record(day, day=day) for day in (1, 2, 3, 4)])
    chosen = archive.records(("raw",), Days(date(2026, 3, 2), date(2026, 3, 3)))
    assert [one.day.day for one in chosen] == [2, 3]


def test_a_kill_in_the_archive_hides_words_before_files_are_rewritten(archive: Archive) -> None:
    """From the moment a kill is in the archive nothing of the article is read, though its file still holds it."""
    archive.put([record(1, uri="urn:bad"), record(2)])
    archive.put([Record("kills", "urn:bad", date(2026, 3, 9), "1", ("urn:bad",), {"uri": "urn:bad"})])
    found = {one.identity: one for one in archive.records(("raw",))}
    assert found["1"].is_withdrawn and found["1"].data == {}
    assert found["2"].data


def test_striking_takes_the_words_out_of_every_file(archive: Archive, tmp_path: Path) -> None:
    """After a strike no byte of the archive holds the article's words, and all else is as it was."""
    archive.put([record(1, uri="urn:bad", words="unmistakable"), record(2)])
    archive.put([record(3, day=2, kind="updates", uri="urn:bad", words="unmistakable")])
    assert archive.strike({"urn:bad"}) == 2
    read = [one.unpacked(path.read_bytes()) for path, one in _data_files(tmp_path)]
    assert not any("unmistakable" in str(item.data) for records in read for item in records)
    assert archive.verify() == []
    assert [one.data for one in archive.records(("raw",)) if not one.is_withdrawn] == [record(2).data]


def test_a_strike_that_was_cut_off_is_finished_by_the_next(archive: Archive, tmp_path: Path) -> None:
    """Killed before the old file was removed, readers see no word, and the next pass removes it."""
    (manifest,) = archive.put([record(1, uri="urn:bad"), record(2)])
    old = {name: (tmp_path / name).read_bytes() for name in (manifest.path, manifest.own_path)}
    archive.strike({"urn:bad"})
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    assert [one.is_withdrawn for one in archive.records(("raw",))] == [True, False]
    assert archive.strike({"urn:bad"}) == 1
    assert not (tmp_path / manifest.path).exists()


def test_a_file_without_a_manifest_is_struck_too(archive: Archive, tmp_path: Path) -> None:
    """A crash before the manifest leaves a file that nobody reads; its words go all the same."""
    (manifest,) = archive.put([record(1, uri="urn:bad")])
    (tmp_path / manifest.own_path).unlink()
    assert archive.verify() == [f"{manifest.path} has no manifest"]
    assert archive.strike({"urn:bad"}) == 1
    assert archive.verify() == []


def test_a_damaged_file_is_named(archive: Archive, tmp_path: Path) -> None:
    """A changed byte, a missing file and a broken manifest are each found, and named."""
    first, second, third = archive.put([record(1), record(2, day=2), record(3, day=3)])
    content = bytearray((tmp_path / first.path).read_bytes())
    content[-3] ^= 1
    (tmp_path / first.path).write_bytes(content)
    (tmp_path / second.path).unlink()
    (tmp_path / third.own_path).write_text("{}")
    wrong = archive.verify()
    assert [next(m.path for m in (first, second, third) if m.path in line) for line in wrong]
    assert len(wrong) == 3
    with pytest.raises(ArchiveUnreadable, match="is no manifest"):
        list(archive.records(("raw",)))


def test_a_newer_layout_is_refused(archive: Archive, tmp_path: Path) -> None:
    """An archive that a later version wrote is not half understood: it is refused, and says so."""
    (manifest,) = archive.put([record(1)])
    text = (tmp_path / manifest.own_path).read_text().replace('"format": 1', '"format": 2')
    (tmp_path / manifest.own_path).write_text(text)
    with pytest.raises(ArchiveUnreadable, match="newer than 1"):
        list(archive.records(("raw",)))


def test_parquet_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyarrow is missing, the message names the extra."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'slugline\[archive\]'"):
        form("parquet")


def test_ndjson_is_readable_by_anyone(tmp_path: Path) -> None:
    """A file is gzip with one JSON object a line: no tool of ours is needed."""
    import gzip
    import json

    (manifest,) = Archive(Folder(tmp_path), Ndjson()).put([record(1)])
    with gzip.open(tmp_path / manifest.path, "rt", encoding="utf-8") as file:
        assert [json.loads(line)["data"]["raw"] for line in file] == ["words 1"]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_text_survives(texts: list[str]) -> None:
    """Control characters, lone surrogates and right-to-left text come back as they went in."""
    records = [
        Record("raw", str(number), date(2026, 3, 1), str(number), (text,), {"raw": text})
        for number, text in enumerate(texts)
    ]
    assert Ndjson().unpacked(Ndjson().packed(records)) == records


@given(st.permutations([record(1), record(1).struck(), record(2), record(2)]))
def test_withdrawn_wins_in_any_order(records: list[Record]) -> None:
    """However files are listed, a record that was withdrawn in one of them is withdrawn."""
    assert [one.is_withdrawn for one in counted_once(records)] == [True, False]


def _data_files(root: Path) -> builtins.list[tuple[Path, Any]]:
    from shared.archive.forms import form_of, is_data

    return [(path, form_of(path.name)) for path in root.rglob("*") if path.is_file() and is_data(path.name)]
