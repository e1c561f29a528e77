"""The articles that one visitor can read and ask: everybody's, and those that the visitor brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.documents.identifying import Ids
from rag.errors import BadDocument, UnknownDocument
from rag.types import Answer, Asker, Document, Event, Library, StreamingAsker, Turn

Progress = Callable[[int, int], None]
# Makes articles answerable; called from a worker thread.
Bind = Callable[[Sequence[Document], Progress], Asker]

# Articles that one visitor may bring, and the characters of one: about 35,000 words.
MOST_OWN = 5
LONGEST_OWN = 200_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library and an asker at once; `own_asker` answers from the articles in `own` alone."""

    library: Library
    asker: Asker
    own: tuple[Document, ...] = ()
    own_asker: Asker | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """All articles, the visitor's own first."""
        return (*self.own, *self.library.documents)

    def document(self, id: str) -> Document:
        """Return the article; raises `UnknownDocument`."""
        return next((document for document in self.own if document.id == id), None) or self.library.document(id)

    def is_own(self, id: str | None) -> bool:
        """Tell whether it is an article that the visitor brought."""
        return any(document.id == id for document in self.own)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer from the article, or else from all: the surer answer, the visitor's own articles before others."""
        answers = [asker.ask(question, history, id=id, article=article) for asker in self._askers(article)]
        return max(answers, key=_worth)

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Iterator[Event]:
        """Answer as `ask` does and tell how far it is."""
        answers: list[Answer] = []
        for asker in self._askers(article):
            for event in _events(asker, question, history, id, article):
                if isinstance(event, Answer):
                    answers.append(event)
                else:
                    yield event
        yield max(answers, key=_worth)

    def with_own(self, document: Document, bind: Bind, progress: Progress) -> Shelf:
        """Return the shelf with one article more; takes as long as indexing does.

        Raises:
            BadDocument: the article is too long, or there are as many as there may be.
        """
        check_room(self.own)
        if len(document.text) > LONGEST_OWN:
            raise BadDocument(
                f"The article has {len(document.text):,} characters; {LONGEST_OWN:,} is the most. Give a part of it."
            )
        ids = Ids()
        for other in self.documents:
            ids.unique(other.id)
        own = (*self.own, replace(document, id=ids.unique(document.id)))
        return replace(self, own=own, own_asker=bind(own, progress))

    def without_own(self, id: str, bind: Bind) -> Shelf:
        """Return the shelf without an article that the visitor brought; raises `UnknownDocument`."""
        if not self.is_own(id):
            raise UnknownDocument(f"There is no article {id!r} of yours.")
        own = tuple(document for document in self.own if document.id != id)
        return replace(self, own=own, own_asker=bind(own, lambda _done, _total: None) if own else None)

    def _askers(self, article: str | None) -> tuple[Asker, ...]:
        if self.own_asker is None:
            return (self.asker,)
        if article is None:
            return (self.own_asker, self.asker) if self.library.documents else (self.own_asker,)
        return (self.own_asker,) if self.is_own(article) else (self.asker,)


def check_room(own: Sequence[Document]) -> None:
    """Raise `BadDocument` if a visitor has brought as many articles as may be."""
    if len(own) >= MOST_OWN:
        raise BadDocument(f"You have {len(own)} articles of your own here, the most there may be; remove one first.")


def _worth(answer: Answer) -> tuple[bool, float]:
    return answer.answered, answer.confidence


def _events(
    asker: Asker, question: str, history: Sequence[Turn], id: str | None, article: str | None
) -> Iterator[Event]:
    if isinstance(asker, StreamingAsker):
        yield from asker.stream(question, history, id=id, article=article)
    else:
        yield asker.ask(question, history, id=id, article=article)
