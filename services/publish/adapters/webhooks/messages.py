"""The bodies of deliveries, made anew for each attempt: what was withdrawn since the last one is not in them."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import quote

from services.publish.adapters.parcels import Parcels
from services.publish.adapters.projection import Projection
from services.publish.adapters.update_log import UpdateLog
from services.publish.domain.filters import UpdateFilter
from services.publish.domain.folding import Update, fold
from services.publish.domain.resume import parsed_id
from services.publish.domain.webhooks.delivery import Delivery, Part
from shared.contracts.envelope import Event

SOURCE = "urn:slugline:publish:webhooks"
PING = "slugline.webhook.ping.v1"
RESET = "slugline.stream.reset.v1"


class Messages:
    """Reads what a delivery tells of, from the stream or, where that was trimmed, from the story's log."""

    def __init__(self, log: UpdateLog, parcels: Parcels, projection: Projection) -> None:
        self._log = log
        self._parcels = parcels
        self._projection = projection

    async def body(self, delivery: Delivery, asked: UpdateFilter, now: datetime) -> bytes | None:
        """The body; None where nothing of it is held any more."""
        if delivery.kind == "reset":
            return _reset(delivery, asked, now)
        events = [event for part in delivery.parts if (event := await self._event(delivery.story_id, part))]
        if not events:
            return None
        told = fold([self._parcels.without(event) for event in events])
        return told.model_copy(update={"id": delivery.event_id}).model_dump_json().encode()

    async def _event(self, story_id: str, part: Part) -> Update | None:
        entry_id = parsed_id(part.entry)
        if entry_id is not None:
            async for entry in self._log.named([entry_id]):
                return (await self._log.redacted([entry.event]))[0]
        found = (await self._projection.updates(story_id, part.revision - 1, 1)).items
        return found[0] if found and found[0].data.revision == part.revision else None


def ping_body(message_id: str, endpoint_id: str, now: datetime) -> bytes:
    """A message that only shows that deliveries arrive."""
    told = {"subscription": endpoint_id, "detail": "A test. Updates come in the same way."}
    return _event(message_id, PING, now, told)


def _reset(delivery: Delivery, asked: UpdateFilter, now: datetime) -> bytes:
    one = asked.story[0] if len(asked.story) == 1 else None
    snapshot = f"/v1/stories/{quote(one, safe=':')}" if one else "/v1/stories"
    detail = "Updates were trimmed before they could be sent. Read the snapshot; what follows continues after it."
    told = {"continues_after": delivery.continues_after, "snapshot": snapshot, "detail": detail}
    return _event(delivery.id, RESET, now, told)


def _event(message_id: str, kind: str, now: datetime, data: dict[str, str]) -> bytes:
    event = Event[dict[str, str]](id=message_id, source=SOURCE, type=kind, time=now, data=data)
    return json.dumps(event.model_dump(mode="json", exclude_none=True)).encode()
