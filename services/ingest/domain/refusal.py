"""What ingest says of input that can never become an article."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "not_utf8",
    "not_json",
    "not_xml",
    "not_a_feed",
    "not_an_article",
    "too_large",
    "too_deep",
    "too_long",
    "wrong_type",
    "wrong_value",
    "missing_field",
    "unknown_field",
    "bad_text",
    "bad_uri",
    "bad_date",
    "empty_body",
    "not_text",
    "unsafe_markup",
    "unsupported_type",
]


class BadInput(Exception):
    """The input can never succeed. The detail names what is wrong and never repeats the article's words."""

    def __init__(self, reason: Reason, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail
        self.field = field
