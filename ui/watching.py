"""Looking at the answers as they go by: to count them, and to write the questions down where that is asked for."""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from rag.errors import BadSetting
from rag.types import Answer, Asker, Event, StreamingAsker, Turn

_log = logging.getLogger(__name__)

Watcher = Callable[[Answer], None]


class Watched:
    """An asker whose answers are shown to watchers too.

    Args:
        asker: what answers.
        watchers: called with each answer, in the thread that worked it out.
    """

    def __init__(self, asker: Asker, *watchers: Watcher) -> None:
        self._asker = asker
        self._watchers = watchers

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question; see `Asker.ask`."""
        return self._show(self._asker.ask(question, history, id=id, article=article))

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Generator[Event]:
        """Answer one question and tell how far it is, if the asker does; see `StreamingAsker.stream`."""
        if not isinstance(self._asker, StreamingAsker):
            yield self.ask(question, history, id=id, article=article)
            return
        for event in self._asker.stream(question, history, id=id, article=article):
            yield self._show(event) if isinstance(event, Answer) else event

    def _show(self, answer: Answer) -> Answer:
        for watcher in self._watchers:
            watcher(answer)
        return answer


class QuestionLog:
    """Appends each question to a file of JSON Lines: when, what, and whether it was answered. Never who asked.

    Raises `BadSetting` if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.open("a", encoding="utf-8").close()
        except OSError as error:
            raise BadSetting(
                f"FOOTNOTE_QUESTION_LOG: {path} cannot be written ({error.strerror}); name a file that can."
            ) from None

    def __call__(self, answer: Answer) -> None:
        """Write one line; where that fails the question is answered all the same."""
        line = {
            "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "question": answer.question,
            "answered": answer.answered,
            "confidence": round(answer.confidence, 4),
            "elapsed_ms": round(answer.elapsed_ms, 1),
        }
        try:
            with self._lock, self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            _log.warning("%s cannot be written (%s).", self._path, error.strerror)
