"""`footnote serve`: the chat page, the API and the widget."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rag.settings import Access, Settings
from ui.commands.options import Corpus, Index
from ui.progress import bar, say


def run(
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the chat page at /, the API at /api and the widget at /widget.js, until interrupted."""
    from ui.serving import check_port

    check_port(host, port)
    from rag.assembly import open_engine

    settings, access = Settings.from_environment(index=index), Access.from_environment()
    say("Opening the index")
    engine = open_engine(settings, say)
    with bar("Indexing") as progress:
        chain = engine.open(corpus or (), say, progress)
    say("Loading the chat page")
    from rag.documents.apart import fetch_apart
    from ui.app import create_app
    from ui.serving import serve
    from ui.session_routes import OwnArticles

    own = OwnArticles(engine.over, fetch_apart if fetches(settings, access, host) else None)
    app = create_app(chain, chain.library, host=host, own=own, access=access)
    shown = f"[{host}]" if ":" in host else host
    serve(app, host, port, on_ready=lambda: announce(f"http://{shown}:{port}"))


def fetches(settings: Settings, access: Access, host: str) -> bool:
    """Tell whether visitors may have web pages read: who else can call here could have this machine call for them."""
    from ui.guarding import is_loopback

    if settings.fetch == "auto":
        # Under a public address, others call through a proxy on this machine.
        return is_loopback(host) and not access.url and not access.proxies
    return settings.fetch == "on"


def announce(address: str) -> None:
    """Print the address, the one line of this command's output."""
    print(f"Footnote is ready at {address}  (Ctrl+C stops it)")
    sys.stdout.flush()
