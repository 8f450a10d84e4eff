"""Wiring of publish: the one file that names what its parts really are."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from redis.asyncio import Redis

from services.publish.adapters.api import read_api
from services.publish.adapters.commands import command_api
from services.publish.adapters.conditional import Conditional
from services.publish.adapters.figures import begin
from services.publish.adapters.headers import SafeHeaders
from services.publish.adapters.live import LiveUpdates
from services.publish.adapters.live_traces import LiveTraces
from services.publish.adapters.measuring import SAMPLE_EVERY, Measuring
from services.publish.adapters.openapi import document
from services.publish.adapters.pages import pages, problem_page, static_files
from services.publish.adapters.pages.login import login_pages
from services.publish.adapters.problems import install, problem
from services.publish.adapters.projection import Projection
from services.publish.adapters.retention import Articles, Leaving, Stories, Updates
from services.publish.adapters.updates_api import live_api
from services.publish.adapters.webhooks.api import subscription_api
from services.publish.adapters.webhooks.desk import Desk
from services.publish.adapters.webhooks.messages import Messages
from services.publish.adapters.webhooks.outbound import Outbound
from services.publish.adapters.webhooks.secrets import Secrets
from services.publish.adapters.webhooks.store import WebhookStore
from services.publish.adapters.webhooks.worker import Tools
from services.publish.adapters.webhooks.workers import Webhooks
from services.publish.handlers import Projecting
from services.publish.settings import PublishSettings
from shared.access.answers import Denial
from shared.access.guard import Entrance, Guard
from shared.access.mode import access_of
from shared.access.store import KeyStore
from shared.archive.opening import archive_of
from shared.archive.rounds import round_of
from shared.clock import SystemClock
from shared.delivery.service import Service
from shared.delivery.state import State
from shared.outbound.addresses import Allowed
from shared.streams import ARTICLES_RESOLVED, ENTITIES_UPDATED, STORIES_CLAIMS, STORIES_UPDATED
from shared.tracing import SILENT, Tracer

_DESCRIPTION = """Stories of the wire: what changed, who says so, and where it stands in the text.

Spans count Unicode code points, half open. Errors are problem+json (RFC 9457).
"""


def build(settings: PublishSettings | None = None, redis: Redis | None = None) -> Service:
    """The service, ready to run."""
    settings = settings or PublishSettings()
    service = Service("publish", settings, redis)
    begin()
    projecting = Projecting(service.state)
    service.consume(ARTICLES_RESOLVED, projecting.article_resolved)
    service.consume(STORIES_UPDATED, projecting.story_updated)
    service.consume(STORIES_CLAIMS, projecting.story_claims)
    service.consume(ENTITIES_UPDATED, projecting.entity_changed)
    app = web(service.state, settings, service.tracer)
    webhooks = Webhooks(app.state.webhooks, Projection(service.state), service.consumer_name, settings.webhook_claim)
    service.every(1.0, webhooks.round)
    service.on_stop(webhooks.stop)
    service.every(settings.retention_every, round_of(*leaving(service, settings)))
    service.mount(app, about={"access": access_of(settings).told})
    service.every(SAMPLE_EVERY, app.state.measuring.take)
    app.state.measuring.own = service.desk.took
    service.on_stop(app.state.live.close)
    return service


def leaving(service: Service, settings: PublishSettings) -> tuple[Leaving, ...]:
    """What leaves publish when it is too old: articles, earlier updates, stories."""
    archive = archive_of(settings)
    return (
        Articles(service.state, service.timer_unit, archive, settings.keep_articles_days),
        Updates(service.state, service.timer_unit, archive, settings.keep_updates_days),
        Stories(service.state, service.timer_unit, archive, settings.keep_stories_days),
    )


def web(state: State, settings: PublishSettings, tracer: Tracer = SILENT) -> FastAPI:
    """The read API, the live stream and the pages over one projection."""
    projection = Projection(state)
    live = LiveUpdates(
        state, projection.redacted_events, queue=settings.sse_queue, subscribers=settings.sse_subscribers
    )
    app = FastAPI(
        title="Slugline", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.live = live
    live.parcels.traces = LiveTraces(tracer)
    app.state.webhooks = webhook_tools(state, settings, projection, live, tracer)
    app.include_router(read_api(projection))
    app.include_router(command_api(projection, state))
    app.include_router(live_api(projection, live, settings.sse_heartbeat))
    desk = Desk(app.state.webhooks, allowed(settings), settings.webhook_endpoints)
    app.include_router(subscription_api(desk))
    app.state.measuring = Measuring(state)
    app.include_router(pages(projection, live, state, app.state.measuring), include_in_schema=False)
    entrance = Entrance(access_of(settings), KeyStore(state.redis, state.namespace, SystemClock().now))
    app.include_router(login_pages(entrance, settings.session_hours), include_in_schema=False)
    app.mount("/static", static_files(), name="static")
    install(app, problem_page)
    document(app)
    app.add_middleware(Conditional)
    app.add_middleware(Guard, entrance=entrance, show=denial_page)
    app.add_middleware(SafeHeaders)
    return app


def webhook_tools(
    state: State, settings: PublishSettings, projection: Projection, live: LiveUpdates, tracer: Tracer
) -> Tools:
    """What the workers of webhooks share."""
    return Tools(
        store=WebhookStore(state),
        live=live,
        messages=Messages(live.log, live.parcels, projection),
        outbound=Outbound(allowed(settings), settings.webhook_timeout),
        secrets=Secrets(settings.webhook_key),
        clock=SystemClock(),
        tracer=tracer,
    )


def allowed(settings: PublishSettings) -> Allowed:
    """Where webhooks may go."""
    return Allowed(settings.webhook_private, settings.webhook_http)


def description() -> dict[str, Any]:
    """The OpenAPI description of publish; nothing is asked of a server for it."""
    return web(State(Redis()), PublishSettings()).openapi()


def denial_page(request: Request, denial: Denial) -> Response:
    """The page of a request that was not let in."""
    return problem_page(request, problem(denial.status, denial.reason, denial.detail))
