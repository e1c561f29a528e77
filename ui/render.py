"""The conversation as HTML. Pure; every text is escaped, so none of it can make a tag or an attribute.

Each fragment is one line that starts with a block element, and fragments are joined by a blank line: Markdown passes
such a block through untouched, and a page that shows Markdown keeps the blocks that did not change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Answer, Citation, Stage
from ui import sharing
from ui.escaping import text_html
from ui.exchanges import Exchange, Notice

# (least confidence, words), most sure first.
SURENESS = ((0.9, "Very sure"), (0.75, "Sure"), (0.5, "Fairly sure"), (0.0, "Unsure"))
_DOING: dict[Stage | None, str] = {
    None: "Waiting for a turn",
    "searching": "Searching the article",
    "reading": "Reading the closest passages",
    "writing": "Writing the answer",
}
_MARKER = re.compile(r"\s?\[(\d{1,4})\]")
_LAST_WORD = re.compile(r"\S{1,12}$")
# Closes a conversation: Markdown counts the blank line after a block as the block's, so a last one would change when
# another follows.
_END = '<div class="end"></div>'


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that is being worked on, and what is being done for it; None while it waits."""

    question: str
    stage: Stage | None = None


def conversation(exchanges: Sequence[Exchange], pending: Pending | None = None, *, own: bool = False) -> str:
    """Return the whole conversation, oldest first; `own` tells that visitors may bring articles."""
    if not exchanges and pending is None:
        return _welcome(own)
    parts = [exchange_html(exchange, number) for number, exchange in enumerate(exchanges, start=1)]
    if pending is not None:
        parts.append(_pending(pending))
    return "\n\n".join((*parts, _END))


def exchange_html(exchange: Exchange, number: int = 1) -> str:
    """Return one question and what came of it; `number` tells equal exchanges apart."""
    outcome = exchange.outcome
    if isinstance(outcome, Notice):
        body = _notice(exchange.question, outcome)
    elif outcome.answered:
        body = _found(exchange, outcome)
    else:
        body = _absent(exchange, outcome)
    return f'<section class="exchange" data-number="{number}">{_question(exchange.question)}{body}</section>'


def chips(questions: Sequence[str]) -> str:
    """Return questions that can be asked by a click; empty if there are none."""
    buttons = "".join(
        f'<li><button type="button" class="chip" data-ask="{text_html(question)}">{text_html(question)}</button></li>'
        for question in questions
    )
    return f'<ul class="chips" aria-label="Questions you could ask">{buttons}</ul>' if buttons else ""


def sureness(confidence: float) -> str:
    """Return a confidence in words."""
    return next((words for least, words in SURENESS if confidence >= least), SURENESS[-1][1])


def masthead() -> str:
    """Return the head of the page; its tabs show where there is room for one pane only."""
    return (
        '<header class="masthead"><p class="name">Footnote<sup aria-hidden="true">1</sup></p>'
        '<p class="motto">Ask the article. Every answer stands on its exact words.</p>'
        '<div class="tabs" role="tablist" aria-label="What to see">'
        '<button type="button" role="tab" id="tab-conversation" data-pane="conversation" aria-controls="conversation" '
        'aria-selected="true">Questions</button>'
        '<button type="button" role="tab" id="tab-article" data-pane="article" aria-controls="article" '
        'aria-selected="false" tabindex="-1">Article</button></div></header>'
    )


def _welcome(own: bool) -> str:
    bring = '<p><button type="button" class="link" data-open="own">Bring an article of your own</button></p>'
    return (
        '<div class="welcome"><h2 class="lead">What would you like to know?</h2>'
        "<p>Answers come from the article alone, each with a footnote that shows the very words it stands on. "
        f"If the article does not say, you are told so.</p>{bring if own else ''}</div>"
    )


def _question(question: str) -> str:
    return (
        '<h2 class="question"><span class="unseen">You asked: </span>'
        f'<span class="asked" dir="auto">{text_html(question)}</span></h2>'
    )


def _pending(pending: Pending) -> str:
    return (
        f'<section class="exchange pending">{_question(pending.question)}'
        f'<div class="reply"><p class="working" role="status">{_DOING[pending.stage]}'
        '<span class="dots" aria-hidden="true"><i>.</i><i>.</i><i>.</i></span></p></div></section>'
    )


def _notice(question: str, notice: Notice) -> str:
    again = f'<button type="button" class="act" data-ask="{text_html(question)}">Try again</button>'
    return (
        f'<div class="reply notice"><p class="words">{text_html(notice.message)}</p>'
        f'<div class="foot"><span class="acts">{again}</span></div></div>'
    )


def _found(exchange: Exchange, answer: Answer) -> str:
    return (
        f'<div class="reply found">{_understood(answer)}{_short(answer)}<p class="words" dir="auto">'
        f"{_marked_text(answer)}</p>{_notes(answer)}{_foot(exchange, answer)}</div>"
    )


def _absent(exchange: Exchange, answer: Answer) -> str:
    return (
        f'<div class="reply absent">{_understood(answer)}<p class="kicker">Not in the article</p>'
        f'<p class="words">{text_html(answer.answer)}</p>{_closest(answer.closest)}{_foot(exchange, answer)}</div>'
    )


