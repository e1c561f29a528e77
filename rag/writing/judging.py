"""A chat model asked whether a statement follows from quotes."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from rag.errors import ModelFault
from rag.writing.calling import Caller
from rag.writing.prompting import verdict_prompt

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# Verdicts remembered; a server that runs for months must not fill its memory.
_MOST_KNOWN = 10_000


class Judge:
    """Asks the model once for each pair of quotes and statement; safe to use from several threads."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._lock = Lock()
        self._known: dict[tuple[tuple[str, ...], str], bool] = {}

    def follows(self, quotes: Sequence[str], statement: str) -> bool:
        """Whether the statement follows from the quotes; raises `ModelFault` where no verdict is to be had."""
        key = (tuple(quotes), statement)
        with self._lock:
            if key in self._known:
                return self._known[key]
        verdict = self._asked(quotes, statement)
        with self._lock:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            return self._known.setdefault(key, verdict)

    def _asked(self, quotes: Sequence[str], statement: str) -> bool:
        messages: list[BaseMessage] = verdict_prompt(quotes, statement)
        said = "".join(piece for piece in self._caller.stream(lambda _formed: messages) if isinstance(piece, str))
        word = said.strip().strip("*\"'`.!").casefold()[:3].strip(" ,.")
        if word not in {"yes", "no"}:
            raise ModelFault(f"the judge wrote {said[:40]!r}, which is neither yes nor no")
        return word == "yes"
