"""The chat page: Gradio components and their wiring, no logic. The only module that imports Gradio."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
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
from starlette.exceptions import HTTPException

from ui import render, theme
from ui.conversing import Conversing, View
from ui.problems import http_error

# Events of all visitors that may run or wait; the desk has its own, tighter bound for questions.
CONCURRENCY = 8
QUEUE = 64

_quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build(conversing: Conversing) -> gr.Blocks:
    """Return the chat page."""
    page = gr.Blocks(title="Footnote", analytics_enabled=False, fill_width=True)
    with page:
        _html(render.masthead(), "masthead")
        with gr.Row(elem_id="reading", equal_height=True):
            with gr.Column(elem_id="conversation", min_width=280):
                log = _html("", "log")
                with gr.Column(elem_id="desk"):
                    chips = _html("", "chips")
                    with gr.Row(elem_id="composer"):
                        question = _question()
                        ask = _button("Ask", "ask")
                        stop = _button("Stop", "stop")
                    with gr.Row(elem_id="below"):
                        scope = _html("", "scope")
                        # The page's script sees to this one.
                        _button("Save as Markdown", "export")
                        clear = _button("Clear", "clear")
            with gr.Column(elem_id="article", min_width=280):
                picker = _html("", "picker")
                text = _html("", "text")
        # The page's script writes into these: the session's token, and what was chosen in the HTML above.
        hidden = [
            gr.Textbox(visible="hidden", elem_id=name, container=False)
            for name in ("token", "scoped", "wanted", "again", "alone")
        ]
        _wire(conversing, [log, chips, scope, picker, text, question], (ask, stop, clear), hidden)
    page.queue(max_size=QUEUE, default_concurrency_limit=CONCURRENCY, api_open=False)
    return page


def mount(app: FastAPI, conversing: Conversing) -> None:
    """Put the chat page at / of the app. Not to be called where an event loop runs."""
    # Where none runs, Gradio makes event loops of its own and never closes them.
    asyncio.run(_mount(app, conversing))


async def _mount(app: FastAPI, conversing: Conversing) -> None:
    gr.mount_gradio_app(
        app,
        build(conversing),
        path="/",
        footer_links=[],
        run_history=False,
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "exception_handlers": {HTTPException: http_error},
        },
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=_fonts(theme.SANS), font_mono=_fonts(theme.MONO)).set(**theme.VARIABLES),
    )


def _wire(
    conversing: Conversing, view: list[Any], buttons: tuple[gr.Button, gr.Button, gr.Button], hidden: list[gr.Textbox]
) -> None:
    """Say what happens when; `view` is in the order of `_outputs`."""
    question = view[-1]
    ask, stop, clear = buttons
    token, scoped, wanted, again, alone = hidden
    events = [
        gr.on([question.submit, ask.click], _stream(conversing.ask), [token, question, scoped], view, **_quiet),
        again.submit(_stream(conversing.ask), [token, again, scoped], view, **_quiet),
        alone.submit(_stream(partial(conversing.ask, alone=True)), [token, alone, scoped], view, **_quiet),
        token.submit(_stream(conversing.resume), token, view, **_quiet),
        wanted.submit(_once(conversing.show), [token, wanted], view, **_quiet),
        clear.click(_once(conversing.clear), token, view, **_quiet),
    ]
    stop.click(_once(conversing.stop), token, view, **_quiet)
    # After the answer, which must not wait for them.
    for event in events:
        event.then(_stream(conversing.suggest), token, view, **_quiet)


def _stream(happen: Callable[..., AsyncIterator[View]]) -> Callable[..., AsyncIterator[list[Any]]]:
    async def handler(*inputs: str) -> AsyncIterator[list[Any]]:
        async for shown in happen(*inputs):
            yield _outputs(shown)

    return handler


def _once(happen: Callable[..., View]) -> Callable[..., list[Any]]:
    return lambda *inputs: _outputs(happen(*inputs))


def _outputs(view: View) -> list[Any]:
    parts = (view.log, view.chips, view.scope, view.picker, view.text, "" if view.taken else None)
    return [gr.skip() if part is None else part for part in parts]


def _question() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask about the article",
        lines=1,
        max_lines=4,
        elem_id="question",
        scale=1,
    )


def _button(label: str, name: str) -> gr.Button:
    return gr.Button(label, size="sm", elem_id=name, min_width=0, scale=0)


def _html(value: str, name: str) -> gr.Markdown:
    # Not gr.HTML: its templates are compiled in the browser, which no strict Content-Security-Policy allows.
    # Gradio's sanitiser would take the footnotes' offsets away; `render` escapes every text.
    return gr.Markdown(value, sanitize_html=False, latex_delimiters=[], elem_id=name)


def _fonts(names: Sequence[str]) -> list[gr.themes.Font]:
    return [gr.themes.Font(name) for name in names]
