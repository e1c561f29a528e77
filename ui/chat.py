"""The chat page: Gradio components and their wiring, no logic. The only module that imports Gradio."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

# Read when Gradio is imported and when a page is built: no analytics, no look at a hub, no record of runs.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False",
    GRADIO_RUN_HISTORY="False",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
)
import gradio as gr

from rag.errors import FootnoteError
from rag.types import Answer, Library, Turn
from ui import render, theme
from ui.waiting import Desk

# Events of all visitors that may run or wait; the desk has its own, tighter bound for questions.
CONCURRENCY = 8
QUEUE = 64
# Seconds that a conversation is kept after its page was closed.
MEMORY = 3600
# Exchanges of one conversation that are kept.
LENGTH = 50

_log = logging.getLogger(__name__)
_quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Exchanges = tuple[render.Exchange, ...]


@dataclass(frozen=True, slots=True)
class _Handlers:
    """What happens on the page's events."""

    desk: Desk
    library: Library

    async def ask(self, question: str, exchanges: Exchanges) -> AsyncIterator[tuple[Any, ...]]:
        """Show the question at once, then what came of it: the log, the textbox, the exchanges."""
        question = question.strip()
        if not question:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        yield render.conversation(exchanges, pending=question), "", gr.skip()
        exchanges = (*exchanges, await self._exchange(question, exchanges))[-LENGTH:]
        yield render.conversation(exchanges), gr.skip(), exchanges

    async def _exchange(self, question: str, exchanges: Exchanges) -> render.Exchange:
        history = [Turn(past.question, past.answer) for past in exchanges if isinstance(past, Answer)]
        # Whatever fails, the page must not go on saying that it reads.
        (outcome,) = await asyncio.gather(self.desk.ask(question, history), return_exceptions=True)
        if isinstance(outcome, Answer):
            return outcome
        if isinstance(outcome, FootnoteError):
            return render.Notice(question, str(outcome))
        _log.error("A question could not be answered.", exc_info=outcome)
        return render.Notice(question, "Something went wrong here; the server's log tells what.")

    def clear(self) -> tuple[str, Exchanges]:
        """Forget the conversation."""
        return render.conversation(()), ()

    def show(self, id: str) -> tuple[str, str]:
        """Show another article: its text, and its name in the picker."""
        try:
            return render.article_html(self.library.document(id)), id
        except FootnoteError:
            return gr.skip(), gr.skip()


def build(desk: Desk, library: Library, examples: Sequence[str] = ()) -> gr.Blocks:
    """Return the chat page."""
    handlers = _Handlers(desk, library)
    page = gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True)
    with page:
        _html(render.masthead(), "masthead")
        with gr.Row(elem_id="reading", equal_height=True):
            with gr.Column(elem_id="conversation", min_width=280):
                _conversation(handlers, examples)
            with gr.Column(elem_id="article", min_width=280):
                _article(handlers)
    page.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY, api_open=False)
    return page


def mount(app: FastAPI, desk: Desk, library: Library, examples: Sequence[str] = ()) -> None:
    """Put the chat page at / of the app. Not to be called where an event loop runs."""
    # Where none runs, Gradio makes event loops of its own and never closes them.
    asyncio.run(_mount(app, desk, library, examples))


async def _mount(app: FastAPI, desk: Desk, library: Library, examples: Sequence[str]) -> None:
    gr.mount_gradio_app(
        app,
        build(desk, library, examples),
        path="/",
        footer_links=[],
        run_history=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=_fonts(theme.SANS), font_mono=_fonts(theme.MONO)).set(**theme.VARIABLES),
    )


def _conversation(handlers: _Handlers, examples: Sequence[str]) -> None:
    exchanges = gr.State((), time_to_live=MEMORY)
    log = _html(render.conversation(()), "log")
    with gr.Column(elem_id="desk"):
        with gr.Row(elem_id="examples"):
            chips = [gr.Button(example, size="sm", elem_classes="chip", min_width=0, scale=0) for example in examples]
        with gr.Row(elem_id="composer"):
            question = gr.Textbox(
                label="Your question",
                show_label=False,
                container=False,
                placeholder="Ask about the article",
                lines=1,
                max_lines=4,
                elem_id="question",
                scale=1,
            )
            ask = gr.Button("Ask", variant="primary", elem_id="ask", min_width=0, scale=0)
        clear = gr.Button("Clear the conversation", size="sm", elem_id="clear", min_width=0, scale=0)
    outputs = [log, question, exchanges]
    gr.on([question.submit, ask.click], handlers.ask, [question, exchanges], outputs, **_quiet)
    for chip in chips:
        chip.click(handlers.ask, [chip, exchanges], outputs, **_quiet)
    clear.click(handlers.clear, None, [log, exchanges], **_quiet)


def _article(handlers: _Handlers) -> None:
    documents = handlers.library.documents
    choices = [(document.title, document.id) for document in documents]
    first = documents[0] if documents else None
    picker = gr.Dropdown(
        choices,
        value=first.id if first else None,
        label="Article",
        visible=len(documents) > 1,
        elem_id="picker",
    )
    text = _html(render.article_html(first) if first else render.no_article(), "text")
    # The page's script enters here which article a footnote needs.
    wanted = gr.Textbox(visible="hidden", elem_id="wanted", container=False)
    picker.input(handlers.show, picker, [text, picker], **_quiet)
    wanted.submit(handlers.show, wanted, [text, picker], **_quiet)


def _html(value: str, name: str) -> gr.Markdown:
    # Not gr.HTML: its templates are compiled in the browser, which no strict Content-Security-Policy allows.
    # Gradio's sanitiser would take the footnotes' offsets away; `render` escapes every text.
    return gr.Markdown(value, sanitize_html=False, latex_delimiters=[], elem_id=name)


def _fonts(names: Sequence[str]) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]
