"""The libretranslate engine against the real LibreTranslate server, which runs here on tiny models that we build.

The server (AGPL) is a program of its own and no dependency of Slugline: `make test-libretranslate` installs it into
an environment of its own, some 600 MB without torch. SLUGLINE_TEST_LIBRETRANSLATE names its folder of programs.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from services.translate.adapters.ctranslate2 import CTranslate2
from services.translate.adapters.libretranslate import LibreTranslate, LibreTranslateFailed
from services.translate.domain.ports import CannotTranslate, Request
from shared.testing.tiny_model import GERMAN, RUSSIAN, argos_package
from tests.contract.full_stops import splitter
from tests.integration.processes import wait_for

pytestmark = pytest.mark.integration

KEY = "00000000-1111-2222-3333-444444444444"
#: What this server takes: characters of one text, texts of one request.
MOST_CHARACTERS, MOST_TEXTS = 300, 60
SENTENCES = (
    "Der Präsident begrüßte die Freilassung von 16 politischen Gefangenen vor dem Gipfel in Minsk.",
    "Die Brücke in Orscha ist nicht gesperrt.",
)


@dataclass(frozen=True)
class Running:
    """A server, and the folder of the models it runs on."""

    url: str
    packages: Path
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def programs():
    """The folder with the programs `libretranslate` and `ltmanage`."""
    given = os.environ.get("SLUGLINE_TEST_LIBRETRANSLATE")
    found = given or (Path(where).parent if (where := shutil.which("libretranslate")) else None)
    if not found or not Path(found, "libretranslate").exists():
        pytest.skip("no LibreTranslate server here; `make test-libretranslate` installs one and runs this")
    return Path(found).resolve()


@pytest.fixture(scope="module")
def server(programs, tmp_path_factory):
    """The real server on loopback with two tiny models, one key that it knows, and limits."""
    folder = tmp_path_factory.mktemp("libretranslate")
    for toy in (GERMAN, RUSSIAN):
        package = argos_package(folder / f"{toy.source}.argosmodel", toy, {"minisbd/stops.onnx": splitter()})
        with zipfile.ZipFile(package) as packed:
            packed.extractall(folder / "packages")
    (folder / "db").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {"HOME": folder, "ARGOS_PACKAGES_DIR": folder / "packages"}
    places |= {f"XDG_{kind}_HOME": folder / kind for kind in ("DATA", "CONFIG", "CACHE")}
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    limits = ["--char-limit", str(MOST_CHARACTERS), "--batch-limit", str(MOST_TEXTS), "--threads", "2"]
    keys = ["--api-keys", "--under-attack", "--api-keys-db-path", "db/keys.db"]
    process = subprocess.Popen(
        [programs / "libretranslate", "--host", "127.0.0.1", "--port", str(port), *limits, *keys],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: process.poll() is not None or is_well(url), "the LibreTranslate server")
        assert process.poll() is None, "the LibreTranslate server ended at once"
        add_key = ["keys", "--api-keys-db-path", "db/keys.db", "add", "1000", "--key", KEY]
        subprocess.run([programs / "ltmanage", *add_key], cwd=folder, env=environment, check=True, capture_output=True)
        yield Running(url, folder / "packages", process)
    finally:
        process.terminate()
        process.wait(30)


def is_well(url):
    try:
        return httpx.get(f"{url}/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
async def engine(server):
    engine = LibreTranslate(server.url, key=SecretStr(KEY))
    yield engine
    await engine.close()


async def test_says_what_the_model_says(engine, server):
    """The server's translations of an article's sentences are those that its model makes without it, in their order."""
    request = Request("de", "en", (SENTENCES[0], "", *SENTENCES[1:], " ".join(SENTENCES)))
    direct = CTranslate2(server.packages)
    said, model = await engine.translate(request), await direct.translate(request)
    await direct.close()
    assert list(model) == list(said)
    assert "The president welcomed the release of 16 political prisoners before the summit in Minsk." == said[0]


async def test_two_languages(engine):
    """Each language that the server has a model for is translated, and no other is said to be."""
    assert ["Bridge not closed."] == list(await engine.translate(Request("ru", "en", ("Мост не закрыт.",))))
    assert engine.supports("de", "en")
    assert not engine.supports("en", "de")
    assert not engine.supports("de", "ru")
    with pytest.raises(CannotTranslate, match="does not translate be-en"):
        await engine.translate(Request("be", "en", ("Мост",)))


async def test_many_sentences(engine):
    """More sentences than the server takes in one request arrive all the same, in their order."""
    numbers = [f"Der Gipfel begann {number}." for number in range(MOST_TEXTS + 20)]
    expected = [f"The summit began {number}." for number in range(MOST_TEXTS + 20)]
    assert expected == list(await engine.translate(Request("de", "en", tuple(numbers))))


async def test_hostile_sentences(engine):
    """Markup, direction marks, emoji and lines within a sentence pass; there are as many sentences as came."""
    hostile = ("<b>Der Gipfel</b> & 5 < 6", "\u202eDer\u200b Gipfel\u202c", "🔥🔥", "Der\nGipfel", "1" * 200, "١٦")
    said = await engine.translate(Request("de", "en", hostile))
    assert len(hostile) == len(said)
    assert "The summit" == said[3]
    assert "1" * 200 == said[4]


async def test_too_long_for_the_server(engine):
    """A sentence past the server's limit is refused for good, with the server's reason."""
    with pytest.raises(CannotTranslate, match=rf"400: .*exceeds text limit \({MOST_CHARACTERS}\)"):
        await engine.translate(Request("de", "en", ("Gipfel " * MOST_CHARACTERS,)))


@pytest.mark.parametrize(
    ("key", "reason"),
    [(None, "400: .* to get an API key"), (SecretStr("99999999-wrong"), "403: Invalid API key")],
    ids=["none", "wrong"],
)
async def test_keys(server, key, reason):
    """Without a key that the server knows it translates nothing; that is told, and is not this text's fault."""
    engine = LibreTranslate(server.url, key=key)
    with pytest.raises(LibreTranslateFailed, match=reason) as raised:
        await engine.translate(Request("de", "en", SENTENCES))
    assert "wrong" not in str(raised.value)
    await engine.close()


async def test_killed_in_the_middle(engine, server):
    """A server that is killed is told as an outage; what it can translate is remembered for when it is back."""
    await engine.translate(Request("de", "en", SENTENCES))
    server.process.kill()
    server.process.wait(30)
    with pytest.raises(httpx.TransportError):
        await engine.translate(Request("de", "en", SENTENCES))
    assert engine.supports("de", "en")
