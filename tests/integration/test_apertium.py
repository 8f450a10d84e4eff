"""The apertium engine with programs that play Apertium, and with Apertium itself where it is installed."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from pathlib import Path

import pytest

from services.translate.adapters import apertium as adapter
from services.translate.adapters.apertium import Apertium, ApertiumFailed
from services.translate.domain.ports import CannotTranslate, Request
from tests.integration.processes import is_alive, wait_for

HEAD = f"#!{sys.executable}\nimport os, subprocess, sys, time\n"
LIST = "if '-l' in sys.argv: print('  spa-eng\\n  spa-eng_US\\n  bel-rus\\n  pt-gl'); sys.exit()\n"


@pytest.fixture
def playing(tmp_path):
    """Makes an engine of a program that lists some modes and then does what the test says."""

    def make(code, listing=LIST, **options):
        program = tmp_path / "apertium"
        program.write_text(HEAD + listing + code)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return Apertium(str(program), **options)

    return make


def spanish(*sentences):
    return Request("es", "en", sentences)


async def test_each_sentence_is_a_paragraph(playing):
    """Sentences are given in one run, parted by empty lines, and come back in their order; empty ones stay home."""
    engine = playing("text = sys.stdin.read(); sys.stdout.write(text.upper().replace('\\n\\n', '.\\n\\n'))")
    assert ["UNO.", "", "DOS TRES.", "CUATRO"] == list(
        await engine.translate(spanish("uno", "", "dos\n\ntres", "cuatro"))
    )


async def test_runs_without_marks(playing):
    """It is asked for the right mode, and to leave out its marks for unknown words."""
    engine = playing("sys.stdin.read(); print(' '.join(sys.argv[1:]))")
    assert ["-u bel-rus"] == list(await engine.translate(Request("be", "ru", ("Мост",))))
    assert ["-u pt-gl"] == list(await engine.translate(Request("pt", "gl", ("ponte",))))


def test_modes_that_are_listed(playing):
    """It supports the modes that it lists, by the usual names of languages, and no variants of them."""
    engine = playing("")
    assert [True, True, True] == [engine.supports(*pair) for pair in (("es", "en"), ("be", "ru"), ("pt", "gl"))]
    assert [False, False, False] == [engine.supports(*pair) for pair in (("en", "es"), ("uk", "ru"), ("de", "en"))]


async def test_not_installed(monkeypatch, tmp_path):
    """Without the program on the PATH nothing is supported, and nothing more happens."""
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = Apertium()
    assert not engine.supports("es", "en")
    with pytest.raises(CannotTranslate, match="es-en is not installed"):
        await engine.translate(spanish("uno"))


def test_found_on_the_path(playing, monkeypatch, tmp_path):
    """The program is found on the PATH."""
    playing("")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Apertium().supports("es", "en")


@pytest.mark.parametrize(
    "code",
    ["", "sys.exit(1)", "os.kill(os.getpid(), 9)", "print('uno')", "print('uno\\n\\ndos\\n\\ntres')", "os.close(0)"],
)
async def test_crash(playing, code):
    """A run that does not answer as many sentences as it was given is no translation, and is not tried again."""
    with pytest.raises(CannotTranslate, match="2 sentences in") as raised:
        await playing(code).translate(spanish("secreto uno", "secreto dos"))
    assert "secreto" not in str(raised.value)


async def test_mode_that_always_crashes_is_set_aside(playing):
    """A mode that crashes again and again is not supported any more; the others are, and one success wipes it out."""
    engine = playing("t = sys.stdin.read(); 'bel-rus' in sys.argv and 'x' not in t and sys.exit(1); print(t, end='')")
    for _ in range(adapter._CRASHES - 1):
        with pytest.raises(CannotTranslate):
            await engine.translate(Request("be", "ru", ("Мост",)))
    await engine.translate(Request("be", "ru", ("x",)))
    for _ in range(adapter._CRASHES):
        assert engine.supports("be", "ru")
        with pytest.raises(CannotTranslate):
            await engine.translate(Request("be", "ru", ("Мост",)))
    assert not engine.supports("be", "ru")
    assert ["uno"] == list(await engine.translate(spanish("uno")))


@pytest.mark.parametrize("code", ["while True: print('x' * 9999)", "print('x' * 99999)"])
async def test_output_without_end(playing, code):
    """A program that writes without end is stopped."""
    with pytest.raises(ApertiumFailed, match="bytes of output"):
        await playing(code).translate(spanish("uno"))


async def test_bytes_that_are_no_text(playing):
    """Bytes that are no text come as marks for that, not as an error that says nothing."""
    engine = playing("sys.stdin.read(); sys.stdout.buffer.write(b'puente \\xff\\n')")
    assert ["puente \ufffd"] == list(await engine.translate(spanish("puente")))


async def test_secrets_stay_with_the_service(playing, monkeypatch):
    """The program is given nothing of the service's environment but what it needs to run."""
    monkeypatch.setenv("SLUGLINE_REDIS_URL", "redis://:secret@127.0.0.1")
    engine = playing("sys.stdin.read(); print(' '.join(sorted(os.environ)))")
    (names,) = await engine.translate(spanish("uno"))
    assert {"PATH", "TMPDIR"} <= set(names.split()) <= {"PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE"}


