from __future__ import annotations

from collections import Counter
from pathlib import Path

from shared.language.bilingual import look_up, phrase_in
from shared.language.dictionary import Entry, read
from training.lexicon import LANGUAGES, own
from training.lexicon.alignment import align
from training.lexicon.evidence import Evidence, translations
from training.lexicon.forms import rows
from training.lexicon.merge import merged
from training.lexicon.priors import alike
from training.lexicon.readings import preferred

SENTENCES = [
    ("der hund schlafen".split(), "the dog sleep".split()),
    ("der katze schlafen".split(), "the cat sleep".split()),
    ("der hund fressen".split(), "the dog eat".split()),
    ("ein katze fressen".split(), "a cat eat".split()),
    ("ein hund laufen".split(), "a dog run".split()),
]


def test_words_that_always_stand_together_are_linked() -> None:
    """Without any dictionary, each word of a few sentences finds the one that stands for it."""
    counts = align(SENTENCES, lambda foreign, english: 0.0).counts
    best = {foreign: max((n, e) for (f, e), n in counts.items() if f == foreign)[1] for foreign, _ in counts}
    assert {
        "hund": "dog",
        "katze": "cat",
        "schlafen": "sleep",
        "fressen": "eat",
        "laufen": "run",
    }.items() <= best.items()


def test_a_dictionary_decides_what_the_texts_leave_open() -> None:
    """Of two words that always stand together, each goes with the English that our entries name."""
    both = [(["a", "b"], ["x", "y"]), (["b", "a"], ["x", "y"])]
    known = {("a", "y"), ("b", "x")}
    counts = align(both, lambda foreign, english: 3.0 * ((foreign, english) in known)).counts
    assert counts["a", "y"] > 1 > counts.get(("a", "x"), 0.0)


def test_look_alikes_are_told_across_scripts() -> None:
    """International words are recognised, chance likenesses of short words are not."""
    assert alike("демократия", "democracy")
    assert alike("prezident", "president")
    assert not alike("правило", "province")
    assert not alike("дом", "dome")


def test_evidence_orders_meanings_and_adds_words_but_unsays_nothing() -> None:
    """Own meanings all stay; texts put the one that they clearly prefer first, and add words that were not written."""
    evidence = Evidence(
        {"лечь": Counter({"settle": 9}), "кот": Counter({"cat": 3})},  # type: ignore[dict-item]
        Counter({"лечь": 10, "кот": 3}),
    )
    entries = merged([(Entry("лечь", "v", ("lie", "settle")), ())], evidence, "ru")
    assert [("лечь", ("settle", "lie")), ("кот", ("cat",))] == [(entry.head, entry.english) for entry, _ in entries]


def test_one_sighting_is_no_evidence_unless_the_words_look_alike() -> None:
    """A word seen once gets English only from a firm link or a look-alike."""
    evidence = Evidence(
        {"бульон": Counter({"soup": 0.5}), "консорциум": Counter({"consortium": 0.5})},  # type: ignore[dict-item]
        Counter({"бульон": 1, "консорциум": 1}),
    )
    assert () == translations(evidence, "бульон")
    assert ("consortium",) == translations(evidence, "консорциум")


def test_a_form_that_texts_read_otherwise_becomes_an_entry() -> None:
    """Where translations clearly prefer another English for a form, that comes first and the rest behind it."""
    book = read(rows([(Entry("accusé", "n", ("defendant",)), ())], "fr"))
    evidence = Evidence({}, Counter(), forms={"accusé": Counter({"accuse": 6.0, "defendant": 1.0})})  # type: ignore[dict-item]
    assert [("accusé", ("accuse", "defendant"))] == [(e.head, e.english) for e in preferred(evidence, book, "fr")]


def test_every_form_that_was_written_leads_to_its_headword() -> None:
    """Suppletive forms and phrases of an entry are found in the rows that are made of it."""
    book = read(
        rows(
            [
                (Entry("человек", "n", ("person",)), ("люди", "людей")),
                (Entry("права человека", "p", ("human rights",)), ()),
            ],
            "ru",
        )
    )
    assert ["person"] * 3 == [look_up(word, "ru", book)[0].english for word in ("людей", "люди", "человека")]
    assert (2, "human rights") == (lambda f: (f[0], f[1].english))(
        phrase_in(["прав", "человека"], 0, "ru", book) or (0, None)
    )


def test_rows_that_break_the_format_are_named_and_left_out(tmp_path: Path) -> None:
    """A row with a wrong kind or too few columns is no entry, and its line is told."""
    (tmp_path / "de.tsv").write_text("# own\nHaus\tn\thouse\nBaum\tx\ttree\nHut\tn\nzu\tf\t\n", encoding="utf-8")
    assert ["Haus", "zu"] == [entry.head for entry, _ in own.read("de", tmp_path)]
    assert ["de.tsv:3: kind 'x'", "de.tsv:4: 2 columns"] == own.faults("de", tmp_path)


def test_our_own_entries_keep_the_format() -> None:
    """No entry of our own writing is lost to a broken row."""
    assert [] == [fault for language in LANGUAGES for fault in own.faults(language)]
