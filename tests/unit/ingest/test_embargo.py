"""Embargoes: nothing shows before its time, and what cannot be read holds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from tests.unit.ingest.conftest import ARRIVED, Wire

URI = "urn:x:report"
IN_AN_HOUR = (ARRIVED + timedelta(hours=1)).isoformat()


def item(version: str = "1", body: str = "Exports fell by a tenth.", **more: Any) -> dict[str, Any]:
    head = {"uri": URI, "version": version, "headlines": [{"value": "Secret report"}], "bodies": [{"value": body}]}
    return {**head, **more}


@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil"])
async def test_embargoed_text_waits_for_its_time(wire: Wire, name: str) -> None:
    """An embargoed article goes out when its time has come, as a release, once."""
    assert [] == await wire.send(item(**{name: IN_AN_HOUR}))
    assert [] == await wire.pass_time(3_599)
    (article,) = await wire.pass_time(2)
    assert (article.change_kind, article.change_rule, article.text) == (
        "release",
        "embargo:passed",
        "Exports fell by a tenth.",
    )
    assert ([], set(), {}) == (await wire.pass_time(60), wire.held, wire.embargoes)


async def test_a_passed_embargo_holds_nothing(wire: Wire) -> None:
    """An embargo that ended before the article came is only kept for the record."""
    (article,) = await wire.send(item(embargoed=(ARRIVED - timedelta(hours=1)).isoformat()))
    assert (article.change_kind, article.embargoed_until) == ("new", ARRIVED - timedelta(hours=1))


@pytest.mark.parametrize("value", ["", None, "soon", "1970-01-01T00:00:00Z", "9999-01-01T00:00:00Z"])
async def test_an_unreadable_embargo_holds_for_good(wire: Wire, value: object) -> None:
    """An embargo without a readable end outlasts every timer, until a newer version ends it."""
    await wire.send(item(embargoed=value))
    assert [] == await wire.pass_time(10 * 365 * 86_400)
    assert ({URI}, {}) == (wire.held, wire.embargoes)
    (article,) = await wire.send(item("2", "Exports fell by a fifth."))
    assert (article.change_kind, set()) == ("release", wire.held)


async def test_a_plain_article_can_have_an_embargo(wire: Wire) -> None:
    """The plain form knows `embargoed_until`, and its flat fields fail closed as well."""
    await wire.send({"uri": URI, "headline": "H", "body": "B.", "embargoed_until": IN_AN_HOUR})
    await wire.send(uri="urn:x:flat", headline="H", body="B.", embargoed_until="")
    assert {URI, "urn:x:flat"} == wire.held
    assert {URI} == set(wire.embargoes)


async def test_a_newer_version_can_move_the_embargo(wire: Wire) -> None:
    """The newest version's embargo is the one that counts, and its text is what goes out."""
    await wire.send(item(embargoed=IN_AN_HOUR))
    await wire.send(item("2", "Exports fell by a fifth.", embargoed=(ARRIVED + timedelta(hours=2)).isoformat()))
    assert [] == await wire.pass_time(3_700)
    (article,) = await wire.pass_time(3_600)
    assert (article.version, article.text) == ("2", "Exports fell by a fifth.")


async def test_an_embargo_without_end_replaces_one_with_an_end(wire: Wire) -> None:
    """When the newer version's embargo cannot be read, the older one's time releases nothing."""
    await wire.send(item(embargoed=IN_AN_HOUR))
    await wire.send(item("2", "Other.", embargoed="?"))
    assert [] == await wire.pass_time(7_200)


async def test_an_earlier_version_stays_out_while_a_newer_waits(wire: Wire) -> None:
    """An embargoed revision of an article that is out leaves it standing until the revision's time."""
    await wire.send(item())
    assert [] == await wire.send(item("2", "Other.", embargoed=IN_AN_HOUR))
    (article,) = await wire.pass_time(3_601)
    assert (article.change_kind, article.version) == ("release", "2")


async def test_an_older_version_cannot_slip_out_under_an_embargo(wire: Wire) -> None:
    """A late version 1 stays unseen while version 2 is embargoed."""
    await wire.send(item("2", embargoed=IN_AN_HOUR))
    assert [] == await wire.send(item("1", "Older words."))


async def test_killing_what_nobody_saw_tells_nobody(wire: Wire) -> None:
    """A kill of an article that was never out leaves a tombstone and no trace outside."""
    await wire.send(item(embargoed=IN_AN_HOUR))
    assert [] == await wire.send({"uri": URI, "version": "2", "pubStatus": "canceled"})
    assert ([], set(), {}) == (await wire.pass_time(7_200), wire.held, wire.embargoes)
    assert wire.redis.strings == {}


async def test_the_log_never_says_what_is_embargoed(wire: Wire) -> None:
    """Log lines about a held article hold neither its headline nor its words."""
    structlog.reset_defaults()
    with capture_logs() as lines:
        await wire.send(item(embargoed=IN_AN_HOUR))
        await wire.pass_time(3_601)
    assert [line["event"] for line in lines] == ["ingest.article_decided", "ingest.embargo_passed"]
    assert "Secret" not in json.dumps(lines)
    assert "Exports" not in json.dumps(lines)


async def test_a_release_that_lost_its_article_does_nothing(wire: Wire) -> None:
    """A uri that is due but no longer held is dropped from the timer."""
    wire.redis.sets["ingest:embargo"] = {"urn:x:gone": 1.0}
    assert ([], {}) == (await wire.pass_time(1), wire.embargoes)
