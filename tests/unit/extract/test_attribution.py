"""Who is shown as the speaker where the sentence itself gives no name."""

from __future__ import annotations

from tests.unit.extract.reading import said


def test_its_spokesman_speaks_for_the_body_named_before() -> None:
    """What "its spokesman" says is shown as said by the organisation that was named last."""
    text = "The Harbour Union signed the deal. “We will not wait any longer,” its spokesman said."

    assert [("We will not wait any longer", "Harbour Union")] == said(text)


def test_its_spokesman_of_nobody_named_has_no_source() -> None:
    """What "its spokesman" says has no source where no organisation was named before."""
    assert [("We will not wait any longer", None)] == said("“We will not wait any longer,” its spokesman said.")


def test_a_pronoun_means_the_subject_of_the_paragraph_before() -> None:
    """A paragraph that names nobody goes on about the subject of the one before, not about who is only mentioned."""
    text = "In Minsk, Jane Harlow spoke. The talks with Anna Brel failed.\n\n“We will not wait any longer,” she said."

    assert [("We will not wait any longer", "Jane Harlow")] == said(text)


def test_a_pronoun_means_the_only_person_there_is() -> None:
    """Where the only person before a pronoun is an object, the pronoun still means that person."""
    text = "The letter to Jane Harlow came late.\n\n“We will not wait any longer,” she said."

    assert [("We will not wait any longer", "Jane Harlow")] == said(text)


def test_a_pronoun_of_the_other_gender_means_nobody() -> None:
    """A quote by "he" is given to no woman, even where she is the only person named."""
    text = "Anna Harlow arrived.\n\n“We will not wait any longer,” he said."

    assert [("We will not wait any longer", None)] == said(text)
