"""What people ask of whoever delivers to an endpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from services.publish.domain.webhooks.delivery import Delivery
from shared.contracts.base import Contract

#: Asks that wait at most; more are refused until the first are done.
MOST_ASKS = 50


class Ask(Contract):
    """`deliver` sends one delivery anew; `story` all of a story after a revision; `rewind` begins again at an entry;
    `wake` tries at once what waits to be tried again.
    """

    do: Literal["deliver", "story", "rewind", "wake"]
    at: datetime
    delivery: Delivery | None = None
    story_id: str = ""
    since: int = 0
    entry: str = ""
