"""What the documentation says is so: the reference is current, links lead somewhere, and commands and names exist."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs import generate
from services.cli.domain.matching import KNOWN
from shared.access.keys import PREFIX
from shared.metric_names import METRICS
from shared.settings import Settings
from shared.streams import SERVICES, STREAMS
from shared.testing import builders

ROOT = Path(__file__).resolve().parent.parent
#: The reference as the code says it now; made once, because it takes a second.
REFERENCE = generate.pages()
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
#: Variables that no service reads: those of docker-compose.yml, and of the tests.
OTHERS = {"SLUGLINE_PUBLISH_BIND", "SLUGLINE_INGEST_BIND", "SLUGLINE_TEST_REDIS_URL"}


def name(path: Path) -> str:
    """The path as a reader of the repository says it."""
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The page without its fenced code."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def fences(path: Path, language: str) -> list[str]:
    """The fenced code of one language in a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+)$", prose(path), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def all_settings() -> set[str]:
    """Every environment variable that some service reads."""
    classes = [Settings, *generate.settings_classes().values()]
    return {f"SLUGLINE_{field.upper()}" for each in classes for field in each.model_fields}


# The generated reference


@pytest.mark.parametrize("page", sorted(REFERENCE))
def test_reference_is_current(page: str) -> None:
    """A page of the reference says what the code says."""
    path = generate.REFERENCE / page
    assert path.exists(), f"{name(path)} is missing: run `make docs`"
    assert REFERENCE[page] == path.read_text(encoding="utf-8"), f"{name(path)} is stale: run `make docs`"


def test_reference_has_nothing_left_over() -> None:
    """No page of the reference is about something that is gone."""
    assert [] == generate.stale(), "stale or left over below docs/reference: run `make docs`"


@pytest.mark.parametrize("service", [*SERVICES, "cli"])
def test_every_service_has_its_settings_documented(service: str) -> None:
    """Every service has a section of settings, and each of its own settings says what it does."""
    settings = generate.settings_classes().get(service)
    assert settings is not None, f"services/{service}/settings.py has no class derived from Settings"
    assert f"## {service}\n" in (generate.REFERENCE / "settings.md").read_text(encoding="utf-8")
    silent = [field for field, info in settings.model_fields.items() if not info.description]
    assert [] == silent, f"settings of {service} without a description"


@pytest.mark.parametrize("path", sorted(generate.REFERENCE.glob("events/*.schema.json")), ids=lambda path: path.name)
def test_schemas_are_json_schemas(path: Path) -> None:
    """Every schema is itself a valid JSON Schema."""
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_every_event_has_a_schema() -> None:
    """Every event type of every stream leads to a schema of its data."""
    page = (generate.REFERENCE / "events" / "README.md").read_text(encoding="utf-8")
    types = [event for stream in STREAMS for event in stream.events]
    assert [] == [event for event in types if f"`{event}`" not in page]


def test_an_update_fits_its_schema() -> None:
    """An update as it is published fits the schema of updates, and one without its story does not."""
    schema = json.loads(generate.schema(type(_update())))
    sent = _update().model_dump(mode="json")
    jsonschema.validate(sent, schema)
    del sent["story"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sent, schema)


def _update() -> Any:
    return builders.story_update()


# Links, commands and names


def _links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
            if not re.match(r"[a-z]+:", target):
                yield page, target


@pytest.mark.parametrize(("page", "target"), list(_links()), ids=lambda value: str(getattr(value, "name", value)))
def test_links_lead_somewhere(page: Path, target: str) -> None:
    """A link inside the repository leads to a file that is there, and its anchor to a heading."""
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    assert file.exists(), f"{name(page)} links to {target}, which is not there"
    if anchor and file.suffix == ".md":
        assert anchor in anchors(file), f"{name(page)} links to {target}, but {name(file)} has no such heading"


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))


def test_make_commands_exist() -> None:
    """Every `make` command that a page names is in the Makefile."""
    named = {
        (name(page), target)
        for page in PAGES
        for target in re.findall(r"(?:`|^)make ([a-z][a-z-]*)", page.read_text(encoding="utf-8"), flags=re.M)
    }
    assert named, "no page names a make target; the pattern must be wrong"
    assert set() == {each for each in named if each[1] not in _make_targets()}


