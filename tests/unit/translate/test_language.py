from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.translate.adapters.langid import Py3Langid
from services.translate.domain.alphabets import is_foreign, script_of
from services.translate.domain.language import UND, detect, legible, read, sample
from services.translate.domain.ports import Guess
from services.translate.settings import TranslateSettings
from shared.testing import builders as a

SET, FLOOR = TranslateSettings().language_set, 0.6
LANGID = Py3Langid(SET)


class Says:
    """An identifier with a ranking of its own for the configured languages, and one for the world's."""

    def __init__(self, *here: tuple[str, float], anywhere: tuple[str, float] | None = None) -> None:
        guesses = [Guess(*pair) for pair in here]
        self.here = Guess(guesses[0].tag, guesses[0].probability, tuple(guesses[1:]))
        self.anywhere = Guess(*anywhere) if anywhere else self.here

    def among_all(self, text: str) -> Guess:
        return self.anywhere

    def among_configured(self, text: str) -> Guess:
        return self.here


def tag_of(headline: str, text: str = "", hint: str | None = None, declared: str | None = None) -> str:
    article = a.article(headline=headline, text=text, language=declared)
    return detect(article, LANGID, SET, FLOOR, hint).tag


CONFIGURED = [
    ("en", "Ferry runs aground off the coast, all passengers safe"),
    ("de", "Fähre läuft vor der Küste auf Grund, alle Fahrgäste gerettet"),
    ("ru", "Паром сел на мель у побережья, все пассажиры спасены"),
    ("uk", "Пором сів на мілину біля узбережжя, усіх пасажирів урятовано"),
    ("be", "Паром сеў на мель каля ўзбярэжжа, усе пасажыры выратаваныя"),
    ("pl", "Prom wszedł na mieliznę u wybrzeży, wszyscy pasażerowie bezpieczni"),
    ("fr", "Un ferry s’échoue près de la côte, tous les passagers sont saufs"),
    ("es", "Un ferri encalla frente a la costa y todos los pasajeros están a salvo"),
    ("lt", "Keltas užplaukė ant seklumos prie kranto, visi keleiviai išgelbėti"),
    ("it", "Il traghetto si arena davanti alla costa, salvi tutti i passeggeri"),
    ("nl", "Veerboot loopt vast voor de kust, alle passagiers zijn veilig"),
    ("pt", "O barco encalhou junto à costa e todos os passageiros estão a salvo"),
    ("cs", "Trajekt najel u pobřeží na mělčinu, všichni cestující jsou v pořádku"),
    ("bg", "Фериботът заседна край брега, всички пътници са спасени"),
    ("lv", "Prāmis uzskrējis uz sēkļa pie krasta, visi pasažieri ir izglābti"),
]


@pytest.mark.parametrize(("language", "headline"), CONFIGURED)
def test_each_configured_language_is_told_by_a_headline(language: str, headline: str) -> None:
    """A headline alone is enough for every language of the default set."""
    assert language == tag_of(headline)


@pytest.mark.parametrize(("language", "headline"), CONFIGURED)
def test_telex_capitals_do_not_hide_the_language(language: str, headline: str) -> None:
    """A text all in capitals is in the language that it would be in small letters."""
    assert language == tag_of(headline.upper())


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("ru", "Вулкан засыпал пеплом столицу"),
        ("uk", "Вулкан засипав попелом столицю"),
        ("be", "Вулкан засыпаў попелам сталіцу"),
        ("ru", "Мэр объявил об отставке"),
        ("uk", "Міський голова подав у відставку"),
        ("be", "Мэр абвясціў пра адстаўку"),
        ("ru", "Директор Silver Lake Partners объявил о продаже Blue River"),
        ("uk", "Директор Silver Lake Partners оголосив, що продає Blue River"),
    ],
)
def test_neighbouring_cyrillic_languages_are_told_apart(language: str, headline: str) -> None:
    """Belarusian, Ukrainian and Russian headlines are told apart, by a single letter where it takes no more."""
    assert language == tag_of(headline)


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("kk", "Мектептерде жаңа оқу жылы басталды"),
        ("sr", "Мост преко реке биће затворен до јесени"),
        ("sv", "Bron över älven hålls stängd till i höst"),
        ("el", "Η γέφυρα θα μείνει κλειστή μέχρι το φθινόπωρο"),
        ("ar", "الجسر سيبقى مغلقا حتى الخريف المقبل"),
        ("fi", "Joen ylittävä silta on suljettu syksyyn asti"),
    ],
)
def test_a_language_outside_the_set_is_never_taken_for_one_inside(language: str, headline: str) -> None:
    """Kazakh is not Belarusian and Serbian not Bulgarian: such an article has its own language."""
    assert language == tag_of(headline)


def test_kazakh_letters_decide_against_the_identifier() -> None:
    """Letters that no configured alphabet has outweigh an identifier that names one of these languages."""
    reading = read("Мұғалімдердің жалақысы өседі", Says(("be", 0.99), anywhere=("be", 0.99)), SET, FLOOR)

    assert "be" != reading.language.tag


def test_letters_that_a_language_lacks_outweigh_the_identifier() -> None:
    """Text with ы and э is Russian though the identifier leans to Bulgarian."""
    says = Says(("bg", 0.6), ("ru", 0.4))

    assert "ru" == read("Это были новые выборы", says, SET, FLOOR).language.tag


def test_the_method_says_how_the_language_was_found() -> None:
    """Confidence is a probability, and the method names the identifier and who weighed in."""
    found = detect(a.article(headline=CONFIGURED[1][1], text=""), LANGID, SET, FLOOR)

    assert 0.6 < found.confidence <= 1.0 and "py3langid:configured" == found.method


