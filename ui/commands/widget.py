"""`footnote widget`: the tag to paste into a page, and what the page and the server need for it."""

from __future__ import annotations

from html import escape
from typing import Annotated

import typer

from rag.errors import BadInput
from rag.settings import Access, origin_of

MODES = ("launcher", "inline", "sidebar")
NAMES = (
    "accent", "article", "disclaimer", "greeting", "lang", "open", "placeholder", "position", "questions", "scheme",
    "shortcut", "title",
)  # fmt: skip
BREAK = "\n  "


def run(
    url: Annotated[
        str | None, typer.Option(help="Address of the server as browsers see it [default: FOOTNOTE_URL].")
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="Origin of the pages that will carry the widget. May be repeated.")
    ] = None,
    mode: Annotated[str, typer.Option(help="launcher, inline or sidebar.")] = "launcher",
    chosen: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another attribute, such as lang=ko. May be repeated."),
    ] = None,
    pinned: Annotated[
        bool, typer.Option("--pinned/--latest", help="Pin the script by its hash, or take updates.")
    ] = True,
) -> None:
    """Print the tag to paste into a page, with the script's hash, and how to let the page in."""
    access = Access.from_environment()
    server = origin_of(url, "--url") if url else access.url or "http://127.0.0.1:7860"
    if mode not in MODES:
        raise BadInput(f"--mode is {mode!r}; give {', '.join(MODES[:-1])} or {MODES[-1]}.")
    pages = [origin_of(page, "--origin") for page in origin or ()]
    options = {"mode": mode} | dict(attribute(text) for text in chosen or ())
    print(snippet(server, options, pinned=pinned))
    print(advice(server, pages or sorted(access.origins)), end="")


def snippet(server: str, options: dict[str, str], *, pinned: bool) -> str:
    """Return the tag."""
    from ui.widget import script

    made = script()
    address = f"{server}/widget.js?v={made.version}" if pinned else f"{server}/widget.js"
    attributes = [f'async src="{address}"']
    if pinned:
        attributes.append(f'integrity="{made.integrity}" crossorigin="anonymous"')
    attributes += [f'data-{name}="{escape(value)}"' for name, value in options.items()]
    return f"<script {BREAK.join(attributes)}></script>"


def attribute(text: str) -> tuple[str, str]:
    """Return name and value of `NAME=VALUE`; raises `BadInput` for a name that the widget does not know."""
    name, equals, value = text.partition("=")
    if name not in NAMES or not equals:
        raise BadInput(f"--set is {text!r}; give NAME=VALUE, the name one of {', '.join(NAMES)}.")
    return name, value


def advice(server: str, pages: list[str]) -> str:
    """Return what else is needed, as lines that are no markup of the tag."""
    named = " ".join(pages) or "https://example.org"
    return (
        "\n"
        f'The server lets the page in if it runs with FOOTNOTE_ORIGINS="{named}".\n'
        f"A page with a Content-Security-Policy needs: script-src {server}; connect-src {server}\n"
    )
