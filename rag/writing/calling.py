"""Calling a model that may stall, fail or be busy: never longer than agreed, never more at once than agreed."""

from __future__ import annotations

import contextlib
import queue
import random
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rag.errors import ModelFault
from rag.writing.models import ChatModel, first_line

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a model is asked.

    `seconds` bound one draft, retries and waiting included. After `faults` failures in a row the model is left alone
    for `rest` seconds. `at_once` drafts run at a time. `pause` seconds, doubled each time and with jitter, go before
    each of `retries`.
    """

    seconds: float = 30
    retries: int = 2
    pause: float = 0.25
    faults: int = 3
    rest: float = 30
    at_once: int = 4


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a draft took, as the provider counts them; 0 where it does not."""

    input_tokens: int = 0
    output_tokens: int = 0


Piece = str | Usage
# The messages of a question, by whether the model is held to the form of a draft.
Ask = Callable[[bool], "Sequence[BaseMessage]"]


class Caller:
    """Streams a model's text; safe to call from several threads."""

    def __init__(self, model: ChatModel, limits: Limits | None = None) -> None:
        self._model = model.client
        self._form: Mapping[str, Any] = model.form
        self._limits = limits or Limits()
        self._room = threading.BoundedSemaphore(self._limits.at_once)
        self._lock = threading.Lock()
        self._failed = 0
        self._shut_until = 0.0

    def stream(self, ask: Ask) -> Generator[Piece]:
        """Yield text as it comes, and usage if it is told; raises `ModelFault`.

        A server that refuses the form of a draft is asked without it, then and later.
        Whoever stops iterating ends the call: no further piece is read from the model.
        """
        deadline = time.monotonic() + self._limits.seconds
        if time.monotonic() < self._shut_until:
            raise ModelFault("the model failed repeatedly and is left alone for a while")
        if not self._room.acquire(timeout=self._limits.seconds):
            raise ModelFault("the model has as many drafts to write as it may")
        pieces: queue.SimpleQueue[Piece | Exception | None] = queue.SimpleQueue()
        given_up = threading.Event()
        # A thread of its own: a provider's client that hangs cannot hold the question.
        threading.Thread(
            target=self._work, args=(ask, pieces, given_up, deadline), name="footnote-writer", daemon=True
        ).start()
        try:
            while (piece := self._next(pieces, deadline)) is not None:
                yield piece
            self._count(failed=False)
        except ModelFault:
            self._count(failed=True)
            raise
        finally:
            given_up.set()

    def _next(self, pieces: queue.SimpleQueue[Piece | Exception | None], deadline: float) -> Piece | None:
        try:
            piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise ModelFault(f"the model took more than {self._limits.seconds:g} s") from None
        if isinstance(piece, Exception):
            raise ModelFault(f"the model failed: {first_line(piece)}") from piece
        return piece

    def _work(
        self,
        ask: Ask,
        pieces: queue.SimpleQueue[Piece | Exception | None],
        given_up: threading.Event,
        deadline: float,
    ) -> None:
        try:
            attempt = 0
            while True:
                begun, form = False, self._form
                try:
                    stream = self._model.stream(list(ask(bool(form))), **form)
                    # Closing it closes the connection, which tells the server to stop.
                    with contextlib.closing(cast("Generator[AIMessageChunk]", stream)):
                        for message in stream:
                            if given_up.is_set():
                                return
                            if used := message.usage_metadata:
                                pieces.put(Usage(used["input_tokens"], used["output_tokens"]))
                            if text := str(message.text):
                                begun = True
                                pieces.put(text)
                # Each provider's client raises errors of its own.
                except Exception as error:  # noqa: BLE001
                    if form and not begun and _refused(error):
                        self._form = {}
                        continue
                    pause = self._limits.pause * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311
                    last = attempt == self._limits.retries or begun or not _passing(error)
                    if last or time.monotonic() + pause > deadline or given_up.wait(pause):
                        pieces.put(error)
                        return
                    attempt += 1
                else:
                    pieces.put(None)
                    return
        finally:
            self._room.release()

    def _count(self, *, failed: bool) -> None:
        with self._lock:
            self._failed = self._failed + 1 if failed else 0
            if self._failed >= self._limits.faults:
                self._shut_until = time.monotonic() + self._limits.rest


def _passing(error: Exception) -> bool:
    """Whether it may go better next time: no answer, too many questions, or a fault of the server."""
    status = getattr(error, "status_code", None)
    return not isinstance(status, int) or status in {408, 409, 429} or status >= 500


def _refused(error: Exception) -> bool:
    """Whether the server took the question itself for wrong, which may be for the form that it was to answer in."""
    return getattr(error, "status_code", None) in {400, 422, 501}
