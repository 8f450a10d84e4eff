"""publish: serves reads and live updates from a projection of its own.

Consumes: `articles.resolved`, `stories.updated`, `stories.claims`, `entities.updated`.
Produces: `stories.commands` (what editors ask over HTTP); HTTP: the API under /v1, updates as SSE, pages for people;
webhooks to whoever subscribed.
Remembers: articles, stories, their updates, claims, memberships, redirects and names of entities, webhook subscriptions
and what waits for them, in `publish:*` keys.
Promises: any number of replicas, and events handled in any order, end in the same projection; a kill takes every word
of the article out of all that is served; ids of merged stories lead to the survivor for ever; a subscriber that comes
back gets what it missed, or is told that it cannot; one replica delivers to a webhook, another goes on where it ends.
Reading order: `handlers.py`, `domain/articles.py`, `domain/membership.py`, `adapters/projection.py`, `adapters/api.py`.
"""
