from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from services.cli.backoff import Backoff
from services.cli.child import ChildSpec
from services.cli.commands.demo import SEEDS, read_seeds
from services.cli.commands.lag import rows
from services.cli.console import json_line
from services.cli.dead_letters import article_of
from services.cli.domain.drain import GroupFigures, Look, StreamFigures
from services.cli.exits import MEANING, CommandError, Exit
from services.cli.options import replica_counts
from services.cli.pushing import entry_fields
from services.cli.supervisor import specs
from shared.contracts.submission import submission_id, submit
from shared.server_version import UnsupportedServer, version_from_binary, version_from_info


def test_backoff_doubles_up_to_half_a_minute():
    """A service that ends again and again is started ever more slowly, never slower than every half minute."""
    backoff = Backoff()
    assert [0.5, 1, 2, 4, 8, 16, 30, 30] == [backoff.next_wait(lived=1) for _ in range(8)]


def test_crash_loop_is_seen_and_forgiven():
    """Three ends in a row are a crash loop; a minute of life ends it, and the count of restarts stays."""
    backoff = Backoff()
    for _ in range(3):
        backoff.next_wait(lived=0.1)
    assert backoff.is_looping
    assert 0.5 == backoff.next_wait(lived=61)
    assert (False, 4) == (backoff.is_looping, backoff.total)


def test_replicas():
    """Replica counts name services that exist and numbers from one, in the order of the pipeline."""
    assert {"ingest": 1, "extract": 3} == replica_counts(["extract", "ingest"], ["extract=3"])
    assert ["ingest", "translate", "extract", "resolve", "cluster", "publish"] == list(replica_counts(None, None))
    for bad in (["extract"], ["extract=0"], ["extract=x"], ["exract=2"]):
        with pytest.raises(CommandError) as refusal:
            replica_counts(None, bad)
        assert Exit.USAGE == refusal.value.code


def test_specs_give_each_replica_a_name_and_a_port():
    """Every replica has a stable consumer name and a port of its own; the wanted port goes to the first."""
    made = specs({"extract": 2, "publish": 1}, {"SLUGLINE_CONSUMER": "host-"}, ports={"publish": 8080})
    assert ["host-extract-1", "host-extract-2", "host-publish-1"] == [s.environment["SLUGLINE_CONSUMER"] for s in made]
    assert "8080" == made[2].environment["SLUGLINE_PUBLISH_PORT"]
    assert 3 == len({spec.port for spec in made})
    assert isinstance(made[0], ChildSpec)


def test_every_exit_code_is_explained():
    """Each exit code has words of its own in the help."""
    assert set(Exit) == set(MEANING)
    assert len(MEANING) == len(set(MEANING.values()))


@pytest.mark.parametrize(
    ("info", "found", "supported"),
    [
        ({"redis_version": "7.0.15"}, "Redis 7.0.15", True),
        ({"redis_version": "8.2.1"}, "Redis 8.2.1", True),
        ({"redis_version": "6.2.14"}, "Redis 6.2.14", False),
        ({"redis_version": "7.2.4", "server_name": "valkey", "valkey_version": "8.1.8"}, "Valkey 8.1.8", True),
        ({"redis_version": "7.2.4", "server_name": "valkey", "valkey_version": "7.2.5"}, "Valkey 7.2.5", False),
        ({"redis_version": "7.2.0", "dragonfly_version": "df-v1.2"}, "Dragonfly df-v1.2", False),
        ({}, "Redis unknown", False),
    ],
)
def test_versions_of_servers(info, found, supported):
    """Redis from 7.0 and Valkey from 8.0 will do; what is refused is named."""
    version = version_from_info(info)
    assert (found, supported) == (str(version), version.is_supported)
    if not supported:
        with pytest.raises(UnsupportedServer, match=found):
            version.require("here")


def test_versions_of_programs():
    """The version that a server program prints is read; other programs are not taken for servers."""
    assert "Redis 7.0.15" == str(version_from_binary("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0"))
    assert "Valkey 9.1.2" == str(version_from_binary("Valkey server v=9.1.2 sha=00000000:1 malloc=libc"))
    assert version_from_binary("nginx version: 1.2") is None


def test_submission_ids_are_stable():
    """The same article from the same sender has the same id in any key order; another sender or word changes it."""
    one = submission_id({"uri": "a", "body": "b"}, "cli")
    assert one == submission_id({"body": "b", "uri": "a"}, "cli")
    assert 3 == len(
        {one, submission_id({"uri": "a", "body": "c"}, "cli"), submission_id({"uri": "a", "body": "b"}, "x")}
    )


def test_pushed_entry_is_a_cloudevent():
    """What is pushed is a CloudEvents message in `data`, with the article as an object inside."""
    fields = entry_fields(submit({"uri": "urn:x:1", "headline": "Ż"}, "cli", datetime(2025, 8, 15, tzinfo=UTC)))
    event = json.loads(fields["data"])
    assert "1.0" == event["specversion"]
    assert "slugline.article.submitted.v1" == event["type"]
    assert ("urn:x:1", "Ż") == (event["subject"], event["data"]["headline"])
    assert event["id"] == fields["correlation_id"]


def test_half_a_surrogate_pair_reaches_ingest():
    """Half a surrogate pair travels escaped, so that ingest can refuse it with a reason."""
    fields = entry_fields(submit({"headline": "\ud83d"}, "cli"))
    assert b"\\ud83d" in fields["data"]


def test_json_lines():
    """A JSON line keeps all scripts as they are, and half a surrogate pair as an escape."""
    assert '{"a":"Минск"}\n' == json_line({"a": "Минск"})
    assert '{"a":"\\ud83d"}\n' == json_line({"a": "\ud83d"})


@pytest.mark.parametrize(
    ("fields", "uri"),
    [
        ({"data": '{"subject": "urn:x:1", "data": {}}'}, "urn:x:1"),
        ({"data": '{"data": {"uri": "urn:x:2"}}'}, "urn:x:2"),
        ({"data": '{"data": {"article": {"uri": "urn:x:3"}}}'}, "urn:x:3"),
        ({"uri": "urn:x:4", "headline": "H"}, "urn:x:4"),
        ({"data": "[1"}, None),
        ({"data": "7"}, None),
    ],
)
def test_article_of_a_dead_letter(fields, uri):
    """The article of a dead letter is named wherever it can still be read."""
    assert uri == article_of(fields)


def test_lag_rows_keep_the_unknown():
    """Unknown lag is null in JSON, never 0."""
    group = GroupFigures("translate", None, 2, 1, oldest_pending_ms=1500)
    row, dead, parked = rows(
        Look((StreamFigures("articles.accepted", 3, groups=(group,)), StreamFigures("dead.x")), {"cluster": 1})
    )
    assert (None, 2, 1500) == (row["lag"], row["pending"], row["oldest_pending_ms"])
    assert dead["group"] is None
    assert ("cluster:parked", 1) == (parked["stream"], parked["length"])


def test_demo_plays_the_wire_in_the_order_of_its_publication():
    """The sample wire is played by date, whatever the files are called."""
    seeds = read_seeds(SEEDS)
    dates = [datetime.fromisoformat(seed.payload["versionCreated"]) for seed in seeds]
    assert sorted(dates) == dates
    assert len(seeds) >= 12
