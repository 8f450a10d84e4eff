"""Wiring of ingest: the one file that names concrete adapters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from services.ingest.adapters.feeds.desk import FeedDesk, Terms
from services.ingest.adapters.feeds.fetch import Fetcher
from services.ingest.adapters.feeds.poller import Poller, Rules
from services.ingest.adapters.feeds.store import FeedStore
from services.ingest.adapters.figures import begin
from services.ingest.adapters.http import Door, create_app
from services.ingest.adapters.memory import Memory
from services.ingest.adapters.retention import ForgetVersions, LeaveRaw, StrikeWithdrawn
from services.ingest.adapters.submissions import RedisSubmissions
from services.ingest.domain.feeds.schedule import Pace
from services.ingest.handlers import ReleaseDue, TakeIn
from services.ingest.settings import IngestSettings
from shared.access.guard import Entrance, Guard
from shared.access.mode import access_of
from shared.access.store import KeyStore
from shared.archive.opening import archive_of
from shared.archive.rounds import round_of
from shared.clock import Clock
from shared.delivery.service import Service
from shared.outbound.addresses import Allowed
from shared.streams import ARTICLES_SUBMITTED

if TYPE_CHECKING:
    from redis.asyncio import Redis

#: Seconds between two looks for embargoes that have passed.
LOOK_EVERY = 1.0
#: Seconds between two looks for articles whose words have to leave the archive.
STRIKE_EVERY = 5.0
#: Seconds between two looks at the list of feeds.
FEEDS_EVERY = 5.0

log = structlog.get_logger()


def build(settings: IngestSettings | None = None, redis: Redis | None = None, clock: Clock | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or IngestSettings()
    service = Service("ingest", settings, redis=redis, clock=clock)
    archive = archive_of(settings)
    begin()
    memory = Memory(service.state, settings.raw_days, archives=archive is not None)
    door = Door(
        submissions=RedisSubmissions(service.redis, settings.namespace),
        versions=memory,
        pressure=service.backlog,
        clock=service.clock,
        bulk_bytes=settings.bulk_bytes,
        retry_after=settings.retry_after,
        tracer=service.tracer,
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
    about = {"access": access.told} | ({"feeds": _ALLOWS_PRIVATE} if settings.feeds_allow_private else {})
    service.mount(Guard(create_app(door, _feeds(service, settings)), Entrance(access, keys)), about=about)
    return service


_ALLOWS_PRIVATE = "UNSAFE: feeds may lead to private addresses (SLUGLINE_FEEDS_ALLOW_PRIVATE)"


def _feeds(service: Service, settings: IngestSettings) -> FeedDesk:
    """What asks feeds, with its timers, and the desk that keeps their list."""
    if settings.feeds_allow_private:
        log.warning("ingest.feeds_may_lead_to_private_addresses", setting="SLUGLINE_FEEDS_ALLOW_PRIVATE")
    allowed = Allowed(private=settings.feeds_allow_private, plain_http=True)
    pace = Pace(settings.feeds_every, settings.feeds_least, settings.feeds_most, settings.feeds_most_after_failures)
    oldest = timedelta(days=settings.feeds_oldest_days)
    store = FeedStore(service.state, service.consumer_name)
    fetcher = Fetcher(allowed, settings.feeds_timeout, settings.feeds_bytes)
    rules = Rules(pace, settings.feeds_timeout, settings.feeds_host_gap, settings.feeds_at_once, oldest)
    poller = Poller(store, fetcher, service.backlog, service.clock, service.timer_unit, rules)
    file = Path(settings.feeds_file).expanduser() if settings.feeds_file else None
    desk = FeedDesk(store, fetcher, service.clock, Terms(file, allowed, pace, settings.feeds_silent_after, oldest))
    service.every(FEEDS_EVERY, desk.look)
    service.every(LOOK_EVERY, poller.look)
    service.on_stop(poller.stop)
    return desk
