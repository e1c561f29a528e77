"""A chat model's server on loopback, speaking the protocols of OpenAI and Ollama over real sockets, in many moods."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
# From the messages to the pieces of the model's text.
Script = Callable[[str], list[str]]


def sources(prompt: str) -> list[tuple[int, str]]:
    """Return the numbered sentences of a prompt."""
    return [(int(number), text) for number, text in NUMBERED.findall(prompt)]


def honest(prompt: str) -> list[str]:
    """Tell the first three sentences as they are."""
    return [f"{text} [{number}]\n" for number, text in sources(prompt)[:3]]


def weak(prompt: str) -> list[str]:
    """Wrong numbers, invented citations, no citations, prose around JSON."""
    first = sources(prompt)[0]
    more = re.sub(r"\d+", lambda match: str(int(match[0]) + 1), first[1])
    return [
        "Sure! Here is what I found:\n```json\n",
        json.dumps({"text": first[1], "numbers": ["s99"]}),
        "\n```\n",
        f"{more} In all, 4711 people cheered. [{first[0]}]\n",
        "The Duke of Nowhere was delighted. [77]\n",
        "Everybody agrees that this is wonderful.\n",
        f"It is not true that {first[1]} ({first[0]}, 2)",
    ]


@dataclass
class Mood:
    """What the server does: its script, and the troubles before or after it; or `call` a tool, as an agent's model.

    `forms` are what answers were to be held to, None where to nothing; `formless` servers refuse any.
    """

    script: Script = honest
    status: int = 200
    failures: int = 10**9
    pause: float = 0.0
    hang: bool = False
    cut: bool = False
    call: bool = False
    formless: bool = False
    forms: list[object] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection after another, in its mood."""

    protocol_version = "HTTP/1.1"
    mood: Mood

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        mood = self.mood
        mood.asked.append(prompt)
        mood.forms.append(form := body.get("format") or body.get("response_format"))
        if mood.formless and form:
            self._plain(400, {"error": {"message": "response_format is not supported", "type": "test"}})
            return
        if mood.status != 200 and len(mood.asked) <= mood.failures:
            self._plain(mood.status, {"error": {"message": f"status {mood.status}", "type": "test"}})
            return
        if mood.hang:
            time.sleep(3)
            return
        if mood.call:
            self._agent(body)
            return
        self.send_response(200)
        ollama = self.path.startswith("/api/")
        self.send_header("Content-Type", "application/x-ndjson" if ollama else "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            self._stream(mood, body["model"], mood.script(prompt), ollama=ollama)
        except OSError:
            return

    def _agent(self, body: dict[str, Any]) -> None:
        """Call the first tool with the user's question, then repeat what it said; as OpenAI does, in one piece."""
        messages = body["messages"]
        if messages[-1]["role"] == "tool":
            message = {"role": "assistant", "content": messages[-1]["content"]}
        else:
            function = body["tools"][0]["function"]
            (name,) = function["parameters"]["properties"]
            arguments = json.dumps({name: messages[-1]["content"]})
            calls = [{"id": "1", "type": "function", "function": {"name": function["name"], "arguments": arguments}}]
            message = {"role": "assistant", "content": None, "tool_calls": calls}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        fields = {"id": "x", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [choice]}
        self._plain(200, fields)

    def _stream(self, mood: Mood, model: str, pieces: list[str], *, ollama: bool) -> None:
        for at, piece in enumerate(pieces):
            if mood.cut and at == 1:
                # A chunk that never ends, then the end of the connection.
                self.wfile.write(b'data: {"id": "x", "choi' if not ollama else b'{"model": "x", "mess')
                return
            # Before it goes out: whoever reads it may be quicker than the next line here.
            mood.sent.append(time.perf_counter())
            self._send(ollama, self._piece(model, piece, ollama=ollama))
            time.sleep(mood.pause)
        if ollama:
            last = self._piece(model, "", ollama=True)
            last |= {"done": True, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 7}
            self._send(ollama, last)
        else:
            end = self._piece(model, "", ollama=False)
            end |= {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
            self._send(ollama, end)
            self.wfile.write(b"data: [DONE]\n\n")

    def _piece(self, model: str, text: str, *, ollama: bool) -> dict[str, object]:
        if ollama:
            return {
                "model": model,
                "created_at": "2026-01-01T00:00:00Z",
                "message": {"role": "assistant", "content": text},
                "done": False,
            }
        delta = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [delta]}

    def _send(self, ollama: bool, fields: dict[str, object]) -> None:
        line = json.dumps(fields)
        self.wfile.write(f"{line}\n".encode() if ollama else f"data: {line}\n\n".encode())
        self.wfile.flush()

    def _plain(self, status: int, fields: dict[str, object]) -> None:
        body = json.dumps(fields).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def model_server(mood: Mood) -> Iterator[str]:
    """Run a server in its own threads; its address is yielded."""
    handler = type("Handler", (_Handler,), {"mood": mood})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
