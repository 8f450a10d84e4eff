"""`slugline models` as people run it: real packages, real processes, an index over real TLS, the engine after it."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
from functools import partial

import pytest

from services.translate.adapters.ctranslate2 import CTranslate2
from services.translate.domain.ports import Request
from tests.integration.processes import ROOT

pytest.importorskip("ctranslate2", reason="the extra `models` is not installed")
pytest.importorskip("sentencepiece", reason="the extra `models` is not installed")

from shared.testing.tiny_model import GERMAN, RUSSIAN, argos_package, opus_folder

pytestmark = pytest.mark.integration


@pytest.fixture
def models(tmp_path):
    """Runs `slugline models` on a directory of its own, to its end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLUGLINE_")}
    settings = {"SLUGLINE_MODELS_DIR": str(tmp_path / "models"), "NO_PROXY": "127.0.0.1", "NO_COLOR": "1"}

    def run(*arguments, **more):
        return subprocess.run(
            [sys.executable, "-m", "services.cli", "models", *map(str, arguments)],
            cwd=ROOT,
            env={**inherited, **settings, **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    """A folder with the German toy as an Argos package and the Russian one as an OPUS-MT folder."""
    folder = tmp_path_factory.mktemp("packages")
    argos_package(folder / "de_en.argosmodel", GERMAN)
    opus_folder(folder / "opus-mt-ru-en", RUSSIAN)
    return folder


@pytest.fixture
def index(packages, tmp_path):
    """Serves an index of that folder over TLS on loopback; gives its address and the certificate to trust."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl here to make a certificate with")
    served = shutil.copytree(packages, tmp_path / "served")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {certificate}"
    subprocess.run(
        ["openssl", *made.split(), "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(served)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{server.server_port}"

    def entry(source, version, *links):
        return {"from_code": source, "to_code": "en", "package_version": version, "type": "translate", "links": links}

    entries = [
        entry("de", "1.10", "ipfs://x", f"{url}/de_en.argosmodel"),
        entry("de", "1.9", f"{url}/old.argosmodel"),
        entry("lt", "1.0", f"{url}/lost.argosmodel"),
        entry("pl", "1.0", f"{url}/away"),
        entry("be", "1.0", "http://127.0.0.1/be.argosmodel"),
        {"type": "sbd", "from_codes": ["de"]},
        "rubbish",
    ]
    (served / "index.json").write_text(json.dumps(entries))
    yield {"SLUGLINE_MODELS_INDEX": f"{url}/index.json", "SSL_CERT_FILE": str(certificate)}
    server.shutdown()
    server.server_close()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; /away sends to an address without TLS."""

    def do_GET(self):
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/de_en.argosmodel")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *arguments):
        """Says nothing."""


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


async def said(directory, request):
    engine = CTranslate2(directory)
    try:
        return list(await engine.translate(request))
    finally:
        await engine.close()


async def test_installed_models_translate(models, packages, tmp_path):
    """What `slugline models install` puts in place, the engine translates with; what `remove` takes away is gone."""
    done = models("install", packages / "de_en.argosmodel", packages / "opus-mt-ru-en", "--json")
    assert (0, [["de"], ["ru"]]) == (done.returncode, [model["sources"] for model in lines(done)]), done.stderr
    directory = tmp_path / "models"
    assert ["The government welcomed the release of 16 prisoners in Minsk."] == await said(
        directory, Request("de", "en", ("Die Regierung begrüßte die Freilassung von 16 Gefangenen in Minsk.",))
    )
    assert ["Bridge not closed."] == await said(directory, Request("ru", "en", ("Мост не закрыт.",)))
    assert 0 == models("remove", "de-en").returncode
    engine = CTranslate2(directory)
    assert (False, True) == (engine.supports("de", "en"), engine.supports("ru", "en"))
    await engine.close()


def test_list_says_licence_and_origin(models, packages):
    """The list names each model with its pair, size and licence; with --json it has the checksum and the origin too."""
    models("install", packages / "de_en.argosmodel")
    done = models("list")
    assert 0 == done.returncode
    assert all(word in done.stdout for word in ("argos-de-en", "de-en", "MB", "CC0-1.0"))
    (model,) = lines(models("list", "--json"))
    assert ("de_en.argosmodel", 64) == (model["origin"], len(model["sha256"]))


def test_empty_list_says_what_to_do(models):
    """Where nothing is installed the list is empty and says how to install."""
    done = models("list")
    assert (0, "") == (done.returncode, done.stdout)
    assert "slugline models install" in done.stderr


def test_installed_by_pair_from_the_index(models, index, tmp_path):
    """A pair by name is loaded from the index in its newest version, with its address and checksum kept."""
    done = models("install", "de-en", "--json", **index)
    assert 0 == done.returncode, done.stderr
    (model,) = lines(done)
    assert model["origin"] == index["SLUGLINE_MODELS_INDEX"].replace("index.json", "de_en.argosmodel")
    assert ["argos-de-en"] == [p.name for p in (tmp_path / "models").iterdir() if not p.name.startswith(".lock")]


def test_index_is_listed(models, index):
    """`list --available` shows the pairs of the index, each once, in its newest version."""
    done = models("list", "--available", "--json", **index)
    offers = {offer["pair"]: offer["version"] for offer in lines(done)}
    assert {"be-en": "1.0", "de-en": "1.10", "lt-en": "1.0", "pl-en": "1.0"} == offers
    assert "de-en" in models("list", "--available", **index).stdout


@pytest.mark.parametrize(
    ("pair", "code", "reason"),
    [
        ("fr-en", 5, "the index offers no fr-en"),
        ("lt-en", 3, "answers 404"),
        ("pl-en", 4, "models are loaded over https only"),
        ("be-en", 4, "no https address"),
    ],
)
def test_index_without_the_package(models, index, tmp_path, pair, code, reason):
    """A pair that is not offered, is gone, or would come without TLS is refused with its reason, and nothing stays."""
    done = models("install", pair, **index)
    assert (code, "") == (done.returncode, done.stdout)
    assert reason in done.stderr
    assert [] == [path.name for path in (tmp_path / "models").iterdir()]


def test_certificate_that_nobody_vouches_for(models, index):
    """An index whose certificate is not trusted is not read."""
    done = models("install", "de-en", SLUGLINE_MODELS_INDEX=index["SLUGLINE_MODELS_INDEX"])
    assert 3 == done.returncode
    assert "certificate" in done.stderr.lower()


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/index.json", "http://127.0.0.1:1/index.json", "nonsense"])
def test_index_out_of_reach(models, url):
    """Without a network the error names the address and says that a file can be installed instead."""
    done = models("install", "de-en", "--index", url)
    assert done.returncode in (3, 4)
    assert url in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_not_there(models):
    """A file or model that is not there ends with code 5, a file that is no package with 4."""
    assert 5 == models("install", "missing.argosmodel").returncode
    assert 5 == models("remove", "de-en").returncode
    refused = models("install", ROOT / "README.md")
    assert 4 == refused.returncode
    assert "README.md was not installed: it is no zip package" in refused.stderr
