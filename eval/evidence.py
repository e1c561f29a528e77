"""Where the quotes of gold items stand in the documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.items import GoldItem
from rag.errors import BadGold
from rag.types import Document, Span

_SINGLE = "'‘’‚‛ʼ′`"
_DOUBLE = '"“”„‟″«»'
# Characters that document loading drops, so that a quote taken from the raw file may still hold them
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f]")
# How much of the article stands around a quote, cut at a word
_REACH = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with what stands around it in its article."""

    before: str
    quote: str
    after: str


def passage(span: Span, text: str) -> Passage:
    """Cut a span out of its document's text with some of the words before and after it."""
    before = text[max(0, span.start - _REACH) : span.start]
    after = text[span.end : span.end + _REACH]
    if span.start > _REACH:
        before = "…" + before[before.find(" ") + 1 :]
    if span.end + _REACH < len(text):
        after = after[: after.rfind(" ") + 1] + "…"
    return Passage(before, text[span.start : span.end], after)


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Find the first place of a quote, where white space and the shape of quotation marks may differ.

    Returns:
        Its offsets into `text`, half-open, or None where it does not stand there.
    """
    return next(places(quote, text), None)


def places(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Find every place of a quote, as `locate` finds the first; where it stands verbatim, those places alone."""
    if quote and quote in text:
        pattern = re.escape(quote)
    else:
        words = _INVISIBLE.sub("", unicodedata.normalize("NFC", quote)).split()
        if not words:
            return
        pattern = r"\s+".join(_tolerant(word) for word in words)
    yield from (found.span() for found in re.finditer(pattern, text))


def locate_evidence(
    items: Iterable[GoldItem], documents: Sequence[Document], *, strict: bool = True
) -> dict[str, tuple[Span, ...]]:
    """Find the evidence of every item.

    An item that names one of the documents as its article is looked up there alone, any other in all of them in
    order; the first place counts.

    Args:
        items: the gold items.
        documents: the articles asked about.
        strict: whether a quote that stands nowhere is an error; if not, it is left out.

    Returns:
        By item id, the spans of its evidence in the order of its quotes.

    Raises:
        BadGold: a quote stands in no document (and `strict`).
    """
    by_id = {document.id: document for document in documents}
    return {item.id: tuple(_spans(item, documents, by_id, strict=strict)) for item in items}


def _spans(
    item: GoldItem, documents: Sequence[Document], by_id: Mapping[str, Document], *, strict: bool
) -> Iterable[Span]:
    own = by_id.get(item.article or "")
    for quote in item.evidence:
        span = _first(quote, (own,) if own else documents)
        if span:
            yield span
        elif strict:
            where = f'the article "{own.id}"' if own else f"any of the {len(documents)} documents"
            shown = " ".join(quote.split())
            raise BadGold(
                f'gold item "{item.id}": its evidence "{shown[:80]}{"..." if len(shown) > 80 else ""}" does not stand '
                f"in {where}; copy the quote word for word or give the corpus it comes from."
            )


def _first(quote: str, documents: Iterable[Document]) -> Span | None:
    for document in documents:
        place = locate(quote, document.text)
        if place:
            return Span(document.id, *place)
    return None


def _tolerant(word: str) -> str:
    return "".join(_either(character) for character in word)


def _either(character: str) -> str:
    for family in (_SINGLE, _DOUBLE):
        if character in family:
            return f"[{re.escape(family)}]"
    return re.escape(character)
