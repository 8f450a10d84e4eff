"""What was read lately, parsed: known again by its very bytes, so that nothing here can be out of date."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)

#: Bytes of JSON that are kept parsed; as models they take about five times as much.
_MOST = 8_000_000


class Parsed:
    """Frozen models by the JSON that they were made of; what was not asked for longest goes first."""

    def __init__(self, most: int = _MOST) -> None:
        self._known: OrderedDict[tuple[Any, bytes], Any] = OrderedDict()
        self._bytes, self._most = 0, most

    def __call__(self, model: type[Model], body: bytes) -> Model:
        """The model that this JSON is."""
        key = (model, body)
        found: Model | None = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
            return found
        made: Model = self._kept(key, model.model_validate_json(body))
        return made

    def keep(self, model: BaseModel, body: bytes) -> None:
        """Keeps a model that was just written as this JSON."""
        self._kept((type(model), body), model)

    def _kept(self, key: tuple[Any, bytes], made: Any) -> Any:
        self._bytes += 0 if key in self._known else len(key[1])
        self._known[key] = made
        while self._bytes > self._most:
            (_, dropped), _ = self._known.popitem(last=False)
            self._bytes -= len(dropped)
        return made
