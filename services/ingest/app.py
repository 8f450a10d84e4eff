"""Wiring of ingest: the one file that names concrete adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.ingest.adapters.http import Door, create_app
from services.ingest.adapters.memory import Memory
from services.ingest.adapters.retention import ForgetVersions, LeaveRaw, StrikeWithdrawn
from services.ingest.adapters.submissions import RedisSubmissions
from services.ingest.handlers import ReleaseDue, TakeIn
from services.ingest.settings import IngestSettings
from shared.access.guard import Entrance, Guard
from shared.access.mode import access_of
from shared.access.store import KeyStore
from shared.archive.opening import archive_of
from shared.archive.rounds import round_of
from shared.clock import Clock
from shared.delivery.service import Service
from shared.streams import ARTICLES_SUBMITTED

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Seconds between two looks for embargoes that have passed.
LOOK_EVERY = 1.0
#: Seconds between two looks for articles whose words have to leave the archive.
STRIKE_EVERY = 5.0


def build(settings: IngestSettings | None = None, redis: Redis | None = None, clock: Clock | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or IngestSettings()
    service = Service("ingest", settings, redis=redis, clock=clock)
    archive = archive_of(settings)
    memory = Memory(service.state, settings.raw_days, archives=archive is not None)
    door = Door(
        submissions=RedisSubmissions(service.redis, settings.namespace),
        versions=memory,
        pressure=service.backlog,
        clock=service.clock,
        bulk_bytes=settings.bulk_bytes,
        retry_after=settings.retry_after,
    )
    service.consume_raw(ARTICLES_SUBMITTED, TakeIn(memory).handle)
    service.every(LOOK_EVERY, ReleaseDue(memory, service.clock, service.timer_unit))
    forget = ForgetVersions(service.state, service.timer_unit, service.clock, settings.keep_articles_days)
    service.every(settings.retention_every, round_of(forget))
    if archive is not None:
        own = (service.state, archive, service.timer_unit, service.clock)
        service.every(settings.retention_every, round_of(LeaveRaw(*own)))
        service.every(STRIKE_EVERY, round_of(StrikeWithdrawn(*own)))
    access = access_of(settings)
    keys = KeyStore(service.redis, settings.namespace, service.clock.now)
    service.mount(Guard(create_app(door), Entrance(access, keys)), about={"access": access.told})
    return service
        tracer=service.tracer,
