"""Addresses of Sentinels and clusters are read, and what is wrong with one is said."""

from __future__ import annotations

import pytest

from shared.redis_owner import ClusterLocator, OwnedConnection, OwnedTLSConnection, owner_url


def test_an_ordinary_address_has_no_owner_to_look_for() -> None:
    """redis:// and rediss:// are one server: nobody is asked where it is."""
    assert owner_url("redis://127.0.0.1:6379/0") is None
    assert owner_url("rediss://user:word@redis.example:6380/0") is None


def test_a_sentinel_address_names_several_hosts_and_the_master() -> None:
    """Hosts without a port have that of Sentinel, and the path is the master's name."""
    owner = owner_url("redis+sentinel://ingest:word@one,two:26380,[::1]:5/wire?health_check_interval=5")
    assert owner is not None
    assert owner.hosts == (("one", 26379), ("two", 26380), ("::1", 5))
    assert (owner.kind, owner.name, owner.tls) == ("sentinel", "wire", False)
    assert owner.plain == "redis://ingest:word@one/0?health_check_interval=5"


def test_sentinels_have_an_access_of_their_own() -> None:
    """User and password of the Sentinels are theirs alone: the server does not see them, nor they the server's."""
    url = "redis+sentinel://ingest:word@one/wire?db=0&sentinel_user=asks&sentinel_password=p%40ss%3A%2F%3F%25+"
    owner = owner_url(url)
    assert owner is not None
    assert {"username": "asks", "password": "p@ss:/?% "} == owner.sentinel_access
    assert "redis://ingest:word@one/0?db=0" == owner.plain


def test_a_cluster_address_over_tls_makes_connections_over_tls() -> None:
    """rediss+cluster:// encrypts every connection, redis+cluster:// none."""
    plain, tls = owner_url("redis+cluster://one:7000"), owner_url("rediss+cluster://one:7000")
    assert plain is not None and tls is not None
    locator = plain.locator("{desk}:")
    assert plain.connection_options(locator)["connection_class"] is OwnedConnection
    assert tls.connection_options(locator)["connection_class"] is OwnedTLSConnection


def test_a_cluster_needs_a_hash_tag() -> None:
    """Without a hash tag the keys of one pipeline would lie on several nodes, and no commit could be one step."""
    with pytest.raises(ValueError, match="hash tag"):
        ClusterLocator([("one", 7000)], "desk:")


def test_a_host_that_is_missing_is_named() -> None:
    """An empty host in a list is refused."""
    with pytest.raises(ValueError, match="no host"):
        owner_url("redis+sentinel://one,:26379/wire")
