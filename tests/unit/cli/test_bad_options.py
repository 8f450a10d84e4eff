"""What a person mistypes is named, with what would be right; nothing is read or written for it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from services.cli.app import app
from services.cli.exits import CommandError, Exit


def refused(*words: str) -> CommandError:
    """The error that this command line ends with."""
    result = CliRunner().invoke(app, list(words))
    assert isinstance(result.exception, CommandError), result.output
    return result.exception


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tail", "--kind", "claim_revise"), "--kind: 'claim_revise' is none of article_added"),
        (("tail", "--significance", "huge"), "--significance: 'huge' is none of minor, notable, major"),
        (("tail", "--language", "German!"), "--language: 'german!' is no language tag"),
        (("tail", "--text", "?!"), "--text:"),
        (("tail", "--from", "yesterday"), "'yesterday' is no place to begin"),
        (("tail", "--from", "start", "--after", "1-1"), "say once where to begin"),
        (("diff", "st_1", "4", "4"), "R2 must be later than R1"),
    ],
)
def test_mistyped_options(words, told):
    """A word of the command line that cannot be meant ends the command with the code for usage, and is named."""
    error = refused(*words)
    assert (Exit.USAGE, True) == (error.code, told in error.message), error.message


def test_a_file_to_resume_from_that_holds_no_place(tmp_path):
    """A file that says no place is refused by name, and left as it is."""
    file = tmp_path / "place"
    file.write_text("somewhere")
    error = refused("tail", "--resume", str(file))
    assert (Exit.BAD_INPUT, True) == (error.code, str(file) in error.message)
    assert "somewhere" == file.read_text()
