"""Exit codes of `slugline`, one for each kind of failure, and the error that carries one."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of a command says. Scripts may rely on these numbers."""

    OK = 0  #: It worked.
    FAILED = 1  #: Something unforeseen: a fault in Slugline itself.
    USAGE = 2  #: The command line is wrong: unknown option, missing argument.
    NOT_RUNNING = 3  #: Nothing is running, or it cannot be reached.
    BAD_INPUT = 4  #: A file or article was refused; the message names the field and the reason.
    NOT_FOUND = 5  #: There is no such story, article, dead letter or file.
    TIMED_OUT = 6  #: It took longer than it was given.
    UNEXPECTED = 7  #: A scenario's expectation was not met.
    REFUSED = 8  #: The run finished, and some articles ended as dead letters.
    UNHEALTHY = 9  #: `doctor` found something wrong, or a service did not start.
    NOT_ALLOWED = 10  #: HTTP asks for a key that was not given, or has not the scope.
    INTERRUPTED = 130  #: Ctrl-C; on SIGTERM it is 143.


#: The same in words, for the help page and the documentation.
MEANING: dict[Exit, str] = {
    Exit.OK: "it worked",
    Exit.FAILED: "something unforeseen",
    Exit.USAGE: "the command line is wrong",
    Exit.NOT_RUNNING: "nothing is running, or it cannot be reached",
    Exit.BAD_INPUT: "a file or an article was refused, with its reason",
    Exit.NOT_FOUND: "no such story, article, dead letter or file",
    Exit.TIMED_OUT: "it took longer than it was given",
    Exit.UNEXPECTED: "a scenario's expectation was not met",
    Exit.REFUSED: "the run finished, and some articles ended as dead letters",
    Exit.UNHEALTHY: "doctor found something wrong, or a service did not start",
    Exit.NOT_ALLOWED: "a key is needed, or another scope",
    Exit.INTERRUPTED: "interrupted (143 on SIGTERM)",
}


class CommandError(Exception):
    """Ends the command with this code; `hint` is the next thing to try."""

    def __init__(self, code: Exit, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