HANG = """
open(os.path.join(os.environ.get('TMPDIR', '/nowhere'), 'left'), 'w') if '-u' in sys.argv else 0
open(os.path.join(os.path.dirname(sys.argv[0]), 'scratch'), 'w').write(os.environ.get('TMPDIR', ''))
child = subprocess.Popen(['sleep', '600'])
open(os.path.join(os.path.dirname(sys.argv[0]), 'pids'), 'w').write(f'{os.getpid()} {child.pid}\\n')
time.sleep(600)
"""


def hanging(tmp_path):
    """The process ids of the program and its child, once both run."""
    written = tmp_path / "pids"
    wait_for(lambda: written.exists() and written.read_text().endswith("\n"), "the program to start")
    return [int(pid) for pid in written.read_text().split()]


def scratch_of(tmp_path):
    """The folder for temporary files that the program was given."""
    return Path((tmp_path / "scratch").read_text())


async def test_hanging_program_is_killed_when_the_caller_goes(playing, tmp_path):
    """When the caller's patience ends, the program, all that it started and the files it made are gone."""
    task = asyncio.create_task(playing(HANG).translate(spanish("uno")))
    while not (tmp_path / "pids").exists():
        await asyncio.sleep(0.01)
    pids = hanging(tmp_path)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    wait_for(lambda: not any(map(is_alive, pids)), "the program and its child to end")
    assert not scratch_of(tmp_path).exists()


async def test_hanging_program_is_killed_by_its_limit(playing, tmp_path):
    """Where nobody cancels it, a program that hangs is killed at its own limit."""
    with pytest.raises(TimeoutError):
        await playing(HANG, limit=1.0).translate(spanish("uno"))
    wait_for(lambda: not any(map(is_alive, hanging(tmp_path))), "the program and its child to end")


async def test_program_that_does_not_read(playing):
    """A program that never reads a long text does not hold the caller beyond the limit."""
    with pytest.raises(TimeoutError):
        await playing("time.sleep(600)", limit=0.5).translate(spanish("uno " * 40_000))


def test_hanging_list(playing, monkeypatch, tmp_path):
    """A program that hangs when asked for its modes supports nothing, and is gone."""
    monkeypatch.setattr(adapter, "_LIST_WAIT", 1.0)
    assert not playing("", listing=HANG).supports("es", "en")
    wait_for(lambda: not any(map(is_alive, hanging(tmp_path))), "the program and its child to end")


async def test_program_that_is_none(tmp_path):
    """A file that cannot be run is told as that, at the start and later."""
    (tmp_path / "apertium").write_text("not a program")
    engine = Apertium(str(tmp_path / "apertium"))
    assert not engine.supports("es", "en")


async def test_program_that_went_away(playing, tmp_path):
    """A program that was removed meanwhile is a failure of the engine, not of the text."""
    engine = playing("")
    (tmp_path / "apertium").unlink()
    with pytest.raises(ApertiumFailed, match="cannot be run"):
        await engine.translate(spanish("uno"))


async def test_megabyte_is_refused(playing):
    """A text that would occupy it for minutes is not given to it."""
    with pytest.raises(CannotTranslate, match="longer than"):
        await playing("").translate(spanish("x" * 1_000_000))


async def test_control_characters_stay_out(playing):
    """Control characters, which part texts for Apertium, and half characters do not reach it."""
    engine = playing("t = sys.stdin.read(); sys.stdout.write(t)")
    assert ["uno dos tres?"] == list(await engine.translate(spanish("uno\x00 dos\x0b\x1btres\x7f\ud800")))


@pytest.fixture(scope="module")
def real():
    """Apertium itself with Spanish to English."""
    engine = Apertium()
    if not shutil.which("apertium") or not engine.supports("es", "en"):
        pytest.skip("apertium with apertium-eng-spa is not installed here (Debian has both)")
    return engine


async def test_real_spanish(real):
    """Apertium puts Spanish sentences into English, each in its place, and keeps names and numbers."""
    said = await real.translate(
        spanish(
            "El presidente agradeció la liberación de 16 presos políticos en Minsk.",
            "",
            "El puente está cerrado",
            "Zzyzx.",
        )
    )
    assert "The president appreciated the release of 16 political prisoners in Minsk." == said[0]
    assert ("", "Zzyzx.") == (said[1], said[3])
    assert "bridge" in said[2]


async def test_real_and_hostile(real):
    """Characters that mean something to Apertium, other scripts and emoji pass; sentences keep their places."""
    hostile = ("^a$ [b] {c} @d #e *f \\g /h <i>", "\u202eel puente\u202c \u200b", "🔥 ١٦ дом", "a" * 20_000, "¿? ¡!")
    said = await real.translate(spanish("El puente.", *hostile, "El puente."))
    assert len(hostile) + 2 == len(said)
    assert (said[0], said[0]) == ("The bridge.", said[-1])
    assert "a" * 20_000 == said[4]


async def test_real_belarusian(real):
    """Belarusian goes into Russian where that pair is installed: a pivot on the way to English."""
    if not real.supports("be", "ru"):
        pytest.skip("apertium-bel-rus is not installed here (Debian has it)")
    (said,) = await real.translate(Request("be", "ru", ("Мост закрыты.",)))
    assert "Мост закрыт" in said


async def test_real_calls_side_by_side(real):
    """Several articles at the same time get each their own."""
    requests = [spanish(f"Tengo {number} casas.") for number in range(6)]
    said = await asyncio.gather(*map(real.translate, requests))
    assert [str(number) in words[0] for number, words in enumerate(said)] == [True] * 6
