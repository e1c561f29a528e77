"""Simulated chat models: they write the drafts of `benchmarks.drafts` from the prompt that they are given.

One in this process, and one behind a server on loopback that real clients ask.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from typing_extensions import override

from benchmarks.drafts import Line
from benchmarks.model_server import Mood, model_server
from rag.types import Span
from rag.writing import ChatModel, open_model
from rag.writing.sources import Source

_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_PAUSE = 0.02
Draft = Callable[[Sequence[Source]], Sequence[Line]]


class Simulated(Protocol):
    """What a measurement asks of a simulated model."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the last draft."""
        ...

    @property
    def first_at(self) -> float:
        """When the first line of the last draft was finished, by `time.perf_counter`."""
        ...


class SimulatedModel(BaseChatModel):
    """Streams its draft word by word; remembers its lines, and when it finished the first."""

    _draft: Draft = PrivateAttr()
    _lines: tuple[Line, ...] = PrivateAttr(default=())
    _first_at: float = PrivateAttr(default=0)

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the last draft."""
        return self._lines

    @property
    def first_at(self) -> float:
        """When the first line of the last draft was finished, by `time.perf_counter`."""
        return self._first_at

    @property
    @override
    def _llm_type(self) -> str:
        return "simulated"

    @override
    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.text) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    @override
    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self._first_at = 0
        self._lines = tuple(self._draft(numbered(str(messages[-1].text))))
        for line in self._lines:
            for piece in re.findall(r"\S+\s*", f"{line.written}\n"):
                first = piece.endswith("\n") and not self._first_at
                if first:
                    self._first_at = time.perf_counter()
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
                if first:
                    # A model takes its time for the next word; without it the two would be fighting for one core.
                    time.sleep(_PAUSE)


class Served:
    """A simulated model behind a server; `model` is the client that asks it."""

    def __init__(self, draft: Draft, model: ChatModel, mood: Mood) -> None:
        self.model = model
        self.lines: tuple[Line, ...] = ()
        self._draft = draft
        self._mood = mood

    @property
    def first_at(self) -> float:
        """When the first line of the last draft was sent, by `time.perf_counter`."""
        return self._mood.sent[0] if self._mood.sent else 0.0

    def write(self, prompt: str) -> list[str]:
        """Return the draft, a line a piece."""
        self.lines = tuple(self._draft(numbered(prompt)))
        self._mood.sent.clear()
        self._mood.asked.clear()
        return [f"{line.written}\n" for line in self.lines]


@contextmanager
def served(draft: Draft, provider: str) -> Iterator[Served]:
    """Serve a simulated model on loopback, and give the real client of "openai" or "ollama" that asks it.

    OpenAI's client wants the variable OPENAI_API_KEY, whatever it holds.
    """
    mood = Mood(pause=_PAUSE)
    with model_server(mood) as url:
        model = open_model(f"{provider}:simulated", f"{url}/v1" if provider == "openai" else url)
        one = Served(draft, model, mood)
        mood.script = one.write
        yield one


def numbered(prompt: str) -> tuple[Source, ...]:
    """Return the numbered sentences of a prompt; where they stand a model does not know."""
    return tuple(Source(int(number), text, Span("", 0, 0)) for number, text in _NUMBERED.findall(prompt))
