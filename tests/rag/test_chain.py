"""The way of a question, with real documents, index and retrieval over hashing embeddings, and a scripted reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.chain import LONGEST_QUESTION, Chain, check, final
from rag.chunking import chunk
from rag.citing import is_verbatim
from rag.documents import read
from rag.errors import BadQuestion, UnknownDocument
from rag.index import CorpusIndex
from rag.retrieval import HybridRetriever
from rag.types import Answer, Document, Hit, Reading, Span, Status, StreamingAsker, Turn
from tests.fakes import HashingEmbeddings

BRIDGE = "The bridge closes on 4 April. Ferries will carry walkers."
TOWER = "The tower opened in May. Its clock was made in Bremen."


class FirstSentence:
    """A reader that points at the first sentence of the best hit, and remembers what it was asked."""

    name = "reader"

    def __init__(self, *, answered: bool = True) -> None:
        self.answered = answered
        self.asked: list[str] = []

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        self.asked.append(question)
        sentence, document = hits[0].chunk.sentences[0], hits[0].chunk.document
        spans = (Span(document, sentence.start, sentence.end),)
        return Reading(self.answered, 0.75, spans, Span(document, sentence.start, sentence.start + 3))


def summary(document: Document, count: int) -> Reading:
    return Reading(answered=True, confidence=1, evidence=(Span(document.id, 0, len(document.text)),) * min(count, 1))


def chain_over(reader: FirstSentence, *texts: str) -> Chain:
    documents = [read(text.encode(), name=text.split()[1], suffix=".txt") for text in texts]
    index = CorpusIndex.build(documents, [piece for one in documents for piece in chunk(one)], HashingEmbeddings())
    return Chain(index, HybridRetriever(corpus=index), reader, summary)


def verbatim(answer: Answer, chain: Chain) -> bool:
    notes = (*answer.citations, *answer.closest)
    return bool(notes) and all(is_verbatim(note, chain.library.document(note.document)) for note in notes)


def test_an_answer_is_the_evidence_with_its_footnote() -> None:
    chain = chain_over(FirstSentence(), BRIDGE)
    answer = chain.ask("When does the bridge close?", id="q1")
    assert answer.answer == "The bridge closes on 4 April. [1]"
    assert (answer.id, answer.answered, answer.short_answer, answer.confidence) == ("q1", True, "The", 0.75)
    assert (answer.mode, answer.closest) == ("reader", ())
    assert answer.elapsed_ms > 0
    assert verbatim(answer, chain)


def test_not_answered_names_the_closest_and_cites_nothing() -> None:
    chain = chain_over(FirstSentence(answered=False), BRIDGE)
    answer = chain.ask("When does the bridge close?")
    assert (answer.answered, answer.short_answer, answer.citations) == (False, None, ())
    assert answer.answer == "The article does not say."
    assert [note.quote for note in answer.closest] == ["The bridge closes on 4 April."]
    assert verbatim(answer, chain)


def test_of_several_articles_none_says() -> None:
    chain = chain_over(FirstSentence(answered=False), BRIDGE, TOWER)
    assert chain.ask("When does the bridge close?").answer == "None of the articles says."
    assert chain.ask("When does the bridge close?", article="bridge").answer == "The article does not say."


def test_a_follow_up_is_read_as_it_was_understood() -> None:
    reader = FirstSentence()
    answer = chain_over(reader, BRIDGE).ask("And why?", [Turn("When does the bridge close?", "On 4 April.")])
    assert answer.question == "And why?"
    assert answer.standalone_question == reader.asked[0] == "Why does the bridge close?"


def test_a_misspelt_follow_up_is_understood_too() -> None:
    reader = FirstSentence()
    answer = chain_over(reader, BRIDGE).ask("and wen", [Turn("Why does the bridge close?", "For repairs.")])
    assert answer.standalone_question == reader.asked[0] == "When does the bridge close?"


def test_a_polite_question_is_read_without_its_courtesies() -> None:
    reader = FirstSentence()
    answer = chain_over(reader, BRIDGE).ask("Hi! Could you tell me when the bridge closes? Thanks")
    assert answer.question.startswith("Hi!")
    assert answer.standalone_question == reader.asked[0] == "When the bridge closes?"


def test_a_broad_question_is_summed_up_without_the_reader() -> None:
    reader = FirstSentence()
    chain = chain_over(reader, BRIDGE, TOWER)
    answer = chain.ask("What is this article about?", article="tower")
    assert reader.asked == []
    assert [note.document for note in answer.citations] == ["tower"]


class Knowing(FirstSentence):
    """One that answers only questions with a certain word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        return replace(super().read(question, hits), answered=self._word in question)


