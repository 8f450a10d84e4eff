"""Translated copies: the same wire text in another language."""

from __future__ import annotations

from services.cluster.domain.copies import LEAST_SENTENCES, TRANSLATED_WITHIN, CopyIndex, fingerprint
from services.cluster.domain.outlines import outline
from services.cluster.domain.outlines import unpacked as laid_out
from shared.testing import builders

ENGLISH = "\n\n".join(
    (
        "ESBJERG, Aug 12 (HPX) - A ferry with 214 passengers ran onto a sandbank outside the port of Esbjerg "
        "on Tuesday.",
        'Birgitte Holm, the captain, told reporters that the sea was calm. "Nobody is hurt, and the coffee is'
        ' hot," she said.',
        "The company Nordsund Line has cancelled 6 departures until the ship floats again. The damage is put "
        "at 3.5 million kroner.",
        "Two tugs will try to pull the ferry free at high tide, said Anders Lykke of the coast guard. Divers "
        "found no hole.",
        "A second ferry will take the passengers of Wednesday. The line was opened in 1987 and carries "
        "400,000 people a year.",
    )
)
GERMAN = "\n\n".join(
    (
        "Esbjerg – Eine Fähre mit 214 Passagieren ist am Dienstag vor dem Hafen von Esbjerg auf eine Sandbank"
        " gelaufen.",
        "Die Kapitänin Birgitte Holm sagte vor Reportern, die See sei ruhig. „Niemand ist verletzt, und der "
        "Kaffee ist heiß“, sagte sie.",
        "Die Reederei Nordsund Line hat 6 Abfahrten gestrichen, bis das Schiff wieder schwimmt. Der Schaden "
        "wird auf 3,5 Millionen Kronen geschätzt.",
        "Zwei Schlepper sollen die Fähre bei Flut freiziehen, sagte Anders Lykke von der Küstenwache. Taucher"
        " fanden kein Loch.",
    )
)
OWN_GERMAN = "\n\n".join(
    (
        "Nordsund Line steht nach dem Unglück vor Esbjerg in der Kritik. Schon im Mai hatte die Gewerkschaft "
        "der Seeleute vor zu kurzen Ruhezeiten gewarnt.",
        "Am Mittwoch forderte der Verkehrsausschuss des Parlaments Auskunft. Die Vorsitzende Mette Kragh will"
        " den Chef der Reederei für Freitag vorladen.",
        "Unter den 214 Menschen auf der Fähre war auch eine Schulklasse aus Flensburg. Die Eltern warteten "
        "bis zum Abend am Kai.",
        "Birgitte Holm fährt seit 22 Jahren zur See. Kollegen beschreiben sie als vorsichtig. Ein Gutachter "
        "soll den Schaden an der Schraube prüfen.",
    )
)


def printed(minutes: int, body: str, language: str) -> str:
    """The fingerprint of a text that came out so many minutes into the stream."""
    return fingerprint(body, language, builders.at(minutes))


def test_translated_and_cut_copy_is_known() -> None:
    """The same wire text in another language, cut, is a copy; a report of its own on the same happening is none."""
    index = CopyIndex()
    index.add("wire", printed(0, ENGLISH, "en"))
    assert index.original("translated", printed(120, GERMAN, "de")) == "wire"
    assert index.original("own", printed(1440, OWN_GERMAN, "de")) is None


def test_translation_that_came_first_is_found_by_its_original() -> None:
    """An original that reaches us after its translation joins its family."""
    index = CopyIndex()
    index.add("translated", printed(120, GERMAN, "de"))
    assert index.original("wire", printed(0, ENGLISH, "en")) == "translated"


def test_translations_are_looked_for_within_days() -> None:
    """Agencies translate within days: what is older is no original of a translation."""
    index = CopyIndex()
    index.add("wire", printed(0, ENGLISH, "en"))
    assert index.original("late", printed(TRANSLATED_WITHIN + 60, GERMAN, "de")) is None


def test_short_texts_are_never_called_translations() -> None:
    """A few sentences that two languages have in common are what any two reports of one happening have."""
    short = "\n\n".join(GERMAN.split("\n\n")[:2])
    assert len(laid_out(outline(short, "de"))) < LEAST_SENTENCES
    index = CopyIndex()
    index.add("wire", printed(0, ENGLISH, "en"))
    assert index.original("short", printed(60, short, "de")) is None


def test_outline_is_language_free() -> None:
    """Figures, names and known words of a sentence have the same codes in every language."""
    one = laid_out(outline("Halina Gilowska counted 12 dead and 1,300 prisoners.", "en"))[0].codes
    for language, sentence in (
        ("de", "Halina Gilowska zählte zwölf Tote und 1.300 Gefangene."),
        ("ru", "Халина Гиловска насчитала двенадцать погибших и 1300 заключённых."),
    ):
        assert len(one & laid_out(outline(sentence, language))[0].codes) >= 4, language
