"""Where the keys of a pipeline are just now: the master that Sentinel names, or the node of a Redis Cluster.

All keys of one namespace are in one hash slot, so one node has them all and an ordinary connection to it is enough:
scripts, blocking reads and pipelines work as on a single server. What is left to do is to find that node whenever a
connection is made, and to let go of one that no longer is it. An address is never remembered over a connection.

Addresses: `redis+sentinel://host:26379,host:26379/mymaster` and `redis+cluster://host:6379,host:6379`; `rediss+` for
TLS. User and password stand before the first host, as in any address of Redis. Those of the Sentinels themselves are
parameters: `?sentinel_user=…&sentinel_password=…`; what is not said there is asked without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from redis import exceptions as redis_errors
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import Connection, SSLConnection, parse_url
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel
from redis.crc import key_slot

Address = tuple[str, int]

_URL = re.compile(
    r"^(?P<scheme>rediss?)\+(?P<kind>sentinel|cluster)://(?P<user>[^@/]*@)?(?P<hosts>[^/?]+)"
    r"(?:/(?P<name>[^?]*))?(?:\?(?P<query>.*))?$"
)
_PORTS = {"sentinel": 26379, "cluster": 6379}
#: Parameters of an address that are for the Sentinels alone, and what redis-py calls them.
SENTINEL_ACCESS = {"sentinel_user": "username", "sentinel_password": "password"}
#: Seconds that one node is given to say where the keys are.
ASK_WAIT = 2.0

#: Answers that mean: not here, or not any more. The connection is dropped and the node looked for anew.
_ELSEWHERE = (
    redis_errors.MovedError,
    redis_errors.AskError,
    redis_errors.ReadOnlyError,
    redis_errors.ClusterDownError,
    redis_errors.TryAgainError,
    redis_errors.MasterDownError,
)


class OwnerLost(redis_errors.ConnectionError):
    """The keys are now on a server other than the one that this process took its memory from."""


class Locator(Protocol):
    """Says where the keys are."""

    async def find(self) -> Address:
        """Host and port. Raises redis' ConnectionError where nobody can say."""


class SentinelLocator:
    """Asks Sentinel for the master of this name."""

    def __init__(self, sentinels: Iterable[Address], name: str, **options: Any) -> None:
        self._name = name
        wait = {"socket_timeout": ASK_WAIT, "socket_connect_timeout": ASK_WAIT}
        make: Any = Sentinel
        self._sentinel = make(list(sentinels), sentinel_kwargs={**wait, **options})

    async def find(self) -> Address:
        """The master's address."""
        try:
            host, port = await self._sentinel.discover_master(self._name)
        except MasterNotFoundError as error:
            raise self._nobody(str(error)) from None  # redis-py's own words show the connections with all they hold
        return host, int(port)

    def _nobody(self, told: str) -> redis_errors.ConnectionError:
        if "AuthenticationError" in told:
            return redis_errors.AuthenticationError(
                "a Sentinel wants another user or password: SLUGLINE_REDIS_SENTINEL_PASSWORD_FILE names its file"
            )
        return redis_errors.ConnectionError(f"no Sentinel names a master {self._name}")


class ClusterLocator:
    """Asks the nodes of a Redis Cluster, the ones named and those learnt since, who has the slot of the namespace."""

    def __init__(self, nodes: Iterable[Address], namespace: str, **options: Any) -> None:
        if not re.search(r"\{[^}]+\}", namespace):
            raise ValueError(
                "on Redis Cluster SLUGLINE_NAMESPACE must hold a hash tag, for example {desk}: "
                "(all keys of a pipeline share one slot, so that a commit stays one step)"
            )
        self._nodes = list(nodes)
        self._slot = key_slot(namespace.encode())
        self._options = options

    async def find(self) -> Address:
        """The address of the node that has the slot."""
        errors: list[str] = []
        for node in list(self._nodes):
            try:
                ranges = await self._ranges(node)
            except (redis_errors.RedisError, OSError) as error:
                errors.append(f"{node[0]}:{node[1]} {type(error).__name__}")
                continue
            if found := self._owner(ranges, node):
                return found
        raise redis_errors.ConnectionError(f"no node knows who has slot {self._slot}: {', '.join(errors) or 'down'}")

    async def _ranges(self, node: Address) -> list[list[Any]]:
        wait: dict[str, Any] = {"socket_timeout": ASK_WAIT, "socket_connect_timeout": ASK_WAIT}
        client: Any = Redis(host=node[0], port=node[1], **wait, **self._options)
        try:
            return list(await client.execute_command("CLUSTER SLOTS"))
        finally:
            await client.aclose()

    def _owner(self, ranges: list[Any], asked: Address) -> Address | None:
        """The owner's address among the ranges; every node seen is one to ask the next time."""
        owner = None
        for first, last, master, *replicas in _as_lists(ranges):
            for host, port, *_ in (master, *replicas):
                address = (_text(host) or asked[0], int(port))  # an empty host: the one that was asked
                if address not in self._nodes:
                    self._nodes.append(address)
            if int(first) <= self._slot <= int(last):
                owner = (_text(master[0]) or asked[0], int(master[1]))
        return owner


