"""What was read lately, parsed: known again by its very bytes, so that nothing here can be out of date.

The bytes may be packed; they are unpacked only where they have to be parsed.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

from pydantic import BaseModel

from services.publish.adapters.packing import unpacked

Model = TypeVar("Model", bound=BaseModel)

#: Bytes of JSON that are kept parsed; as models they take about five times as much.
_MOST = 8_000_000


class Parsed:
    """Frozen models by the bytes that they were made of; what was not asked for longest goes first."""

    def __init__(self, most: int = _MOST) -> None:
        #: With the bytes of their JSON, by which they count.
        self._known: OrderedDict[tuple[Any, bytes], tuple[Any, int]] = OrderedDict()
        self._bytes, self._most = 0, most

    def __call__(self, model: type[Model], body: bytes) -> Model:
        """The model that is kept as these bytes."""
        key = (model, body)
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
            known: Model = found[0]
            return known
        plain = unpacked(body)
        made: Model = self._kept(key, model.model_validate_json(plain), len(plain))
        return made

    def keep(self, model: BaseModel, body: bytes, size: int) -> None:
        """Keeps a model that was just written as these bytes; `size` is that of its JSON."""
        self._kept((type(model), body), model, size)

    def _kept(self, key: tuple[Any, bytes], made: Any, size: int) -> Any:
        self._bytes += 0 if key in self._known else size
        self._known[key] = (made, size)
        while self._bytes > self._most:
            _, (_, dropped) = self._known.popitem(last=False)
            self._bytes -= dropped
        return made
