"""Every figure that was revised or contradicted in two stories of the labelled stream, listed by hand from the texts.

A figure may be told as revised, as a conflict that opens, or as one that closes, whichever an editor would accept for
it; values, the article that brings it and who says so are as the text has them.
"""

from __future__ import annotations

from typing import NamedTuple

REVISED, OPENED, CLOSED = "claim_revised", "conflict_opened", "conflict_closed"


class Figure(NamedTuple):
    """One figure that changed: of what, from which value to which, in which article, who says so."""

    story: str
    unit: str
    before: float
    after: float
    article: str
    #: The names under which the text's source may be told; none where the text names nobody.
    sources: tuple[str, ...]
    kinds: tuple[str, ...]


PRISONERS, RAIL = "d-001", "d-077"

FIGURES = (
    # A misprint: the agency's 1,168 beside the 1,186 that everyone else has from the same rights group; then corrected.
    Figure(PRISONERS, "political prisoners held", 1186, 1168, "d-036", ("Viasna",), (REVISED, OPENED)),
    Figure(PRISONERS, "political prisoners held", 1168, 1186, "d-036", ("Viasna",), (REVISED, CLOSED)),
    Figure(
        PRISONERS,
        "prisoners under discussion",
        1300,
        1400,
        "d-110",
        ("Donald Trump", "the U.S. president"),
        (REVISED, OPENED),
    ),
    Figure(PRISONERS, "prisoners released", 16, 52, "d-124", ("U.S. embassy in Vilnius",), (REVISED,)),
    Figure(PRISONERS, "political prisoners held", 1186, 1100, "d-146", ("Meike Hellberg", "Viasna"), (REVISED, OPENED)),
    # At least four, seven, eleven, nine as corrected, ten; nineteen by a page that is killed, eleven by a local one.
    Figure(RAIL, "deaths", 4, 7, "d-079", (), (REVISED,)),
    Figure(RAIL, "injured", 38, 50, "d-079", ("Doina Marcus",), (REVISED,)),
    Figure(RAIL, "deaths", 7, 11, "d-081", ("Innenministerium", "interior ministry"), (REVISED,)),
    Figure(RAIL, "deaths", 11, 9, "d-081", ("Innenministerium", "interior ministry", "Ministerium"), (REVISED, CLOSED)),
    Figure(RAIL, "deaths", 9, 19, "d-083", ("Facebook page", "a Facebook page run by local commuters"), (OPENED,)),
    Figure(RAIL, "deaths", 9, 11, "d-084", ("Valea TV", "La chaîne locale Valea TV"), (OPENED,)),
    Figure(RAIL, "deaths", 19, 9, "d-083", (), (CLOSED,)),
    Figure(
        RAIL,
        "deaths",
        9,
        10,
        "d-088",
        ("міністерство внутрішніх справ Румунії", "interior ministry", "Romanian interior ministry"),
        (REVISED, CLOSED),
    ),
    Figure(RAIL, "injured", 50, 46, "d-088", (), (REVISED,)),
)
