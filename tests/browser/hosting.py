"""Pages of another origin for the widget, and the server it asks (`python -m tests.browser.hosting`)."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from rag.documents import load_corpus
from rag.settings import Access
from rag.types import Answer, Asker, Citation, Document, Turn
from tests.browser.server import say_ready
from tests.ui.fakes import BRIDGE, FERRY, FakeLibrary, absent, cite, found
from tests.ui.telling import TellingAsker
from ui.app import create_app
from ui.serving import serve

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
# The address that the examples name.
NAMED = "http://127.0.0.1:7860"
(REPORT,) = load_corpus([ROOT / "corpus"])

SIGNED = "When will the memorandum be signed?"
ATTENDED = "How many people attended the seminar?"
MET = "Who meets whom?"
UNSAID = "What does it cost?"
ELSEWHERE = "When does the bridge close?"


def sentence(document: Document, words: str) -> str:
    """Return the sentence that holds the words, cut at full stops."""
    at = document.text.index(words)
    before = [document.text.rfind(mark, 0, at) + len(mark) for mark in (". ", "\n\n") if mark in document.text[:at]]
    return document.text[max(before, default=0) : document.text.index(".", at) + 1]


QUOTES = {
    SIGNED: sentence(REPORT, "will put their names").removeprefix("KUALA LUMPUR - "),
    ATTENDED: sentence(REPORT, "The seminar drew"),
    MET: sentence(REPORT, "The signing is to take place"),
}
_CLOSED = sentence(BRIDGE, "will close")
ANSWERS = [
    found(SIGNED, f"{QUOTES[SIGNED]} [1]", cite(REPORT, QUOTES[SIGNED]), short="This October"),
    found(ATTENDED, f"{QUOTES[ATTENDED]} [1]", cite(REPORT, QUOTES[ATTENDED]), short="about 150 participants"),
    found(
        MET,
        f"{QUOTES[MET]} [1] {QUOTES[SIGNED]} [2] Not a marker: [7]",
        cite(REPORT, QUOTES[MET]),
        cite(REPORT, QUOTES[SIGNED], 2),
    ),
    absent(UNSAID, cite(REPORT, "The seminar drew about 150 participants")),
    found(ELSEWHERE, f"{_CLOSED} [1]", cite(BRIDGE, _CLOSED)),
]


@dataclass(slots=True)
class Host:
    """A site of its own: the examples, and pages that a test adds by path."""

    address: str
    server: str
    pages: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def add(self, path: str, html: str, headers: Mapping[str, str] | None = None) -> str:
        """Add a page and return its address."""
        self.pages[path] = (html, headers or {})
        return self.address + path


@contextmanager
def hosting() -> Iterator[Host]:
    """Serve pages in a thread, from an origin that is not the server's; the server's address is yet to be set."""
    host = Host("", "")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            headers: Mapping[str, str] = {}
            if path in host.pages:
                html, headers = host.pages[path]
            elif (file := EXAMPLES / path.lstrip("/")).is_file() and file.parent == EXAMPLES:
                html = file.read_text(encoding="utf-8")
            else:
                self.send_error(404)
                return
            body = html.replace(NAMED, host.server).encode()
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        host.address = f"http://localhost:{site.server_port}"
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield host
        site.shutdown()
        thread.join()


@contextmanager
def asked_from(*origins: str, kind: str = "scripted") -> Iterator[str]:
    """Serve the app in a process of its own, for pages of these origins, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.browser.hosting", kind, str(port), *origins]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        assert server.wait(20) == 0


class Echo:
    """Answers with the question itself, in every place that an answer has for a text."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        """Answer with the question."""
        note = Citation(1, question, question, question, question, 0, len(question), question, question)
        return Answer(
            question,
            f"{question} {history} {article}",
            True,
            f"{question} [1]",
            question,
            1,
            (note,),
            question,
            1,
            id=id,
        )


def main(kind: str, port: int, *origins: str) -> None:
    """Serve the app to pages of the origins; answers are scripted, or echo the question."""
    scripted = TellingAsker(answers={answer.question: answer for answer in ANSWERS}, pause=0.02)
    asker: Asker = Echo() if kind == "echo" else scripted
    library = FakeLibrary((REPORT, BRIDGE, FERRY))
    access = Access.from_environment({"FOOTNOTE_ORIGINS": " ".join(origins), "FOOTNOTE_RATE": "0"})
    serve(create_app(asker, library, access=access), "127.0.0.1", port, say_ready)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