UNSURE = Says(("de", 0.45), ("nl", 0.35), ("en", 0.2))
SURE = Says(("de", 0.98), ("nl", 0.02))
NAMES = "Bergmann Hansen Lindt Petersen"


def said(identifier: Says, hint: str | None = None, declared: str | None = None, text: str = NAMES) -> tuple[str, str]:
    found = detect(a.article(headline=text, text="", language=declared), identifier, SET, FLOOR, hint)
    return found.tag, found.method.partition("+")[2]


def test_an_unsure_text_is_undetermined() -> None:
    """Where no language is likely enough the article is `und`."""
    assert ("und", "") == said(UNSURE)


def test_a_hint_raises_a_language_that_the_text_leaves_open() -> None:
    """The language that the settings name for a source is taken where the text alone is unsure."""
    assert ("nl", "hint") == said(UNSURE, hint="nl")


def test_a_hint_never_overrides_a_sure_text() -> None:
    """A German text from a source said to write Dutch is German."""
    assert ("de", "") == said(SURE, hint="nl")


def test_a_hint_that_the_text_speaks_against_is_not_taken() -> None:
    """A language with no chance in the text is not made likely by a hint."""
    assert ("und", "") == said(UNSURE, hint="lt")


def test_a_hint_helps_texts_that_are_too_short_by_themselves() -> None:
    """A headline of one word is in the language of its source where that is known."""
    assert ("und", "de") == (tag_of("Eilmeldung!"[:9]), tag_of("Eilmeldung!"[:9], hint="de"))


def test_a_declared_language_breaks_a_near_tie() -> None:
    """Where two languages are about as likely the declared one is taken."""
    assert ("nl", "declared") == said(UNSURE, declared="nl-BE")


def test_a_declared_language_does_not_help_where_it_is_not_nearly_tied() -> None:
    """A declared language that the text makes unlikely is only kept beside."""
    assert ("und", "") == said(Says(("de", 0.55), ("nl", 0.2), ("en", 0.25)), declared="nl")


def test_a_declared_language_does_not_override_the_text() -> None:
    """German that is declared as French is German."""
    assert "de" == tag_of(CONFIGURED[1][1], declared="fr")


def test_german_that_opens_with_a_page_of_english_is_german() -> None:
    """The middle and the end of a long article are read too, so that an opening quotation does not name it."""
    english = "The committee said on Tuesday that it would look into the matter again. " * 12
    german = "Der Ausschuss teilte am Dienstag mit, dass er die Sache noch einmal prüfen werde. " * 60

    assert "de" == tag_of("Ausschuss prüft noch einmal", f"{english}\n\n{german}")


HOSTILE = {
    "a megabyte without a space": "абвгд" * 200_000,
    "Latin without a space": "abcdefgh" * 125_000,
    "ten thousand short lines": "ja\n" * 10_000,
    "mixed scripts": "Привет world 你好 שלום γειά " * 500,
    "zero-width marks": "\u200b".join("Der Rat tagt heute in Bonn und berät") * 40,
    "right-to-left marks": "\u202eСовет\u202c заседает\u200f сегодня\u2067 " * 200,
    "emoji": "🚀🔥🎉" * 5_000,
    "digits of other scripts": "١٢٣٤ ৫৬৭ १२३ " * 1_000,
    "lone surrogates": "\ud800\udfff" * 1_000,
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_gets_an_answer_in_bounded_time(text: str) -> None:
    """Whatever the text, there is a tag with a probability, and a long text costs no more than a short one."""
    began = time.process_time()
    found = detect(a.article(headline=text, text=text), LANGID, SET, FLOOR)

    assert found.tag and 0.0 <= found.confidence <= 1.0
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("kind", ["emoji", "digits of other scripts", "lone surrogates", "nothing"])
def test_text_without_letters_has_no_language(kind: str) -> None:
    """What has no letters is `und`, hint or no hint."""
    assert UND.tag == tag_of(HOSTILE[kind], hint="de")


def test_invisible_marks_do_not_part_words() -> None:
    """Zero-width and direction marks are taken out before a text is read."""
    assert "Der Rat" == legible("D\u200be\u00adr\u202e R\u2060at")
    assert "de" == tag_of("\u200b".join("Der Rat tagt heute in Bonn und berät über den Haushalt"))


def test_what_is_read_is_bounded() -> None:
    """The sample of an article stays the same size however long its text is."""
    assert len(sample(a.article(headline="x" * 10_000, text="y" * 10**6))) < 4_000


@pytest.mark.parametrize(
    ("text", "script"),
    [("12:30", "none"), ("Rat", "latin"), ("Рада", "cyrillic"), ("政府", "other"), ("Рада Blue Lake", "cyrillic")],
)
def test_the_script_is_that_of_the_language_not_of_its_names(text: str, script: str) -> None:
    """Latin names in Cyrillic text do not make it Latin."""
    assert script == script_of(text)


def test_a_foreign_name_does_not_make_a_text_foreign() -> None:
    """One Serbian letter in a Russian sentence is a name's; a text full of Kazakh letters is not in any of the set."""
    assert not is_foreign("Вчера Љубомир выиграл матч в четырёх сетах", SET)
    assert is_foreign("Мұғалімдердің жалақысы қаңтардан бастап өседі", SET)


@given(st.text(max_size=300), st.sampled_from([None, "de", "xx", "", "de-AT"]))
def test_any_text_has_a_tag_and_a_probability(text: str, told: str | None) -> None:
    """No text and no declaration breaks detection, and the same text is in the same language."""
    article = a.article(headline="", text=text, language=told)
    found = detect(article, LANGID, SET, FLOOR, told)

    assert 0.0 <= found.confidence <= 1.0 and found == detect(article, LANGID, SET, FLOOR, told)
