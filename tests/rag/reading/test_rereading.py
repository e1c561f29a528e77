"""The likeliest sentences are read again with their neighbours alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from rag.reading.rereading import BEHIND, HOPELESS, MOST, likeliest, reread
from rag.reading.spans import Guess
from rag.reading.stretches import Stretch
from rag.types import Sentence, Span

TEXTS = ("Okafor opened it.", "It cost 14 million.", "Ferries ran for free.", "The board was glad.")


def stretch(document: str = "bridge", start: int = 100) -> Stretch:
    sentences, place = [], start
    for text in TEXTS:
        sentences.append(Sentence(text, place, place + len(text)))
        place += len(text) + 1
    return Stretch(document, start, " ".join(TEXTS), tuple(sentences))


def spans(one: Stretch) -> list[Span]:
    return [Span(one.document, sentence.start, sentence.end) for sentence in one.sentences]


class Network:
    """Sees the same words in every text, and remembers what it was given."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.texts: list[str] = []

    def __call__(self, question: str, texts: Sequence[str]) -> list[Guess]:  # noqa: ARG002
        self.texts += texts
        places = [(number, text.find(self.word)) for number, text in enumerate(texts)]
        return [
            Guess(number, place, place + len(self.word), margin, 1.0)
            for number, place in places
            if place >= 0
            for margin in (2.0, 3.0)
        ]


def test_those_far_behind_the_likeliest_are_not_read_again() -> None:
    assert likeliest([0.1, 2.0, 2.0 - BEHIND, 2.0 - BEHIND - 0.01]) == [1, 2]
    assert likeliest([-1.0, -1.2, -1.1, -1.3]) == [0, 2, 1]
    assert likeliest([]) == []


def test_unlikely_ones_are_not_read_again_even_where_none_is_likelier() -> None:
    assert likeliest([HOPELESS + 0.1, HOPELESS - 0.1]) == [0]
    assert likeliest([HOPELESS - 0.1, HOPELESS - 2.0]) == []


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=12))
def test_the_likeliest_sentence_is_read_again_unless_it_is_hopeless(likelihoods: list[float]) -> None:
    found = likeliest(likelihoods)
    assert bool(found) == (max(likelihoods) >= HOPELESS)
    assert not found or likelihoods[found[0]] == max(likelihoods)
    assert len(set(found)) == len(found) <= MOST


def test_a_sentence_is_read_with_the_one_before_and_the_one_after() -> None:
    one = stretch()
    network = Network("14 million")
    found = reread("How much?", [spans(one)[1], spans(one)[3]], [stretch("other", 0), one], network)
    assert network.texts == [" ".join(TEXTS[:3]), " ".join(TEXTS[2:])]
    assert set(found) == {spans(one)[1]}
    assert found[spans(one)[1]].margin == 3.0


def test_what_it_sees_in_a_neighbour_counts_for_nothing() -> None:
    one = stretch()
    assert reread("How much?", [spans(one)[0], spans(one)[2]], [one], Network("14 million")) == {}


def test_nothing_to_read_again() -> None:
    assert reread("Who?", [], [stretch()], Network("x")) == {}


@given(st.permutations(range(len(TEXTS))), st.integers(0, 3), st.integers(0, 50))
def test_every_sentence_finds_its_own_words(order: list[int], word: int, start: int) -> None:
    one = stretch(start=start)
    asked = [spans(one)[place] for place in order]
    assert set(reread("?", asked, [one], Network(TEXTS[word]))) == {spans(one)[word]}
