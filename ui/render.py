"""Answers and articles as HTML. Pure; every text is escaped, so none of it can make a tag or an attribute.

Each fragment is one line that starts with a block element, and fragments are joined by a blank line: Markdown passes
such a block through untouched, and a page that shows Markdown keeps the blocks that did not change.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from rag.types import Answer, Block, Citation, Document

# (least confidence, words), most sure first.
SURENESS = ((0.9, "Very sure"), (0.75, "Sure"), (0.5, "Fairly sure"), (0.0, "Unsure"))
_MARKER = re.compile(r"\s?\[(\d{1,4})\]")
_LAST_WORD = re.compile(r"\S{1,12}$")
# Closes a conversation: Markdown counts the blank line after a block as the block's, so a last one would change when
# another follows.
_END = '<div class="end"></div>'
# A raw newline would end the block, a tab would be expanded, and a percent sign could spell a placeholder of the page's
# Markdown renderer.
_SPECIAL = {ord(character): f"&#{ord(character)};" for character in "%\t\n\r"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TAGS = {"heading": "h2", "paragraph": "p", "item": "li"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A question that got no answer from the articles but a word from the program: too long, too busy, a fault."""

    question: str
    message: str


Exchange = Answer | Notice


def text_html(text: str) -> str:
    """Return the text as HTML of one line that reads back as exactly the same characters."""
    return escape(text, quote=True).translate(_SPECIAL)


def conversation(exchanges: Sequence[Exchange], pending: str | None = None) -> str:
    """Return the whole conversation, oldest first; `pending` is a question that is being worked on."""
    if not exchanges and pending is None:
        return _welcome()
    parts = [exchange_html(exchange, number) for number, exchange in enumerate(exchanges, start=1)]
    if pending is not None:
        parts.append(_pending(pending))
    return "\n\n".join((*parts, _END))


def exchange_html(exchange: Exchange, number: int = 1) -> str:
    """Return one question and what came of it; `number` tells equal exchanges apart."""
    if isinstance(exchange, Notice):
        body = f'<div class="reply notice"><p class="words">{text_html(exchange.message)}</p></div>'
    else:
        body = _reply(exchange)
    return f'<section class="exchange" data-number="{number}">{_question(exchange.question)}{body}</section>'


def sureness(confidence: float) -> str:
    """Return a confidence in words."""
    return next((words for least, words in SURENESS if confidence >= least), SURENESS[-1][1])


def article_html(document: Document) -> str:
    """Return the article: its title, where it is from, and its text.

    The text of the element `.text` is `document.text`, character for character, and each block carries its offsets.
    """
    return (
        f'<article class="paper" data-document="{text_html(document.id)}" lang="{text_html(document.language)}">'
        f"<header><h1>{text_html(document.title)}</h1>{_byline(document)}</header>"
        f'<div class="text">{"".join(_body(document))}</div></article>'
    )


def no_article() -> str:
    """Return what stands in the article's place when there is none."""
    return '<article class="paper"><header><h1>No article yet</h1></header></article>'


def masthead() -> str:
    """Return the head of the page."""
    return (
        '<header class="masthead"><p class="name">Footnote<sup aria-hidden="true">1</sup></p>'
        '<p class="motto">Ask the article. Every answer stands on its exact words.</p></header>'
    )


def _welcome() -> str:
    return (
        '<div class="welcome"><p class="lead">What would you like to know?</p>'
        "<p>Answers come from the article alone, each with a footnote that shows the very words it stands on. "
        "If the article does not say, you are told so.</p></div>"
    )


def _question(question: str) -> str:
    return f'<h3 class="question"><span class="unseen">You asked: </span>{text_html(question)}</h3>'


def _pending(question: str) -> str:
    return (
        f'<section class="exchange pending">{_question(question)}'
        '<div class="reply"><p class="working" role="status">Reading the article<span class="dots" aria-hidden="true">'
        "<i>.</i><i>.</i><i>.</i></span></p></div></section>"
    )


def _reply(answer: Answer) -> str:
    if not answer.answered:
        return (
            '<div class="reply absent"><p class="kicker">No answer</p>'
            f'<p class="words">{text_html(answer.answer)}</p>{_asked_as(answer)}{_closest(answer.closest)}</div>'
        )
    return (
        f'<div class="reply found">{_short(answer)}<p class="words">{_marked_text(answer)}</p>'
        f"{_notes(answer.citations)}{_asked_as(answer)}{_meta(answer)}</div>"
    )


