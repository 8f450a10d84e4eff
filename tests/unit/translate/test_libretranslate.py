"""The libretranslate engine against a server that a test plays; the real one is in tests/contract."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from pydantic import SecretStr

from services.translate.adapters import libretranslate as adapter
from services.translate.adapters.libretranslate import LibreTranslate, LibreTranslateFailed
from services.translate.domain.ports import CannotTranslate, Request

LANGUAGES = [
    {"code": "de", "name": "German", "targets": ["de", "en", "zh-Hans"]},
    {"code": "en", "name": "English", "targets": ["de", "pt-BR", "pt"]},
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
]


class Server:
    """Plays a server: shouts what it is sent, or answers what it is told to; keeps what it was asked."""

    def __init__(self):
        self.requests: list[httpx.Request] = []
        self.answer: httpx.Response | Exception | None = None
        self.languages: object = LANGUAGES

    async def handle(self, request):
        self.requests.append(request)
        if request.url.path.endswith("/languages"):
            if isinstance(self.languages, Exception):
                raise self.languages
            return httpx.Response(200, json=self.languages)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or httpx.Response(200, json={"translatedText": [q.upper() for q in self.sent[-1]["q"]]})

    @property
    def sent(self):
        return [json.loads(each.content) for each in self.requests if each.method == "POST"]


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
async def engine(server, now):
    engine = LibreTranslate(
        "http://mt.example", clock=lambda: now[0], transport=httpx.MockTransport(server.handle), key=SecretStr("s3cret")
    )
    yield engine
    await engine.close()


def german(*sentences):
    return Request("de", "en", sentences)


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_sentences_travel_as_one_array(engine, server):
    """Sentences are sent together as plain text, with the key, and come back in their order; empty ones stay home."""
    assert ["EINS.", "", "ZWEI DREI"] == list(await engine.translate(german("Eins.", " ", "zwei\n drei")))
    sent = {"q": ["Eins.", "zwei drei"], "source": "de", "target": "en", "format": "text", "api_key": "s3cret"}
    assert [sent] == server.sent


async def test_nothing_but_empty_sentences(engine, server):
    """Sentences without a word need no server."""
    assert ["", ""] == list(await engine.translate(german("", "\n")))
    assert [] == server.sent


async def test_half_a_character(engine, server):
    """A lone surrogate does not keep an article's sentences from being sent."""
    await engine.translate(german("Eins \ud800 zwei"))
    assert ["Eins ? zwei"] == server.sent[0]["q"]


async def test_many_sentences_are_parted(engine, server):
    """More sentences or longer ones than a server takes at once are sent one request after the other."""
    sentences = [f"satz {number}" for number in range(adapter.BATCH_SENTENCES + 1)] + ["x" * adapter.BATCH_CHARACTERS]
    assert [s.upper() for s in sentences] == list(await engine.translate(german(*sentences)))
    assert [adapter.BATCH_SENTENCES, 1, 1] == [len(sent["q"]) for sent in server.sent]


async def test_server_names_its_pairs(engine, server):
    """Before the server was asked every pair is worth a try; after it, those it named, by its own names."""
    assert engine.supports("be", "en")
    await settle()
    assert not engine.supports("be", "en")
    assert not engine.supports("de", "de")
    assert engine.supports("zh", "en")
    await engine.translate(Request("de", "zh", ("eins",)))
    await engine.translate(Request("en", "pt", ("one",)))
    assert [("de", "zh-Hans"), ("en", "pt")] == [(sent["source"], sent["target"]) for sent in server.sent]


async def test_pairs_are_asked_again_when_old(engine, server, now):
    """The pairs are asked again in the background when they are old; a server that is down then keeps the last."""
    engine.supports("de", "en")
    await settle()
    now[0] = 299.0
    engine.supports("de", "en")
    await settle()
    assert 1 == len(server.requests)
    server.languages = [{"code": "be", "targets": ["en"]}]
    now[0] = 301.0
    assert not engine.supports("be", "en")
    await settle()
    assert engine.supports("be", "en")
    server.languages = httpx.ConnectError("down")
    now[0] = 700.0
    engine.supports("be", "en")
    await settle()
    assert 3 == len(server.requests)
    assert engine.supports("be", "en")


