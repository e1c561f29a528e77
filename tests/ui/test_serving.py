import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from rag.errors import BadSetting, PortInUse
from ui.serving import GRACE, check_port

SERVER = """
import sys
from ui.serving import serve

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})

serve(app, "127.0.0.1", int(sys.argv[1]), lambda: print("ready", flush=True))
print("stopped", flush=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"^Port {port} on 127\.0\.0\.1 is taken; .*--port"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", free_port())


@pytest.mark.parametrize("host", ["203.0.113.7", "not a host"])
def test_an_address_of_another_machine_is_one_clear_line(host: str) -> None:
    with pytest.raises(BadSetting, match=r"^Cannot listen on"):
        check_port(host, free_port())


@pytest.mark.integration
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(stop: signal.Signals) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        assert server.stdout.readline() == b"ready\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5) as response:
            assert response.read() == b"here"
        os.kill(server.pid, stop)
        assert server.stdout.read() == b"stopped\n"
        assert server.wait(10) == 0
        assert server.stderr.read() == b""


STREAM = """
import asyncio, sys
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
from ui.serving import serve

async def forever():
    while True:
        yield b"beat"
        await asyncio.sleep(60)

app = Starlette(routes=[Route("/", lambda request: StreamingResponse(forever()))])
serve(app, "127.0.0.1", int(sys.argv[1]), lambda: print("ready", flush=True))
"""


@pytest.mark.integration
def test_an_open_stream_does_not_hold_up_the_stop() -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", STREAM, str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        assert server.stdout.readline() == b"ready\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5) as response:
            assert response.read(4) == b"beat"
            server.terminate()
            # Within the time after which answers under way are cut off.
            assert server.wait(GRACE - 1) == 0
        assert server.stderr.read() == b""


ASKED = """
import sys
from rag.settings import Access
from tests.ui.fakes import FakeLibrary, ScriptedAsker
from ui.app import create_app
from ui.serving import serve

app = create_app(ScriptedAsker(), FakeLibrary(), access=Access.from_environment())
serve(app, "127.0.0.1", int(sys.argv[1]), lambda: print("ready", flush=True))
"""


@pytest.mark.integration
@pytest.mark.parametrize(("proxies", "statuses"), [("", [200, 200, 429]), ("127.0.0.1", [200, 200, 200])])
def test_a_client_is_who_it_says_only_by_a_proxy_that_is_believed(proxies: str, statuses: list[int]) -> None:
    port = free_port()
    environment = {**os.environ, "FOOTNOTE_RATE": "2", "FOOTNOTE_PROXIES": proxies}
    with subprocess.Popen([sys.executable, "-c", ASKED, str(port)], env=environment, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        try:
            assert [ask_as(f"192.0.2.{number}", port) for number in range(3)] == statuses
        finally:
            server.terminate()


def ask_as(client: str, port: int) -> int:
    headers = {"Content-Type": "application/json", "X-Forwarded-For": client}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/ask", b'{"question": "Who is quoted?"}', headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
