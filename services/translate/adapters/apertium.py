"""Apertium, a rule-based translator that Debian packages: one run of the program for each request.

Language pairs are packages of their own (apertium-eng-spa, apertium-bel-rus, ...); what is installed is asked once.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from services.translate.domain.ports import CannotTranslate, Request

log = structlog.get_logger()

#: Code points of one request; Spanish takes 15,000 a second on one core.
MAX_CHARACTERS = 200_000
#: Bytes of output for each byte of input, and besides: what is more than that is no translation.
_GROWTH, _MARGIN = 8, 10_000
#: Seconds in which `apertium -l` has to list its modes.
_LIST_WAIT = 10.0
#: Runs at the same time; each is a pipe of some ten programs.
_AT_ONCE = 2
#: Crashes in a row after which a mode is set aside: Debian's ukr-rus 0.2.1 dies on eleven sentences of twelve.
_CRASHES = 5
#: Sentences are paragraphs to Apertium: it does not move words across the empty line between them.
_BETWEEN = "\n\n"
_MODE = re.compile(r"[a-z]{2,3}-[a-z]{2,3}")
#: Apertium names languages by ISO 639-3, in older packages by 639-1.
_CODES = {
    "be": "bel", "bg": "bul", "ca": "cat", "cs": "ces", "de": "deu", "en": "eng", "es": "spa", "fr": "fra",
    "gl": "glg", "it": "ita", "lt": "lit", "mk": "mkd", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sk": "slk", "sl": "slv", "sv": "swe", "uk": "ukr",
}  # fmt: skip


class ApertiumFailed(Exception):
    """The program could not be run, or wrote without end."""


class Apertium:
    """Found on the PATH; supports nothing where it is not."""

    name = "apertium"
    is_gist = False

    def __init__(self, program: str | None = None, *, limit: float = 60.0) -> None:
        """`limit`: seconds after which a run is killed, however patient the caller. Waits for the list of modes."""
        self._program = program or shutil.which("apertium")
        self._limit = limit
        self._modes = _list_modes(self._program) if self._program else frozenset()
        self._crashes: dict[str, int] = {}
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def supports(self, source: str, target: str) -> bool:
        """Whether the pair is installed, and has not crashed again and again."""
        return self._mode(source, target) is not None

    async def translate(self, request: Request) -> Sequence[str]:
        """The sentences in the target language, words it does not know as they are; an empty one stays empty."""
        mode = self._mode(request.source, request.target)
        if mode is None:
            raise CannotTranslate(f"{request.source}-{request.target} is not installed")
        if sum(map(len, request.sentences)) > MAX_CHARACTERS:
            raise CannotTranslate(f"longer than {MAX_CHARACTERS} characters")
        lines = [_one_line(sentence) for sentence in request.sentences]
        asked = [line for line in lines if line]
        said = iter(await self._say(mode, asked) if asked else [])
        return [next(said) if line else "" for line in lines]

    async def close(self) -> None:
        """Nothing outlives a call."""

    async def _say(self, mode: str, lines: list[str]) -> list[str]:
        async with self._turn:
            output = await self._run(mode, (_BETWEEN.join(lines) + "\n").encode("utf-8", "replace"))
        said = output.decode("utf-8", "replace").removesuffix("\n").split(_BETWEEN)
        # The program ends with 0 even where one of the pipe has crashed: what is missing tells.
        if len(said) != len(lines) or not any(said):
            self._crashed(mode)
            raise CannotTranslate(f"{mode} crashes: {len(lines)} sentences in, {len(said)} out")
        self._crashes.pop(mode, None)
        return said

    async def _run(self, mode: str, text: bytes) -> bytes:
        """What the program writes; it is killed with all its children when time is up or the caller has gone."""
        try:
            # It makes a file that only an orderly end removes, so it gets a folder that goes in any case.
            with tempfile.TemporaryDirectory(prefix="apertium-") as scratch:
                process = await asyncio.create_subprocess_exec(
                    str(self._program),
                    "-u",
                    mode,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    start_new_session=True,
                    env={**_environment(), "TMPDIR": scratch},
                )
                return await self._exchange(process, text)
        except TimeoutError:
            raise
        except OSError as error:
            raise ApertiumFailed(f"it cannot be run ({type(error).__name__})") from error

    async def _exchange(self, process: asyncio.subprocess.Process, text: bytes) -> bytes:
        feeding = asyncio.ensure_future(_feed(process, text))
        try:
            async with asyncio.timeout(self._limit):
                output = await _read(process, _GROWTH * len(text) + _MARGIN)
                await process.wait()
        except BaseException:
            _kill_group(process.pid)
            raise
        finally:
            feeding.cancel()
            await process.wait()
        return output

    def _mode(self, source: str, target: str) -> str | None:
        for mode in (f"{_CODES.get(source, source)}-{_CODES.get(target, target)}", f"{source}-{target}"):
            if mode in self._modes and self._crashes.get(mode, 0) < _CRASHES:
                return mode
        return None

    def _crashed(self, mode: str) -> None:
        self._crashes[mode] = self._crashes.get(mode, 0) + 1
        if self._crashes[mode] == _CRASHES:
            log.warning("translate.mode_set_aside", engine=self.name, mode=mode, crashes=_CRASHES)


async def _feed(process: asyncio.subprocess.Process, text: bytes) -> None:
    assert process.stdin is not None
    # A program that ends before it has read everything is judged by its output.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(text)
        await process.stdin.drain()
    process.stdin.close()


async def _read(process: asyncio.subprocess.Process, most: int) -> bytes:
    assert process.stdout is not None
    output = bytearray()
    while chunk := await process.stdout.read(1 << 16):
        output += chunk
        if len(output) > most:
            raise ApertiumFailed(f"more than {most} bytes of output")
    return bytes(output)


def _list_modes(program: str) -> frozenset[str]:
    try:
        process = subprocess.Popen(
            [program, "-l"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(),
        )
    except OSError as error:
        log.warning("translate.apertium_unusable", program=Path(program).name, error=type(error).__name__)
        return frozenset()
    try:
        listed, _ = process.communicate(timeout=_LIST_WAIT)
    except subprocess.TimeoutExpired:
        _kill_group(process.pid)
        process.communicate()
        log.warning("translate.apertium_unusable", program=Path(program).name, error="TimeoutExpired")
        return frozenset()
    return frozenset(word for word in listed.decode("utf-8", "replace").split() if _MODE.fullmatch(word))


def _environment() -> dict[str, str]:
    """What the program has to know; passwords and keys of the service are none of its business."""
    known = ("PATH", "LANG", "LC_ALL", "TMPDIR")
    return {name: value for name, value in os.environ.items() if name in known or name.startswith("APERTIUM_")}


def _kill_group(pid: int) -> None:
    """Ends the program and its children, which are a group of their own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _one_line(sentence: str) -> str:
    """The sentence without line breaks and control characters, which mean something to Apertium."""
    spaced = " ".join(sentence.split())
    return "".join(character for character in spaced if unicodedata.category(character) != "Cc").strip()
