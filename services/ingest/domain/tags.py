"""What an editor's note or a tag before the headline says about a version: correction, refile, update, kill."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Tag = Literal["correction", "refile", "update", "kill", "repeat"]


@dataclass(frozen=True)
class Finding:
    """The tag and the rule that found it, for example "ednote:correction"."""

    tag: Tag
    rule: str


#: Words by tag, in English, German, Russian, Ukrainian, Polish, French, Spanish, Belarusian and Lithuanian.
_WORDS: tuple[tuple[Tag, str], ...] = (
    (
        "kill",
        r"story withdrawn|mandatory kill|bulletin kill|kill(?: notice)?|meldung zurückgezogen|аннулировано"
        r"|отзыв (?:сообщения|новости)|анульовано|відкликано повідомлення|anulowane|wycofana depesza|dépêche annulée"
        r"|annulation de la dépêche|despacho anulado|анулявана|pranešimas atšauktas",
    ),
    (
        "correction",
        r"correct(?:s|ed|ion|ing)?|clarif(?:ies|ied|ication)|berichtig(?:t|ung|te)|korrigier(?:t|te)|korrektur"
        r"|richtigstellung"
        r"|исправл(?:ение|ено|ена|енная|яет)|поправка|уточнение|виправл(?:ення|ено|яє)|уточнення|поправка|korekta"
        r"|sprostowanie|poprawka|poprawia"
        r"|rectificatif|correctif|corrigée?|corrige|rectification|correcci[oó]n|corregido|rectificaci[oó]n|rectifica"
        r"|fe de erratas"
        r"|выпраўл(?:енне|ена|яе)|удакладненне|patikslint[aio]s?|pataisyt[aio]s?|pataisymas|klaidos ištaisymas",
    ),
    ("refile", r"refil(?:e|es|ed|ing)|resend(?:s|ing)?|resent|neu gesendet|erneut gesendet|повторная отправка"),
    ("repeat", r"repeat(?:s|ed|ing)?|rpt|wiederholung|повтор|паўтор|powtórzenie|répétition|repetición|pakartojimas"),
    (
        "update",
        r"updat(?:e|es|ed|ing)(?: \d+)?|adds|recasts|rewrites|writethru|wrapup(?: \d+)?|\d+(?:st|nd|rd|th) ld|1st lead"
        r"|aktualisier(?:t|te|ung)|ergänzt|neufassung|обновл(?:ено|ение|ена|яет)|дополн(?:ено|ение|ена)|оновл(?:ено"
        r"|ення)|доповнено"
        r"|aktualizacja|uzupełnienie|actualisée?|actualisation|mise à jour|actualiza(?:do|ción)?|абноўлена|дапоўнена"
        r"|atnaujint[aio]s?|papildyt[aio]s?",
    ),
)
_HEADLINE = {
    tag: re.compile(rf"\W*(?:{words})(?:\s?\(?\d{{0,2}}\)?)\s*(?::|[-–—]+)\s*", re.IGNORECASE) for tag, words in _WORDS
}
_NOTE = {tag: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for tag, words in _WORDS}
_ANY_TAG = re.compile("|".join(pattern.pattern for pattern in _HEADLINE.values()), re.IGNORECASE)
#: A kill stands in capitals: "KILL -", "STORY WITHDRAWN:". "Kill: a memoir" is a headline.
_SHOUTED = re.compile(r"\W*[^\W\d_a-zа-яёіўąćęłńóśźżäöüßéèà]{4,}")


def tag_of(headline: str, note: str) -> Finding | None:
    """What the version says it is; the headline's tag counts before the note. Kills are for `says_kill`."""
    for place, patterns, text in (("headline", _HEADLINE, headline), ("ednote", _NOTE, note)):
        for tag, _ in _WORDS[1:]:
            pattern = patterns[tag]
            if text and (pattern.match(text) if place == "headline" else pattern.search(text)):
                return Finding(tag, f"{place}:{tag}")
    return None


def says_kill(headline: str, note: str) -> Finding | None:
    """A kill that came without a status: in capitals before the headline, or as the first words of the note."""
    if _HEADLINE["kill"].match(headline) and _SHOUTED.match(headline):
        return Finding("kill", "headline:kill")
    if _NOTE["kill"].match(note) and _SHOUTED.match(note):
        return Finding("kill", "ednote:kill")
    return None


def without_tags(headline: str) -> str:
    """The headline without the tags before it, so that a repeat under a tag is known as the same text."""
    while (match := _ANY_TAG.match(headline)) and match.end() < len(headline):
        headline = headline[match.end() :]
    return headline
