from __future__ import annotations

from dataclasses import replace

import pytest

from eval.metrics.citation import Support, all_verbatim, support, verbatim
from rag.types import Citation, Span
from tests.eval.scripted import cited, document

SOURCE = document()
DOCUMENTS = {SOURCE.id: SOURCE}
GOOD = cited("Ines Okafor chairs the harbour board.")


def span(quote: str) -> Span:
    start = SOURCE.text.index(quote)
    return Span(SOURCE.id, start, start + len(quote))


@pytest.mark.parametrize(
    "broken",
    [
        replace(GOOD, quote="Ines Okafor chairs the harbor board."),
        replace(GOOD, start=GOOD.start + 1),
        replace(GOOD, end=GOOD.end + 1),
        replace(GOOD, start=-5, end=-1, quote=SOURCE.text[-5:-1]),
        replace(GOOD, end=10_000),
        replace(GOOD, start=5, end=5, quote=""),
        replace(GOOD, start=3, end=4, quote=" "),
        replace(GOOD, document="other"),
    ],
)
def test_a_citation_off_by_anything_is_not_verbatim(broken: Citation) -> None:
    assert verbatim(GOOD, DOCUMENTS)
    assert not verbatim(broken, DOCUMENTS)
    assert not all_verbatim([GOOD, broken], DOCUMENTS)


def test_no_citation_is_not_a_valid_citation() -> None:
    assert not all_verbatim([], DOCUMENTS)
    assert all_verbatim([GOOD, GOOD], DOCUMENTS)


def test_support_counts_characters_without_spaces() -> None:
    held = support([cited("Ines Okafor chairs")], [span("Okafor chairs the")], DOCUMENTS)
    # 16 characters are cited, the evidence has 15, and the 12 of the words Okafor chairs are in both
    assert held == Support(12 / 16, 12 / 15)
    assert held.overlaps


def test_support_counts_characters_once_and_over_all_quotes() -> None:
    evidence = [span("nine weeks"), span("four million")]
    held = support([cited("nine weeks"), cited("nine", marker=2)], evidence, DOCUMENTS)
    assert held == Support(1.0, 9 / 20)


def test_citations_elsewhere_or_not_verbatim_support_nothing() -> None:
    evidence = [span("Ines Okafor")]
    assert support([cited("nine weeks")], evidence, DOCUMENTS) == Support(0.0, 0.0)
    assert support([replace(GOOD, quote="x")], evidence, DOCUMENTS) == Support(0.0, 0.0)
    assert support([], evidence, DOCUMENTS) == Support(0.0, 0.0)


def test_the_same_offsets_in_another_document_do_not_count() -> None:
    other = document(id="other")
    held = support([cited("Ines Okafor", other)], [span("Ines Okafor")], DOCUMENTS | {"other": other})
    assert held == Support(0.0, 0.0)


def test_without_evidence_there_is_no_support_to_measure() -> None:
    assert support([GOOD], [], DOCUMENTS) is None