def test_make_targets_are_in_the_readme() -> None:
    """The README's table names every target that a developer needs."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = {"setup", "demo", "up", "test", "check", "bench", "chaos", "test-containers"}
    assert wanted <= _make_targets()
    assert set() == {target for target in wanted if f"`make {target}`" not in readme}


def _commands() -> dict[str, Any]:
    from typer.main import get_command

    return dict(generate.commands(get_command(importlib.import_module("services.cli.app").app)))


def test_slugline_commands_exist() -> None:
    """Every `slugline` command that a page shows is one, with the options that the page gives it."""
    known = _commands()
    wrong = []
    shown = [(name(page), line) for page in PAGES if "reference" not in page.parts for line in _shown_commands(page)]
    assert shown, "no page shows a slugline command; the pattern must be wrong"
    for page, line in shown:
        words = line.split()
        command = next((known[c] for n in (3, 2) if (c := " ".join(words[:n])) in known), None)
        options = {option for each in getattr(command, "params", ()) for option in (*each.opts, *each.secondary_opts)}
        unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in options | {"--help"}]
        if command is None or unknown:
            wrong.append(f"{page}: {line}")
    assert [] == wrong


def _shown_commands(page: Path) -> Iterator[str]:
    """Commands in shell fences and in `code`, without comments and what follows a pipe."""
    text = "\n".join(fences(page, "sh"))
    lines = re.findall(r"(?:^|\| |bin/)(slugline [a-z].*)$", text, flags=re.M)
    lines += re.findall(r"`(slugline [a-z][^`]*)`", prose(page))
    yield from (re.split(r"\s+[#|;]", line)[0] for line in lines)


def test_documented_commands_are_all() -> None:
    """Every command of `slugline` is on the reference page."""
    page = (generate.REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert set() == {command for command in _commands() if f"## {command}\n" not in page}


def _of_compose() -> set[str]:
    """Variables that docker-compose.yml puts in, and that the test of it reads."""
    files = [ROOT / "docker-compose.yml", *sorted((ROOT / "tests" / "compose").glob("*.py"))]
    return set(re.findall(r"\bSLUGLINE_[A-Z_]+[A-Z]\b", "".join(path.read_text(encoding="utf-8") for path in files)))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_settings_and_metrics_named_in_pages_exist(page: Path) -> None:
    """A page names no environment variable and no metric that does not exist."""
    text = page.read_text(encoding="utf-8")
    variables = set(re.findall(r"\bSLUGLINE_[A-Z_]+[A-Z]\b", text)) - OTHERS
    known = all_settings() | {f"{setting}_FILE" for setting in all_settings()} | _of_compose()
    assert set() == variables - known, f"{name(page)} names settings that nothing reads"
    metrics = set(re.findall(r"\bslugline_[a-z_]+\b", text)) - {PREFIX}  # what every key begins with
    assert set() == metrics - set(METRICS), f"{name(page)} names metrics that do not exist"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_in_pages_is_python(page: Path) -> None:
    """Python that a page shows can be parsed."""
    for snippet in fences(page, "python"):
        ast.parse(snippet)


def test_scenario_fields_are_documented() -> None:
    """The page on scenarios explains exactly the fields that an expectation may have."""
    table = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8").partition("## What may be said of a change")[2]
    named = {
        name for row in re.findall(r"^\| (`.*?) \|", table, flags=re.M) for name in re.findall(r"`([a-z_]+)`", row)
    }
    assert named == KNOWN


# Services


@pytest.mark.parametrize("service", SERVICES)
def test_services_say_what_they_do(service: str) -> None:
    """A service's docstring says what it consumes, produces, remembers and promises, in about ten lines."""
    text = importlib.import_module(f"services.{service}").__doc__ or ""
    missing = [word for word in ("Consumes", "Produces", "Remembers", "Promises") if word not in text]
    assert [] == missing, f"the docstring of services/{service}/__init__.py does not say these"
    assert len(text.splitlines()) <= 16, (
        f"the docstring of services/{service}/__init__.py is too long to be read at once"
    )


@pytest.mark.parametrize("service", SERVICES)
def test_services_name_their_streams(service: str) -> None:
    """A service's docstring names the streams that the table says it reads, as consumed."""
    text = importlib.import_module(f"services.{service}").__doc__ or ""
    consumed = text.partition("Produces")[0]
    read = {stream.name for stream in STREAMS if service in stream.read_by}
    assert set() == {stream for stream in read if stream not in consumed}


def test_environment_file_names_settings() -> None:
    """Every variable in .env.example is a setting, or one that docker-compose.yml reads."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?(SLUGLINE_[A-Z_]+)=", text, flags=re.M))
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert named
    assert set() == {each for each in named - all_settings() if not re.search(rf"\$\{{{each}:?-", compose)}


def test_environment_file_shows_the_defaults() -> None:
    """A line of .env.example that is commented out shows the default of its setting."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for variable, shown in re.findall(r"^# (SLUGLINE_[A-Z_]+)=(.*)$", text, flags=re.M):
        field = Settings.model_fields.get(variable.removeprefix("SLUGLINE_").lower())
        if field is not None and variable != "SLUGLINE_LOG_FORMAT":  # compose logs JSON
            told = type(field.default)(shown) if field.default is not None else (shown or None)
            assert field.default == told, f"{variable} is {field.default!r} by default"


def test_every_metric_is_measured_somewhere() -> None:
    """A metric that the list names is set by some service: no dashboard waits for it in vain."""
    code = "".join(
        path.read_text("utf-8") for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")
    )
    assert [] == [name for name in METRICS if f'metric("{name}"' not in code]