def _short(answer: Answer) -> str:
    if not answer.short_answer or _MARKER.sub("", answer.answer).strip() == answer.short_answer:
        return ""
    return f'<p class="short">{text_html(answer.short_answer)}</p>'


def _marked_text(answer: Answer) -> str:
    """The answer's text with a button for each footnote marker that has a citation; other brackets stay as they are."""
    citations = {str(citation.marker): citation for citation in answer.citations}
    parts: list[str] = []
    done = 0
    for match in _MARKER.finditer(answer.answer):
        if citation := citations.get(match[1]):
            parts += _tied(answer.answer[done : match.start()], _marker(citation))
            done = match.end()
    return "".join((*parts, text_html(answer.answer[done:])))


def _tied(text: str, marker: str) -> tuple[str, str]:
    """The text and the marker, the end of the last word kept on one line with it."""
    end = _LAST_WORD.search(text)
    cut = end.start() if end else len(text)
    return text_html(text[:cut]), f'<span class="tied">{text_html(text[cut:])}{marker}</span>'


def _marker(citation: Citation) -> str:
    label = f"Footnote {citation.marker}: show in the article"
    button = f'<button type="button" class="fn" {_target(citation)} aria-label="{label}">{citation.marker}</button>'
    return f"<sup>{button}</sup>"


def _target(citation: Citation) -> str:
    return (
        f'data-doc="{text_html(citation.document)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-marker="{citation.marker}"'
    )


def _notes(citations: Sequence[Citation]) -> str:
    items = "".join(f"<li>{_note(citation, str(citation.marker))}</li>" for citation in citations)
    return f'<ol class="notes" aria-label="Footnotes">{items}</ol>' if items else ""


def _note(citation: Citation, mark: str) -> str:
    return (
        f'<button type="button" class="note" {_target(citation)} title="Show in the article">'
        f'<span class="mark" aria-hidden="true">{text_html(mark)}</span>'
        f'<span class="body"><q>{text_html(citation.quote)}</q><cite>{text_html(citation.title)}</cite></span></button>'
    )


def _closest(citations: Sequence[Citation]) -> str:
    items = "".join(f"<li>{_note(citation, '~')}</li>" for citation in citations)
    if not items:
        return ""
    return f'<p class="caption">Closest passages (not an answer)</p><ul class="notes near">{items}</ul>'


def _asked_as(answer: Answer) -> str:
    if answer.standalone_question.strip() == answer.question.strip():
        return ""
    return f'<p class="asked-as">Understood as: {text_html(answer.standalone_question)}</p>'


def _meta(answer: Answer) -> str:
    words, number = sureness(answer.confidence), f"Confidence {answer.confidence:.2f}"
    time = f'<span class="time">{_duration(answer.elapsed_ms)}</span>'
    return f'<p class="meta"><span class="sure" title="{number}">{words}</span>{time}</p>'


def _duration(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.0f} ms"


def _byline(document: Document) -> str:
    parts = [text_html(part) for part in (document.source, _day(document.date or "")) if part]
    if document.url and re.match(r"https?://", document.url):
        parts.append(f'<a href="{text_html(document.url)}" rel="noopener noreferrer" target="_blank">Original</a>')
    return f'<p class="byline">{" &#183; ".join(parts)}</p>' if parts else ""


def _day(date: str) -> str:
    """An ISO date as it is read; any other stays as it is."""
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _body(document: Document) -> Iterator[str]:
    """Blocks and the white space between them, in order; the items of one list share a list element."""
    done = 0
    for listed, group in groupby(document.blocks, key=lambda block: block.kind == "item"):
        blocks = tuple(group)
        yield text_html(document.text[done : blocks[0].start])
        inner = "".join(
            _block(document, block, blocks[i - 1].end if i else block.start) for i, block in enumerate(blocks)
        )
        yield f"<ul>{inner}</ul>" if listed else inner
        done = blocks[-1].end
    yield text_html(document.text[done:])


def _block(document: Document, block: Block, after: int) -> str:
    tag = _TAGS[block.kind]
    between, words = text_html(document.text[after : block.start]), text_html(document.text[block.start : block.end])
    return f'{between}<{tag} data-start="{block.start}" data-end="{block.end}">{words}</{tag}>'
