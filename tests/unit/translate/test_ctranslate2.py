"""The ctranslate2 engine on tiny real models that the tests build."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import zipfile

import pytest

from services.translate.adapters import ctranslate2 as adapter
from services.translate.adapters.ctranslate2_model import split
from services.translate.adapters.moses_bpe import MosesBpe
from services.translate.domain.ports import CannotTranslate, Request
from shared.models import list_models

ctranslate2 = pytest.importorskip("ctranslate2", reason="the extra `models` is not installed")
pytest.importorskip("sentencepiece", reason="the extra `models` is not installed")

from shared.testing.tiny_model import GERMAN, RUSSIAN, argos_package, opus_folder  # noqa: E402

ARGOS, OPUS = "translate-de_en-1_0", "opus-mt-ru-en"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A models directory with an Argos package (German) and an OPUS-MT model (Russian), unpacked by hand."""
    folder = tmp_path_factory.mktemp("built")
    with zipfile.ZipFile(argos_package(folder / "de_en.argosmodel", GERMAN)) as package:
        package.extractall(folder)
    opus_folder(folder / OPUS, RUSSIAN)
    return folder


@pytest.fixture
def directory(built, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(built, tmp_path / "models")


@pytest.fixture
async def engine(directory):
    """The engine on that directory, with a clock that stands still."""
    engine = adapter.CTranslate2(directory, clock=lambda: 0.0)
    yield engine
    await engine.close()


def german(*sentences):
    return Request("de", "en", sentences)


async def test_argos_package_translates(engine):
    """An Argos package puts each sentence into English; numbers and names it does not know stay as they are."""
    words = await engine.translate(
        german(
            "Der Präsident begrüßte die Freilassung von 16 politischen Gefangenen vor dem Gipfel in Minsk.",
            "Die Brücke in Orscha ist nicht gesperrt.",
        )
    )
    assert [
        "The president welcomed the release of 16 political prisoners before the summit in Minsk.",
        "The bridge in Orscha is not closed.",
    ] == [each.replace("The Bridge", "The bridge") for each in words]


async def test_opus_model_translates(engine):
    """An OPUS-MT model has a tokenizer for each side and translates just so."""
    words = await engine.translate(Request("ru", "en", ("Президент приветствовал освобождение 16 заключённых.",)))
    assert ["President welcomed release 16 prisoners."] == list(words)


async def test_older_tokenizer(tmp_path):
    """An Argos package with Moses words and merges for a tokenizer translates, marks and names included."""
    pytest.importorskip("sacremoses", reason="the extra `models` is not installed")
    with zipfile.ZipFile(argos_package(tmp_path / "de_en.argosmodel", has_merges=True)) as package:
        package.extractall(tmp_path / "models")
    engine = adapter.CTranslate2(tmp_path / "models")
    sentences = (
        "Der Präsident begrüßte die Freilassung von 1.600 politischen Gefangenen, nicht die Brücke in Orscha & Minsk.",
        "",
        "Die Regierung begann, " * 80,
    )
    expected = (
        "The president welcomed the release of 1.600 political prisoners, not the bridge in Orscha & Minsk.",
        "",
        ("The government began, " * 80).strip(),
    )
    assert list(expected) == list(await engine.translate(german(*sentences)))
    await engine.close()


def test_merges_of_both_versions(tmp_path):
    """Words are merged in the order of the file; its first version keeps the end of a word apart."""
    pytest.importorskip("sacremoses", reason="the extra `models` is not installed")
    newer, older = tmp_path / "newer", tmp_path / "older"
    newer.write_text("#version: 0.2\nn d</w>\na b\nu nd</w>\n")
    older.write_text("d </w>\na b\n")
    assert ["und", "ab@@", "c", "x"] == MosesBpe(newer, "de", "en").encode("und abc x")
    assert ["ab@@", "d", "a@@", "x"] == MosesBpe(older, "de", "en").encode("abd ax")
    assert "a word, undone" == MosesBpe(newer, "de", "en").decode_pieces(["a", "w@@", "ord", ",", "un@@", "done@@"])


def test_text_without_end(tmp_path):
    """A word of 100,000 letters loses none of them, 10,000 words lose none; 100,000 dots say nothing and become few."""
    pytest.importorskip("sacremoses", reason="the extra `models` is not installed")
    (tmp_path / "merges").write_text("#version: 0.2\na a\n")
    tokenizer = MosesBpe(tmp_path / "merges", "de", "en")
    letters = tokenizer.encode("a" * 100_000)
    assert "a" * 100_000 == "".join(piece.removesuffix("@@") for piece in letters)
    assert 100 > len(tokenizer.encode("." * 100_000))
    assert ["x", "y"] * 5_000 == tokenizer.encode("x y " * 5_000)


async def test_letters_that_no_piece_has_are_carried_over(engine):
    """A name in letters that the model never saw arrives in the translation instead of a mark for the unknown."""
    assert ["The president 习近平 welcomed"] == list(await engine.translate(german("Der Präsident 习近平 begrüßte")))


async def test_hostile_sentences(engine):
    """Half characters, control and direction marks, emoji and 2,000 short lines pass; as many come back as came."""
    hostile = ["Gipfel \ud800", "\x00\x1b[2J", "\u202eGipfel\u202c\u200b", "🔥" * 50, "١٦ Гипфель", "▁▁ </s> <unk> <s>"]
    sentences = [*hostile, *["Gipfel"] * 2_000, *hostile]
    said = list(await engine.translate(german(*sentences)))
    assert len(sentences) == len(said)
    assert (["summit"] * 2_000, said[:6]) == (said[6:-6], said[-6:])


async def test_empty_sentences_keep_their_place(engine):
    """There are as many sentences as came, in their order; an empty one is empty."""
    assert ["", "The summit", "", "The summit"] == list(
        await engine.translate(german("", "Der Gipfel", " \n ", "Der Gipfel"))
    )


async def test_many_sentences_keep_their_order(engine):
    """Sentences of many lengths, more than one turn of them, come back in the order they came."""
    sentences = [("Gipfel " * (1 + number % 7)).strip() for number in range(3 * adapter.TURN + 1)]
    assert [sentence.replace("Gipfel", "summit") for sentence in sentences] == list(
        await engine.translate(german(*sentences))
    )


async def test_long_sentence_loses_nothing(engine):
    """A sentence longer than the model can take is translated in parts, and every word of it is there."""
    words = await engine.translate(german("Die Regierung begann, " * 80))
    assert ["The government began, " * 80] == [words[0] + " "]


async def test_megabyte_is_refused(engine):
    """A text that would hold the worker for minutes is refused at once, without its words in the reason."""
    with pytest.raises(CannotTranslate, match="longer than 200000 characters") as refused:
        await engine.translate(german("Gipfel" * 200_000))
    assert "Gipfel" not in str(refused.value)


async def test_too_many_pieces_are_refused(engine, monkeypatch):
    """Text that falls into letters is bounded by its pieces too."""
    monkeypatch.setattr(adapter, "MAX_PIECES", 100)
    with pytest.raises(CannotTranslate, match="longer than 100 pieces"):
        await engine.translate(german("qxz" * 100))


def test_only_installed_pairs_are_supported(engine):
    """It supports the pairs whose models are there, in their direction only."""
    assert engine.supports("de", "en")
    assert engine.supports("ru", "en")
    assert not engine.supports("en", "de")
    assert not engine.supports("be", "en")


async def test_other_pair_is_refused(engine):
    """A pair that no model translates is refused by name."""
    with pytest.raises(CannotTranslate, match="no model for be-en"):
        await engine.translate(Request("be", "en", ("Мост",)))


async def test_event_loop_stays_free(engine, monkeypatch):
    """While a model is loaded the event loop goes on with other articles."""
    loading, may_go_on = threading.Event(), threading.Event()

    def slow(*arguments):
        loading.set()
        may_go_on.wait(30)
        return real(*arguments)

    real = adapter.load
    monkeypatch.setattr(adapter, "load", slow)
    task = asyncio.create_task(engine.translate(german("Der Gipfel")))
    while not loading.is_set():
        await asyncio.sleep(0)
    assert not task.done()
    may_go_on.set()
    assert ["The summit"] == list(await task)


async def test_who_has_gone_is_not_worked_for(engine, monkeypatch):
    """A caller that gives up ends the work after the turn that is under way."""
    turns, first_turn, may_go_on = [], threading.Event(), threading.Event()

    def counted(self, parts, beam):
        turns.append(len(parts))
        first_turn.set()
        may_go_on.wait(30)
        return real(self, parts, beam)

    real = adapter.LoadedModel.translate
    monkeypatch.setattr(adapter.LoadedModel, "translate", counted)
    task = asyncio.create_task(engine.translate(german(*["Der Gipfel"] * 10 * adapter.TURN)))
    while not first_turn.is_set():
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_go_on.set()
    assert ["The summit"] == list(await engine.translate(german("Der Gipfel")))
    assert [adapter.TURN, 1] == turns


async def test_least_recently_used_model_goes(directory, monkeypatch):
    """No more models than allowed are in memory; the one used longest ago makes room, and is loaded again on demand."""
    loads = []
    real = adapter.load
    monkeypatch.setattr(adapter, "load", lambda folder, *more: (loads.append(folder.name), real(folder, *more))[1])
    engine = adapter.CTranslate2(directory, loaded=1)
    for source, words in (("de", "Gipfel"), ("de", "Gipfel"), ("ru", "Мост"), ("de", "Gipfel")):
        await engine.translate(Request(source, "en", (words,)))
    assert [ARGOS, OPUS, ARGOS] == loads
    await engine.close()


async def test_installed_meanwhile(directory):
    """A model that is installed or removed while the service runs is noticed at the next look at the directory."""
    now = [0.0]
    shutil.move(directory / OPUS, directory / ".away")
    engine = adapter.CTranslate2(directory, rescan=30.0, clock=lambda: now[0])
    assert not engine.supports("ru", "en")
    shutil.move(directory / ".away", directory / OPUS)
    assert not engine.supports("ru", "en")
    now[0] = 31.0
    engine.supports("ru", "en")
    assert ["The summit"] == list(await engine.translate(german("Der Gipfel")))
    assert engine.supports("ru", "en")
    shutil.rmtree(directory / ARGOS)
    now[0] = 62.0
    engine.supports("de", "en")
    await engine.translate(Request("ru", "en", ("Мост",)))
    assert not engine.supports("de", "en")
    await engine.close()


async def test_broken_model_is_set_aside(directory):
    """A model whose weights are rubbish is refused by name, and its pair is not supported any more."""
    (directory / ARGOS / "model" / "model.bin").write_bytes(b"rubbish")
    engine = adapter.CTranslate2(directory)
    assert engine.supports("de", "en")
    with pytest.raises(CannotTranslate, match=f"model {ARGOS} cannot be loaded"):
        await engine.translate(german("Der Gipfel"))
    assert not engine.supports("de", "en")
    assert ["Bridge"] == list(await engine.translate(Request("ru", "en", ("Мост",))))
    await engine.close()


async def test_older_model_stands_in(directory, monkeypatch):
    """Of two models for a pair the newer works; where it cannot be loaded, the older does."""
    newer = shutil.copytree(directory / ARGOS, directory / "a-newer-one")
    about = next(model for model in list_models(directory).models if model.name == ARGOS)
    manifest = about.model_copy(update={"name": "a-newer-one", "installed_at": "2026-01-01T00:00:00Z"})
    (newer / "slugline-model.json").write_text(json.dumps(manifest.model_dump(mode="json", warnings=False)))
    (newer / "model" / "model.bin").write_bytes(b"rubbish")
    engine = adapter.CTranslate2(directory)
    with pytest.raises(CannotTranslate, match="a-newer-one"):
        await engine.translate(german("Der Gipfel"))
    assert ["The summit"] == list(await engine.translate(german("Der Gipfel")))
    await engine.close()


async def test_target_prefix_is_not_shown(directory):
    """A model with several target languages is told which by a first piece, and readers do not see that piece."""
    about = directory / ARGOS / "metadata.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "target_prefix": "▁The"}))
    engine = adapter.CTranslate2(directory)
    # The toy's first step is spent on the prefix, so that it is the second word that stands first.
    assert ["summit began"] == list(await engine.translate(german("Der Gipfel begann")))
    await engine.close()


async def test_end_of_source(directory):
    """A model whose converter left it to the tokenizer to end the source is given that end."""
    settings = directory / OPUS / "config.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "add_source_eos": False}))
    engine = adapter.CTranslate2(directory)
    assert ["Bridge closed"] == list(await engine.translate(Request("ru", "en", ("Мост закрыт",))))
    await engine.close()


def test_without_packages_nothing_is_supported(directory, monkeypatch):
    """Where the optional packages are missing the engine supports nothing, and says nothing more of it."""
    monkeypatch.setattr(adapter, "missing_packages", lambda: ("ctranslate2",))
    assert not adapter.CTranslate2(directory).supports("de", "en")


def test_without_directory_nothing_is_supported(tmp_path):
    """A directory that was never made holds no models."""
    assert not adapter.CTranslate2(tmp_path / "none").supports("de", "en")


async def test_closed_engine_takes_nothing_more(engine):
    """After its end the engine raises instead of waiting."""
    await engine.close()
    engine.supports("de", "en")
    with pytest.raises(RuntimeError):
        await engine.translate(german("Der Gipfel"))


def test_split_prefers_pauses():
    """A long sentence is parted after a comma where one is near, else before a word, else anywhere."""
    comma = ["▁a", "▁b", ",", "▁c", "▁d", "▁e"]
    assert [["▁a", "▁b", ","], ["▁c", "▁d", "▁e"]] == list(split(comma, 4))
    assert [["▁a", "b", "c"], ["▁d", "e"]] == list(split(["▁a", "b", "c", "▁d", "e"], 4))
    assert [list("abcd"), list("ef")] == list(split(list("abcdef"), 4))


def test_split_short_and_empty():
    """What is short enough stays whole, and nothing has no parts."""
    assert [["▁a", "▁b"]] == list(split(["▁a", "▁b"], 2))
    assert [] == list(split([], 2))
