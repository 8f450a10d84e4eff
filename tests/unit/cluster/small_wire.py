"""Small wires in three languages for hypothesis: reports, copies, corrections, kills, late English, editors' commands.

Two of the three happenings are look-alikes: a crane that falls in one port and a crane that falls in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from shared.contracts.article import Article, Translation
from shared.contracts.claim import Claim
from shared.contracts.entity import EntityInArticle
from shared.contracts.mention import EntityType
from shared.contracts.stages import ArticleResolved, StoryCommand
from shared.testing import builders

Entry = ArticleResolved | StoryCommand

#: The names of each happening by id, with type, and their forms in English, German and Russian.
NAMES: dict[str, dict[str, tuple[EntityType, tuple[str, str, str]]]] = {
    "gdynia": {
        "en_gdynia": ("GPE", ("Gdynia", "Gdingen", "Гдыня")),
        "en_portmar": ("ORG", ("Portmar", "Portmar", "Портмар")),
        "en_wolska": ("PERSON", ("Hanna Wolska", "Hanna Wolska", "Ханна Вольска")),
    },
    "klaipeda": {
        "en_klaipeda": ("GPE", ("Klaipėda", "Memel", "Клайпеда")),
        "en_balthaven": ("ORG", ("Balthaven", "Balthaven", "Балтхавен")),
        "en_petraitis": ("PERSON", ("Darius Petraitis", "Darius Petraitis", "Дарюс Петрайтис")),
    },
    "liege": {
        "en_liege": ("GPE", ("Liège", "Lüttich", "Льеж")),
        "en_clinic": ("ORG", ("Clinique du Pont", "Clinique du Pont", "Клиника дю Пон")),
        "en_renard": ("PERSON", ("Julie Renard", "Julie Renard", "Жюли Ренар")),
    },
}
TAGS = ("en", "de", "ru")
#: By kind of happening and language: the headline, then sentences; {p} place, {o} organisation, {w} person, {n} figure.
CRANE = (
    (
        "Crane falls in the port of {p}, {n} hurt",
        "A loading crane fell onto a quay in the port of {p} and hurt {n} workers.",
        "The port operator {o} stopped all loading after the crane had fallen.",
        "{w}, who runs the quay, said the crane had been checked in spring.",
        "Rescuers carried {n} workers from the quay to hospitals near the port.",
        "The wind was strong when the crane tipped over, witnesses on the quay said.",
    ),
    (
        "Kran stürzt im Hafen von {p} um, {n} Verletzte",
        "Im Hafen von {p} ist ein Kran auf den Kai gestürzt und hat {n} Arbeiter verletzt.",
        "Der Betreiber {o} hat die Verladung im Hafen nach dem Sturz angehalten.",
        "{w}, die Leitung am Kai, sagte, der Kran sei im Frühjahr geprüft worden.",
        "Retter brachten {n} Arbeiter vom Kai in Krankenhäuser.",
        "Der Wind war stark, als der Kran kippte, sagten Zeugen am Kai.",
    ),
    (
        "В порту города {p} упал кран, {n} пострадавших",
        "В порту города {p} кран упал на причал, пострадали {n} рабочих.",
        "Оператор порта {o} остановил погрузку после падения крана.",
        "{w} из управления причала сообщает, что кран проверяли весной.",
        "Спасатели доставили {n} рабочих с причала в больницы.",
        "По словам очевидцев на причале, кран опрокинулся при сильном ветре.",
    ),
)
STRIKE = (
    (
        "Nurses in {p} walk out, {n} operations put off",
        "Nurses of the hospital {o} in {p} have walked out and {n} operations were put off.",
        "The hospital {o} asked patients to come only in an emergency.",
        "{w}, a nurse, said the night shifts could no longer be borne.",
        "Some {n} operations will be made up for next month, the hospital said.",
        "The union of nurses wants two more nurses on every ward.",
    ),
    (
        "Pfleger in {p} streiken, {n} Operationen verschoben",
        "Die Pfleger der Klinik {o} in {p} streiken, {n} Operationen sind verschoben.",
        "Die Klinik {o} bittet Patienten, nur im Notfall zu kommen.",
        "{w}, eine Pflegerin, sagte, die Nachtdienste seien nicht mehr zu ertragen.",
        "Rund {n} Operationen sollen im nächsten Monat nachgeholt werden, teilt die Klinik mit.",
        "Die Gewerkschaft der Pfleger verlangt zwei Pfleger mehr auf jeder Station.",
    ),
    (
        "Медсёстры в городе {p} бастуют, отложено {n} операций",
        "Медсёстры больницы {o} в городе {p} бастуют, отложено {n} операций.",
        "Больница {o} просит пациентов приходить только в крайнем случае.",
        "{w}, медсестра больницы, говорит, что ночные смены стали невыносимы.",
        "Около {n} операций проведут в следующем месяце, сообщили в больнице.",
        "Профсоюз медсестёр требует ещё двух медсестёр на каждое отделение.",
    ),
)
TEMPLATES = {"gdynia": CRANE, "klaipeda": CRANE, "liege": STRIKE}
UNITS = {"gdynia": "workers injured", "klaipeda": "workers injured", "liege": "operations postponed"}
OUTLETS = ("Agency A", "Agency B", "Harbour Post", "Северный листок")


@dataclass(frozen=True)
class Told:
    """What one version of an article says."""

    uri: str
    topic: str
    tongue: int
    order: tuple[int, ...]
    n: int
    provider: str
    minutes: int
    version: int = 1
    change: str = "new"
    headline: str | None = None

    def resolved(self, seq: int) -> ArticleResolved:
        """As resolve sends it on."""
        item = builders.article(
            self.uri,
            version=str(self.version),
            change_kind=self.change,
            provider=self.provider,
            language=TAGS[self.tongue],
            headline=self.headline or self._say(0),
            text="\n\n".join(self._say(line) for line in self.order),
            published_at=builders.at(self.minutes),
            version_created=builders.at(self.minutes + self.version - 1),
            content_hash=f"{self.uri}-{self.version}",
        )
        return builders.resolved(item, seq=seq, entities=self._entities(item), claims=self._claims(item), timing=())

    def _say(self, line: int) -> str:
        place, organisation, person = (forms[self.tongue] for _, forms in NAMES[self.topic].values())
        written = TEMPLATES[self.topic][self.tongue][line]
        return written.format(p=place, o=organisation, w=person, n=self.n)

    def _entities(self, item: Article) -> tuple[EntityInArticle, ...]:
        named = NAMES[self.topic].items()
        return tuple(
            builders.entity(item, forms[self.tongue], name=forms[0], type=kind, entity_id=name, salience=0.5)
            for name, (kind, forms) in named
            if forms[self.tongue] in item.text
        )

    def _claims(self, item: Article) -> tuple[Claim, ...]:
        clause = next((line for line in item.text.split("\n\n") if f" {self.n} " in line), None)
        return (builders.quantity(item, clause, self.n, UNITS[self.topic]),) if clause else ()


def english_of(resolved: ArticleResolved) -> ArticleResolved:
    """The same article with an English headline that comes late."""
    english = Translation(status="translated", engine="test", headline=f"English of {resolved.article.uri}")
    return resolved.model_copy(update={"translation": english, "enrichment": "translation"})


orders = st.permutations((1, 2, 3, 4, 5)).flatmap(lambda p: st.integers(2, 5).map(lambda k: tuple(p[:k])))
#: What comes, new reports most often.
KINDS = ("report", "report", "report", "report", "copy", "correction", "kill", "late", "command", "command")
COMMANDS = ("merge", "move", "split", "pin", "rename", "undo")


@dataclass
class _Wire:
    """A wire while it is drawn."""

    draw: st.DrawFn
    entries: list[Entry] = field(default_factory=list)
    latest: dict[str, Told] = field(default_factory=dict)

    def grow(self, kind: str) -> None:
        """One entry more."""
        if kind == "report" or not self.latest:
            return self._add(self._report())
        if kind == "command":
            return self.entries.append(self._command())
        before = self.latest[self.draw(st.sampled_from(sorted(self.latest)))]
        grown = {"copy": self._copy, "correction": self._correction, "kill": self._kill, "late": self._late}
        return grown[kind](before)

    def _copy(self, before: Told) -> None:
        uri, outlet = f"urn:w:{len(self.latest) + 1}", self.draw(st.sampled_from(OUTLETS))
        headline = self.draw(st.sampled_from((None, "Seen today")))
        fresh = replace(before, uri=uri, version=1, change="new", minutes=before.minutes + 3)
        self._add(replace(fresh, provider=outlet, headline=headline))

    def _correction(self, before: Told) -> None:
        figure = self.draw(st.sampled_from((4, 7, 11)))
        self._add(replace(before, version=before.version + 1, change="correction", n=figure))

    def _late(self, before: Told) -> None:
        self.entries.append(english_of(before.resolved(self._seq())))

    def _add(self, told: Told) -> None:
        self.latest[told.uri] = told
        self.entries.append(told.resolved(self._seq()))

    def _kill(self, before: Told) -> None:
        when = builders.at(before.minutes + 9)
        gone = builders.kill(before.uri, version=str(before.version + 1), version_created=when)
        self.entries.append(builders.resolved(gone, seq=self._seq(), timing=()))

    def _seq(self) -> int:
        return len(self.entries) + 1

    def _report(self) -> Told:
        return Told(
            uri=f"urn:w:{len(self.latest) + 1}",
            topic=self.draw(st.sampled_from(sorted(TEMPLATES))),
            tongue=self.draw(st.integers(0, 2)),
            order=self.draw(orders),
            n=self.draw(st.sampled_from((4, 7, 11))),
            provider=self.draw(st.sampled_from(OUTLETS)),
            minutes=self.draw(st.sampled_from((10 * self._seq(), 90 - self._seq(), 3000 * self._seq()))),
        )

    def _command(self) -> StoryCommand:
        """A command on stories named by articles in them; some cannot be followed."""
        do = self.draw(st.sampled_from(COMMANDS))
        known = sorted(self.latest)
        some = self.draw(st.lists(st.sampled_from(known), min_size=min(2, len(known)), max_size=2, unique=True))
        said: dict[str, Any] = {"stories": tuple(some) if do == "merge" else tuple(some[:1])}
        if do in ("move", "split", "pin"):
            said["articles"] = tuple(some[-1:])
        if do == "split":
            said["stories"] = said["articles"]
        if do == "rename":
            said["title"] = self.draw(st.sampled_from(("The crane", "The strike")))
        return StoryCommand(command_id=f"cmd-{self._seq()}", do=do, by="ada", why="she knows", **said)


@st.composite
def wires(draw: st.DrawFn, least: int = 4, most: int = 12, kinds: tuple[str, ...] = KINDS) -> list[Entry]:
    """A wire of so many entries, in the order of arrival."""
    wire = _Wire(draw)
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=least, max_size=most)):
        wire.grow(kind)
    return wire.entries


reports = st.builds(
    Told,
    uri=st.just("urn:w:guest"),
    topic=st.sampled_from(sorted(TEMPLATES)),
    tongue=st.integers(0, 2),
    order=orders,
    n=st.sampled_from((4, 7, 11)),
    provider=st.sampled_from(OUTLETS),
    minutes=st.sampled_from((5, 45, 2500, 100_000)),
)
