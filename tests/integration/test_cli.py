"""The `slugline` command as people run it: real processes, real exit codes, real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from redis import Redis

from shared.embedded import isolated_server
from tests.integration.processes import PATIENCE, ROOT, is_alive, wait_for

pytestmark = pytest.mark.integration

PLAIN = {
    "uri": "urn:test:pier:1",
    "published_at": "2025-09-02T08:10:00Z",
    "source": "Harwell Coastal News",
    "headline": "Storm tears 40 metres off the pier at Harwell",
    "body": 'HARWELL - A storm tore 40 metres off the pier, the harbour office said. "We were lucky," said Ada Lumm.',
}


@pytest.fixture
def environment(tmp_path):
    """An environment in which nothing of the person's own is seen."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLUGLINE_")}
    ports = {"SLUGLINE_PUBLISH_PORT": "0", "SLUGLINE_INGEST_PORT": "0"}
    return {**inherited, **ports, "SLUGLINE_DATA_DIR": str(tmp_path / "data"), "NO_COLOR": "1", "COLUMNS": "120"}


@pytest.fixture
def slugline(environment):
    """Runs a command to its end."""

    def run(*arguments, stdin=None, **more):
        return subprocess.run(
            [sys.executable, "-m", "services.cli", *map(str, arguments)],
            cwd=ROOT,
            env={**environment, **more},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture
def redis(environment):
    """An empty server that the commands find by SLUGLINE_REDIS_URL, without any service."""
    with isolated_server() as server, Redis.from_url(server.url, decode_responses=True) as client:
        environment["SLUGLINE_REDIS_URL"] = server.url
        yield client


@pytest.fixture
def up(environment):
    """Starts `slugline up` in the background; gives the process and what it announced."""
    started = []

    def start(*services):
        process = subprocess.Popen(
            [sys.executable, "-m", "services.cli", "up", *services, "--json"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "command",
    [
        ["push", "seeds"],
        ["tail"],
        ["stories"],
        ["lag"],
        ["dead", "list"],
        ["trace", "urn:x"],
        ["story", "st_1"],
        ["diff", "st_1", "1"],
    ],
    ids=lambda command: command[0],
)
def test_nothing_is_running(slugline, command):
    """A command that needs a running pipeline says so, says what to do, and ends with code 3 and an empty stdout."""
    done = slugline(*command)
    assert (3, "") == (done.returncode, done.stdout)
    assert "nothing is running" in done.stderr
    assert "slugline up" in done.stderr


def test_unreachable_redis(slugline):
    """A Redis that does not answer is named, without its password."""
    done = slugline("lag", SLUGLINE_REDIS_URL="redis://:secret@127.0.0.1:1/0")
    assert 3 == done.returncode
    assert "cannot reach Redis at 127.0.0.1:1" in done.stderr
    assert "secret" not in done.stderr


def test_stories_need_no_redis(slugline):
    """Reading stories needs the address of publish alone; where nobody answers there, the error names it."""
    done = slugline("stories", SLUGLINE_PUBLISH_URL="http://127.0.0.1:1")
    assert 3 == done.returncode
    assert "cannot reach publish at http://127.0.0.1:1" in done.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["up", "exract"], 2),
        (["up", "--replicas", "extract"], 2),
        (["push"], 2),
        (["tail", "--significance", "huge"], 2),
        (["scenario", "run", "missing.yaml"], 5),
        (["replay", "missing.ndjson", "--out", "x", "--replicas", "extract=2"], 2),
    ],
)
def test_usage(slugline, command, code):
    """A wrong command line ends with code 2, a file that is not there with 5, before anything is started."""
    assert code == slugline(*command).returncode


def test_push_waits_in_the_stream(slugline, redis, tmp_path):
    """Articles are pushed as CloudEvents in order, and a broken line is named and does not stop the others."""
    wire = tmp_path / "wire.ndjson"
    wire.write_text(f'{json.dumps(PLAIN)}\n{{"broken\n{json.dumps({**PLAIN, "uri": "urn:test:pier:2"})}\n')
    done = slugline("push", wire, "--json")
    assert 4 == done.returncode
    assert ["urn:test:pier:1", "urn:test:pier:2"] == [article["uri"] for article in lines(done)]
    assert f"{wire}:2: not JSON" in done.stderr
    events = [json.loads(fields["data"]) for _, fields in redis.xrange("articles.submitted")]
    assert [PLAIN["uri"], "urn:test:pier:2"] == [event["data"]["uri"] for event in events]
    assert [article["event_id"] for article in lines(done)] == [event["id"] for event in events]


