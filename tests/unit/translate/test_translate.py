from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from services.translate.adapters.deadline import within
from services.translate.adapters.langid import Py3Langid
from services.translate.app import build
from services.translate.domain.chain import english
from services.translate.domain.language import detect, sample
from services.translate.domain.ports import English, Guess, Request
from services.translate.handlers import TranslateArticle
from services.translate.settings import TranslateSettings
from shared.contracts.article import Translation
from shared.contracts.stages import ArticleTranslated
from shared.delivery.unit import Unit
from shared.testing import builders as a

SET = TranslateSettings().language_set
GERMAN = Request("de", "Gipfel in Alaska", "Die Präsidenten treffen sich.")


class Says:
    """An identifier that answers what it is told to."""

    def __init__(self, anywhere: Guess, configured: Guess) -> None:
        self.anywhere, self.configured = anywhere, configured

    def among_all(self, text: str) -> Guess:
        return self.anywhere

    def among_configured(self, text: str) -> Guess:
        return self.configured


class Engine:
    """An engine that answers, raises or hangs."""

    def __init__(self, name: str, answer: English | Exception | None, supported: bool = True) -> None:
        self.name, self.answer, self.supported = name, answer, supported
        self.asked: list[Request] = []

    def supports(self, language: str) -> bool:
        return self.supported

    async def translate(self, request: Request) -> English | None:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Hangs(Engine):
    async def translate(self, request: Request) -> English | None:
        await asyncio.Event().wait()
        return None


async def unlimited(work: Awaitable[English | None]) -> English | None:
    return await work


def ignore(engine: str, error: Exception) -> None:
    pass


GOOD = English("Summit in Alaska", "The presidents meet.")


async def test_english_is_its_own_translation() -> None:
    """An English article is `original`, and no engine is asked."""
    engine = Engine("a", GOOD)

    assert Translation(status="original") == await english(Request("en", "A", "B"), [engine], unlimited, ignore)
    assert [] == engine.asked


async def test_without_an_engine_an_article_is_untranslated() -> None:
    """What no engine has goes on with no English text and says so."""
    assert Translation(status="untranslated") == await english(GERMAN, [], unlimited, ignore)


async def test_the_first_engine_that_answers_is_taken() -> None:
    """Engines are asked in order, and those behind the first answer are not asked."""
    first, second, third = Engine("a", None), Engine("b", GOOD), Engine("c", GOOD)

    translation = await english(GERMAN, [first, second, third], unlimited, ignore)

    assert ("translated", "b", "The presidents meet.") == (translation.status, translation.engine, translation.text)
    assert [] == third.asked


async def test_a_gist_is_labelled_as_one() -> None:
    """English that only gives the drift has the status `gist`."""
    assert "gist" == (await english(GERMAN, [Engine("g", English("x", "y", True))], unlimited, ignore)).status


async def test_an_engine_that_fails_is_told_of_and_passed_over() -> None:
    """An engine's exception costs nothing but its own answer."""
    failures: list[tuple[str, str]] = []

    translation = await english(
        GERMAN,
        [Engine("bad", RuntimeError("no")), Engine("good", GOOD)],
        unlimited,
        lambda e, x: failures.append((e, str(x))),
    )

    assert ("good", [("bad", "no")]) == (translation.engine, failures)


async def test_an_engine_that_hangs_is_cut_off_at_its_deadline() -> None:
    """After its seconds an engine is given up and the next one asked."""
    failed: list[str] = []

    translation = await english(
        GERMAN,
        [Hangs("slow", None), Engine("good", GOOD)],
        within(0.001),
        lambda e, x: failed.append(f"{e} {type(x).__name__}"),
    )

    assert ("good", ["slow TimeoutError"]) == (translation.engine, failed)


async def test_an_engine_that_answers_with_nothing_is_passed_over() -> None:
    """Empty English for an article that has words is no translation."""
    assert "untranslated" == (await english(GERMAN, [Engine("a", English("Summit", " "))], unlimited, ignore)).status


async def test_engines_are_asked_only_for_languages_they_support() -> None:
    """An engine that does not support the language is not asked."""
    engine = Engine("a", GOOD, supported=False)

    await english(GERMAN, [engine], unlimited, ignore)

    assert [] == engine.asked


LONG = "Überschrift und ein ganzer Absatz, der lang genug ist. " * 5


def test_a_sure_answer_inside_the_set_is_taken() -> None:
    """The language is what the restricted identifier says when it is sure of it."""
    found = detect(a.article(text=LONG), Says(Guess("de", 1), Guess("de", 0.99)), SET, 0.6)

    assert ("de", 0.99) == (found.tag, found.confidence)


