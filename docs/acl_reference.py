"""The page of the users of Redis, from shared/acl.py."""

from __future__ import annotations

from shared.acl import Rule, User, users

_HEAD = """# Users of Redis

Who may do what in Redis: a command passes where one line of its user allows it with all of its keys. The default user
is off. As Redis takes it: [users.acl](../../deploy/redis/users.acl), made by `slugline acl show`. Keys come without the
namespace; how passwords are made and handed over: [compose](../compose.md#secrets).
"""
_MODES = {"": "read and write", "R": "read", "W": "write"}


def acl_page() -> str:
    """The page, without the note of the generator."""
    return "\n".join([_HEAD, *(_user(user) for user in users())])


def _user(user: User) -> str:
    lines = [f"## {user.name}", "", f"{user.about[0].upper()}{user.about[1:]}.", ""]
    if user.everything:
        return "\n".join([*lines, "Every command, every key.", ""])
    lines += ["| commands | keys | to |", "|---|---|---|", f"| {_code(user.commands)} | none | |"]
    return "\n".join([*lines, *(_rule(rule) for rule in user.rules), ""])


def _rule(rule: Rule) -> str:
    return f"| {_code(rule.commands)} | {_code(' '.join(rule.keys))} | {_MODES[rule.mode]} |"


def _code(words: str) -> str:
    return " ".join(f"`{word}`".replace("|", "\\|") for word in words.split())
