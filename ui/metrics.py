"""Counts for a monitor, in the text format of Prometheus: requests, answers, time, questions under way."""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.types import Answer
from ui.waiting import Desk

MEDIA_TYPE = "text/plain; version=0.0.4"
# Upper bounds of the histogram, in seconds.
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# Paths are counted by kind, so that no caller can make the table grow.
_ROUTES = re.compile(r"/api/(?:v1/)?(ask|articles|access)(?:/.*)?|/(widget\.js|mcp|healthz|readyz|metrics)")


class Metrics:
    """What has been counted since the server started; called with each answer, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._answers: Counter[bool] = Counter()
        self._times = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def __call__(self, answer: Answer) -> None:
        """Count an answer."""
        seconds = answer.elapsed_ms / 1000
        with self._lock:
            self._answers[answer.answered] += 1
            self._times[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def request(self, path: str, status: int) -> None:
        """Count a request."""
        match = _ROUTES.fullmatch(path)
        with self._lock:
            self._requests[(match[1] or match[2] if match else "other"), status] += 1

    def text(self, inside: int) -> str:
        """Return everything; `inside` are the questions under way at this moment."""
        with self._lock:
            return "\n".join(self._lines(inside)) + "\n"

    def _lines(self, inside: int) -> Iterator[str]:
        yield "# HELP footnote_requests_total HTTP requests answered, by route and status."
        yield "# TYPE footnote_requests_total counter"
        for (route, status), count in sorted(self._requests.items()):
            yield f'footnote_requests_total{{route="{route}",status="{status}"}} {count}'
        yield "# HELP footnote_answers_total Questions, by whether the article answered them."
        yield "# TYPE footnote_answers_total counter"
        for answered in (True, False):
            yield f'footnote_answers_total{{answered="{str(answered).lower()}"}} {self._answers[answered]}'
        yield "# HELP footnote_answer_seconds Time that answers took, without waiting."
        yield "# TYPE footnote_answer_seconds histogram"
        total = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self._times, strict=True):
            total += count
            yield f'footnote_answer_seconds_bucket{{le="{bound}"}} {total}'
        yield f"footnote_answer_seconds_sum {self._seconds:.6f}"
        yield f"footnote_answer_seconds_count {total}"
        yield "# HELP footnote_questions_inside Questions that wait or are worked on."
        yield "# TYPE footnote_questions_inside gauge"
        yield f"footnote_questions_inside {inside}"


class Counted:
    """Counts every request by its route and the status it got."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.request(scope["path"], message["status"])
            await send(message)

        await self._app(scope, receive, send_on if scope["type"] == "http" else send)


def metrics_router(metrics: Metrics, desk: Desk) -> APIRouter:
    """Return the route that a monitor reads."""
    router = APIRouter(tags=["health"])

    @router.get("/metrics", response_class=PlainTextResponse)
    async def read() -> Response:
        """Give the counts in the text format of Prometheus."""
        return Response(metrics.text(desk.inside), media_type=MEDIA_TYPE)

    return router
