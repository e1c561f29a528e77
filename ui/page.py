"""The HTML page that Gradio serves, as it leaves the house.

Our stylesheet and script are in its head, it names no other host, and its policy lets only its own inline scripts run.
"""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guarding import POLICY

STYLES = ("base", "conversation", "asking", "article", "own", "narrow")
HEAD = (
    "".join(f'<link rel="stylesheet" href="./footnote/{name}.css">' for name in STYLES)
    + '<link rel="icon" href="./footnote/icon.svg" type="image/svg+xml">'
    '<script type="module" src="./footnote/page.js"></script>'
)
_ADVERTS = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


# What is seen until Gradio has built the page; page.js takes it away.
OPENING = (
    '<div id="opening" aria-hidden="true"><p class="name">Footnote<sup>1</sup></p>'
    '<p class="motto">Ask the article. Every answer stands on its exact words.</p></div>'
)


class Page:
    """Rewrites the page at `/` and gives it the policy with the hashes of its inline scripts.

    Args:
        app: what makes the page.
        tail: HTML put at the end of its body.
    """

    def __init__(self, app: ASGIApp, tail: str = "") -> None:
        self._app = app
        self._tail = OPENING + tail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; the page is held back until it is whole."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await _send_page(start, body, self._tail, send)

        await self._app(_uncompressed(scope), receive, collect)


def rewrite(html: str, tail: str = "") -> str:
    """Return the page with our head and tail, and without the tags that advertise Gradio on other hosts."""
    ours = _ADVERTS.sub("", html).replace("</head>", f"{HEAD}</head>", 1)
    before, end, after = ours.rpartition("</body>")
    return f"{before}{tail}{end}{after}"


def policy(html: str) -> str:
    """Return the Content-Security-Policy that allows the inline scripts of this page and no others."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return POLICY.format(hashes="".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


async def _send_page(start: Message, body: bytes, tail: str, send: Send) -> None:
    headers = MutableHeaders(scope=start)
    if headers.get("content-type", "").startswith("text/html"):
        html = rewrite(body.decode(), tail)
        body = html.encode()
        headers["Content-Length"] = str(len(body))
        headers["Content-Security-Policy"] = policy(html)
        headers["Cache-Control"] = "no-store"
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in Headers(scope=scope).raw if name != b"accept-encoding"]
    return {**scope, "headers": headers}
