"""Pages of a sorted set, the highest score first, stable while entries come and go."""

from __future__ import annotations

from typing import Any

from services.publish.domain.cursors import Cursor

Entry = tuple[str, float]


async def highest_first(redis: Any, key: str, limit: int, after: Cursor | None) -> tuple[list[str], str | None]:
    """The next members and the cursor behind them; no cursor on the last page."""
    entries: list[Entry] = []
    offset, step = 0, limit + 1
    while len(entries) <= limit:
        found = await _read(redis, key, after, offset, step)
        entries += [entry for entry in found if after is None or _is_behind(entry, after)]
        offset += step
        if len(found) < step:
            break
    page = entries[:limit]
    has_more = len(entries) > limit
    return [name for name, _ in page], Cursor(page[-1][1], page[-1][0]).encoded() if has_more else None


async def _read(redis: Any, key: str, after: Cursor | None, offset: int, count: int) -> list[Entry]:
    top: float | str = "+inf" if after is None else after.score
    found = await redis.zrange(key, top, "-inf", desc=True, byscore=True, offset=offset, num=count, withscores=True)
    return [(name.decode(), float(score)) for name, score in found]


def _is_behind(entry: Entry, cursor: Cursor) -> bool:
    """True where the entry comes after the cursor; entries of one score stand in reverse order of their bytes."""
    name, score = entry
    return (score, name.encode()) < (cursor.score, cursor.member.encode())
