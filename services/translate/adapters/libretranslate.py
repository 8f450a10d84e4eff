"""A LibreTranslate server over HTTP: its own, or anyone's that speaks the same (LTEngine, for one)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import structlog
from pydantic import SecretStr

from services.translate.domain.ports import CannotTranslate, Request

log = structlog.get_logger()

#: Code points of one request to this engine; what is longer is left to others.
MAX_CHARACTERS = 200_000
#: Sentences, and code points, of one HTTP request: public servers refuse more texts at once.
BATCH_SENTENCES, BATCH_CHARACTERS = 50, 10_000
#: Bytes of one answer. Ten thousand characters have at most 40,000 bytes; the rest is room for long translations.
MAX_ANSWER = 1_000_000
#: Characters of the server's own words that an error carries.
_REASON = 200
#: Seconds to connect, and to be told the languages.
_QUICK = 10.0
#: Statuses that speak of this request alone; any other speaks of the server, and it may do better later.
_REFUSALS = frozenset({400, 413, 422})

#: From and to, as base tags, with the server's own names of them ("zh-Hans").
Pairs = dict[tuple[str, str], tuple[str, str]]


class LibreTranslateFailed(Exception):
    """The server is unwell, or answers what is no answer; it may do better later."""


class LibreTranslate:
    """Sends sentences as one array a request. Nothing is tried twice here: that is the chain's to decide."""

    name = "libretranslate"
    is_gist = False

    def __init__(
        self,
        url: str,
        *,
        key: SecretStr | None = None,
        timeout: float = 120.0,
        languages_ttl: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout`: seconds that one answer may take; `languages_ttl`: seconds until its languages are asked again."""
        address = httpx.URL(url if url.endswith("/") else url + "/")
        # A name and password in the address go into a header, so that no log of requests shows them.
        auth = (address.username, address.password) if address.userinfo else None
        self._http = httpx.AsyncClient(
            base_url=address.copy_with(userinfo=b""),
            auth=auth,
            timeout=httpx.Timeout(timeout, connect=_QUICK),
            transport=transport,
        )
        self._key, self._ttl, self._clock = key, languages_ttl, clock
        self._pairs: Pairs | None = None
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    def supports(self, source: str, target: str) -> bool:
        """Whether the server named this pair when it was last asked; before it ever was, it is worth a try."""
        self._ask_when_due()
        return self._pairs is None or (source, target) in self._pairs

    async def translate(self, request: Request) -> Sequence[str]:
        """The sentences in the target language; an empty one stays empty."""
        if sum(map(len, request.sentences)) > MAX_CHARACTERS:
            raise CannotTranslate(f"longer than {MAX_CHARACTERS} characters")
        if self._pairs is None:
            self._pairs = await self._languages()
        codes = self._pairs.get((request.source, request.target))
        if codes is None:
            raise CannotTranslate(f"the server does not translate {request.source}-{request.target}")
        # JSON in UTF-8 has no place for a lone half of a character.
        whole = (sentence.encode("utf-8", "replace").decode() for sentence in request.sentences)
        lines = [" ".join(sentence.split()) for sentence in whole]
        said: list[str] = []
        for batch in _batches([line for line in lines if line]):
            said += await self._say(batch, *codes)
        words = iter(said)
        return [next(words) if line else "" for line in lines]

    async def close(self) -> None:
        """Closes the connections."""
        if self._asking:
            self._asking.cancel()
        await self._http.aclose()

    async def _say(self, batch: list[str], source: str, target: str) -> list[str]:
        body = {"q": batch, "source": source, "target": target, "format": "text"}
        if self._key:
            body["api_key"] = self._key.get_secret_value()
        status, answer = await self._exchange(self._http.build_request("POST", "translate", json=body))
        if status != httpx.codes.OK:
            raise _error(status, answer, batch)
        words = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(words, list) or len(words) != len(batch) or not all(isinstance(each, str) for each in words):
            raise LibreTranslateFailed(f"{len(batch)} sentences sent, and what came back is not as many")
        return words

    async def _languages(self) -> Pairs:
        status, answer = await self._exchange(self._http.build_request("GET", "languages", timeout=_QUICK))
        if status != httpx.codes.OK:
            raise LibreTranslateFailed(f"/languages answers {status}")
        return _pairs(answer)

    async def _exchange(self, request: httpx.Request) -> tuple[int, Any]:
        """The status and the JSON of the answer, None where it has none."""
        answer = await self._http.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER:
                    raise LibreTranslateFailed(f"an answer of more than {MAX_ANSWER} bytes")
        finally:
            await answer.aclose()
        try:
            return answer.status_code, json.loads(body)
        except (ValueError, RecursionError):
            return answer.status_code, None

    def _ask_when_due(self) -> None:
        if self._clock() - self._asked_at < self._ttl or (self._asking and not self._asking.done()):
            return
        try:
            self._asking = asyncio.get_running_loop().create_task(self._ask())
        except RuntimeError:
            return
        self._asked_at = self._clock()

    async def _ask(self) -> None:
        """Keeps what the server said before where it does not answer now."""
        try:
            self._pairs = await self._languages()
        except (httpx.HTTPError, LibreTranslateFailed) as error:
            log.warning("translate.languages_unknown", engine=self.name, error=type(error).__name__)


def _batches(lines: list[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == BATCH_SENTENCES or size + len(line) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def _pairs(answer: Any) -> Pairs:
    """The pairs of an answer to /languages. Raises LibreTranslateFailed where it is none."""
    try:
        named = [(str(each["code"]), [str(code) for code in each["targets"]]) for each in answer]
    except (TypeError, KeyError):
        raise LibreTranslateFailed("/languages answers something else") from None
    pairs: Pairs = {}
    for source, targets in named:
        for target in targets:
            key = (_base(source), _base(target))
            if key[0] != key[1] and (key not in pairs or key == (source, target)):
                pairs[key] = (source, target)
    return pairs


def _base(code: str) -> str:
    return code.partition("-")[0].lower()


def _error(status: int, answer: Any, batch: list[str]) -> Exception:
    words = answer.get("error") if isinstance(answer, dict) else None
    reason = " ".join(words.split())[:_REASON] if isinstance(words, str) else "no reason given"
    if _quotes(reason, batch):
        reason = "a reason that quotes the text"
    message = f"the server answers {status}: {reason}"
    # A key that is missing is a 400 too; it says nothing of this text.
    is_final = status in _REFUSALS and "api key" not in reason.lower()
    return CannotTranslate(message) if is_final else LibreTranslateFailed(message)


def _quotes(reason: str, batch: list[str]) -> bool:
    """Whether the server's words repeat three words of a sentence: then they are the article's, and go nowhere."""
    runs = (line.split() for line in batch)
    return any(" ".join(words[at : at + 3]) in reason for words in runs for at in range(max(1, len(words) - 2)))
