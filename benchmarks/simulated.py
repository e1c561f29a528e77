"""A simulated chat model of LangChain: it writes the drafts of `benchmarks.drafts` from the prompt that it is given."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from typing_extensions import override

from benchmarks.drafts import Line
from rag.types import Span
from rag.writing.sources import Source

_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_PAUSE = 0.02
Draft = Callable[[Sequence[Source]], Sequence[Line]]


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


def numbered(prompt: str) -> tuple[Source, ...]:
    """Return the numbered sentences of a prompt; where they stand a model does not know."""
    return tuple(Source(int(number), text, Span("", 0, 0)) for number, text in _NUMBERED.findall(prompt))
