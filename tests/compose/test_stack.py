"""docker-compose.yml for real: it comes up, shows stories, grows, loses processes and Redis, and tells the same.

The tests build on each other, in this order. Images named in docker-compose.yml must be there or reachable.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.grafana.check import Range, check
from shared.language.ding import PATH as DING
from shared.streams import SERVICES
from tests.compose import wire
from tests.compose.stack import ROOT, Stack, StackFailed, until

pytestmark = [pytest.mark.integration, pytest.mark.timeout(3600)]

#: Seconds from `docker compose up` to a page with stories, once the images are there.
TWO_MINUTES = 120.0
OPS = ("redis-exporter", "prometheus")


def http(stack: Stack, service: str = "publish", port: int = 8080, index: int = 1) -> httpx.Client:
    """A client with the first key."""
    headers = {"Authorization": f"Bearer {stack.first_key()}"}
    return httpx.Client(base_url=stack.url(service, port, index), headers=headers, timeout=30, trust_env=False)


def updates(stack: Stack) -> list[dict[str, Any]]:
    """Every update so far, as an integrator reads them."""
    entries = stack.redis("integrator", "XRANGE", "stories.updated", "-", "+")
    return [json.loads(dict(zip(fields[::2], fields[1::2], strict=True))["data"]) for _, fields in entries]


def push(stack: Stack, article: dict[str, Any]) -> None:
    """XADD, as any client would, with the user of an integrator."""
    stack.redis("integrator", "XADD", "articles.submitted", "*", "data", given=json.dumps(article, ensure_ascii=False))


def metric(stack: Stack, query: str) -> list[dict[str, Any]]:
    """What Prometheus answers."""
    answer = httpx.get(f"{stack.url('prometheus', 9090)}/api/v1/query", params={"query": query}, trust_env=False)
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


def test_one_command_shows_a_page_with_stories(stack: Stack) -> None:
    """`docker compose up` with the profile demo ends in a page with stories, within two minutes on a free machine."""
    started = time.monotonic()
    stack.step(
        "up: redis, six services, ops", lambda: stack.compose("--profile", "demo", "--profile", "ops", "up", "-d")
    )
    until(lambda: len(wire.told(updates(stack))) > 0, "the first update")

    def page() -> bool:
        with http(stack) as client:
            items = client.get("/v1/stories").json()["items"]
            shown = client.get("/", headers={"accept": "text/html"})
            return bool(items) and shown.status_code == 200 and items[0]["id"] in shown.text

    until(page, "a page with stories")
    took = time.monotonic() - started
    stack.times.append(("from `up` to a page with stories", took))
    if not os.environ.get("SLUGLINE_TEST_COMPOSE_BUSY"):
        assert took < TWO_MINUTES


def test_the_first_start_prints_a_key_and_the_address(stack: Stack) -> None:
    """`docker compose logs keys` has both; without the key nothing is shown, and a second start makes no other."""
    said = stack.compose("logs", "--no-log-prefix", "keys")
    assert "http://127.0.0.1:" in said
    assert httpx.get(f"{stack.url('publish', 8080)}/v1/stories", trust_env=False).status_code == 401
    key = stack.first_key()
    stack.compose("up", "-d", "keys")
    assert stack.compose("logs", "--no-log-prefix", "keys").count("slugline_live_") == 1
    assert key == stack.first_key()


def test_every_container_is_well_and_has_no_more_rights_than_it_needs(stack: Stack) -> None:
    """All are healthy, not root, on a read-only file system, within limits; no compiler, and a list of all parts."""
    for service in SERVICES:
        until(lambda service=service: stack.is_healthy(service), f"{service} is healthy")
        (container,) = stack.containers(service)
        about = stack.inspect(container)
        limits = about["HostConfig"]
        assert limits["ReadonlyRootfs"]
        assert (limits["CapDrop"], limits["Privileged"]) == (["ALL"], False)
        assert limits["Memory"] > 0 and limits["NanoCpus"] > 0 and limits["PidsLimit"] > 0
        assert about["Config"]["User"] == "10001:10001"
        assert about["Config"]["Labels"]["org.opencontainers.image.title"] == f"slugline-{service}"
        with pytest.raises(StackFailed):
            stack.docker("exec", container, "sh", "-c", "command -v gcc cc clang make")
        with pytest.raises(StackFailed):
            stack.docker("exec", container, "touch", "/opt/slugline/x")
        listed = json.loads(stack.docker("exec", container, "cat", "/opt/slugline/sbom.json"))
        assert {"slugline", "redis", "faststream"} <= {part["name"] for part in listed["components"]}


def test_nobody_comes_to_redis_without_a_name(stack: Stack) -> None:
    """The server answers no stranger, and not the integrator where it asks for what is not its business."""
    assert "NOAUTH" in str(stack.compose("exec", "-T", "redis", "redis-cli", "ping"))
    assert "NOPERM" in str(stack.redis("integrator", "GET", "access:keys"))
    assert "NOPERM" in str(stack.redis("extract", "FLUSHALL"))


def test_articles_come_in_by_xadd_and_updates_go_out_in_a_group(stack: Stack) -> None:
    """An integrator pushes what is no article, which disturbs nobody, and reads the updates in a group of its own."""
    until(lambda: stack.has_ended("demo"), "the sample wire is played")
    stack.redis("integrator", "XADD", "articles.submitted", "*", "data", wire.POISON)
    until(lambda: stack.redis("cli", "XLEN", "dead.ingest") == 1, "the dead letter")
    stack.redis("integrator", "XGROUP", "CREATE", "stories.updated", "desk", "0")
    read = stack.redis(
        "integrator", "XREADGROUP", "GROUP", "desk", "one", "COUNT", "5", "STREAMS", "stories.updated", ">"
    )
    assert len(next(iter(read.values()))) == 5


def test_services_scale_with_one_word(stack: Stack) -> None:
    """Three of extract share the work, and two of publish and ingest have a port each."""
    scaled = ("--scale", "extract=3", "--scale", "publish=2", "--scale", "ingest=2")
    stack.step("scale extract=3 publish=2 ingest=2", lambda: stack.compose("up", "-d", "--no-recreate", *scaled))
    until(lambda: stack.is_healthy("extract", 3), "three of extract")
    until(lambda: stack.is_healthy("publish", 2) and stack.is_healthy("ingest", 2), "two of publish and ingest")
    for index in (1, 2):
        with http(stack, index=index) as client:
            assert client.get("/v1/stories").status_code == 200


def test_a_killed_process_comes_back_while_articles_flow(stack: Stack) -> None:
    """One of extract is killed from outside, and Redis is restarted; Docker and the services bring all back."""
    articles = wire.others()
    for article in articles[:8]:
        push(stack, article)
    (victim, *_) = stack.containers("extract")
    _kill(stack, victim)
    for article in articles[8:16]:
        push(stack, article)
    stack.step("restart redis", lambda: stack.compose("restart", "redis"))
    until(lambda: stack.is_healthy("redis"), "Redis is back")
    for article in articles[16:]:
        until(lambda article=article: push(stack, article) or True, "XADD")  # type: ignore[misc,func-returns-value]
    until(lambda: stack.inspect(victim)["RestartCount"] >= 1, "the killed one was started again")
    until(lambda: stack.is_healthy("extract", 3), "three of extract again")


def _kill(stack: Stack, container: str) -> None:
    """SIGKILL by the host's process id: `docker kill` would count as somebody's wish, and nothing would restart it."""
    try:
        os.kill(stack.inspect(container)["State"]["Pid"], signal.SIGKILL)
    except (PermissionError, ProcessLookupError):  # the engine is elsewhere, or we are not root
        pytest.skip("the process of a container cannot be killed from here")


def test_the_stories_are_those_of_a_run_without_faults(stack: Stack) -> None:
    """Every update, with its id, kind and sentence, in order: nothing lost, nothing doubled, nothing else told."""
    if not DING.exists():
        pytest.skip("trans-de-en is not installed here: the run to compare with would read fewer German words")
    wanted = asyncio.run(wire.expected())
    started = time.monotonic()
    until(lambda: len(updates(stack)) >= len(wanted), "all updates", seconds=1800)
    stack.times.append(("until all updates were told", time.monotonic() - started))
    assert wire.told(updates(stack)) == wanted
    assert stack.redis("cli", "XLEN", "dead.ingest") == 1
    for service in SERVICES[1:]:
        assert stack.redis("cli", "XLEN", f"dead.{service}") == 0
    with http(stack) as client:
        known = {story["id"] for story in client.get("/v1/stories", params={"limit": 100}).json()["items"]}
    assert known <= {update["data"]["story_id"] for update in updates(stack)}


def test_prometheus_sees_every_replica_and_has_the_rules(stack: Stack) -> None:
    """Each replica of each service is a target that answers, and so is Redis' exporter; the alerts are loaded."""
    count = len(SERVICES) + 2 + 1 + 1
    until(lambda: len(metric(stack, 'up{job="slugline"} == 1')) == count, f"{count} replicas answer Prometheus")
    until(lambda: metric(stack, "redis_up == 1"), "the exporter reaches Redis")
    assert metric(stack, "up == 0") == []
    groups = httpx.get(f"{stack.url('prometheus', 9090)}/api/v1/rules", trust_env=False).json()["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    written = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
    named = {rule["alert"] for group in written["groups"] for rule in group["rules"] if "alert" in rule}
    assert {rule["name"] for rule in rules if rule["type"] == "alerting"} == named
    assert [] == [(rule["name"], rule["lastError"]) for rule in rules if rule.get("lastError")]


def test_the_dead_letter_is_on_its_way_to_an_alert(stack: Stack) -> None:
    """What was pushed and is no article is an alert that waits for its time, or rings."""
    until(lambda: metric(stack, 'ALERTS{alertname=~".*Dead.*"}'), "an alert of dead letters")


def test_every_query_of_the_dashboards_is_understood(stack: Stack) -> None:
    """No panel asks what Prometheus cannot answer, and the ones of the flow have data."""
    findings, count = check(stack.url("prometheus", 9090), Range(seconds=900.0), ())
    assert count > 50
    assert [] == [wrong for wrong in findings if "no data for" not in wrong]
    empty = [wrong for wrong in findings if wrong.startswith("streams/")]
    assert len(findings) < count / 2, findings
    assert len(empty) < 5, empty


def test_no_secret_is_in_a_log(stack: Stack) -> None:
    """Passwords and the key of webhooks stand in no line of any container."""
    logs = stack.compose("--profile", "*", "logs", "--no-log-prefix")
    for folder in (*SERVICES, "cli", "integrator", "exporter", "admin"):
        assert stack.secret(folder) not in logs
    assert stack.secret("publish", "webhook_key") not in logs


def test_a_service_stops_within_its_time_and_with_its_work_done(stack: Stack) -> None:
    """`docker compose stop` is SIGTERM: the service finishes and ends by itself, before it is killed."""
    (container, *_) = stack.containers("extract")
    started = time.monotonic()
    stack.docker("stop", "-t", "60", container)
    took = time.monotonic() - started
    assert stack.inspect(container)["State"]["ExitCode"] == 0
    assert took < 60


def test_nothing_of_this_machine_is_in_the_files(stack: Stack) -> None:
    """What compose and the images are made of names no registry and no folder but its own."""
    for path in (ROOT / "docker-compose.yml", *sorted((ROOT / "deploy").rglob("*"))):
        if path.is_file() and path.suffix in (".yml", ".conf", ".sh", "") and "__pycache__" not in path.parts:
            assert str(Path.home()) + "/" not in path.read_text(encoding="utf-8"), path
