"""A limit on how long a translation may take, by the event loop's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence


async def within(work: Awaitable[Sequence[str]], seconds: float) -> Sequence[str]:
    """What the work gives; what takes longer is cancelled and raises TimeoutError."""
    return await asyncio.wait_for(work, seconds)