def _short(answer: Answer) -> str:
    if not answer.short_answer or _MARKER.sub("", answer.answer).strip() == answer.short_answer:
        return ""
    return f'<p class="short" dir="auto">{text_html(answer.short_answer)}</p>'


def _marked_text(answer: Answer) -> str:
    """The answer's text with a button for each footnote marker that has a citation; other brackets stay as they are."""
    citations = {str(citation.marker): citation for citation in answer.citations}
    parts: list[str] = []
    done = 0
    for match in _MARKER.finditer(answer.answer):
        if citation := citations.get(match[1]):
            parts += _tied(answer.answer[done : match.start()], _marker(citation, _target(citation, answer)))
            done = match.end()
    return "".join((*parts, text_html(answer.answer[done:])))


def _tied(text: str, marker: str) -> tuple[str, str]:
    """The text and the marker, the end of the last word kept on one line with it."""
    end = _LAST_WORD.search(text)
    cut = end.start() if end else len(text)
    return text_html(text[:cut]), f'<span class="tied">{text_html(text[cut:])}{marker}</span>'


def _marker(citation: Citation, target: str) -> str:
    label = f"Footnote {citation.marker}: show in the article"
    return (
        f'<sup><button type="button" class="fn" {target} data-peek="{text_html(citation.quote)}" '
        f'aria-label="{label}">{citation.marker}</button></sup>'
    )


def _target(citation: Citation, answer: Answer) -> str:
    short = _short_span(citation, answer)
    within = f' data-short-start="{short[0]}" data-short-end="{short[1]}"' if short else ""
    return (
        f'data-doc="{text_html(citation.document)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-marker="{citation.marker}"{within}'
    )


def _short_span(citation: Citation, answer: Answer) -> tuple[int, int] | None:
    """Where in the article the short answer stands inside the quote: the first quote holds it as a whole word."""
    if not answer.short_answer or not answer.citations or citation is not answer.citations[0]:
        return None
    found = re.search(rf"(?<!\w){re.escape(answer.short_answer)}(?!\w)", citation.quote)
    return (citation.start + found.start(), citation.start + found.end()) if found else None


def _notes(answer: Answer) -> str:
    items = "".join(
        f"<li>{_note(citation, str(citation.marker), _target(citation, answer))}</li>" for citation in answer.citations
    )
    return f'<ol class="notes" aria-label="Footnotes">{items}</ol>' if items else ""


def _note(citation: Citation, mark: str, target: str) -> str:
    return (
        f'<button type="button" class="note" {target} title="Show in the article">'
        f'<span class="mark" aria-hidden="true">{text_html(mark)}</span>'
        f'<span class="body"><q dir="auto">{text_html(citation.quote)}</q><cite dir="auto">{text_html(citation.title)}'
        "</cite></span></button>"
    )


def _closest(citations: Sequence[Citation]) -> str:
    items = "".join(f"<li>{_note(citation, '~', _plain_target(citation))}</li>" for citation in citations)
    if not items:
        return ""
    return f'<p class="caption">Closest passages (not an answer)</p><ul class="notes near">{items}</ul>'


def _plain_target(citation: Citation) -> str:
    # A passage that is no answer has no number that an answer could refer to.
    return (
        f'data-doc="{text_html(citation.document)}" data-start="{citation.start}" data-end="{citation.end}" '
        'data-marker="~"'
    )


def _understood(answer: Answer) -> str:
    """The question as it was understood, if other than asked, with a way to put it right."""
    question = answer.standalone_question.strip()
    if question == answer.question.strip():
        return ""
    return (
        f'<p class="understood">Understood as: <span dir="auto">{text_html(question)}</span> '
        f'<button type="button" class="act" data-edit="{text_html(question)}">Edit</button></p>'
    )


def _foot(exchange: Exchange, answer: Answer) -> str:
    """What is known about the answer, and what can be done with it."""
    words, number = sureness(answer.confidence), f"Confidence {answer.confidence:.2f} of 1"
    sure = f'<button type="button" class="sure" data-peek="{number}">{words}</button>' if answer.answered else ""
    time = f'<span class="time">{_duration(answer.elapsed_ms)}</span>'
    copy = f'<button type="button" class="act" data-copy="{text_html(sharing.as_text(answer))}">Copy</button>'
    address = sharing.link(exchange)
    share = f'<button type="button" class="act" data-link="{text_html(address)}">Copy link</button>' if address else ""
    return f'<div class="foot">{sure}{_draft(answer)}{time}<span class="acts">{copy}{share}</span></div>'


def _draft(answer: Answer) -> str:
    """What became of a chat model's draft, where one was asked for."""
    draft = answer.draft
    if draft is None:
        return ""
    written = answer.mode.startswith("writer:")
    told = [f"Written by {answer.mode.removeprefix('writer:')}" if written else "The draft was not used"]
    told += [draft.fault] if draft.fault else []
    told.append(f"{draft.kept} of {draft.kept + draft.removed} sentences passed the check")
    told += [f"{draft.input_tokens} tokens read, {draft.output_tokens} written"] if draft.input_tokens else []
    told += [f"cost {draft.cost:.6g}"] if draft.cost else []
    words = "Written" if written else "Quoted"
    return f'<button type="button" class="draft" data-peek="{text_html("; ".join(told))}">{words}</button>'


def _duration(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.0f} ms"
