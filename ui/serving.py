"""The web server: one process, stopped gracefully by Ctrl+C or a termination signal. Prints nothing."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import BadSetting, PortInUse

# Seconds that answers under way get to finish once the server is told to stop.
GRACE = 5


class _Streams:
    """Tells streams that their reader is gone once the server stops: an open page's would never end by themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return

        async def receive_or_stop() -> Message:
            arrival, stop = asyncio.ensure_future(receive()), asyncio.ensure_future(self.stopping.wait())
            try:
                await asyncio.wait((arrival, stop), return_when=asyncio.FIRST_COMPLETED)
                return arrival.result() if arrival.done() else {"type": "http.disconnect"}
            finally:
                arrival.cancel()
                stop.cancel()

        unfinished = False

        async def send_on(message: Message) -> None:
            nonlocal unfinished
            unfinished = message["type"] == "http.response.start" or message.get("more_body", False)
            await send(message)

        await self._app(scope, receive_or_stop, send_on)
        if unfinished and self.stopping.is_set():
            await send({"type": "http.response.body"})


class _Server(uvicorn.Server):
    """Calls back once it listens, and lets go of streams when it stops."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], streams: _Streams) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.stopping.set()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def check_port(host: str, port: int) -> None:
    """Try whether the server could listen there.

    Raises `PortInUse`, or `BadSetting` for an address that is not of this machine.
    """
    _listen(host, port).close()


def serve(app: ASGIApp, host: str, port: int, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted; `on_ready` is called once requests are taken. Raises like `check_port`."""
    with closing(_listen(host, port)) as listener, _stop_signals_heeded():
        streams = _Streams(app)
        config = uvicorn.Config(
            streams,
            log_level="warning",
            access_log=False,
            server_header=False,
            # Which proxies are believed is the app's to say: uvicorn would believe any program of this machine.
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=GRACE,
        )
        asyncio.run(_Server(config, on_ready, streams).serve([listener]))


@contextmanager
def _stop_signals_heeded() -> Iterator[None]:
    """Swallow the signal that uvicorn, once it has stopped, raises again: being told to stop is no error."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadSetting(
            f"Cannot listen on {host}: {error.strerror}. Give --host an address of this machine."
        ) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Port {port} on {host} is taken; stop what listens there or give --port another."
            ) from None
        if error.errno == errno.EACCES:
            raise BadSetting(f"Port {port} needs more rights; give --port one from 1024 up.") from None
        raise BadSetting(
            f"Cannot listen on {host}: {error.strerror}. Give --host an address of this machine."
        ) from None
    return listener
