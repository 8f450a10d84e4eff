"""docker-compose.yml says what the documents say: every service with its own user, rights and limits, on loopback."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import images
from docs import generate
from shared import __version__
from shared.access.mode import access_of
from shared.acl import acl_file, users
from shared.archive.opening import archive_of
from shared.settings import Settings
from shared.streams import SERVICES

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
ENTRIES: dict[str, Any] = COMPOSE["services"]
#: Services of compose by the profile that starts them; the others start always.
PROFILES = {
    "ops": {"redis-exporter", "prometheus"},
    "grafana": {"grafana"},
    "translate": {"libretranslate"},
    "demo": {"demo"},
    "tools": {"cli"},
}
DONE = {"condition": "service_completed_successfully"}


def default_of(text: str) -> str:
    """What compose puts in where the environment says nothing."""
    return re.sub(r"\$\{[A-Z_]+:?-([^}]*)\}", r"\1", str(text))


def mounted(entry: dict[str, Any]) -> set[str]:
    """The volumes and folders that a container sees."""
    return {volume.partition(":")[0] for volume in entry.get("volumes", [])}


def test_compose_runs_redis_and_every_service() -> None:
    """Without a profile there run Redis, all services of the pipeline, and what makes secrets and the first key."""
    always = {name for name, entry in ENTRIES.items() if "profiles" not in entry}
    assert always == {"redis", "keys", "secrets", *SERVICES}
    found = {profile: {n for n, e in ENTRIES.items() if profile in e.get("profiles", ())} for profile in PROFILES}
    assert found == PROFILES


def test_the_environment_file_watches_by_default() -> None:
    """Whoever copies .env.example has Prometheus and Grafana."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "\nCOMPOSE_PROFILES=ops,grafana\n" in text


@pytest.mark.parametrize("service", SERVICES)
def test_compose_builds_each_service_from_the_one_dockerfile(service: str) -> None:
    """A service's image is built from deploy/Dockerfile with its own name, which is an extra of the project."""
    build = ENTRIES[service]["build"]
    assert (".", "deploy/Dockerfile", service) == (build["context"], build["dockerfile"], build["args"]["SERVICE"])
    more = default_of(build["args"]["EXTRAS"]).split(",")[1:]
    assert "otlp" in more
    assert [] == [extra for extra in (service, *more) if extra not in PROJECT["optional-dependencies"]]


