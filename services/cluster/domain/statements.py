"""Quotations and reported speech of a story: which are one and the same statement, and who gives it.

One statement is quoted in full, in part, with other marks, and in other languages. Two variants are linked where they
share words in a row, or where `same_statement` takes them for one; whole statements that are linked, one by one, are
one, and a part goes with the whole that it is most like. Reported speech stands for itself: the same words are one
claim, other words another, since who reports chooses them.

An article is compared with what shares words with it, never with all, and only the statements it touches are told
apart anew: they are the same in whatever order articles came. Limits: the words of more than `_MOST` statements tell
none apart; a statement of a single word of content is known by its very words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from services.cluster.domain.layers import Layers, Postings
from services.cluster.domain.ledger_claim import LedgerClaim, Said, differ
from services.cluster.domain.origins import Whose
from services.cluster.domain.reading import Place, Reading, place
from services.cluster.domain.same_statement import LEAST, contradict, likeness
from services.cluster.domain.words import Run, Words

#: Wordings that one word, or row of words, is looked up for.
_MOST = 200
#: How alike two variants of the same words in a row are.
_VERBATIM = 2.0


@dataclass(frozen=True)
class Variant:
    """One variant of what somebody says, with everyone who gives it so, in order of publication."""

    words: Words
    said: tuple[Said, ...]
    #: Other variants of the same statement, and how alike they are.
    like: tuple[tuple[str, float], ...] = ()

    @property
    def first(self) -> tuple[Place, bool, int, str]:
        """Where it was said first."""
        said = self.said[0]
        return (place(said.article), said.claim.part == "text", said.claim.start, self.words.form)


@dataclass(frozen=True)
class Statements:
    """What is said in words in a story, by id. Shared between revisions: never changed."""

    claims: dict[str, LedgerClaim] = field(default_factory=dict)
    _variants: Layers[str, Variant] = Layers()
    _of: Layers[str, str] = Layers()
    _runs: Postings[Run, str] = Postings()
    _senses: Postings[str, str] = Postings()

    def with_article(self, reading: Reading, origin: Whose) -> Statements:
        """The statements with one more article."""
        return self.with_articles([(reading, origin)])

    def with_articles(self, articles: Iterable[tuple[Reading, Whose]]) -> Statements:
        """The statements with more articles, each with its origin."""
        grown = self
        touched: dict[str, None] = {}
        for reading, origin in articles:
            for words in reading.words:
                grown = grown._entered(words, Said(reading.article, origin.origin(words.claim), words.claim))
                touched[words.form] = None
        return grown._told_apart(touched) if touched else grown

    def _entered(self, words: Words, said: Said) -> Statements:
        known = self._variants.get(words.form)
        if known is not None:
            everyone = tuple(sorted((*known.said, said), key=_place))
            return replace(self, _variants=self._variants.with_items({words.form: replace(known, said=everyone)}))
        like = tuple(self._like(words))
        variants = {words.form: Variant(words, (said,), like)}
        for form, score in like:
            other = self._variants.get(form)
            assert other is not None
            variants[form] = replace(other, like=(*other.like, (words.form, score)))
        return replace(
            self,
            _variants=self._variants.with_items(variants),
            _runs=self._runs.with_value(iter(words.runs), words.form, _MOST),
            _senses=self._senses.with_value(iter(words.senses), words.form, _MOST),
        )

    def _like(self, words: Words) -> Iterator[tuple[str, float]]:
        """The variants that are of the same statement, and how alike they are."""
        in_a_row = Counter(form for run in words.runs for form in self._runs.of(run))
        shared = Counter(form for sense in words.senses for form in self._senses.of(sense))
        for form in sorted(in_a_row | Counter({f: n for f, n in shared.items() if n >= LEAST})):
            other = self._variants.get(form)
            assert other is not None
            if _is_verbatim(words, other.words, in_a_row[form]):
                yield form, _VERBATIM
            elif words.quoted and other.words.quoted and (score := likeness(words.quoted, other.words.quoted)):
                yield form, score

    def _told_apart(self, touched: Iterable[str]) -> Statements:
        """The statements in which something has changed, told apart anew; those that stay the same stay as they are."""
        claims = dict(self.claims)
        of: dict[str, str] = {}
        seen: set[str] = set()
        for form in touched:
            if form in seen:
                continue
            around = self._around(form)
            seen.update(around)
            before = {identity for f in around if (identity := self._of.get(f))}
            groups = list(_groups(around))
            made = {claim.id: claim for claim in map(_claim, groups)}
            for gone in before - set(made):
                claims.pop(gone, None)
            for identity, claim in made.items():
                old = claims.get(identity)
                claims[identity] = claim if old is None or differ(old, claim) else old
            of |= {variant.words.form: _identity(group) for group in groups for variant in group}
        return replace(self, claims=claims, _of=self._of.with_items(of))

    def _around(self, form: str) -> dict[str, Variant]:
        """A variant with all that are linked to it, one by one."""
        found: dict[str, Variant] = {}
        waiting = [form]
        while waiting:
            here = waiting.pop()
            if here not in found:
                variant = self._variants.get(here)
                assert variant is not None
                found[here] = variant
                waiting += [other for other, _ in variant.like]
        return found


def gather_statements(articles: Iterable[tuple[Reading, Whose]]) -> Statements:
    """What articles, each with its origin, say in words."""
    return Statements().with_articles(articles)


def _place(said: Said) -> tuple[Place, bool, int, str]:
    return (place(said.article), said.claim.part == "text", said.claim.start, said.claim.text)


def _is_verbatim(one: Words, other: Words, shared: int) -> bool:
    """Whether two variants have the same words in a row: enough of the shorter, or all of it where it is short."""
    if one.quoted is None or other.quoted is None or contradict(one.quoted, other.quoted):
        return False
    shorter, longer = sorted((one, other), key=lambda words: (len(words.text), words.text))
    if len(shorter.runs) > 1:
        return shared * 3 >= len(shorter.runs)
    is_told = one.is_by_the_same(other) and (one.text == other.text or " " in shorter.text)
    return is_told and f" {shorter.text} " in f" {longer.text} "


def _groups(around: dict[str, Variant]) -> Iterator[list[Variant]]:
    """The statements among variants that are linked: the whole ones, each with its parts, and parts without a whole."""
    whole = {form: variant for form, variant in around.items() if not variant.words.is_part}
    groups = list(_linked(whole))
    of = {variant.words.form: n for n, group in enumerate(groups) for variant in group}
    alone = {}
    for form, variant in around.items():
        if form in whole:
            continue
        wholes = [(score, around[other].first, of[other]) for other, score in variant.like if other in of]
        if wholes:
            best = min(wholes, key=lambda found: (-found[0], found[1]))
            groups[best[2]].append(variant)
        else:
            alone[form] = variant
    yield from groups
    yield from _linked(alone)


def _linked(variants: dict[str, Variant]) -> Iterator[list[Variant]]:
    """The variants that are linked with each other, directly or by one among them."""
    left = dict(variants)
    while left:
        waiting = [next(iter(left))]
        group = []
        while waiting:
            variant = left.pop(waiting.pop(), None)
            if variant is not None:
                group.append(variant)
                waiting += [other for other, _ in variant.like if other in left]
        yield group


def _identity(group: list[Variant]) -> str:
    """The id of a statement: that of the variant that came first."""
    return min(group, key=lambda variant: variant.first).words.id


def _claim(group: list[Variant]) -> LedgerClaim:
    """The statement with one place for each article that gives it: where it gives most of it."""
    fullest: dict[str, Said] = {}
    for said in sorted((said for variant in group for said in variant.said), key=_place):
        known = fullest.get(said.article.uri)
        if known is None or len(said.claim.text) > len(known.claim.text):
            fullest[said.article.uri] = said
    everyone = tuple(sorted(fullest.values(), key=_place))
    origins = len({said.origin for said in everyone})
    identity, kind = _identity(group), group[0].words.kind
    return LedgerClaim(identity, kind, identity, everyone, "corroborated" if origins > 1 else "reported", (), origins)
