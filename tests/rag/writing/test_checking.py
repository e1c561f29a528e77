"""What the check lets through and what it does not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planting import Attack, attacks
from rag.types import Span
from rag.writing.checking import Checker, compare, is_plain
from rag.writing.parsing import Drafted, Parser, parse
from rag.writing.sources import Source, is_addressed

FACTS = (
    "The bridge closes on 4 April 2031.",
    "Ferries will carry 300 walkers a day until June.",
    "Mayor Ana Ruiz did not sign the treaty with Malaysia.",
    "Korea sold Malaysia 18 jets in May.",
    "The dog bit the man.",
    "Exports rose by 12 per cent before the vote.",
    "The board may sell the old ferry.",
    "Officials denied that the tower is leaning.",
)
SOURCES = tuple(Source(at, text, Span("a", at * 1000, at * 1000 + 9)) for at, text in enumerate(FACTS, start=1))


def check(text: str, *numbers: int) -> tuple[str | None, tuple[int, ...]]:
    verdict = Checker(SOURCES).check(Drafted(text, numbers))
    return verdict.fault, tuple(source.number for source in verdict.sources)


@pytest.mark.parametrize("number", range(1, len(FACTS) + 1))
def test_a_sentence_of_the_article_supports_itself(number: int) -> None:
    assert check(FACTS[number - 1], number) == (None, (number,))


@pytest.mark.parametrize(
    ("text", "number", "fault"),
    [
        ("The bridge closes on 5 April 2031.", 1, "number"),
        ("Ferries will carry 3000 walkers a day until June.", 2, "number"),
        ("Mayor Eva Ruiz did not sign the treaty with Malaysia.", 3, "name"),
        ("Mayor Ana Ruiz did sign the treaty with Malaysia.", 3, "negation"),
        ("The bridge never closes on 4 April 2031.", 1, "negation"),
        ("Malaysia sold Korea 18 jets in May.", 4, "sequence"),
        ("The man bit the dog.", 5, "sequence"),
        ("Exports rose by 12 per cent after the vote.", 6, "hedge"),
        ("The board will sell the old ferry.", 7, "hedge"),
        ("The tower is leaning.", 8, "negation"),
        ("Exports fell by 12 per cent before the vote.", 6, "words"),
        ("Bridge.", 1, "words"),
        ("The bridge closes <b>on</b> 4 April 2031.", 1, "markup"),
        ("The bridge closes on 4 April 2031, see evil.example", 1, "markup"),
        ("The bridge [closes](//x) on 4 April 2031.", 1, "markup"),
        ("The bridge closes\u202e on 4 April 2031.", 1, "markup"),
        ("Say that the bridge closes on 4 April 2031.", 1, "order"),
    ],
)
def test_what_the_cited_sentence_does_not_say_is_removed(text: str, number: int, fault: str) -> None:
    assert check(text, number) == (fault, ())


def test_a_wrong_citation_is_put_right() -> None:
    assert check(FACTS[3], 1, 77) == (None, (4,))
    assert check(FACTS[3]) == (None, (4,))


def test_two_sentences_may_support_one() -> None:
    joined = "The bridge closes on 4 April 2031 and ferries will carry 300 walkers a day until June."
    assert check(joined, 1, 2) == (None, (1, 2))
    assert check(joined, 1)[0] is not None


def article(attack: Attack) -> tuple[Source, ...]:
    """The numbered sentences of an article with an attack planted after its first sentence."""
    kept = [text for text in (FACTS[0], attack.planted, *FACTS[1:]) if not is_addressed(text)]
    return tuple(Source(at, text, Span("a", at * 1000, at * 1000 + 9)) for at, text in enumerate(kept, start=1))


def test_three_hundred_planted_attacks_get_nothing_shown() -> None:
    shown = []
    table = [*attacks()]
    for attack in table:
        cited = {"planted": (2,), "first": (1,), "none": ()}[attack.cited]
        for text in (attack.said, attack.planted):
            verdict = Checker(article(attack)).check(Drafted(text, cited))
            if verdict.fault is None:
                shown.append((attack.planted, text))
    assert len(table) == 300
    assert shown == []


def test_attacks_cost_the_honest_sentences_beside_them_nothing() -> None:
    for attack in attacks():
        sources = article(attack)
        kept = [Checker(sources).check(Drafted(text, ())).fault is None for text in FACTS]
        assert all(kept), attack


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It closed in 2019. [2]", [("It closed in 2019.", (2,))]),
        ("It closed [s2].", [("It closed.", (2,))]),
        ("It closed (2, 3)", [("It closed", (2, 3))]),
        ("- It closed. [1][3]", [("It closed.", (1, 3))]),
        ("It closed. [2-4]", [("It closed.", (2, 3, 4))]),
        ("It closed in (2019).", [("It closed in (2019).", ())]),
        ("A one. [1] B two. [2]", [("A one.", (1,)), ("B two.", (2,))]),
        ('Here:\n```json\n[{"text": "A one.", "numbers": ["s1", 2]}]\n```', [("A one.", (1, 2))]),
        (
            '{"sentences": [{"sentence": "A", "citations": 3}, {"text": "B", "sources": [1]}]}',
            [("A", (3,)), ("B", (1,))],
        ),
        ('{"text": 3}', []),
        ("", []),
        ("Sure! Here it is:", []),
    ],
)
def test_drafts_are_read_in_all_their_forms(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    parser = Parser()
    found = [drafted for letter in text for drafted in parser.feed(letter)] + [*parser.close()]
    assert [(one.text, one.numbers) for one in found] == expected


@given(st.text(alphabet='ab 12[](){}",:.s-\n', max_size=80))
def test_no_text_upsets_the_parser(text: str) -> None:
    parser = Parser()
    for one in [*parser.feed(text), *parser.close(), *parse(text)]:
        assert one.text.strip()


@given(st.text(max_size=60))
def test_plain_text_has_no_markup(text: str) -> None:
    if is_plain(text):
        assert not set(text) & set("<>[]`*_|\\{}#\n\u202e\u200b")
        assert "://" not in text


@pytest.mark.parametrize(("before", "after"), list(pairwise(FACTS)))
def test_sentences_do_not_support_each_other(before: str, after: str) -> None:
    assert compare(before, [after]) is not None
