"""The way of a question, from what was typed to an answer with checked citations."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.composing import compose
from rag.conversation import standalone
from rag.courtesies import plainly
from rag.errors import BadQuestion
from rag.reading import Speller, is_broad, joined, parts, sentences_asked, shortened
from rag.surrogates import holds_surrogate
from rag.types import Answer, Document, Event, Hit, Library, Reader, Reading, Retriever, Status, Turn

if TYPE_CHECKING:
    from rag.writing import ModelWriter

LONGEST_QUESTION = 2000
LONGEST_HISTORY = 50

# An article and the most sentences to quote of it -> those that sum it up.
Summariser = Callable[[Document, int], Reading]


class Chain:
    """Answers questions about the documents of a library; safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        reader: Reader,
        summariser: Summariser,
        *,
        depth: int = 4,
        writer: ModelWriter | None = None,
    ) -> None:
        self.library = library
        self._retriever = retriever
        self._reader = reader
        self._summariser = summariser
        self._depth = depth
        self._writer = writer

    def unwritten(self) -> Chain:
        """Return the chain without its writer; see `WritingAsker.unwritten`."""
        return Chain(self.library, self._retriever, self._reader, self._summariser, depth=self._depth)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer one question; see `Asker.ask`."""
        return final(self.stream(question, history, id=id, article=article))

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Generator[Event]:
        """Answer one question and tell how far it is; see `StreamingAsker.stream`."""
        started = time.perf_counter()
        asked = check(question, history)
        if article is not None:
            self.library.document(article)
        typed = Speller.shipped().grammatical(asked) if history else asked
        alone = shortened(plainly(standalone(typed, history)))
        yield Status("searching")
        asks = parts(alone)
        found = [search(self._retriever, part.question, self._depth, article) for part in asks]
        hits = tuple({hit.chunk.id: hit for _, some in found for hit in some}.values())
        if len(asks) == 1:
            alone = found[0][0]
        yield Status("reading")
        reading = joined(asks, [self._read(question, some, article) for question, some in found])
        text, short, citations = compose(reading, self.library, articles=1 if article else len(self.library.documents))
        answer = Answer(
            id=id,
            question=question,
            standalone_question=alone,
            answered=reading.answered,
            answer=text,
            short_answer=short,
            confidence=reading.confidence,
            citations=citations if reading.answered else (),
            closest=() if reading.answered else citations,
            mode=self._reader.name,
            elapsed_ms=0,
        )
        # What the article does not say is for the calibrated reader to tell: a model is not asked to find it after all.
        if self._writer and answer.answered:
            yield Status("writing")
            answer = yield from self._writer.write(answer, reading, hits, self.library)
        yield replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def _read(self, question: str, hits: Sequence[Hit], article: str | None) -> Reading:
        """Read the hits or, where the whole is asked about, sum up the article named or nearest to the question."""
        if not is_broad(question):
            return self._reader.read(question, hits)
        chosen = article or (hits[0].chunk.document if hits else next((one.id for one in self.library.documents), None))
        if chosen is None:
            return Reading(answered=False, confidence=0.0, evidence=())
        return self._summariser(self.library.document(chosen), sentences_asked(question))


def final(events: Iterable[Event]) -> Answer:
    """Return the answer that the events of one question end with."""
    *_, last = events
    if not isinstance(last, Answer):
        raise TypeError(f"The events of a question end with its answer, not with {last!r}.")
    return last


def search(retriever: Retriever, question: str, depth: int, article: str | None = None) -> tuple[str, Sequence[Hit]]:
    """Find the chunks that a question is about; words misspelt by their measure are set right, and it looks again."""
    hits = retriever.retrieve(question, depth, article=article)
    spelt = Speller.shipped().corrected(question, [hit.chunk.text for hit in hits])
    return spelt, hits if spelt == question else retriever.retrieve(spelt, depth, article=article)


def check(question: str, history: Sequence[Turn] = ()) -> str:
    """Return the question trimmed; raises `BadQuestion` if there is nothing in it or too much."""
    asked = " ".join(question.split())
    if any(map(holds_surrogate, (asked, *(text for turn in history for text in (turn.question, turn.answer))))):
        raise BadQuestion("The question holds half a character (a lone surrogate); send it as UTF-8.")
    if not any(character.isalnum() for character in asked):
        raise BadQuestion("The question is empty; type one, for example: What is this article about?")
    if len(asked) > LONGEST_QUESTION:
        raise BadQuestion(
            f"The question has {len(asked):,} characters; {LONGEST_QUESTION:,} is the most. Ask in fewer words."
        )
    if len(history) > LONGEST_HISTORY:
        raise BadQuestion(f"The history has {len(history)} turns; {LONGEST_HISTORY} is the most. Send the latest only.")
    return asked
