"""The one table of what a request needs: its method, its path, and the scope. The first row that fits counts.

`{}` stands for one part of the path, `*` for anything, slashes too. What no row names needs `admin`: a new route is
closed until somebody writes here who may use it (tests/unit/publish/test_access.py looks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.access.keys import Scope

#: `open`: no key is needed.
Needed = Scope | Literal["open"]


@dataclass(frozen=True)
class Rule:
    """One row. `GET` stands for HEAD as well; `*` for every method."""

    method: str
    path: str
    needs: Needed

    def fits(self, method: str, path: str) -> bool:
        """True where the request is one of this row's."""
        return self.method in (method, "*") and _pattern(self.path).fullmatch(path) is not None


RULES: tuple[Rule, ...] = (
    # Open to all: they tell nothing of the wire.
    Rule("GET", "/healthz", "open"),
    Rule("GET", "/readyz", "open"),
    Rule("GET", "/metrics", "open"),
    Rule("GET", "/openapi.json", "open"),
    Rule("GET", "/static/*", "open"),
    Rule("GET", "/favicon.ico", "open"),
    Rule("*", "/login", "open"),
    Rule("POST", "/logout", "open"),
    # ingest
    Rule("POST", "/v1/articles", "push"),
    Rule("*", "/v1/feeds*", "admin"),
    # publish: live updates, feeds and webhooks
    Rule("GET", "/v1/updates", "subscribe"),
    Rule("*", "/v1/subscriptions", "subscribe"),
    Rule("*", "/v1/subscriptions/*", "subscribe"),
    # publish: editors
    Rule("POST", "/v1/stories/{}/commands", "edit"),
    Rule("POST", "/v1/entities/{}/commands", "edit"),
    # publish: whoever looks after it
    Rule("*", "/v1/operations*", "admin"),
    Rule("*", "/operations*", "admin"),
    # publish: reading
    Rule("GET", "/v1/*", "read"),
    Rule("GET", "/", "read"),
    Rule("GET", "/stories*", "read"),
    Rule("GET", "/articles*", "read"),
    Rule("GET", "/entities*", "read"),
    Rule("GET", "/search*", "read"),
    Rule("GET", "/feeds*", "read"),
    # publish: what people do on pages
    Rule("POST", "/stories/{}/seen", "read"),
    Rule("POST", "/stories/*", "edit"),
    Rule("POST", "/articles/*", "edit"),
    Rule("POST", "/entities/*", "edit"),
)


def needed(method: str, path: str) -> Needed:
    """What this request needs: a scope, or nothing."""
    asked = "GET" if method in ("HEAD", "OPTIONS") else method
    return next((rule.needs for rule in RULES if rule.fits(asked, path)), "admin")


@lru_cache(maxsize=256)
def _pattern(path: str) -> re.Pattern[str]:
    escaped = re.escape(path).replace(r"\{\}", "[^/]+").replace(r"\*", ".*")
    return re.compile(escaped, re.DOTALL)
