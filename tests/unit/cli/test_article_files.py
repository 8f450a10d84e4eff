from __future__ import annotations

import json

import pytest

from services.cli.article_files import Defaults, find_articles
from services.cli.exits import CommandError, Exit


def found(path, **defaults):
    return list(find_articles([str(path)], Defaults(**defaults)))


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_json_object(tmp_path):
    """A JSON file with one object is one article, untouched."""
    (one,) = found(write(tmp_path, "a.json", '{"headline": "H", "body": "B"}'))
    assert {"headline": "H", "body": "B"} == one.payload


def test_json_array(tmp_path):
    """A JSON file with an array is as many articles, each with its place."""
    path = write(tmp_path, "a.json", '[{"uri": "a"}, 7]')
    first, second = found(path)
    assert {"uri": "a"} == first.payload
    assert (f"{path}:2", "expected a JSON object, found int") == (second.where, second.error)


def test_bad_lines_do_not_stop_the_rest(tmp_path):
    """A broken line of NDJSON is reported by its number, and the lines after it are articles."""
    path = write(tmp_path, "wire.ndjson", '{"uri": "a"}\n\n{"uri": \n{"uri": "b"}\n')
    good = [one.payload["uri"] for one in found(path) if one.payload]
    bad = [one.where for one in found(path) if one.error]
    assert (["a", "b"], [f"{path}:3"]) == (good, bad)


def test_text_file_with_what_the_sender_knows(tmp_path):
    """A text file travels whole, with date and source from the command line."""
    path = write(tmp_path, "a.txt", "Überschrift\n\nText")
    (one,) = found(path, source="dpa", published_at="2025-08-15T10:00:00Z")
    assert {
        "raw": "Überschrift\n\nText",
        "content_type": "text/plain",
        "source": "dpa",
        "published_at": "2025-08-15T10:00:00Z",
    } == one.payload


def test_declared_encoding(tmp_path):
    """A page in another encoding is read by what it declares."""
    page = '<html><meta charset="windows-1251"><p>Минск</p>'.encode("cp1251")
    (one,) = found(write(tmp_path, "a.html", page))
    assert "Минск" in one.payload["raw"]
    assert "text/html" == one.payload["content_type"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"\x89PNG\x80 no text", "not text"),
        ("b.txt", b"a\x00b", "zero bytes"),
        ("c.txt", b"a" * 2_000_001, "too large"),
        ("d.json", b'{"headline": "H"', "not JSON"),
        ("e.html", b'<meta charset="martian"><p>x', "not text"),
        ("f.json", b"[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_an_article(tmp_path, name, content, reason):
    """Binary, broken and oversized files are refused here, with the reason."""
    (one,) = found(write(tmp_path, name, content))
    assert one.payload is None
    assert reason in one.error


def test_command_line_fills_gaps_only(tmp_path):
    """What an article says itself stands against the command line; what it lacks is filled in."""
    (one,) = found(write(tmp_path, "a.json", '{"headline": "H", "source": "AP"}'), source="dpa", uri="urn:x:1")
    assert {"headline": "H", "source": "AP", "uri": "urn:x:1"} == one.payload


def test_ninjs_is_filled_under_its_own_names(tmp_path):
    """A ninjs item gets date and source under the names of ninjs."""
    path = write(tmp_path, "a.json", json.dumps({"uri": "a", "headlines": [{"value": "H"}]}))
    (one,) = found(path, source="dpa", published_at="2025-08-15T10:00:00Z")
    assert [{"name": "dpa"}] == one.payload["infoSources"]
    assert "2025-08-15T10:00:00Z" == one.payload["versionCreated"]
    assert "published_at" not in one.payload


def test_folder(tmp_path):
    """A folder is read by name, folders in it too, and files of other kinds are left alone."""
    (tmp_path / "b").mkdir()
    write(tmp_path, "b/2.json", '{"uri": "2"}')
    write(tmp_path, "1.json", '{"uri": "1"}')
    write(tmp_path, "notes.pdf", "x")
    assert ["1", "2"] == [one.payload["uri"] for one in found(tmp_path)]


def test_missing_file(tmp_path):
    """A file that is not there is not found."""
    with pytest.raises(CommandError) as refusal:
        found(tmp_path / "no.json")
    assert Exit.NOT_FOUND == refusal.value.code


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (b'{"uri": "a"}', ["a"]),
        (b'{"uri": "a"}\n{"uri": "b"}\n', ["a", "b"]),
        (b'[{"uri": "a"}]', ["a"]),
        (b"Plain words.", ["text/plain"]),
        (b"<p>A page</p>", ["text/html"]),
    ],
)
def test_standard_input_is_told_apart(tmp_path, monkeypatch, content, kinds):
    """Standard input may be an object, an array, NDJSON, text or a page."""
    path = write(tmp_path, "in", content)
    with path.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        payloads = [one.payload for one in find_articles(["-"], Defaults())]
    assert kinds == [payload.get("uri") or payload["content_type"] for payload in payloads]