def test_long_text_in_a_language_outside_the_set_keeps_its_language() -> None:
    """A Swedish article is not forced into one of the configured languages."""
    assert "sv" == detect(a.article(text=LONG), Says(Guess("sv", 0.99), Guess("de", 0.99)), SET, 0.6).tag


@pytest.mark.parametrize("here", [Guess("de", 0.5), Guess("de", 0.7)])
def test_an_unsure_answer_is_undetermined(here: Guess) -> None:
    """A language that is too improbable, or doubted by the unrestricted model, is `und`."""
    article = a.article(headline="", text="Kurz und unklar hier")

    assert "und" == detect(article, Says(Guess("sv", 0.5), here), SET, 0.6).tag


def test_text_without_letters_is_undetermined() -> None:
    """Figures alone have no language."""
    assert (
        "und" == detect(a.article(headline="1:0", text="12 34 56"), Says(Guess("en", 1), Guess("en", 1)), SET, 0.6).tag
    )


def test_telex_capitals_are_read_as_small_letters() -> None:
    """A text all in capitals is made small before it is judged."""
    assert "bonn\nder rat tagt" == sample(a.article(headline="BONN", text="DER RAT TAGT"))


HEADLINES = [
    ("en", "Central bank cuts rates as inflation slows"),
    ("de", "Notenbank senkt die Zinsen, weil die Inflation nachlässt"),
    ("ru", "Центробанк снизил ставку на фоне замедления инфляции"),
    ("uk", "Нацбанк знизив ставку через сповільнення інфляції"),
    ("be", "Нацбанк знізіў стаўку праз запаволенне інфляцыі"),
    ("pl", "Bank centralny obniża stopy, bo inflacja zwalnia"),
    ("fr", "La banque centrale baisse ses taux face au ralentissement de l’inflation"),
    ("es", "El banco central baja los tipos ante la menor inflación"),
    ("lt", "Centrinis bankas mažina palūkanas, nes infliacija lėtėja"),
]


@pytest.fixture(scope="module")
def langid() -> Py3Langid:
    return Py3Langid(SET)


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_headlines_alone_tell_their_language(language: str, headline: str, langid: Py3Langid) -> None:
    """A headline is enough to tell nine languages apart, Belarusian, Ukrainian and Russian among them."""
    assert language == detect(a.article(headline=headline, text=""), langid, SET, 0.6).tag


def handler(langid: Py3Langid, *engines: Engine) -> TranslateArticle:
    return TranslateArticle(langid, SET, 0.6, engines, unlimited)


async def emitted(handle: TranslateArticle, event: object) -> ArticleTranslated:
    unit = Unit()
    await handle.handle(event, unit)  # type: ignore[arg-type]
    (data,) = unit.emitted("slugline.article.translated.v1")
    return data  # type: ignore[no-any-return]


async def test_an_article_goes_on_whole_with_language_and_translation(langid: Py3Langid) -> None:
    """The article itself is passed on unchanged beside its language and English text; what was declared stays."""
    article = a.article(headline=HEADLINES[1][1], text="Das teilte sie am Mittwoch in Warschau mit.", language="fr")

    data = await emitted(handler(langid, Engine("x", GOOD)), a.event(a.accepted(article)))

    assert (article, "de", "fr", GOOD.text) == (
        data.article, data.language.tag, data.article.language, data.translation.text,
    )  # fmt: skip


async def test_kills_pass_through_untouched(langid: Py3Langid) -> None:
    """A kill is neither identified nor translated."""
    engine = Engine("x", GOOD)

    data = await emitted(handler(langid, engine), a.event(a.accepted(a.kill())))

    assert ("und", "untranslated", []) == (data.language.tag, data.translation.status, engine.asked)


async def test_a_retry_emits_the_same_id(langid: Py3Langid) -> None:
    """The id of what is emitted depends on the article and its place alone."""
    event, units = a.event(a.accepted(a.article())), (Unit(), Unit(attempt=2))
    for unit in units:
        await handler(langid).handle(event, unit)

    assert units[0].outputs[0].id == units[1].outputs[0].id


async def test_an_engine_that_breaks_does_not_stop_the_article(langid: Py3Langid) -> None:
    """The handler emits the article untranslated when its only engine raises."""
    article = a.article(headline=HEADLINES[1][1], text="Das teilte sie am Mittwoch in Warschau mit.")

    data = await emitted(handler(langid, Engine("x", RuntimeError("down"))), a.event(a.accepted(article)))

    assert "untranslated" == data.translation.status


def test_the_service_can_be_wired() -> None:
    """The service builds from its settings alone, without a server."""
    assert "translate" == build(TranslateSettings()).name


def test_configured_languages_are_read_with_spaces_and_capitals() -> None:
    """The setting is a list by comma in which spaces and capitals do not matter."""
    assert ("en", "de") == TranslateSettings(languages=" EN, de ,").language_set
