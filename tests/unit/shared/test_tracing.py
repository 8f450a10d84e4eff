"""Trace context, and where spans go."""

from __future__ import annotations

import pytest

from shared.settings import Settings
from shared.tracing import CannotExport, Tracer, passed_on, told_uri, trace_id
from shared.tracing_export import collector_of, headers_in

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENDPOINT", "TRACES_ENDPOINT", "HEADERS"):
        monkeypatch.delenv(f"OTEL_EXPORTER_OTLP_{name}", raising=False)
    for name in ("OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_TRACES_SAMPLER"):
        monkeypatch.delenv(name, raising=False)


def settings(**more: object) -> Settings:
    return Settings(_env_file=None, **more)


def test_a_context_goes_on_as_it_came_where_nothing_is_recorded() -> None:
    """Without a collector the sender's context is passed on; without one a new trace begins, marked as not recorded."""
    assert TRACE == passed_on(TRACE) == Tracer("x").begin("step", TRACE).traceparent
    begun = passed_on(None)
    assert trace_id(begun) and begun.endswith("-00") and begun != passed_on(None)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "rubbish",
        TRACE.upper(),
        TRACE + "0",
        TRACE + "\n",
        "ff" + TRACE[2:],
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-0af7651916cd43dd8448eb211c80319c-{'0' * 16}-01",
    ],
)
def test_what_is_no_context_begins_a_new_trace(bad: str | None) -> None:
    """A context that W3C calls invalid is not passed on."""
    assert trace_id(bad) is None
    assert trace_id(passed_on(bad)) not in (None, "0" * 32)


def test_uris_are_cut() -> None:
    """A uri of any length is an attribute of bounded length."""
    assert "urn:x" == told_uri("urn:x") and 301 == len(told_uri("u" * 5000))


def test_no_collector_no_spans() -> None:
    """Without an address nothing is recorded."""
    assert collector_of(settings()) is None
    tracer = Tracer("x")
    tracer.open(settings())
    assert not tracer.is_open


def test_the_standard_names_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """OTEL_* names a collector too, its sampler is left to it, and OTEL_SDK_DISABLED ends it all."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    found = collector_of(settings())
    assert found is not None and (found.endpoint, found.headers, found.ratio) == (None, None, 1.0)
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    found = collector_of(settings())
    assert found is not None and found.ratio is None
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert collector_of(settings()) is None


def test_our_own_settings_stand_above_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """SLUGLINE_* settings win over the standard environment; the path of traces is added where it is missing."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://elsewhere:4318")
    found = collector_of(settings(otlp_endpoint="http://here:4318/", otlp_headers="x-key=a b, y=z=1", trace_ratio=0.1))
    assert found is not None
    assert ("http://here:4318/v1/traces", {"x-key": "a b", "y": "z=1"}, 0.1) == (
        found.endpoint,
        found.headers,
        found.ratio,
    )


def test_headers_that_are_none_are_refused_without_telling_them() -> None:
    """A file of headers that holds something else is refused, and its content is not in the message."""
    assert {"a": "1", "b": "2"} == headers_in("a=1\nb=2\n")
    with pytest.raises(CannotExport) as refused:
        headers_in("s3cr3t")
    assert "s3cr3t" not in str(refused.value)


def test_an_address_of_another_kind_is_refused() -> None:
    """OTLP over gRPC or a bare host is refused with a word on what is wanted."""
    with pytest.raises(CannotExport, match="http://"):
        collector_of(settings(otlp_endpoint="127.0.0.1:4317"))
