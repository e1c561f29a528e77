"""The web app: the API, the chat page and what guards both, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from rag.settings import Access
from rag.types import Asker, Library, unwritten
from ui import chat
from ui.api import add_error_handlers, api_router, health_router, lost_router
from ui.conversing import Conversing
from ui.dialogs import own_dialog
from ui.guarding import BodyLimit, Gate, SecurityHeaders
from ui.limiting import RateLimit
from ui.mcp import mcp_router
from ui.metrics import Counted, Metrics, metrics_router
from ui.origins import Origins
from ui.page import Page
from ui.proxying import Forwarded
from ui.session_routes import ARTICLES, MAX_ARTICLE, OwnArticles, session_router
from ui.sessions import Sessions
from ui.shelf import Shelf
from ui.suggestions import Suggestions
from ui.waiting import Desk
from ui.watching import QuestionLog, Watched
from ui.widget import widget_router

ASSETS = Path(__file__).parent / "assets"


def create_app(
    asker: Asker,
    library: Library,
    *,
    host: str = "127.0.0.1",
    own: OwnArticles | None = None,
    access: Access | None = None,
) -> FastAPI:
    """Return the app: the API at /api and /api/v1, the widget at /widget.js, the chat page at /.

    Args:
        asker: what answers; called from worker threads.
        library: the articles.
        host: the address that the server will listen on; on a loopback address only this machine may call.
        own: lets visitors of the chat page bring articles of their own.
        access: who may ask and how much; if None, this server's own page and programs.
    """
    access = access or Access()
    metrics = Metrics()
    log = (QuestionLog(access.question_log),) if access.question_log else ()
    watched = Watched(asker, metrics, *log)
    desk = Desk(watched, patience=access.patience)
    sessions = Sessions(Shelf(library, watched))
    suggestions = Suggestions()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(sessions.tidy())
        try:
            yield
        finally:
            tidying.cancel()
            suggestions.close()

    # FastAPI's own documentation pages load their scripts from another host.
    app = FastAPI(title="Footnote", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan)
    api = api_router(desk, library, access)
    app.include_router(api, prefix="/api")
    app.include_router(api, prefix="/api/v1")
    # Past the watchers and the model that writes: a probe is nobody's question.
    app.include_router(health_router(desk.over(unwritten(asker))))
    app.include_router(metrics_router(metrics, desk))
    app.include_router(widget_router())
    app.include_router(mcp_router(desk, library))
    app.include_router(session_router(sessions, own))
    app.include_router(lost_router(("/api",)))
    add_error_handlers(app, access)
    app.mount("/footnote", StaticFiles(directory=ASSETS))
    # Added from the innermost to the outermost.
    app.add_middleware(Page, tail=own_dialog(addresses=own.fetch is not None) if own else "")
    # Without this one, which lets no other site in, Gradio would add its own, which lets in any.
    app.add_middleware(CORSMiddleware, allow_origins=())
    app.add_middleware(BodyLimit, larger={ARTICLES: MAX_ARTICLE})
    app.add_middleware(RateLimit, access=access)
    app.add_middleware(Gate, host=host, url=access.url)
    # Around all that refuses, so that a page that was let in can read why.
    app.add_middleware(Origins, access=access)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Counted, metrics=metrics)
    app.add_middleware(Forwarded, access=access)
    chat.mount(app, Conversing(desk, sessions, asker, suggestions, own=own is not None))
    return app