def test_push_again_has_the_same_event_id(slugline, redis):
    """An article that is pushed twice has one event id, so that whoever reads it can tell."""
    first, second = (slugline("push", "-", "--json", stdin=json.dumps(PLAIN)) for _ in range(2))
    assert lines(first)[0]["event_id"] == lines(second)[0]["event_id"]
    assert lines(first)[0]["entry_id"] != lines(second)[0]["entry_id"]


def test_push_waits_while_the_pipeline_is_full(slugline, redis, environment, tmp_path):
    """Past the high-water mark nothing more is pushed until there is room."""
    environment["SLUGLINE_HIGH_WATER"] = "60"
    wire = tmp_path / "wire.ndjson"
    wire.write_text("".join(json.dumps({**PLAIN, "uri": f"urn:test:{n}"}) + "\n" for n in range(150)))
    pushing = subprocess.Popen(
        [sys.executable, "-m", "services.cli", "push", str(wire)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: redis.xlen("articles.submitted") >= 60, "the first articles")
        with pytest.raises(subprocess.TimeoutExpired):
            pushing.wait(2)
        assert 100 == redis.xlen("articles.submitted")
        redis.xtrim("articles.submitted", maxlen=0, approximate=False)
        assert 0 == pushing.wait(PATIENCE)
        assert 50 == redis.xlen("articles.submitted")
    finally:
        pushing.kill()
        pushing.wait()


def bury(redis, uri, service="extract", stream="articles.translated", reason="handler_failed"):
    body = json.dumps({"specversion": "1.0", "id": uri, "subject": uri, "data": {"uri": uri}})
    facts = {
        "dead.reason": reason,
        "dead.detail": "text: too odd",
        "dead.stage": service,
        "dead.stream": stream,
        "dead.group": service,
        "dead.id": "1-0",
        "dead.attempts": "5",
        "dead.at": "2025-09-02T08:10:00+00:00",
    }
    return redis.xadd(f"dead.{service}", {**facts, "data": body, "correlation_id": "c"})


def test_dead_letters_are_listed_and_shown(slugline, redis):
    """A dead letter is listed with article, reason and tries, and shown with the entry as it was."""
    entry_id = bury(redis, "urn:x:1")
    (listed,) = lines(slugline("dead", "list", "--json"))
    assert (f"extract/{entry_id}", "urn:x:1", "handler_failed", 5) == (
        listed["id"],
        listed["uri"],
        listed["reason"],
        listed["attempts"],
    )
    shown = slugline("dead", "show", entry_id)
    assert "text: too odd" in shown.stdout
    assert '"uri": "urn:x:1"' in shown.stdout
    assert 5 == slugline("dead", "show", "extract/1-1").returncode


def test_dead_letter_goes_back_once(slugline, redis):
    """A dead letter that is sent back is in its stream again exactly as it was, and no longer dead."""
    entry_id = bury(redis, "urn:x:1")
    assert 0 == slugline("dead", "replay", f"extract/{entry_id}").returncode
    ((_, fields),) = redis.xrange("articles.translated")
    assert {"data", "correlation_id"} == set(fields)
    assert "urn:x:1" == json.loads(fields["data"])["subject"]
    assert 0 == redis.xlen("dead.extract")
    assert 5 == slugline("dead", "replay", f"extract/{entry_id}").returncode


def test_all_dead_letters_of_a_service(slugline, redis):
    """All dead letters of one service can be sent back or dropped, and those of others stay."""
    for number in range(3):
        bury(redis, f"urn:x:{number}")
    bury(redis, "urn:x:9", "ingest", "articles.submitted")
    assert 2 == slugline("dead", "replay").returncode
    assert 3 == len(lines(slugline("dead", "replay", "--all", "--service", "extract", "--json")))
    assert (3, 0, 1) == (redis.xlen("articles.translated"), redis.xlen("dead.extract"), redis.xlen("dead.ingest"))
    assert 1 == len(lines(slugline("dead", "drop", "--all", "--json")))
    assert 0 == redis.xlen("dead.ingest")


def test_dead_letter_with_a_foreign_stream_stays(slugline, redis):
    """A dead letter that names a key which is no stream of the pipeline is not written there."""
    entry_id = bury(redis, "urn:x:1", stream="cluster:stories")
    assert 4 == slugline("dead", "replay", f"extract/{entry_id}").returncode
    assert (0, 1) == (redis.exists("cluster:stories"), redis.xlen("dead.extract"))


def test_lag_shows_what_waits(slugline, redis):
    """Lag counts what a group was not given, pending what it was given and has not finished."""
    redis.xgroup_create("articles.accepted", "translate", "0", mkstream=True)
    for _ in range(3):
        redis.xadd("articles.accepted", {"data": "{}"})
    redis.xreadgroup("translate", "translate-1", {"articles.accepted": ">"}, count=2)
    row = next(row for row in lines(slugline("lag", "--json")) if row["group"] == "translate")
    assert (3, 1, 2, 1) == (row["length"], row["lag"], row["pending"], row["consumers"])
    assert row["oldest_pending_ms"] >= 0


def test_doctor_finds_what_is_wrong(slugline, redis):
    """The doctor names a Redis that may lose or evict data, and ends with code 9."""
    redis.config_set("appendonly", "no")
    redis.config_set("maxmemory-policy", "allkeys-lru")
    done = slugline("doctor", "--json")
    found = {check["name"]: check["state"] for check in lines(done)}
    assert 9 == done.returncode
    assert ("bad", "bad", "good") == (found["append-only file"], found["memory"], found["Redis"])


def test_up_is_found_by_other_commands(up, slugline, tmp_path):
    """`up` starts a server and services; other terminals find them; a second `up` is told who is there; all ends."""
    process, runtime = up("translate")
    assert ["translate"] == [row["group"] for row in lines(slugline("lag", "--json")) if row["group"]]
    second = slugline("up", "translate")
    assert 3 == second.returncode
    assert f"process {process.pid}" in second.stderr
    assert "SLUGLINE_DATA_DIR" in second.stderr
    with Redis.from_url(runtime["redis_url"]) as redis:
        server = redis.info("server")["process_id"]
    process.send_signal(signal.SIGINT)
    assert 0 == process.wait(PATIENCE)
    assert not is_alive(server)
    assert "nothing is running" in slugline("lag").stderr


def test_killed_up_is_noticed(up, slugline):
    """An `up` that was killed leaves no server behind, and the next command says that it is gone."""
    process, runtime = up("translate")
    with Redis.from_url(runtime["redis_url"]) as redis:
        server = redis.info("server")["process_id"]
    process.kill()
    process.wait()
    wait_for(lambda: not is_alive(server), "the server to end")
    done = slugline("lag")
    assert 3 == done.returncode
    assert f"(process {process.pid}) is gone" in done.stderr


def test_up_keeps_its_data(up, slugline):
    """What was pushed before a stop is there after the next start."""
    process, _ = up("translate")
    assert 0 == slugline("push", "-", stdin=json.dumps(PLAIN)).returncode
    process.send_signal(signal.SIGTERM)
    assert 0 == process.wait(PATIENCE)
    up("translate")
    submitted = next(row for row in lines(slugline("lag", "--json")) if row["stream"] == "articles.submitted")
    assert 1 == submitted["length"]


def test_server_that_dies_under_up_comes_back(up):
    """`up` starts its server again when it is killed, on the same address and with the same data."""
    _, runtime = up("translate")
    with Redis.from_url(runtime["redis_url"]) as redis:
        redis.set("told", "before")
        first = redis.info("server")["process_id"]
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: not is_alive(first))

    def answers():
        try:
            with Redis.from_url(runtime["redis_url"]) as again:
                return again.get("told") == b"before"
        except OSError:
            return False
        except Exception as error:
            return type(error).__name__ not in ("ConnectionError", "BusyLoadingError") and pytest.fail(str(error))

    wait_for(answers, "the server to come back")


