"""What changes in a story's ledger without a revision of the story: who else says what was said already."""

from __future__ import annotations

from shared.contracts.stages import ArticleResolved
from tests.unit.cluster.wire import Desk, report


def later(quote: bool) -> ArticleResolved:
    """The second version of a third outlet's report, which gives the quotation now."""
    return report("ferry", "urn:x:3", version="2", change_kind="update", provider="Agency C", quote=quote, seq=4)


def desk() -> Desk:
    """A story that two outlets have the quotation of, and a third one has not."""
    made = Desk()
    made.push(report("ferry", "urn:x:1", quote=True, seq=1))
    made.push(report("ferry", "urn:x:2", quote=True, provider="Agency B", order=(5, 1, 2, 3, 4), seq=2))
    made.push(report("ferry", "urn:x:3", provider="Agency C", order=(0, 2, 3, 4, 5), seq=3))
    return made


def test_who_says_it_too_travels() -> None:
    """A version that only repeats what is known makes no revision, yet the ledger that travels names its article."""
    made = desk()
    revisions = len(made.revisions)
    made.push(later(quote=True))
    assert revisions == len(made.revisions)
    (told,) = [entry for entry in made.claims[-1].claims if entry.kind == "quote"]
    assert "urn:x:3" in {said.evidence.article_uri for said in told.said}
    assert (made.revisions[-1].update.revision, 1) == (made.claims[-1].revision, made.claims[-1].amendment)


def test_an_amendment_is_told_once() -> None:
    """A version that comes again amends nothing, and a revision begins to count amendments anew."""
    made = desk()
    made.push(later(quote=True))
    told = len(made.claims)
    made.push(later(quote=True))
    assert told == len(made.claims)
    made.push(report("ferry", "urn:x:4", n=9, provider="Agency D", order=(5, 0, 1), seq=5))
    assert 0 == made.claims[-1].amendment
    assert [part.order for part in made.claims] == sorted(part.order for part in made.claims)