async def test_other_pair_is_refused(engine):
    """A pair that the server does not have is refused for good."""
    with pytest.raises(CannotTranslate, match="does not translate be-en"):
        await engine.translate(Request("be", "en", ("Мост",)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, CannotTranslate),
        (413, CannotTranslate),
        (403, LibreTranslateFailed),
        (429, LibreTranslateFailed),
        (500, LibreTranslateFailed),
        (302, LibreTranslateFailed),
    ],
)
async def test_error_statuses(engine, server, status, kind):
    """A refusal of this text is final; a server that is unwell, or wants another key, may do better later."""
    server.answer = httpx.Response(status, json={"error": "Slow\n down" + "!" * 1000})
    with pytest.raises(kind, match=f"answers {status}: Slow down!!!") as raised:
        await engine.translate(german("Eins"))
    assert 250 > len(str(raised.value))


async def test_missing_key_is_not_final(engine, server):
    """A server that wants a key answers 400 as well; with the right key it would translate, so that is not final."""
    server.answer = httpx.Response(400, json={"error": "Visit https://mt.example to get an API key"})
    with pytest.raises(LibreTranslateFailed, match="get an API key"):
        await engine.translate(german("Eins"))


async def test_error_does_not_quote(engine, server):
    """An error in which the server repeats the article's words keeps them to itself, and never shows the key."""
    server.answer = httpx.Response(400, json={"error": "Cannot translate text: der geheime Plan ist"})
    with pytest.raises(CannotTranslate) as raised:
        await engine.translate(german("Heute: der geheime Plan ist da"))
    assert "geheime" not in str(raised.value)
    assert "s3cret" not in repr(vars(engine))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>welcome</html>"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, json=["EINS", "ZWEI"]),
        httpx.Response(200, json={"translatedText": "EINS"}),
        httpx.Response(200, json={"translatedText": ["EINS"]}),
        httpx.Response(200, json={"translatedText": ["EINS", "ZWEI", "DREI"]}),
        httpx.Response(200, json={"translatedText": ["EINS", None]}),
        httpx.Response(200, content=b'{"translatedText": ["' + b"x" * adapter.MAX_ANSWER + b'"]}'),
    ],
)
async def test_garbage(engine, server, answer):
    """What is no array of as many strings, or far too much, is a failure of the server and no translation."""
    server.answer = answer
    with pytest.raises(LibreTranslateFailed):
        await engine.translate(german("Eins", "Zwei"))


@pytest.mark.parametrize("languages", [{"error": "no"}, [{"code": "de"}], "de", 5, None])
async def test_garbage_for_languages(engine, server, languages):
    """A server that cannot name its pairs is unwell."""
    server.languages = languages
    with pytest.raises(LibreTranslateFailed):
        await engine.translate(german("Eins"))


async def test_outage_is_told_as_it_is(engine, server):
    """Where the server cannot be reached the error says so at once; it is not tried again here."""
    server.answer = httpx.ConnectError("refused")
    with pytest.raises(httpx.ConnectError):
        await engine.translate(german("Eins"))
    assert 1 == len(server.sent)


async def test_megabyte_is_refused(engine, server):
    """A text that would occupy the server for minutes is not sent."""
    with pytest.raises(CannotTranslate, match="longer than"):
        await engine.translate(german("x" * 1_000_000))
    assert [] == server.requests


async def test_address_with_path_and_password(server):
    """A server under a path is asked there; a password in its address travels in a header, not in the address."""
    engine = LibreTranslate("https://desk:pa55@mt.example/api", transport=httpx.MockTransport(server.handle))
    await engine.translate(german("Eins"))
    await engine.close()
    assert {"https://mt.example/api/languages", "https://mt.example/api/translate"} == {
        str(request.url) for request in server.requests
    }
    assert all(request.headers["authorization"].startswith("Basic ") for request in server.requests)
    assert "api_key" not in server.sent[0]


def test_asked_outside_the_event_loop(server):
    """Asking for a pair needs no running event loop."""
    assert LibreTranslate("http://mt.example").supports("de", "en")
