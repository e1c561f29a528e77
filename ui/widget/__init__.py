"""The widget: modules of JavaScript that are served as one script, /widget.js, without a build step.

The modules are plain ES modules, so that they can be read and tested by themselves. Joined, in the order of `MODULES`,
they lose their `import` and `export` and stand in one function, because a page loads the script with
`<script async src>`, and a classic script's names would otherwise be the page's own.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

MODULES = ("strings", "text", "quotes", "style", "dom", "client", "highlight", "element", "start")
_FOLDER = Path(__file__).parent
# Comments and indentation are for those who read the modules; the page needs neither.
_LEFT_OUT = re.compile(r"^\s*//.*\n|^\s*/\*\*(?:.|\n)*?\*/\n|^import .*\n|^\s+|^export (?=\w)|^\n", re.MULTILINE)
# A page that names a version in the address keeps it for a year; others ask again after an hour.
_KEEP, _KEEP_VERSION = "public, max-age=3600", "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Script:
    """The widget as it is served."""

    source: bytes
    compressed: bytes

    @property
    def integrity(self) -> str:
        """The hash for the `integrity` attribute of a script tag."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.source).digest()).decode()}"

    @property
    def version(self) -> str:
        """A short name of these bytes."""
        return hashlib.sha256(self.source).hexdigest()[:12]


@cache
def script() -> Script:
    """Return the widget, joined from its modules."""
    parts = [_LEFT_OUT.sub("", (_FOLDER / f"{name}.js").read_text(encoding="utf-8")) for name in MODULES]
    source = f'(() => {{\n"use strict";\n{"".join(parts)}}})();\n'.encode()
    return Script(source, gzip.compress(source, mtime=0))


def widget_router() -> APIRouter:
    """Return the route of the script, which pages of any origin may load."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/widget.js", methods=["GET", "HEAD"])
    async def widget(request: Request) -> Response:
        made = script()
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Cache-Control": _KEEP_VERSION if request.query_params.get("v") == made.version else _KEEP,
            "Cross-Origin-Resource-Policy": "cross-origin",
            "ETag": f'"{made.version}"',
            "Vary": "Accept-Encoding",
        }
        if f'"{made.version}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                made.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/javascript"
            )
        return Response(made.source, headers=headers, media_type="text/javascript")

    return router
