"""Wrong keys, counted: so many an address and minute; then none is looked at from there until the minute is over."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable

#: Wrong keys that one address may send in a minute.
MOST = 20
#: Seconds of that minute.
SPAN = 60.0
#: Addresses and good keys that are remembered; the oldest go first.
_KEPT = 10_000


class Failures:
    """What one process has seen. A key that was good from an address stays good there, whoever guesses beside it."""

    def __init__(self, clock: Callable[[], float], most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._good: OrderedDict[tuple[str, str], None] = OrderedDict()

    def wait(self, address: str, digest: str) -> int:
        """Seconds to wait before this address may try this secret; 0 where it may now."""
        began, count = self._counts.get(network(address), (0.0, 0))
        left = began + SPAN - self._clock()
        if count < self._most or left <= 0 or (network(address), digest) in self._good:
            return 0
        return max(1, round(left))

    def failed(self, address: str) -> None:
        """Counts a wrong key."""
        place, now = network(address), self._clock()
        began, count = self._counts.get(place, (now, 0))
        self._counts[place] = (began, count + 1) if now - began < SPAN else (now, 1)
        self._counts.move_to_end(place)
        _shorten(self._counts)

    def worked(self, address: str, digest: str) -> None:
        """Remembers that this secret is good."""
        self._good[(network(address), digest)] = None
        self._good.move_to_end((network(address), digest))
        _shorten(self._good)


def network(address: str) -> str:
    """What counts as one sender: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address[:100]
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _shorten(kept: OrderedDict[str, tuple[float, int]] | OrderedDict[tuple[str, str], None]) -> None:
    while len(kept) > _KEPT:
        kept.popitem(last=False)