def test_replay_isolated(slugline, tmp_path):
    """An archive goes through the whole pipeline on a server of its own, and each article has one line at the end.

    What was refused is named with its reason, and the exit code says that something was.
    """
    archive, out, updates = (tmp_path / name for name in ("in.ndjson", "out.jsonl", "updates.jsonl"))
    revised = {**PLAIN, "version": "2", "headline": "Storm tears 60 metres off the pier at Harwell"}
    refused = {**PLAIN, "uri": "urn:test:pier:3", "published_at": "no date"}
    archive.write_text("".join(json.dumps(item) + "\n" for item in (PLAIN, refused, revised)))
    done = slugline("replay", archive, "--isolated", "--out", out, "--updates", updates, "--json", "--timeout", 200)
    assert 8 == done.returncode, done.stderr
    (told,) = lines(done)
    assert (3, 1, 1) == (told["pushed"], told["results"], len(told["refused"]))
    assert "urn:test:pier:3 at ingest" in done.stderr
    (result,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (PLAIN["uri"], "2", "en", "usable") == tuple(result[k] for k in ("uri", "version", "language", "status"))
    told_of = [json.loads(line) for line in updates.read_text().splitlines()]
    assert [result["story_id"]] == list(dict.fromkeys(event["subject"] for event in told_of))
    assert list(range(1, len(told_of) + 1)) == [event["data"]["revision"] for event in told_of]


def test_extract_explains_an_article(slugline, tmp_path):
    """`slugline extract` shows names, claims and reasons of a file, as JSON or a page, and needs nothing running."""
    file, page = tmp_path / "article.json", tmp_path / "found.html"
    file.write_text(json.dumps(PLAIN))
    done = slugline("extract", file, "--json", "--html", page)
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    lumm = next(entity for entity in found["entities"] if entity["name"] == "Ada Lumm")
    assert "PERSON" == lumm["type"]
    assert lumm["why"]
    assert "We were lucky" in [claim["text"].rstrip(",") for claim in found["claims"]]
    assert "Ada Lumm<small>PERSON" in page.read_text()


def test_scenarios_hold_or_are_explained(slugline, tmp_path):
    """A scenario that holds ends with code 0; one that does not shows what was expected and what came, with code 7."""
    articles = f"title: A pier\narticles: [{json.dumps(PLAIN)}]\n"
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(articles + 'expect: {stories: [["urn:test:pier:1"]], never: [{kind: conflict_opened}]}')
    bad.write_text(articles + 'expect: {stories: [["urn:test:pier:1", "urn:test:other"]]}')
    assert 0 == slugline("scenario", "run", good).returncode
    done = slugline("scenario", "run", good, bad)
    assert 7 == done.returncode
    assert "no story has exactly these members" in done.stdout
    assert "article added" in done.stdout
    assert "1 scenario held, 1 did not" in done.stdout


def test_whole_pipeline_by_hand(up, slugline):
    """What a person does first works: up, push, stories, story, trace and tail tell of one and the same story."""
    up()
    assert 0 == slugline("push", "-", "--wait", "--timeout", 120, stdin=json.dumps(PLAIN)).returncode
    (story,) = lines(slugline("stories", "--json"))
    assert [PLAIN["uri"]] == [article["uri"] for article in story["top_articles"]]
    assert PLAIN["headline"] in slugline("story", story["id"]).stdout
    assert 5 == slugline("story", "st_none").returncode
    (trace,) = lines(slugline("trace", PLAIN["uri"], "--json"))
    stages = [timing["stage"] for timing in trace["article"]["timing"]]
    assert ["ingest", "translate", "extract", "resolve"] == stages
    assert story["id"] == trace["article"]["story_id"]
    assert [*stages, "cluster"] == [step["stage"] for step in trace["stages"]]
    assert 5 == slugline("trace", "urn:test:none").returncode
    (update,) = lines(slugline("tail", "--from-start", "-n", 1, "--json"))
    (same,) = lines(slugline("trace", "--id", update["traceparent"].split("-")[1], "--json"))
    assert PLAIN["uri"] == same["uri"] and 5 == slugline("trace", "--id", "0" * 31 + "1").returncode
    (update,) = lines(slugline("tail", "--from-start", "-n", 1, "--json"))
    assert (story["id"], "slugline.story.created.v1") == (update["subject"], update["type"])
    assert 0 == slugline("doctor").returncode


def test_what_changed_by_hand(up, slugline, tmp_path):
    """A second version is what `diff` tells, what `tail` finds by its filters, and where it goes on afterwards."""
    up()
    place = tmp_path / "place"
    assert 0 == slugline("push", "-", "--wait", "--timeout", 120, stdin=json.dumps(PLAIN)).returncode
    (first,) = lines(slugline("tail", "--from", "start", "--resume", place, "-n", 1, "--json"))
    longer = f"{PLAIN['body']} “We wait for the tide,” Captain Birgitte Holm said on Tuesday."
    newer = {**PLAIN, "version": "2", "body": longer}
    assert 0 == slugline("push", "-", "--wait", "--timeout", 120, stdin=json.dumps(newer)).returncode
    (second,) = lines(slugline("tail", "--resume", place, "--kind", "quote_added", "-n", 1, "--json"))
    assert first["subject"] == second["subject"]
    (found,) = lines(slugline("diff", first["subject"], 1, "--json"))
    assert ("quote_added", 2) in [(change["kind"], change["revision"]) for change in found["changes"]]
    told = slugline("diff", first["subject"], 1, 2)
    assert (0, True) == (told.returncode, "We wait for the tide" in told.stdout)
    assert "\x1b" not in told.stdout
    assert 5 == slugline("diff", first["subject"], 1, 9).returncode
    assert 5 == slugline("diff", "st_none", 1).returncode
    assert "Birgitte Holm" in slugline("story", first["subject"]).stdout