def test_each_thing_asked_is_searched_for_and_read_by_itself() -> None:
    reader = FirstSentence()
    answer = chain_over(reader, BRIDGE, TOWER).ask("When does the bridge close and where was the clock made?")
    assert reader.asked == ["When does the bridge close?", "Where was the clock made?"]
    assert [note.document for note in answer.citations] == ["bridge", "tower"]
    assert answer.standalone_question == answer.question


def test_what_one_part_asks_in_vain_is_said() -> None:
    answer = chain_over(Knowing("close"), BRIDGE).ask("When does the bridge close and who built it [2]?")
    assert answer.answer == "The bridge closes on 4 April. [1] The article does not say: “Who built it?”"
    assert (answer.answered, answer.confidence, len(answer.citations)) == (True, 0.25, 1)


def test_a_broad_part_is_summed_up() -> None:
    reader = FirstSentence()
    answer = chain_over(reader, BRIDGE, TOWER).ask("What is this about and who made the clock?", article="tower")
    assert reader.asked == ["Who made the clock?"]
    assert [note.quote for note in answer.citations] == [TOWER, "The tower opened in May."]


def test_marks_of_the_articles_own_references_are_no_footnotes() -> None:
    chain = chain_over(FirstSentence(), "The [3] tower was painted in [2024] again.[2] It is tall.[4]")
    answer = chain.ask("When was the tower painted?")
    assert answer.answer == "The tower was painted in [2024] again. [1]"
    assert [note.quote for note in answer.citations] == ["The [3] tower was painted in [2024] again.[2]"]
    assert verbatim(answer, chain)


def test_of_a_long_text_the_question_at_its_end_is_read() -> None:
    reader = FirstSentence()
    question = "I have read it twice and wondered about many things that I cannot name. " * 6 + "When does it close?"
    answer = chain_over(reader, BRIDGE).ask(question)
    assert reader.asked == [answer.standalone_question] == ["When does it close?"]


def test_no_article_says_anything() -> None:
    assert not chain_over(FirstSentence()).ask("What is this about?").answered


def test_an_article_can_be_chosen() -> None:
    chain = chain_over(FirstSentence(), BRIDGE, TOWER)
    assert chain.ask("When does the bridge close?", article="tower").citations[0].document == "tower"
    with pytest.raises(UnknownDocument):
        chain.ask("When does it close?", article="castle")


def test_the_way_to_the_answer_can_be_followed_and_left() -> None:
    reader = FirstSentence()
    chain = chain_over(reader, BRIDGE)
    assert isinstance(chain, StreamingAsker)
    *way, answer = chain.stream("When does the bridge close?")
    assert way == [Status("searching"), Status("reading")]
    assert isinstance(answer, Answer)
    events = chain.stream("When does the bridge close?")
    assert next(events) == Status("searching")
    events.close()
    assert len(reader.asked) == 1
    with pytest.raises(TypeError, match="end with its answer"):
        final(way)


@pytest.mark.parametrize("question", ["", " \n ", "?", "…!"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        check(question)


@pytest.mark.parametrize("history", [[], [Turn("Who \ud800?", "Ada.")]])
def test_half_a_character_is_refused(history: list[Turn]) -> None:
    with pytest.raises(BadQuestion, match="UTF-8"):
        check("Who won?" if history else "Who \udce9 won?", history)


def test_a_long_question_is_refused_with_its_length() -> None:
    assert check("a" * LONGEST_QUESTION)
    with pytest.raises(BadQuestion, match=r"20,000 characters; 2,000 is the most"):
        check("a" * 20_000)


def test_a_long_history_is_refused() -> None:
    with pytest.raises(BadQuestion, match="51 turns"):
        check("Why?", [Turn("q", "a")] * 51)
