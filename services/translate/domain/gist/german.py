"""German word order undone: verbs at the end of a clause come back to their subject, prefixes to their verb."""

from __future__ import annotations

from collections.abc import Sequence

from services.translate.domain.gist.clauses import clauses, phrase_end
from services.translate.domain.gist.forms import Form
from services.translate.domain.gist.pieces import Piece
from services.translate.domain.gist.word_choice import head_of
from shared.language.bilingual import glosses

_AUXILIARIES = frozenset(
    "bin bist seid habt hast werdet wirst kannst könnt hat haben habe hatte hatten hätte hätten ist sind "
    "war waren sei seien wäre wären wird werden wurde wurden würde würden "
    "werde kann können konnte konnten könnte könnten muss müssen musste mussten müsste soll sollen sollte sollten will "
    "wollen wollte wollten darf dürfen durfte durften dürfte mag möchte möchten lässt ließ".split()
)
_CONJUNCTIONS = frozenset(
    "dass daß weil wenn ob als nachdem bevor während damit obwohl da falls sodass wie wo warum was wer "
    "bis sobald solange "
    "seit ehe indem".split()
)
_RELATIVES = frozenset("der die das dem den denen dessen deren welche welcher welches".split())
_SUBJECTS = frozenset("der die das welche welcher welches".split())
_PREFIXES = frozenset(
    "ab an auf aus bei ein fest fort frei her hin los mit nach nieder statt teil um unter vor weg weiter "
    "wieder zu zurück "
    "zusammen heraus hinaus hinzu herein vorbei bekannt".split()
)
#: Verbs that form their perfect with "sein": "ist gekommen" is came, "ist geschlossen" is closed.
_WITH_SEIN = frozenset(
    "come go drive fly travel die fall rise sink stay remain happen occur arise emerge run flee escape arrive appear "
    "disappear grow land depart leave return enter burst collapse crash succeed fail start climb drop be become".split()
)


def english_order(pieces: list[Piece]) -> list[Piece]:
    """The clauses of a sentence, each in English order."""
    _genitives(pieces)
    found: list[Piece] = []
    for clause in clauses(pieces):
        found += _clause(clause, found)
    return found


_GENITIVES = {"der": "of the", "einer": "of a", "dieser": "of this", "ihrer": "of their", "seiner": "of his"}
_GENITIVES |= {"unserer": "of our", "aller": "of all", "meiner": "of my", "deren": "whose", "beider": "of both"}


def _genitives(pieces: Sequence[Piece]) -> None:
    """Articles that are genitives, because they follow a noun; "das" that is no article, because a verb follows."""
    for n, piece in enumerate(pieces[:-1]):
        after = pieces[n + 1]
        if n and piece.source in _GENITIVES and pieces[n - 1].kind == "n" and after.kind in {"n", "a", "place", "name"}:
            piece.english = _GENITIVES[piece.source]
        elif piece.source == "das" and (after.kind == "v" or after.source in _AUXILIARIES):
            piece.english = "that"
        elif piece.kind == "place" and piece.source.endswith("s") and after.kind in {"n", "a"} and not _own_s(piece):
            piece.english += "'s"


def _own_s(place: Piece) -> bool:
    """Whether the place ends in s by itself."""
    return place.english.lower().endswith("s") or len(place.source) < 5


def _clause(clause: list[Piece], before: Sequence[Piece]) -> list[Piece]:
    mark = [clause.pop()] if clause[-1].is_mark else []
    gap = clause[0].gap if clause else ""
    if len(clause) > 2:
        clause = _without_prefix(_infinitive_first(clause))
        after_comma = bool(before) and before[-1].source == ","
        conjunction = next((n for n in (0, 1) if clause[n].source in _CONJUNCTIONS), None)
        if conjunction is not None and (conjunction == 0 or clause[0].kind in {"f", "r"}):
            clause = _verb_to(clause, phrase_end(clause, conjunction + 1))
        elif after_comma and _is_relative(clause):
            clause = _relative(clause, before)
        else:
            clause = _main(clause, is_inverted=after_comma)
        clause = _tenses(clause)
        for n, piece in enumerate(clause):
            piece.gap = piece.gap or " " if n else gap
    return clause + mark


def _verbs_at_end(clause: Sequence[Piece]) -> int:
    """Where the verbs that end a clause begin."""
    at = len(clause)
    while at > 1 and (clause[at - 1].kind == "v" or clause[at - 1].source in _AUXILIARIES | {"worden", "lassen"}):
        at -= 1
    return at


def _verb_to(clause: list[Piece], place: int) -> list[Piece]:
    """With the verbs of the end put behind the subject, the finite one first."""
    start = max(_verbs_at_end(clause), place)
    if start >= len(clause):
        return clause
    verbs = clause[start:]
    if verbs[-1].source in _AUXILIARIES:
        verbs = [verbs[-1], *verbs[:-1]]
    rest = clause[place:start]
    nicht = [rest.pop()] if rest and rest[-1].source == "nicht" else []
    return clause[:place] + nicht + verbs + rest


