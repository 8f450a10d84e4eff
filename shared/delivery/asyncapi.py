"""The AsyncAPI document of all streams, made by FastStream from the one table of streams.

The broker here is never started: it only declares who receives and who sends what.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from faststream import FastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.specification import AsyncAPI

from shared.contracts.envelope import Event
from shared.streams import SERVICES, STREAMS, Stream


def asyncapi() -> dict[str, Any]:
    """The document, as JSON-ready data. The same every time."""
    broker = RedisBroker("redis://localhost:6379")
    for stream in STREAMS:
        if stream.events:
            _declare(broker, stream)
    specification = AsyncAPI(
        title="Slugline",
        version="0.1.0",
        description="Streams between the services, and `stories.updated` for anyone. Each entry holds one CloudEvents "
        "message in the field `data`, beside `correlation_id` and `traceparent`.",
    )
    app = FastStream(broker, specification=specification)
    document: dict[str, Any] = app.schema.to_specification().to_jsonable()
    return document


def _declare(broker: RedisBroker, stream: Stream) -> None:
    for kind, model in stream.events.items():
        broker.publisher(
            stream=stream.name,
            title=f"{stream.name}:{kind}",
            description=f"Written by {', '.join(stream.written_by)}; trimmed {stream.trimmed.replace('_', ' ')}.",
            schema=Event[model],  # type: ignore[valid-type]
        )
    for reader in (name for name in stream.read_by if name in SERVICES):
        subscription = StreamSub(stream.name, group=reader, consumer=reader)
        broker.subscriber(stream=subscription, title=f"{stream.name}:{reader}")(_receiver(stream, reader))


def _receiver(stream: Stream, reader: str) -> Callable[[Any], Awaitable[None]]:
    models = tuple(dict.fromkeys(stream.events.values()))
    union: Any = models[0]
    for model in models[1:]:
        union = union | model

    async def receive(event: Any) -> None:
        """Only declared."""

    receive.__name__ = f"{reader}_receives_{stream.name.replace('.', '_')}"
    receive.__doc__ = f"`{reader}` reads this stream in its consumer group `{reader}`."
    receive.__annotations__["event"] = Event[union]
    return receive