class BoundLocator:
    """Stays with the first server found: for a single writer, whose memory is that server's.

    Failing over loses what was not yet replicated, and memory would be ahead of it. So no commit may reach another
    server: the process ends, and its successor reads what is there.
    """

    def __init__(self, locator: Locator) -> None:
        self._locator = locator
        self._first: Address | None = None
        self.is_lost = False

    async def find(self) -> Address:
        """The first address. Raises OwnerLost once the keys are elsewhere."""
        found = await self._locator.find()
        self._first = self._first or found
        if found != self._first:
            self.is_lost = True
            raise OwnerLost(f"the keys moved from {_shown(self._first)} to {_shown(found)}")
        return found


class OwnedConnection(Connection):
    """A connection to whichever server has the keys when it is made."""

    def __init__(self, *, locator: Locator, **options: Any) -> None:
        self._locator = locator
        super().__init__(**options)

    async def _connect(self) -> None:
        self.host, self.port = await self._locator.find()
        await super()._connect()  # type: ignore[no-untyped-call]

    async def read_response(self, *args: Any, **options: Any) -> Any:
        """An answer. One that sends us elsewhere counts as a lost connection, which is waited out everywhere."""
        try:
            return await super().read_response(*args, **options)
        except _ELSEWHERE as error:
            await self.disconnect()
            raise redis_errors.ConnectionError(f"sent elsewhere: {type(error).__name__}") from error


class OwnedTLSConnection(OwnedConnection, SSLConnection):
    """The same over TLS."""


@dataclass(frozen=True)
class OwnerURL:
    """An address of a Sentinel or a Redis Cluster, taken apart."""

    kind: str
    tls: bool
    user: str
    hosts: tuple[Address, ...]
    name: str
    query: str

    @property
    def plain(self) -> str:
        """The address of an ordinary server with the same user and options; its host is of no meaning."""
        scheme = "rediss" if self.tls else "redis"
        others = [(name, value) for name, value in parse_qsl(self.query) if name not in SENTINEL_ACCESS]
        query = f"?{urlencode(others, safe='/')}" if others else ""
        return f"{scheme}://{self.user}{self.hosts[0][0]}/0{query}"

    @property
    def sentinel_access(self) -> dict[str, str]:
        """User and password that Sentinels are asked with, as redis-py calls them."""
        return {SENTINEL_ACCESS[name]: value for name, value in parse_qsl(self.query) if name in SENTINEL_ACCESS}

    def locator(self, namespace: str) -> Locator:
        """Who is asked. The nodes of a cluster are asked as the server is; Sentinels know users of their own."""
        options: dict[str, Any] = dict(parse_url(self.plain))
        for name in ("connection_class", "host", "port", "db"):
            options.pop(name, None)
        if self.tls:
            options["ssl"] = True
        if self.kind == "cluster":
            return ClusterLocator(self.hosts, namespace, **options)
        options = {name: value for name, value in options.items() if name not in ("username", "password")}
        return SentinelLocator(self.hosts, self.name or "mymaster", **options, **self.sentinel_access)

    def connection_options(self, locator: Locator) -> dict[str, Any]:
        """What a connection pool is given besides the options of the plain address."""
        return {"connection_class": OwnedTLSConnection if self.tls else OwnedConnection, "locator": locator}


def pool(url: str, namespace: str = "", locator: Locator | None = None, *, kind: Any = None, **options: Any) -> Any:
    """A pool of connections to any address: one server, or whoever has the keys of this namespace.

    `locator` is asked instead of the address's own; `kind` is the class of the pool.
    """
    make = kind or ConnectionPool
    owner = owner_url(url)
    if owner is None:
        return make.from_url(url, **options)
    found = owner.connection_options(locator or owner.locator(namespace))
    return make.from_url(owner.plain, **{**found, **options})


def client(url: str, namespace: str = "", **options: Any) -> Redis:
    """A client of any address; `options` as for `Redis.from_url`."""
    return Redis.from_pool(pool(url, namespace, **options))


def owner_url(url: str) -> OwnerURL | None:
    """The parts of a Sentinel's or a cluster's address; None for any other. Raises ValueError for a broken one."""
    match = _URL.match(url)
    if match is None:
        return None
    hosts = tuple(_address(host, match["kind"]) for host in match["hosts"].split(","))
    return OwnerURL(
        match["kind"],
        match["scheme"] == "rediss",
        match["user"] or "",
        hosts,
        match["name"] or "",
        match["query"] or "",
    )


def _address(host: str, kind: str) -> Address:
    name, _, port = host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "")
    if not name.strip("[]"):
        raise ValueError(f"an address in SLUGLINE_REDIS_URL has no host: {host!r}")
    return name.strip("[]"), int(port or _PORTS[kind])


def _as_lists(ranges: list[Any]) -> list[list[Any]]:
    return [list(item) for item in ranges]


def _shown(address: Address) -> str:
    return f"{address[0]}:{address[1]}"


def _text(value: bytes | str | None) -> str:
    return (value.decode() if isinstance(value, bytes) else value) or ""
