"""An answer that goes on for hours (a live stream) ends when the key that opened it does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds between two looks at the key of an answer that goes on.
LOOK_EVERY = 15.0


async def while_alive(
    app: ASGIApp, is_alive: Callable[[], Awaitable[bool]], scope: Scope, receive: Receive, send: Send
) -> None:
    """Serves the request; once the key has ended the app is told that the client has left, and the answer ends."""
    ended = asyncio.create_task(_end_of(is_alive))
    began, finished = False, False

    async def receive_or_end() -> Message:
        coming = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if coming.done() else {"type": "http.disconnect"}
        finally:
            coming.cancel()

    async def send_and_note(message: Message) -> None:
        nonlocal began, finished
        began = began or message["type"] == "http.response.start"
        finished = message["type"] == "http.response.body" and not message.get("more_body", False)
        await send(message)

    try:
        await app(scope, receive_or_end, send_and_note)
        if began and not finished and ended.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        ended.cancel()


async def _end_of(is_alive: Callable[[], Awaitable[bool]]) -> None:
    """Returns when the key has ended; a store that is away ends nothing."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if not await is_alive():
                return
        except (RedisError, OSError):
            continue
