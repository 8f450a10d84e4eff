"""Several servers that belong together: a Redis Cluster with replicas, or a master with a replica and Sentinels."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from shared.embedded_binary import find_server_binary

#: Milliseconds without an answer after which a node counts as fallen; short, so that tests need not wait long.
FALLEN_AFTER = 1500
#: Seconds that a group may take for anything on a busy machine.
PATIENCE = 60.0
SLOTS = 16_384


@dataclass
class Node:
    """One server process."""

    port: int
    process: subprocess.Popen[bytes]
    directory: Path
    password: str = ""

    @property
    def client(self) -> Redis:
        """A client of this node alone."""
        return Redis(port=self.port, password=self.password or None, decode_responses=True, socket_timeout=5)

    def kill(self) -> None:
        """Ends it without a word, as a power cut does."""
        self.process.kill()
        self.process.wait()


@dataclass
class Group:
    """The servers of one test."""

    root: Path
    nodes: list[Node] = field(default_factory=list)
    sentinels: list[Node] = field(default_factory=list)

    def node(self, *arguments: str) -> Node:
        """One more server with an append-only file."""
        fixed = ("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction")
        made = self._start("", *fixed, *arguments)
        self.nodes.append(made)
        return made

    def sentinel(self, master: Node, password: str = "") -> Node:
        """One more Sentinel that watches this master under the name `wire`; with a password it asks for it."""
        config = self.root / f"sentinel-{len(self.sentinels)}.conf"
        config.write_text(
            f"sentinel monitor wire 127.0.0.1 {master.port} 2\n"
            f"sentinel down-after-milliseconds wire {FALLEN_AFTER}\nsentinel failover-timeout wire 10000\n"
            + (f'requirepass "{password}"\n' if password else "")
        )
        made = self._start(str(config), "--sentinel", password=password)
        self.sentinels.append(made)
        return made

    def by_port(self, port: int) -> Node:
        """The server on this port."""
        return next(node for node in self.nodes if node.port == port)

    def close(self) -> None:
        """Ends every server."""
        for node in (*self.sentinels, *self.nodes):
            if node.process.poll() is None:
                node.kill()

    def _start(self, config: str, *arguments: str, password: str = "") -> Node:
        port, binary = _free_port(), str(find_server_binary().path)
        directory = self.root / str(port)
        directory.mkdir()
        command = [binary, *([config] if config else []), *arguments, "--port", str(port), "--bind", "127.0.0.1"]
        process = subprocess.Popen(
            [*command, "--dir", str(directory), "--logfile", str(directory / "log")], stdout=subprocess.DEVNULL
        )
        node = Node(port, process, directory, password)
        until(lambda: node.client.ping(), f"server on {port}")
        return node


def until(condition: Callable[[], object], what: str) -> None:
    """Returns once the condition holds; an error of Redis counts as not yet."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(RedisError):
            if condition():
                return
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.05)


@contextlib.contextmanager
def cluster(root: Path, masters: int = 3) -> Iterator[Group]:
    """A Redis Cluster: masters that share the slots, and a replica of each."""
    group = Group(root)
    try:
        fixed = ("--cluster-enabled", "yes", "--cluster-node-timeout", str(FALLEN_AFTER))
        nodes = [group.node(*fixed) for _ in range(2 * masters)]
        for node in nodes[1:]:
            node.client.execute_command("CLUSTER MEET", "127.0.0.1", nodes[0].port)
        for number, node in enumerate(nodes[:masters]):
            first, last = SLOTS * number // masters, SLOTS * (number + 1) // masters - 1
            node.client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
        until(lambda: all(_known(node) == len(nodes) for node in nodes), "all nodes to know each other")
        for master, replica in zip(nodes[:masters], nodes[masters:], strict=True):
            replica.client.execute_command("CLUSTER REPLICATE", master.client.execute_command("CLUSTER MYID"))
        until(lambda: all(_is_fine(node) for node in nodes), "the cluster to be whole")
        until(lambda: all(_is_linked(node) for node in nodes[masters:]), "the replicas to follow")
        yield group
    finally:
        group.close()


@contextlib.contextmanager
def watched(root: Path) -> Iterator[Group]:
    """A master, a replica and three Sentinels that watch them under the name `wire`."""
    group = Group(root)
    try:
        master = group.node()
        replica = group.node("--replicaof", f"127.0.0.1 {master.port}")
        until(lambda: _is_linked(replica), "the replica to follow")
        for _ in range(3):
            group.sentinel(master)
        until(lambda: all(_others(sentinel) == (2, 1) for sentinel in group.sentinels), "the Sentinels to meet")
        yield group
    finally:
        group.close()


def _known(node: Node) -> int:
    return int(node.client.execute_command("CLUSTER INFO")["cluster_known_nodes"])


def _is_fine(node: Node) -> bool:
    return bool(node.client.execute_command("CLUSTER INFO")["cluster_state"] == "ok")


def _is_linked(node: Node) -> bool:
    return bool(node.client.info("replication").get("master_link_status") == "up")


def _others(sentinel: Node) -> tuple[int, int]:
    state = sentinel.client.sentinel_masters()["wire"]
    return state["num-other-sentinels"], state["num-slaves"]


def _free_port() -> int:
    """A free port below 50,000: a cluster's nodes talk on the port ten thousand above theirs."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 50_000:
            return port
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port - 20_000))
            return port - 20_000
