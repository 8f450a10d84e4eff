"""Models from the models directory (Argos packages, OPUS-MT), run by CTranslate2 on the processor.

`ctranslate2` and `sentencepiece` are optional (extra `models`): without them no pair is supported.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import structlog

from services.translate.adapters.ctranslate2_model import LoadedModel, load
from services.translate.domain.ports import CannotTranslate, Request
from shared.models import Listing, Model, list_models, missing_packages

log = structlog.get_logger()

#: Code points of one request. A page has 3,000; what is longer than this would hold the worker for minutes.
MAX_CHARACTERS = 200_000
#: Pieces of one request, for text that the tokenizer knows letter by letter only.
MAX_PIECES = 60_000
#: Parts between two looks whether the caller still waits: well under a second of work on one core.
TURN = 16


class CTranslate2:
    """Translates sentence by sentence, in one worker thread: the library lets go of the interpreter while it works."""

    name = "ctranslate2"
    is_gist = False

    def __init__(
        self,
        directory: Path,
        *,
        loaded: int = 2,
        threads: int = 1,
        beam: int = 2,
        part_pieces: int = 120,
        rescan: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`loaded` models stay in memory (100 to 400 MB each); the directory is looked at again after `rescan` s."""
        self._directory = directory
        self._loaded: OrderedDict[Model, LoadedModel] = OrderedDict()
        self._most_loaded, self._threads, self._beam, self._part_pieces = loaded, threads, beam, part_pieces
        self._rescan, self._clock = rescan, clock
        self._unusable: set[Model] = set()
        self._is_closed = threading.Event()
        self._worker = ThreadPoolExecutor(1, "ctranslate2")
        self._is_possible = not missing_packages()
        self._listing = Listing((), {})
        self._scanned_at = clock()
        if self._is_possible:
            self._scan()

    def supports(self, source: str, target: str) -> bool:
        """Whether a model for this pair is installed. A model installed meanwhile is found within `rescan` seconds."""
        self._scan_when_due()
        return self._model(source, target) is not None

    async def translate(self, request: Request) -> Sequence[str]:
        """The sentences in the target language; an empty one stays empty."""
        model = self._model(request.source, request.target)
        if model is None:
            raise CannotTranslate(f"no model for {request.source}-{request.target} is installed")
        if sum(map(len, request.sentences)) > MAX_CHARACTERS:
            raise CannotTranslate(f"longer than {MAX_CHARACTERS} characters")
        return await self._in_worker(model, request.sentences)

    async def close(self) -> None:
        """Lets what is in flight end early; the thread is gone when its current sentences are done."""
        self._is_closed.set()
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _in_worker(self, model: Model, sentences: tuple[str, ...]) -> list[str]:
        is_gone = threading.Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._worker, self._translate, model, sentences, is_gone
            )
        except asyncio.CancelledError:
            is_gone.set()
            raise

    def _translate(self, model: Model, sentences: tuple[str, ...], is_gone: threading.Event) -> list[str]:
        engine = self._engine(model)
        parts = [engine.parts(sentence, self._part_pieces) for sentence in sentences]
        if sum(len(part) for each in parts for part in each) > MAX_PIECES:
            raise CannotTranslate(f"longer than {MAX_PIECES} pieces")
        flat = (part for each in parts for part in each)
        done = self._turns(engine, flat, is_gone)
        return [" ".join(islice(done, len(each))) for each in parts]

    def _turns(self, engine: LoadedModel, parts: Iterator[list[str]], is_gone: threading.Event) -> Iterator[str]:
        while turn := list(islice(parts, TURN)):
            if is_gone.is_set() or self._is_closed.is_set():
                raise CannotTranslate("nobody waits for it any more")
            yield from engine.translate(turn, self._beam)

    def _engine(self, model: Model) -> LoadedModel:
        """The model, loaded now where it was not; the one used longest ago makes room."""
        if model not in self._loaded:
            while len(self._loaded) >= self._most_loaded:
                self._loaded.popitem(last=False)
            self._loaded[model] = self._load(model)
        self._loaded.move_to_end(model)
        return self._loaded[model]

    def _load(self, model: Model) -> LoadedModel:
        started = self._clock()
        try:
            engine = load(self._directory / model.name, model, self._threads)
        except Exception as error:
            # The libraries raise RuntimeError, ValueError or OSError; none of them will be cured by another try.
            self._unusable.add(model)
            self._listing = self._listing.without(self._unusable)
            log.warning("translate.model_unusable", model=model.name, error=type(error).__name__)
            raise CannotTranslate(f"the model {model.name} cannot be loaded ({type(error).__name__})") from error
        log.info("translate.model_loaded", model=model.name, seconds=round(self._clock() - started, 2))
        return engine

    def _model(self, source: str, target: str) -> Model | None:
        return self._listing.of_pair(source, target)

    def _scan_when_due(self) -> None:
        if self._is_possible and not self._is_closed.is_set() and self._clock() - self._scanned_at >= self._rescan:
            self._scanned_at = self._clock()
            self._worker.submit(self._scan)

    def _scan(self) -> None:
        """Reads the directory anew; what is loaded and no longer there is let go."""
        try:
            self._listing = list_models(self._directory).without(self._unusable)
        except OSError as error:
            log.warning("translate.models_unreadable", error=type(error).__name__)
            return
        for model in [model for model in self._loaded if model not in self._listing.models]:
            del self._loaded[model]
