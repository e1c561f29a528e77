"""Does a chat model answer, and does it write what the check lets through? One question tells, and what is missing."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rag.errors import ModelFault
from rag.types import Span
from rag.writing.calling import Caller, Usage
from rag.writing.checking import Checker
from rag.writing.parsing import Drafted, Parser
from rag.writing.prompting import prompt
from rag.writing.sources import Source

_QUESTION = "When does the bridge close?"
_SOURCES = (
    Source(1, "The bridge closes on 4 April 2031.", Span("probe", 0, 34)),
    Source(2, "Ferries carry walkers until June.", Span("probe", 35, 68)),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of the question: the time it took, and how many sentences the check kept of how many drafted."""

    seconds: float
    kept: int
    drafted: int


def probe(name: str, caller: Caller) -> Probe:
    """Ask the model one question; raises `ModelFault` that says what is missing and what to do."""
    started = time.perf_counter()
    parser, drafts = Parser(), list[Drafted]()
    try:
        for piece in caller.stream(lambda formed: prompt(_QUESTION, _SOURCES, formed=formed)):
            if not isinstance(piece, Usage):
                drafts += parser.feed(piece)
    except ModelFault as fault:
        raise ModelFault(f"{name}: {str(fault).rstrip('.')}; {_remedy(name, fault.__cause__)}") from None
    drafts += parser.close()
    if not drafts:
        raise ModelFault(f"{name} wrote nothing; see whether it is a chat model, or name another in FOOTNOTE_MODEL.")
    checker = Checker(_SOURCES)
    kept = sum(checker.check(drafted).fault is None for drafted in drafts)
    return Probe(time.perf_counter() - started, kept, len(drafts))


def _remedy(name: str, cause: BaseException | None) -> str:
    """Return what to do about an error of a provider's client, as far as it can be told from outside."""
    provider, _, model = name.partition(":")
    status = getattr(cause, "status_code", None)
    if status in {401, 403}:
        return f"set {provider.upper()}_API_KEY, or the provider's own variable, to a key that it takes."
    if status == 404:
        return f"run: ollama pull {model}" if provider == "ollama" else "name a model that it has in FOOTNOTE_MODEL."
    if status == 429:
        return "too many questions for it, or its quota is used up; wait, or look at the provider's account."
    if isinstance(status, int):
        return "the fault is the server's; look at its log, or try again later."
    if cause is None:
        return "raise FOOTNOTE_MODEL_SECONDS, or name a faster model."
    started = "start it with: ollama serve, or " if provider == "ollama" else ""
    return f"{started}set FOOTNOTE_MODEL_URL to where its server listens."
