"""The small seed list of bodies whose abbreviations no rule can find out; the method works without it."""

from __future__ import annotations

from functools import cache

from services.resolve.domain.tables import rows


@cache
def _seeds() -> dict[str, str]:
    """Names as written (capitals kept where all are capitals) to the English name."""
    table: dict[str, str] = {}
    for english, others in rows("seed_bodies.tsv"):
        for form in (english, *others.split(",")):
            table.setdefault(_as_known(form), english)
    return table


def _as_known(form: str) -> str:
    text = " ".join(form.split())
    return text if text.isupper() else text.casefold()


def seed_named(form: str) -> str | None:
    """The English name of the body of the list that this form is; None for others."""
    return _seeds().get(_as_known(form))
