"""A scripted engine that tells how far it is, drafts, and notes which questions were called off."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from rag.chain import check
from rag.types import Event, Status, Token, Turn
from tests.ui.fakes import ScriptedAsker

# Asked this, it writes until nobody wants to hear any more.
ENDLESS = "Will it never end?"
LATE_FAULT = "Break late"


@dataclass(slots=True)
class TellingAsker(ScriptedAsker):
    """Answers like `ScriptedAsker`, word by word; `pause` is the time between two words in seconds."""

    pause: float = 0.0
    called_off: list[str] = field(default_factory=list)

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Generator[Event]:
        """Tell each stage, a draft, and the answer."""
        check(question, history)
        answer = self.ask(question, history, id=id, article=article)
        try:
            for stage in ("searching", "reading", "writing"):
                yield Status(stage)
                time.sleep(self.pause)
            words = answer.answer.split(" ")
            while words:
                yield Token(f"{words[0]} ")
                time.sleep(max(self.pause, 0.01 if question == ENDLESS else 0))
                words = words if question == ENDLESS else words[1:]
                if question == LATE_FAULT:
                    raise ZeroDivisionError("secret internals")
        except GeneratorExit:
            self.called_off.append(question)
            raise
        yield answer
