"""Citation precision and recall: is every statement borne out by its footnotes, and is every footnote needed?

Source: Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text with Citations" (ALCE), section 3.
ALCE asks an entailment model whether quotes support a statement; here that is a function, so that such a model, or a
chat model, can be given. `keyless` is the one that needs neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics.citation import support
from eval.metrics.text import tokens
from rag.types import Citation, Document, Span

Supports = Callable[[Sequence[Citation], str], bool]

_MARKERS = re.compile(r"(?:\s*\[\d+\])+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of an answer, up to and without its footnote markers, and the citations that these name."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """How well an answer is cited: precision (None where nothing is cited) and recall, both in [0, 1]."""

    precision: float | None
    recall: float


def statements(text: str, citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Cut an answer after each run of footnote markers; what has no words is left out.

    Bracketed numbers that are no footnote's marker are words of the answer.
    """
    by_marker = {str(citation.marker): citation for citation in citations}
    found: list[Statement] = []
    start = 0
    for run in _MARKERS.finditer(text):
        named = _NUMBER.findall(run[0])
        if not all(number in by_marker for number in named):
            continue
        found.append(Statement(text[start : run.start()].strip(), tuple(by_marker[number] for number in named)))
        start = run.end()
    found.append(Statement(text[start:].strip(), ()))
    return tuple(one for one in found if tokens(one.text))


def cited(answer: Sequence[Statement], supports: Supports) -> Cited | None:
    """ALCE's citation recall and precision of one answer; None where it states nothing.

    A statement is recalled (1) if it has citations and all of them together support it, else 0. A citation is precise
    if its statement is recalled and the citation is not irrelevant; it is irrelevant if it does not support the
    statement alone and the others do without it. Recall is the mean over statements, precision that over citations.
    """
    if not answer:
        return None
    recalled = [bool(one.citations) and supports(one.citations, one.text) for one in answer]
    precise = [
        held and not _irrelevant(place, one, supports)
        for one, held in zip(answer, recalled, strict=True)
        for place in range(len(one.citations))
    ]
    precision = sum(precise) / len(precise) if precise else None
    return Cited(precision, sum(recalled) / len(recalled))


def keyless(evidence: Sequence[Span], documents: Mapping[str, Document]) -> Supports:
    """Say that citations support a statement if they hold it, and if they stand on the gold evidence.

    They hold it if each of its normalised words is among theirs; they stand on the evidence if a cited character
    belongs to it. Without evidence the words alone decide. It is strict with statements in other words than the
    article's.
    """

    def supports(citations: Sequence[Citation], statement: str) -> bool:
        words = {word for citation in citations for word in tokens(citation.quote)}
        held = support(citations, evidence, documents)
        return set(tokens(statement)) <= words and (held is None or held.overlaps)

    return supports


def _irrelevant(place: int, statement: Statement, supports: Supports) -> bool:
    others = statement.citations[:place] + statement.citations[place + 1 :]
    alone = supports((statement.citations[place],), statement.text)
    return not alone and bool(others) and supports(others, statement.text)