@pytest.mark.parametrize("service", SERVICES)
def test_compose_waits_for_redis_and_restarts_always(service: str) -> None:
    """A service starts when Redis is healthy, comes back whatever its exit code, and has time to finish its work."""
    entry = ENTRIES[service]
    assert {"condition": "service_healthy"} == entry["depends_on"]["redis"]
    assert set(entry["depends_on"]) <= {"redis", "keys"}
    assert entry["restart"] == "always"
    assert int(default_of(entry["stop_grace_period"]).rstrip("s")) > Settings.model_fields["shutdown_wait"].default


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_container_has_limits_and_no_rights(name: str) -> None:
    """CPU, memory and processes are bounded, no capability is left, and what is logged is bounded too."""
    entry = ENTRIES[name]
    assert set(entry["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    # More cores than a machine has are refused, and a service has one event loop.
    assert float(entry["deploy"]["resources"]["limits"]["cpus"]) <= 1.0
    assert entry["cap_drop"] == ["ALL"]
    assert entry["security_opt"] == ["no-new-privileges:true"]
    assert entry["logging"]["options"]["max-size"]
    # Grafana and LibreTranslate write beside their volumes.
    assert entry.get("read_only", False) or name in ("grafana", "libretranslate")


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_comes_as_its_own_user_and_sees_its_own_secrets(service: str) -> None:
    """A service has the user of its name in Redis, and the volume of that user's password and of no other."""
    entry = ENTRIES[service]
    assert entry["environment"]["SLUGLINE_REDIS_USER"] == service
    secret = {volume for volume in mounted(entry) if volume.startswith("secrets-") or volume == "acl"}
    assert secret == {f"secrets-{service}"}
    assert entry["environment"]["SLUGLINE_REDIS_PASSWORD_FILE"].startswith("/run/slugline/")


def test_secrets_are_made_for_every_user_before_redis_starts() -> None:
    """The first start makes a password for each user of the table, where Redis and the services look for it."""
    entry = ENTRIES["secrets"]
    places = dict(volume.split(":")[:2] for volume in entry["volumes"])
    for user in (user.name for user in users() if not user.open_to_all):
        assert places[f"secrets-{user}"] == f"/secrets/{user}"
        assert re.search(rf"for name in [a-z ]*\b{user}\b", DOCKERFILE), f"the image has no folder for {user}"
    assert ENTRIES["redis"]["depends_on"]["secrets"] == DONE
    assert (entry["network_mode"], entry["restart"]) == ("none", "no")
    acl = (ROOT / "deploy" / "redis" / "redis.conf").read_text(encoding="utf-8")
    assert "aclfile /etc/slugline/acl/users.acl" in acl
    assert "acl:/etc/slugline/acl:ro" in ENTRIES["redis"]["volumes"]


def test_the_acl_file_is_what_the_table_says() -> None:
    """deploy/redis/users.acl is `slugline acl show`: without passwords, so that nobody can log in with it as it is."""
    written = (ROOT / "deploy" / "redis" / "users.acl").read_text(encoding="utf-8")
    assert written == acl_file(), "run `slugline acl show --namespace '' > deploy/redis/users.acl`"
    assert "nopass" not in re.sub(r"user health .*", "", written)


def test_compose_makes_the_first_key_once_before_http_is_served() -> None:
    """Under compose a key is made and printed before the services that ask for one start; it is not made again."""
    entry = ENTRIES["keys"]
    assert "slugline keys first" in entry["command"][-1]
    assert entry["restart"] == "no"
    assert [DONE, DONE] == [ENTRIES[name]["depends_on"]["keys"] for name in ("ingest", "publish")]
    assert set(ENTRIES["ingest"]["environment"]) >= {"SLUGLINE_HOST"}
    assert access_of(Settings(_env_file=None, host="0.0.0.0")).needs_key


@pytest.mark.parametrize("service", SERVICES)
def test_compose_sets_only_what_the_service_reads(service: str) -> None:
    """Every variable that compose gives to a service is one of its settings, or names the file of one."""
    fields = generate.settings_classes()[service].model_fields
    given = (name.removeprefix("SLUGLINE_").lower() for name in ENTRIES[service]["environment"])
    assert [] == [name for name in given if name not in fields and name.removesuffix("_file") not in fields]


@pytest.mark.parametrize("service", SERVICES)
def test_every_image_asks_its_own_service_for_health(service: str) -> None:
    """The health check of the image asks the port that the service is told to listen on."""
    given = ENTRIES[service]["environment"]
    port = given.get(f"SLUGLINE_{service.upper()}_PORT", given["SLUGLINE_OPS_PORT"])
    own = f"SLUGLINE_{service.upper() if service in ('ingest', 'publish') else 'OPS'}_PORT={port}"
    assert own in DOCKERFILE
    assert "healthcheck" not in ENTRIES[service], "the image's own is meant"
    assert 'CMD ["python", "-I", "-S", "/opt/slugline/healthcheck.py"]' in DOCKERFILE


def test_compose_publishes_on_loopback_only() -> None:
    """Without a word from its user, compose opens no port to the network, and none at all of Redis."""
    published = [port for entry in ENTRIES.values() for port in entry.get("ports", [])]
    assert len(published) == 4
    assert all(re.fullmatch(r"\$\{SLUGLINE_[A-Z]+_BIND:-127\.0\.0\.1:\d+\}:\d+", port) for port in published)
    assert "ports" not in ENTRIES["redis"]


def test_redis_keeps_what_it_is_given() -> None:
    """The Redis of compose writes an append-only file and never evicts."""
    lines = (ROOT / "deploy" / "redis" / "redis.conf").read_text(encoding="utf-8").splitlines()
    assert {"appendonly yes", "maxmemory-policy noeviction"} <= set(lines)


def test_the_archive_is_one_line_away() -> None:
    """Off by default; SLUGLINE_ARCHIVE=/archive is a volume that both who archive write, in images that can do it."""
    for service, rights in (("ingest", ""), ("publish", ""), ("cli", ":ro")):
        entry = ENTRIES[service]
        assert "" == default_of(entry["environment"]["SLUGLINE_ARCHIVE"])
        assert f"archive:/archive{rights}" in [default_of(volume) for volume in entry["volumes"]]
        assert re.search(rf"case .*\b{service}\b.*/archive", DOCKERFILE), f"{service} may not write to a new volume"
    assert "archive" in COMPOSE["volumes"]
    for service in SERVICES:
        extras = default_of(ENTRIES[service]["build"]["args"]["EXTRAS"]).split(",")
        assert (service in ("ingest", "publish")) == ("archive" in extras)
        assert service in ("ingest", "publish") or "SLUGLINE_ARCHIVE" not in ENTRIES[service]["environment"]


def test_nothing_is_archived_where_the_setting_is_empty() -> None:
    """The empty word that compose puts in where nothing is said means: no archive."""
    assert archive_of(Settings(_env_file=None, archive="")) is None


def test_images_say_of_which_commit_they_are() -> None:
    """The commit is an argument of every build; it becomes a label and what `slugline_build_info` tells."""
    for name, entry in ENTRIES.items():
        if "build" in entry:
            assert "${SLUGLINE_REVISION:-unknown}" == entry["build"]["args"]["REVISION"], name
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert last.index("ARG REVISION=") < last.index("SLUGLINE_REVISION=${REVISION}")
    assert 'org.opencontainers.image.revision="${REVISION}"' in last
    assert "revision" in Settings.model_fields


def test_images_built_by_make_know_their_commit(tmp_path: Path) -> None:
    """`make images` takes the commit of the tree, says where files differ from it, and fails nowhere."""
    assert "unknown" == images.revision(tmp_path)
    if not shutil.which("git"):
        pytest.skip("no git here")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)
    assert commit.stdout.strip() == images.revision(tmp_path)


def test_public_images_have_a_version() -> None:
    """What compose fetches is named with a version, so that tomorrow's start is today's."""
    named = [default_of(entry["image"]) for entry in ENTRIES.values() if "build" not in entry]
    assert all(re.search(r":v?\d", image) for image in named), named
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.M) == ["python:3.12-slim"] * 2


def test_images_are_labelled_with_the_version() -> None:
    """The label of an image is the version of the code in it."""
    assert f'org.opencontainers.image.version="{__version__}"' in DOCKERFILE
