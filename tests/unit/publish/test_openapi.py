from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from services.publish.adapters.openapi import operations
from services.publish.app import description
from shared.access.table import needed
from shared.testing import builders as a

pytestmark = pytest.mark.integration


#: Streams that do not end.
ENDLESS = "/v1/updates"
#: What a page gave out; others are refused, which no schema can say (test_api.py).
OPAQUE = "cursor"
#: Words of a filter are checked by rules that no schema can say (test_filters.py): a text has a word in it.
FILTERED = ("GET /v1/feeds/updates.{format}",)
#: What of the ids in a path is there; others are made up.
KNOWN = {"story_id": "st_1", "uri": "urn:test:1", "entity_id": "en_belarus"}


SCHEMA = schemathesis.openapi.from_dict(description())
OPERATIONS = {
    f"{o.method.upper()} {o.path}": o for r in SCHEMA.get_all_operations() if isinstance(r, Ok) for o in [r.ok()]
}
READS = sorted(name for name in OPERATIONS if name.startswith("GET ") and ENDLESS not in name)


def test_every_operation_says_what_it_needs() -> None:
    """Every operation names its summary, the scope of a key, what its parameters mean, and the problems it may have."""
    described = description()
    for method, path, operation in operations(described):
        name = f"{method} {path}"
        assert operation["summary"], name
        assert [{}, {"key": [needed(method, path)]}] == operation["security"], name
        assert [] == [p["name"] for p in operation.get("parameters", []) if not p.get("description")], name
        problems = [r for status, r in operation["responses"].items() if status[0] in "45"]
        assert problems
        assert all("application/problem+json" in problem["content"] for problem in problems), name
        if method == "GET" and path != ENDLESS:
            assert "304" in operation["responses"], name


@pytest.fixture
async def told(publish: Any) -> None:
    """A projection with a story, an article, an entity and a claim."""
    item = a.article()
    belarus = a.story_entity("Belarus")
    quote = a.quantity(item, "16 prisoners", 16, "prisoners released")
    added = a.article_added(item.uri, evidence=(a.evidence(item, "16 prisoners"),), why=a.why())
    story = a.snapshot(entities=(belarus,), top_articles=(a.story_article(item),))
    await publish.told(
        a.resolved(item, entities=(a.entity(item, "Belarus"),), claims=(quote,)),
        a.story_update("st_1", 1, added, story=story),
        a.story_update("st_2", 1),
        a.story_update("st_1", 2, a.merged_from("st_2")),
        a.story_claims("st_1", 2, a.ledger_entry(item, "16 prisoners")),
    )


@pytest.mark.parametrize("name", READS)
@seed(7)
@given(data=st.data(), is_known=st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
async def test_reads_keep_to_their_description(
    told: None, http: httpx.AsyncClient, name: str, data: Any, is_known: bool
) -> None:
    """Whatever a read is asked, its answer is one that the description has, in form and status, and never a 5xx."""
    case = data.draw(OPERATIONS[name].as_strategy())
    if is_known:
        known = {part: KNOWN[part] for part in case.path_parameters if part in KNOWN}
        case.path_parameters = {**case.path_parameters, **known}
    case.query = {word: value for word, value in (case.query or {}).items() if word != OPAQUE}
    asked = case.as_transport_kwargs(base_url="http://publish")
    request = httpx.Request(asked["method"], asked["url"], params=asked.get("params"), headers=asked.get("headers"))
    excluded = [positive_data_acceptance] if name in FILTERED else []
    case.validate_response(await http.send(request), excluded_checks=excluded)
