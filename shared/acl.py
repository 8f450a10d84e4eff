"""Who may do what in Redis: one user a service, with the commands and keys that its work needs and no others.

Derived from the one table of streams (shared/streams.py) and from whose name a key begins with. `slugline acl show`
writes it as an ACL file of Redis, which is what deploy/redis/users.acl is; `slugline acl write` does so with passwords.

A user has rules, each a selector of Redis 7 (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/):
a command passes where one rule allows it with all of its keys. Commands inside a script are judged one by one too, so
a service that commits to a stream by script can add to it, and neither read nor delete what is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from shared.streams import (
    ARTICLES_SUBMITTED,
    SERVICES,
    SINGLE_WRITERS,
    STORIES_UPDATED,
    STREAMS,
    Stream,
    dead_letters,
)

#: What every client does: say who it is, and ask how the server is.
LOGIN = "auth hello ping select quit reset client|setinfo client|setname client|id info time"
#: What our own programs do besides: ask where the keys are, and put commands together.
OURS = f"{LOGIN} role cluster|slots multi exec discard unwatch script|load script|exists"
#: Commands of one's own keys: data types by category, and what is done to whole keys.
OWN = "@hash @set @sortedset @string @stream del unlink exists type expire pexpire ttl pttl"
CONSUME = (
    "xreadgroup xautoclaim xclaim xack xpending xlen xrange type xinfo|stream xinfo|groups xinfo|consumers "
    "xgroup|create xgroup|delconsumer"
)
TRIM = "xtrim xlen xrange xpending exists type xinfo|stream xinfo|groups"
LOOK = "xlen xpending xinfo|stream xinfo|groups xinfo|consumers exists type"
READ = "xread xrange xrevrange"
SCRIPT = "eval evalsha"
COUNT = "exists xlen hlen xpending xinfo|groups xinfo|consumers"

#: Positions that readers of the public stream tell, so that they are warned before it is cut (docs/consume).
POSITIONS = f"{STORIES_UPDATED.name}:readers"
KEYS, USED, SESSIONS = "access:keys", "access:used", "access:session:*"
PARKED = tuple(f"{service}:parked" for service in SINGLE_WRITERS)
#: Every commit names the counter of places among its keys; only ingest counts.
PLACES = "ingest:seq"


@dataclass(frozen=True)
class Rule:
    """Commands, and the keys that they may be used on; `mode` is empty, R (only read) or W (only write)."""

    commands: str
    keys: tuple[str, ...]
    mode: str = ""

    def written(self, namespace: str) -> str:
        """As Redis takes it."""
        begin = f"%{self.mode}~" if self.mode else "~"
        patterns = " ".join(begin + _quoted(namespace) + key for key in self.keys)
        return f"({_allowed(self.commands)} {patterns})"


@dataclass(frozen=True)
class User:
    """Somebody who connects to Redis. `open_to_all`: without a password, for a user who may do nothing of note."""

    name: str
    about: str
    rules: tuple[Rule, ...] = ()
    commands: str = OURS
    open_to_all: bool = False
    everything: bool = field(default=False)

    def line(self, namespace: str = "", password_hash: str = "") -> str:
        """The line of the ACL file. Without a hash nobody can log in as this user."""
        secret = "nopass" if self.open_to_all else f"#{password_hash}" if password_hash else ""
        begin = f"user {self.name} on resetpass {secret}".rstrip()
        if self.everything:
            return f"{begin} ~* &* +@all"
        rules = " ".join(rule.written(namespace) for rule in self.rules)
        return f"{begin} resetkeys resetchannels -@all {_allowed(self.commands)} {rules}".rstrip()


def users() -> tuple[User, ...]:
    """Everybody, the services first."""
    return (*(_service(name) for name in SERVICES), _cli(), _integrator(), _exporter(), *_others())


def acl_file(namespace: str = "", password_hash: Callable[[str], str] = lambda _: "") -> str:
    """The ACL file of Redis. The default user is off: who has no name of the table does not come in.

    It keeps every right all the same. Redis reads its append-only file in that user's name, and looks at its rights at
    each EXEC: without them every transaction and script since the last rewrite is left out at a restart (8.0.2).
    """
    lines = [user.line(namespace, password_hash(user.name)) for user in users()]
    return "\n".join(["user default off resetpass allkeys allchannels +@all", *lines]) + "\n"


# Services


def _service(name: str) -> User:
    reads = [stream for stream in STREAMS if name in stream.read_by]
    writes = [stream for stream in STREAMS if name in stream.written_by]
    rules = [_script(name, reads, writes), Rule(OWN, (f"{name}:*",)), *_reading(reads), *_writing(name, writes)]
    if name in SINGLE_WRITERS:
        rules.append(Rule("get set del incr", (f"lease:{name}", f"lease:{name}:token")))
    rules.append(Rule(COUNT, (*_names(STREAMS), *PARKED)))
    return User(name, f"the service {name}", (*rules, *_OF_ITS_OWN.get(name, ())))


def _script(name: str, reads: Iterable[Stream], writes: Iterable[Stream]) -> Rule:
    """A script needs both rights to each key that it names, whatever it does to it."""
    lease = (f"lease:{name}", f"lease:{name}:token") if name in SINGLE_WRITERS else ()
    dead = dead_letters(name).name
    keys = dict.fromkeys((*_names(reads), *_names(writes), f"{name}:*", dead, PLACES, *lease))
    return Rule(SCRIPT, tuple(keys))


def _reading(streams: Iterable[Stream]) -> list[Rule]:
    """A stream that is trimmed when acknowledged is trimmed by whom has acknowledged."""
    rules = []
    for stream in streams:
        deletes = " xdel" if stream.trimmed == "acknowledged" else ""
        rules.append(Rule(CONSUME + deletes, (stream.name,)))
    return rules


def _writing(name: str, streams: Iterable[Stream]) -> list[Rule]:
    kept = list(streams)
    rules = [Rule("xadd type", (*_names(kept), dead_letters(name).name), "W"), Rule("xlen", (dead_letters(name).name,))]
    trimmed = [stream for stream in kept if stream.trimmed in ("by_all_groups", "by_age")]
    return [*rules, Rule(TRIM, _names(trimmed))] if trimmed else rules


_CALLERS = (Rule("hget hgetall get", (KEYS, USED, SESSIONS), "R"), Rule("hset", (USED,)))
_DEAD = tuple(dead_letters(service).name for service in SERVICES)

#: What the table of streams does not say: keys with a name of another, and reads besides those of a group.
_OF_ITS_OWN: dict[str, tuple[Rule, ...]] = {
    "ingest": (*_CALLERS, Rule("xsetid", (ARTICLES_SUBMITTED.name,))),  # the valve
    "cluster": (Rule("hgetall", (POSITIONS,), "R"),),
    "publish": (
        *_CALLERS,
        Rule("set del get expire", (SESSIONS,)),
        Rule(READ, (STORIES_UPDATED.name, *_DEAD), "R"),
        Rule(LOOK, (*(stream.name for stream in STREAMS), *_DEAD)),
    ),
}


# People and programs


def _cli() -> User:
    everything = (*_names(STREAMS), *_DEAD)
    return User(
        "cli",
        "the `slugline` command in an operator's hand: looks at everything, pushes, commands, keys, dead letters",
        (
            Rule(LOOK, everything),
            Rule(READ, everything, "R"),
            Rule(f"xadd {SCRIPT} type", everything),  # a dead letter goes back to where it came from
            Rule("xdel", _DEAD),
            Rule("hlen", PARKED),
            Rule("@hash @string del exists watch", ("access:*",)),
            Rule("hget hscan hgetall", ("cluster:decisions",), "R"),
        ),
    )


def _integrator() -> User:
    return User(
        "integrator",
        "a program of somebody else: pushes articles, reads updates in a group of its own, tells how far it is",
        (
            Rule("xadd", (ARTICLES_SUBMITTED.name,), "W"),
            Rule("xlen", (ARTICLES_SUBMITTED.name,)),
            Rule(
                f"{READ} xreadgroup xack xautoclaim xclaim xpending xlen xgroup|create xinfo|stream xinfo|groups",
                (STORIES_UPDATED.name,),
            ),
            Rule("hset hdel hget", (POSITIONS,)),
        ),
        commands=LOGIN,
    )


def _exporter() -> User:
    return User(
        "exporter",
        "redis_exporter: figures of the server and of the streams, and nothing that stands in them",
        (Rule("xlen xinfo|groups xinfo|consumers type", (*_names(STREAMS), *_DEAD)),),
        commands=f"{LOGIN} slowlog|len latency|latest latency|histogram memory|stats dbsize",
    )


def _others() -> tuple[User, ...]:
    return (
        User("health", "the health check of the container: PING, without a password", (), "ping", open_to_all=True),
        User("admin", "backup, restore, loading of this file: everything. No service has it", everything=True),
    )


def _names(streams: Iterable[Stream]) -> tuple[str, ...]:
    return tuple(stream.name for stream in streams)


def _allowed(commands: str) -> str:
    return " ".join(f"+{command}" for command in commands.split())


def _quoted(namespace: str) -> str:
    """A namespace is meant to the letter: what a pattern of Redis would read otherwise is escaped."""
    return re.sub(r"([*?\[\]\\^])", r"\\\1", namespace)
