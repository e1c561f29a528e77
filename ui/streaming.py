"""An answer as server-sent events: `status` and `token` on the way, at last `answer` or `error`."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from starlette.responses import StreamingResponse

from rag.errors import FootnoteError
from rag.serialising import answer_to_json
from rag.types import Answer, Event, Status
from ui.problems import Problem

MEDIA_TYPE = "text/event-stream"
# Proxies that gather a response before they pass it on are asked not to.
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

_log = logging.getLogger(__name__)


async def stream(events: AsyncGenerator[Event]) -> StreamingResponse:
    """Return the response that tells the events as they happen; closes them once its reader is gone.

    Raises what the events raise before the first one, so that it gets its own status.
    """
    first = await anext(events)
    return StreamingResponse(_told(first, events), media_type=MEDIA_TYPE, headers=_HEADERS)


async def _told(first: Event, events: AsyncGenerator[Event]) -> AsyncIterator[str]:
    async with aclosing(events):
        try:
            yield _told_event(first)
            async for event in events:
                yield _told_event(event)
        except Exception as error:  # noqa: BLE001  the status has been sent: what went wrong is the last event
            if not isinstance(error, FootnoteError):
                _log.error("A question could not be answered.", exc_info=error)
            yield message("error", Problem.of(error).document())


def _told_event(event: Event) -> str:
    if isinstance(event, Answer):
        return message("answer", answer_to_json(event))
    if isinstance(event, Status):
        return message("status", {"stage": event.stage})
    return message("token", {"text": event.text})


def message(name: str, data: dict[str, Any]) -> str:
    """Return one server-sent event. JSON has no raw line breaks, so `data` is one line whatever the texts hold."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
