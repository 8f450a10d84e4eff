"""Pages of sorted sets, the highest score first, stable while entries come and go.

A page goes on strictly behind the last entry of the one before, so that a walk meets no entry twice as long as it stays
where it is, and none that stays is left out. What moves to the front meanwhile is met there by the next walk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from services.publish.domain.cursors import Cursor

Entry = tuple[str, float]
#: Which of these entries belong on the page.
Keep = Callable[[list[Entry]], Awaitable[list[bool]]]

#: Entries that are looked at for one page, at most. A page may then be short and still have a next one.
MOST_EXAMINED = 3000
#: Entries of one read, at least and at most.
_LEAST, _MOST = 20, 500


class Where(NamedTuple):
    """Entries that stand in at least one sorted set of every group, with a score of at least `lowest`.

    One of the groups is walked, so their entries must have the same scores; those of `others` are only looked up.
    """

    groups: Sequence[Sequence[str]]
    lowest: float | None = None
    others: Sequence[Sequence[str]] = ()


async def highest_first(redis: Any, key: str, limit: int, after: Cursor | None) -> tuple[list[str], str | None]:
    """The next members and the cursor behind them; no cursor on the last page."""
    return await page(redis, Where([[key]]), limit, after)


async def page(
    redis: Any,
    where: Where,
    limit: int,
    after: Cursor | None,
    keep: Keep | None = None,
    most: int = MOST_EXAMINED,
) -> tuple[list[str], str | None]:
    """The next members that stand where they should and are kept, and the cursor behind them; None on the last page."""
    lead, others = await _lead(redis, where.groups)
    others += where.others
    found: list[Entry] = []
    at, examined, count = after, 0, limit + 1
    while lead and len(found) <= limit and examined < most:
        entries = await _next(redis, lead, where.lowest, count, at)
        found += await _kept(redis, entries, others, keep)
        examined += len(entries)
        at = Cursor(entries[-1][1], entries[-1][0]) if entries else at
        if len(entries) < count:
            at = None
            break
        count = min(max(_LEAST, 2 * count), _MOST)
    if len(found) > limit:
        at = Cursor(found[limit - 1][1], found[limit - 1][0])
    return [name for name, _ in found[:limit]], at.encoded() if lead and at else None


async def _lead(redis: Any, groups: Sequence[Sequence[str]]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """The group with the fewest entries, which is walked, and the others; nothing where a group has none at all."""
    pipeline = redis.pipeline(transaction=False)
    for group in groups:
        for key in group:
            pipeline.zcard(key)
    counts = iter(await pipeline.execute())
    sizes = [sum(next(counts) for _ in group) for group in groups]
    if not sizes or min(sizes) == 0:
        return [], []
    first = sizes.index(min(sizes))
    return groups[first], [group for number, group in enumerate(groups) if number != first]


async def _next(redis: Any, keys: Sequence[str], lowest: float | None, count: int, after: Cursor | None) -> list[Entry]:
    """The next entries of several sets as if they were one, each once."""
    found: dict[str, float] = {}
    for key in keys:
        found |= dict(await _behind(redis, key, lowest, count, after))
    return sorted(found.items(), key=_place, reverse=True)[:count]


async def _behind(redis: Any, key: str, lowest: float | None, count: int, after: Cursor | None) -> list[Entry]:
    """The next entries of one set; those at the cursor's own score are read past as often as it takes."""
    entries: list[Entry] = []
    offset, step = 0, count + 1
    while len(entries) < count:
        found = await _read(redis, key, (after, lowest), offset, step)
        entries += [entry for entry in found if after is None or _place(entry) < (after.score, after.member.encode())]
        offset += step
        if len(found) < step:
            break
    return entries[:count]


async def _read(
    redis: Any, key: str, between: tuple[Cursor | None, float | None], offset: int, count: int
) -> list[Entry]:
    after, lowest = between
    top: float | str = "+inf" if after is None else after.score
    low: float | str = "-inf" if lowest is None else lowest
    found = await redis.zrange(key, top, low, desc=True, byscore=True, offset=offset, num=count, withscores=True)
    return [(name.decode(), float(score)) for name, score in found]


async def _kept(redis: Any, entries: list[Entry], others: list[Sequence[str]], keep: Keep | None) -> list[Entry]:
    """Those that stand in the other groups too, and that the caller keeps."""
    standing = await _standing(redis, entries, others) if entries and others else entries
    if keep is None or not standing:
        return standing
    return [entry for entry, is_kept in zip(standing, await keep(standing), strict=True) if is_kept]


async def _standing(redis: Any, entries: list[Entry], groups: list[Sequence[str]]) -> list[Entry]:
    names = [name for name, _ in entries]
    pipeline = redis.pipeline(transaction=False)
    for group in groups:
        for key in group:
            pipeline.zmscore(key, names)
    scores = iter(await pipeline.execute())
    missing: set[str] = set()
    for group in groups:
        rows = [next(scores) for _ in group]
        missing |= {name for n, name in enumerate(names) if all(row[n] is None for row in rows)}
    return [entry for entry in entries if entry[0] not in missing]


def _place(entry: Entry) -> tuple[float, bytes]:
    """Entries of one score stand in reverse order of their bytes."""
    return entry[1], entry[0].encode()
