from __future__ import annotations

import pytest

from shared.language.names import fold_name, name_gender, name_keys

ONE_PERSON = {
    "Lukashenko": "Lukaschenko/de Lukaschenkos/de Lukashenko/en Лукашенко/ru Лукашэнка/be Лукашэнкі/be Łukaszenki/pl "
    "Łukaszence/pl Loukachenko/fr Лукашенком/uk Lukašenkos/lt",
    "Tikhanovsky": "Tichanowski/de Tikhanovsky/en Тихановского/ru Ціханоўскі/be Tsikhanouski/en Cichanouski/pl "
    "Tikhanovski/fr Tijanovski/es Тихановським/uk",
    "Tikhanovskaya": "Tichanowskaja/de Tikhanovskaya/en Тихановской/ru Ціханоўская/be Tsikhanouskaya/en "
    "Cichanouskiej/pl Tikhanovskaïa/fr Cichanouskaja/lt",
    "Zelensky": "Zelensky/en Selenskyj/de Зеленского/ru Зеленський/uk Зяленскі/be Zełenskiego/pl Zelenskis/lt",
    "Putin": "Putin/en Путина/ru Пуціным/be Putinem/pl Poutine/fr Putino/lt",
    "Kalesnikava": "Kolesnikova/en Kalesnikawa/de Калеснікавай/be Колесниковой/ru",
}


@pytest.mark.parametrize("name", ONE_PERSON)
def test_one_person_has_one_key_in_every_language(name: str) -> None:
    """A surname folds to one key whatever its script, spelling, romanisation and case."""
    forms = [form.split("/") for form in ONE_PERSON[name].split()]

    assert {fold_name(name, "en")} == {fold_name(surface, language) for surface, language in forms}


def test_no_two_of_these_people_share_a_key() -> None:
    """Different surnames keep different keys: Tichanowski is not Tichanowskaja, and Putin is not Putilin."""
    names = [*ONE_PERSON, "Putilin", "Lukashevich", "Peskov", "Zakharov", "Zakharova"]

    assert len(names) == len({fold_name(name, "en") for name in names})


@pytest.mark.parametrize(
    ("surface", "language"),
    [("Wladimir Putin", "de"), ("Владимиром Путиным", "ru"), ("Володимира Путіна", "uk"), ("Уладзіміра Пуціна", "be")],
)
def test_first_names_of_one_origin_are_one(surface: str, language: str) -> None:
    """Volodymyr, Uladzimir and Wladimir fold to the first name that English uses for them."""
    assert fold_name("Vladimir Putin", "en") == fold_name(surface, language)


def test_a_first_name_decides_the_gender_of_a_surname() -> None:
    """The form Захарова is a woman's name after Мария, and a man's genitive after Ивана."""
    assert fold_name("Maria Zakharova", "en") == fold_name("Мария Захарова", "ru")
    assert fold_name("Ivan Zakharov", "en") == fold_name("Ивана Захарова", "ru")
    assert "f" == name_gender("Марии Захаровой", "ru")


def test_a_surname_alone_that_may_be_a_woman_s_gives_both_keys() -> None:
    """Of the bare form Захарова both readings are given, the man's first."""
    assert (fold_name("Zakharov", "en"), fold_name("Zakharova", "en")) == name_keys("Захарова", "ru")


def test_initials_and_particles_inside_a_name_are_left_out() -> None:
    """Ursula von der Leyen and Ursula Leyen have one key, and so do John F. Kennedy and John Kennedy."""
    assert fold_name("Ursula Leyen", "en") == fold_name("Ursula von der Leyen", "de")
    assert fold_name("John Kennedy", "en") == fold_name("John F. Kennedy", "en")


@pytest.mark.parametrize("text", ["", " ", "—", "'", "1", "東京", "\u200b", "а" * 10_000])
def test_any_text_has_a_key(text: str) -> None:
    """Folding answers for every string, names or not."""
    assert isinstance(fold_name(text, "ru"), str)
