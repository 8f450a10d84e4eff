"""The stories as they were last told, so that an article that comes is added instead of all being read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from services.cluster.domain.story import Told


class Tales(Mapping[str, Told]):
    """How stories are told, those that changed last; their articles are `most` in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._told: dict[str, Told] = {}
        self._articles = 0

    def __getitem__(self, story_id: str) -> Told:
        return self._told[story_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def get(self, story_id: str, default: Told | None = None) -> Told | None:  # type: ignore[override]
        """Read for every record: no detour."""
        return self._told.get(story_id, default)

    def add(self, telling: Told) -> None:
        """Keeps a telling; the oldest go for it. A story longer than all there is room for stays alone."""
        self.drop([telling.story.id])
        self._told[telling.story.id] = telling
        self._articles += len(telling.articles)
        while self._articles > self._most and len(self._told) > 1:
            self.drop([next(iter(self._told))])

    def drop(self, story_ids: Iterable[str]) -> None:
        """Forgets how these are told: their articles have changed."""
        for story_id in story_ids:
            if (gone := self._told.pop(story_id, None)) is not None:
                self._articles -= len(gone.articles)