def _is_relative(clause: Sequence[Piece]) -> bool:
    """Whether a clause after a comma begins with a relative pronoun and ends with its verb."""
    if clause[0].source not in _RELATIVES or _verbs_at_end(clause) == len(clause):
        return False
    return not any(
        p.source in _AUXILIARIES or (p.kind == "v" and p.form.tense == "past")
        for p in clause[1 : _verbs_at_end(clause)]
    )


def _relative(clause: list[Piece], before: Sequence[Piece]) -> list[Piece]:
    pronoun = clause[0]
    person = len(before) > 1 and (
        before[-2].kind == "name" or before[-2].english.endswith(("er", "or", "ist", "man", "people"))
    )
    if pronoun.source not in {"dessen", "deren"}:
        pronoun.english = "who" if person else "which"
    subject = 1 if pronoun.source in _SUBJECTS and clause[1].english not in {"he", "they", "we", "I", "it"} else 0
    return _verb_to(clause, 1 if subject else max(1, phrase_end(clause, 1)))


def _infinitive_first(clause: list[Piece]) -> list[Piece]:
    """ "um die Lage zu verbessern" is to improve the situation."""
    if clause[-1].kind == "v" and clause[-2].source == "zu":
        clause[-2].english = "to"
        clause[-1].form = Form(tense="to")
        if clause[0].source in {"um", "ohne", "statt", "anstatt"}:
            clause[0].english = "" if clause[0].source == "um" else clause[0].english
            return [clause[0], *clause[-2:], *clause[1:-2]]
        if not any(p.kind == "v" or p.source in _AUXILIARIES for p in clause[:-2]):
            return [*clause[-2:], *clause[:-2]]
    return clause


def _without_prefix(clause: list[Piece]) -> list[Piece]:
    """A prefix at the end joined to its verb: "nimmt ... teil" is teilnehmen."""
    last = clause[-1]
    if last.source not in _PREFIXES:
        return clause
    verb = next((piece for piece in clause[:-1] if piece.kind == "v"), None)
    if verb is None:
        return clause
    whole = glosses(last.source + head_of(verb), "de")
    if whole:
        verb.english = next((gloss for gloss in whole if gloss.kind == "v"), whole[0]).english
    return clause[:-1]


def _main(clause: list[Piece], *, is_inverted: bool) -> list[Piece]:
    """A main clause: subject before the verb, the rest of the verb at once after it."""
    at = next((n for n, p in enumerate(clause) if p.source in _AUXILIARIES or p.kind == "v"), None)
    if at is None or at > 8:
        return clause
    clause = _with_rest(clause, at)
    if at == 0 and not is_inverted:
        return clause
    if at == 0 or not _has_subject(clause[:at]):
        return _behind_subject(clause, at)
    return clause


def _with_rest(clause: list[Piece], at: int) -> list[Piece]:
    """Participles and infinitives from the end put behind their auxiliary."""
    if clause[at].source not in _AUXILIARIES:
        return clause
    start = max(_verbs_at_end(clause), at + 1)
    if start >= len(clause) or start == at + 1:
        return clause
    verbs, middle = clause[start:], clause[at + 1 : start]
    subject = middle[: phrase_end(middle, 0)] if middle[0].source in {"er", "sie", "es", "wir", "ich", "man"} else []
    middle = middle[len(subject) :]
    nicht = next(([p] for p in middle if p.source == "nicht"), [])
    middle = [p for p in middle if p not in nicht] if nicht else middle
    return [*clause[: at + 1], *subject, *nicht, *verbs, *middle]


def _has_subject(before: Sequence[Piece]) -> bool:
    """Whether what stands before the verb begins with a noun phrase and not with a preposition or an adverb."""
    end = phrase_end(before, 0)
    return end > 0


def _behind_subject(clause: list[Piece], at: int) -> list[Piece]:
    """The verb and what belongs to it put behind the noun phrase that follows."""
    last = at + 1
    while last < len(clause) and (clause[last].kind == "v" or clause[last].source in {"nicht", "worden"}):
        last += 1
    end = phrase_end(clause, last)
    if end == last:
        return clause
    return clause[:at] + clause[last:end] + clause[at:last] + clause[end:]


def _tenses(clause: list[Piece]) -> list[Piece]:
    """Perfects as simple pasts, "werden" as will or is."""
    found: list[Piece] = []
    for n, piece in enumerate(clause):
        verb = next((p for p in clause[n + 1 : n + 4] if p.kind == "v"), None)
        if piece.source in {"worden"}:
            continue
        if verb is not None and piece.source in _AUXILIARIES and not _meant(piece, verb):
            continue
        found.append(piece)
    return found


def _meant(auxiliary: Piece, verb: Piece) -> bool:
    """Sets the English of an auxiliary before its verb; False where English says it by the verb alone."""
    source, done = auxiliary.source, verb.form.tense == "done"
    if source in {"hat", "haben", "habe"} and done:
        verb.form = Form(tense="past")
        return False
    if source in {"ist", "sind", "sei", "seien"} and done and verb.english.split()[0] in _WITH_SEIN:
        verb.form = Form(tense="past")
        return False
    if source in {"wird", "werden", "werde"}:
        auxiliary.english = ("is" if source == "wird" else "are") if done else "will"
    if source in {"wurde", "wurden"}:
        auxiliary.english = "was" if source == "wurde" else "were"
    return True
