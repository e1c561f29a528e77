from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.evidence import locate, locate_evidence, places
from rag.errors import BadGold
from rag.types import Span
from tests.eval.scripted import document, item

SAID = "He said “it’s\n done”. Then he said 'more'."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("“it’s\n done”", "“it’s\n done”"),
        ('"it\'s done"', "“it’s\n done”"),
        ("«it‘s  done»", "“it’s\n done”"),
        (" said ‘more’. ", "said 'more'."),
        ("Then\u00ad he\u200b said", "Then he said"),
        ("then he said", None),
        ("itis done", None),
        ("Thenhe", None),
        ("", None),
        ("  ", None),
        ("more'?", None),
        (".*", None),
    ],
)
def test_quotes_and_white_space_may_differ_and_nothing_else(quote: str, found: str | None) -> None:
    place = locate(quote, SAID)
    assert (SAID[slice(*place)] if place else None) == found


def test_every_place_of_a_quote_is_found() -> None:
    assert list(places("said", SAID)) == [(3, 7), (30, 34)]
    assert list(places("it’s\n done", f"{SAID} it’s done")) == [(9, 19)]
    assert list(places("it's  done", f"{SAID} it’s done")) == [(9, 19), (len(SAID) + 1, len(SAID) + 10)]
    assert list(places("", SAID)) == []


def test_decomposed_letters_are_the_same_letters() -> None:
    assert locate("cafe\u0301", "the café") == (4, 8)


@given(st.text(st.characters(codec="ascii"), min_size=1), st.text(), st.text())
def test_a_verbatim_quote_is_found_where_it_first_stands(quote: str, before: str, after: str) -> None:
    text = before + quote + after
    place = locate(quote, text)
    assert place is not None
    assert text[slice(*place)] == quote
    assert place[0] == text.index(quote)


def test_evidence_is_found_in_the_named_article_or_else_in_any() -> None:
    a, b = document("One. Two.", "a"), document("Zero. One. Two.", "b")
    items = [
        item("q1", "?", "x", evidence=("One.", "Two."), article="b"),
        item("q2", "?", "x", evidence=("One.",)),
        item("q3", "?", "x", evidence=("Zero.",), article="not-a-document"),
        item("q4", "?"),
    ]
    assert locate_evidence(items, [a, b]) == {
        "q1": (Span("b", 6, 10), Span("b", 11, 15)),
        "q2": (Span("a", 0, 4),),
        "q3": (Span("b", 0, 5),),
        "q4": (),
    }


def test_a_quote_that_stands_nowhere_names_its_item() -> None:
    wrong = item("q7", "?", "x", evidence=("One.", "Three\nfour." + " and so on" * 20))
    with pytest.raises(BadGold) as raised:
        locate_evidence([wrong], [document("One. Two.")])
    message = str(raised.value)
    assert message.startswith('gold item "q7": its evidence "Three four. and so on')
    assert "any of the 1 documents; copy the quote word for word" in message
    assert len(message) < 300
    assert locate_evidence([wrong], [document("One. Two.")], strict=False) == {"q7": (Span("bridge", 0, 4),)}


def test_a_quote_of_another_article_is_wrong_in_the_named_one() -> None:
    with pytest.raises(BadGold, match='in the article "a"'):
        locate_evidence(
            [item("q1", "?", "x", evidence=("Zero.",), article="a")], [document("One.", "a"), document("Zero.", "b")]
        )
