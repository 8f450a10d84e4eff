"""Parts of delivery that need no server."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.stages import ArticleAccepted, ArticleTranslated
from shared.delivery.dead_letters import WINDOW, DeadLetterLimit, dead_letter_op
from shared.delivery.errors import Refused, UnitFinished
from shared.delivery.unit import Output, Unit
from shared.delivery.wire import Entry, Origin, decode, encode, sequence_of
from shared.metric_names import METRICS
from shared.metrics import exposition, metric
from shared.server_version import UnsupportedServer, version_from_info
from shared.streams import ARTICLES_ACCEPTED, ARTICLES_TRANSLATED, SERVICES, STREAMS, dead_letters, model_for, stream
from shared.testing import builders

NOW = datetime(2025, 8, 15, 12, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def accepted(seq: int = 3) -> ArticleAccepted:
    return ArticleAccepted(seq=seq, article=builders.article())


def published(output: Output, unit: Unit | None = None) -> dict[str, object]:
    op = encode(output, unit or Unit(), Origin("translate", "desk:", "cause", "corr", TRACE), NOW)
    assert ("XADD", "desk:articles.translated", "*", "data") == op[:4]
    result: dict[str, object] = json.loads(op[4])
    return result


def test_an_event_comes_back_as_it_went() -> None:
    """What one service publishes the next one reads, every field the same."""
    data = ArticleTranslated(seq=3, article=builders.article())
    op = encode(
        Output(ARTICLES_TRANSLATED, "slugline.article.translated.v1", data, "e1", "urn:x"), Unit(), Origin("t"), NOW
    )
    fields = dict(zip(op[3::2], op[4::2], strict=True))
    entry = Entry("articles.translated", "1-0", {k.encode(): v.encode() for k, v in fields.items()})
    event = decode(entry, ARTICLES_TRANSLATED)
    assert data.article == event.data.article and ("e1", "urn:x") == (event.id, event.subject)
    assert 3 == sequence_of(entry)


def test_causes_and_traces_travel() -> None:
    """An event names what caused it, and carries the trace on."""
    event = published(
        Output(ARTICLES_TRANSLATED, "slugline.article.translated.v1", ArticleTranslated(**dict(accepted())), "e")
    )
    assert ("cause", "corr", TRACE) == (event["causationid"], event["correlationid"], event["traceparent"])


def test_the_place_is_stamped_by_the_commit() -> None:
    """An accepted article leaves a gap for its place, whatever its text looks like."""
    data = ArticleAccepted(seq=0, article=builders.article(text='{"seq":0,"seq":0}'))
    op = encode(
        Output(ARTICLES_ACCEPTED, "slugline.article.accepted.v1", data, "e", stamp_seq=True),
        Unit(),
        Origin("ingest"),
        NOW,
    )
    assert "XADD.SEQ" == op[0]
    stamped = json.loads(f"{op[2]}77{op[3]}")
    assert (77, data.article.text) == (stamped["data"]["seq"], stamped["data"]["article"]["text"])


@given(st.dictionaries(st.binary(max_size=12), st.binary(max_size=60), max_size=4))
def test_any_entry_is_read_or_refused(fields: dict[bytes, bytes]) -> None:
    """No entry, however broken, makes reading fail in any way but a refusal with a reason."""
    with pytest.raises(Refused) as refusal:
        decode(Entry("articles.accepted", "1-0", fields), ARTICLES_ACCEPTED)
    assert refusal.value.reason and refusal.value.detail
    assert sequence_of(Entry("s", "1-0", fields)) is None


def test_a_finished_unit_refuses_writes() -> None:
    """A write that comes after the commit is refused, not lost in silence."""
    unit = Unit()
    unit.finish(committed=True)
    with pytest.raises(UnitFinished):
        unit.hset("k", "f", "v")


def test_memory_changes_only_when_the_commit_took_effect() -> None:
    """What a handler wants done after the commit is not done when somebody else committed first."""
    done: list[str] = []
    for name, committed in (("mine", True), ("theirs", False)):
        unit = Unit()
        unit.after_commit(lambda name=name: done.append(name))
        unit.finish(committed)
    assert ["mine"] == done


def test_a_stream_carries_only_its_own_events() -> None:
    """An event on a stream that does not carry its type is a fault of the programmer, caught at once."""
    with pytest.raises(ValueError, match="does not carry"):
        Unit().emit(ARTICLES_TRANSLATED, "slugline.article.accepted.v1", accepted(), id="x")


def test_arrival_is_the_servers_time() -> None:
    """When an entry arrived is read from its id, so that it is the same at every redelivery."""
    assert NOW == Unit(entry_id=f"{int(NOW.timestamp() * 1000)}-5").arrived_at


def test_arrival_is_never_later_than_now() -> None:
    """Where the server's clock was ahead for a moment, an entry has arrived now: no embargo passes before its time."""
    ahead = int((NOW + timedelta(hours=3)).timestamp() * 1000)
    assert NOW == Unit(entry_id=f"{ahead}-5", received=NOW).arrived_at


def test_the_limit_opens_again() -> None:
    """Dead letters are limited by the minute, and a minute later there is room again."""
    time = [0.0]
    limit = DeadLetterLimit("extract", 2, now=lambda: time[0])
    assert limit.room()
    limit.count()
    limit.count()
    assert not limit.room()
    time[0] = WINDOW + 1
    assert limit.room()


def test_a_dead_letter_keeps_every_byte() -> None:
    """A dead letter holds the original fields, bytes that are no text included."""
    op = dead_letter_op(
        Entry("s", "1-0", {b"data": b"\xff\x00"}),
        key="dead.x",
        service="x",
        group="x",
        reason="r",
        detail="d",
        attempts=1,
    )
    assert b"\xff\x00" == op[op.index(b"data") + 1]


def test_every_metric_can_be_made() -> None:
    """Each metric of the list can be counted with its labels, and is exposed."""
    for name, about in METRICS.items():
        metric(name, *(["x"] * len(about.labels)))
    assert all(name.removesuffix("_total") in exposition().decode() for name in METRICS)


def test_every_stream_has_a_writer_and_a_reader() -> None:
    """Whoever is named in the table of streams exists."""
    known = {*SERVICES, "anyone", "cli"}
    assert all(set(s.written_by + s.read_by) <= known and s.written_by and s.read_by for s in STREAMS)
    assert ARTICLES_ACCEPTED is stream("articles.accepted")
    assert ArticleAccepted is model_for(ARTICLES_ACCEPTED, "slugline.article.accepted.v1")
    assert "{desk}:dead.extract" == dead_letters("extract").key("{desk}:")


@pytest.mark.parametrize("info", [{"redis_version": "6.2.14"}, {"valkey_version": "7.2.5", "redis_version": "7.2.4"}])
def test_old_servers_are_refused(info: dict[str, str]) -> None:
    """A server that is too old is named, with what is needed instead."""
    with pytest.raises(UnsupportedServer, match=r"needs Redis 7\.0"):
        version_from_info(info).require("here")


def test_contracts_import_in_any_order() -> None:
    """Each contract can be imported first."""
    for module in ("update", "story", "stages"):
        code = f"import shared.contracts.{module}; from shared.contracts.update import StoryUpdate as S; S.model_fields"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert 0 == done.returncode, f"{module}: {done.stderr[-300:]}"
