"""What the models of outside forms share: strict types, and errors that name the field."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from services.ingest.domain.refusal import BadInput, Reason


class Form(BaseModel):
    """A form that outsiders fill in: types are not guessed, unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


AnyForm = TypeVar("AnyForm", bound=Form)

_REASONS: dict[str, Reason] = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "literal_error": "wrong_value",
}


def fill_in(form: type[AnyForm], values: dict[str, Any]) -> AnyForm:
    """The filled-in form. The first thing wrong with it is what the refusal names."""
    try:
        return form.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"] if not _names_a_type(part))[:100]
    raise BadInput(_REASONS.get(first["type"], "wrong_type"), str(first["msg"]), field or None)


def _names_a_type(part: int | str) -> bool:
    """True for what pydantic adds to a path to say which member of a union it tried."""
    return part in {"str", "int", "float", "bool"}
