"""A limit on how long a translation may take, by the event loop's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from services.translate.domain.ports import English, Limit


def within(seconds: float) -> Limit:
    """A limit of this many seconds; what takes longer is cancelled and raises TimeoutError."""

    async def limit(work: Awaitable[English | None]) -> English | None:
        return await asyncio.wait_for(work, seconds)

    return limit
