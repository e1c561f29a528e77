from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citing import citation
from rag.suggesting import Candidate, candidates, suggest, varied
from rag.types import Answer, Block, Document, Turn


def article(*paragraphs: str, language: str = "en") -> Document:
    text, blocks = "", list[Block]()
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        blocks.append(Block("paragraph", len(text), len(text) + len(paragraph)))
        text += paragraph
    return Document("id", "Title", text, tuple(blocks), language=language)


def questions(*paragraphs: str) -> list[str]:
    return [candidate.question for candidate in candidates(article(*paragraphs))]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The harbour bridge will close on April 2.", "When will the harbour bridge close?"),
        ("The bridge opened in 1931.", "When did the bridge open?"),
        ("On Tuesday, the council approved the plan.", "When did the council approve the plan?"),
        ("KUALA LUMPUR - This October, South Korea and Malaysia will sign an agreement.",
         "When will South Korea and Malaysia sign an agreement?"),
        ("The seminar was held in Kuala Lumpur.", "Where was the seminar held?"),
        ("The seminar drew about 150 participants.", "How many participants did the seminar draw?"),
        ("More than 20 defence companies took part in it all.", "How many defence companies took part in it all?"),
        ("The repair will cost 4.2 million pounds.", "How much will the repair cost?"),
        ("The board rejected a plan to build a tunnel.", "What did the board reject?"),
        ("The school was closed because the roof had given way.", "Why was the school closed?"),
        ("Judge Shalini Wadhwani will pass sentence on Monday.", "Who will pass sentence on Monday?"),
        ("“We wait,” said Ines Okafor, who chairs the board.", "Who is Ines Okafor?"),
        ("Word came from Yeo Sung-bae, Ambassador of Korea.", "Who is Yeo Sung-bae?"),
        ("Ines Okafor said the bridge was old.", "What did Ines Okafor say?"),
        ("Transport Minister Pyo Jin-hyuk praised the crew.", "Who praised the crew?"),
        ("Wanpen Thongsuk, a clerk, noticed the lights at night.", "Who noticed the lights at night?"),
        ("Parliament rises on July 11, and parliament has rested since.", "When does parliament rise?"),
    ],
)  # fmt: skip
def test_a_sentence_is_turned_into_a_question(sentence: str, question: str) -> None:
    if question.endswith("it all?"):  # "it" says nothing to who has not read the sentence
        assert question not in questions(sentence)
    else:
        assert question in questions(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He will resign in May.",
        "They met the board on Monday.",
        "Not everyone was present in 1990.",
        "“It will close on May 2,” the board said.",
        "The bridge lasted 30 years.",
        "Rain.",
        "The ministry has until 2028.",
    ],
)
def test_what_would_read_badly_or_say_nothing_makes_no_question(sentence: str) -> None:
    assert questions(sentence) == []


def test_headings_and_other_languages_make_none() -> None:
    text = "The bridge opened in 1931."
    assert candidates(Document("id", "T", text, (Block("heading", 0, len(text)),))) == ()
    assert candidates(article(text, language="de")) == ()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), max_size=4))
def test_any_text_gives_questions_about_its_own_sentences(paragraphs: list[str]) -> None:
    document = article(*paragraphs)
    for candidate in candidates(document):
        assert candidate.question.endswith("?")
        assert 0 <= candidate.start < candidate.end <= len(document.text)


def test_neighbours_differ_and_each_sentence_comes_once_before_any_comes_twice() -> None:
    found = [
        Candidate("When a?", "when", 0, 9),
        Candidate("When b?", "when", 10, 19),
        Candidate("Who a?", "who", 0, 9),
        Candidate("Who c?", "who", 20, 29),
    ]
    assert [candidate.question for candidate in varied(found)] == ["Who a?", "Who c?", "When b?", "When a?"]


class Reader:
    """Answers by a table of question to (quote, short answer, confidence), and counts."""

    def __init__(self, document: Document, table: dict[str, tuple[str, str | None, float]]) -> None:
        self._document, self._table = document, table
        self.asked: list[str] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, id: str | None = None, article: str | None = None
    ) -> Answer:
        assert (history, id, article) == ((), None, self._document.id)
        self.asked.append(question)
        quote, short, confidence = self._table.get(question, ("", None, 0.0))
        if not quote:
            return Answer(question, question, False, "No.", None, 0.1, (), "reader", 1.0)
        start = self._document.text.index(quote)
        cited = citation(self._document, start, start + len(quote), 1)
        return Answer(question, question, True, f"{quote} [1]", short, confidence, (cited,), "reader", 1.0)


OPENED, CLOSED = "The bridge opened in 1931.", "The bridge closed in 1987."
WHEN_OPENED, WHEN_CLOSED = "When did the bridge open?", "When did the bridge close?"
BRIDGE = article(OPENED, CLOSED)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ((OPENED, "1931", 0.9), True),
        ((OPENED, None, 0.9), True),
        ((OPENED, "1931", 0.5), False),  # not sure enough
        ((CLOSED, "1987", 0.9), False),  # from another sentence
        ((OPENED, "The bridge", 0.9), False),  # not what was asked for
        (("", None, 0.0), False),
    ],
)
def test_only_what_is_answered_surely_from_its_own_sentence_is_kept(
    answer: tuple[str, str | None, float], kept: bool
) -> None:
    found = suggest(BRIDGE, Reader(BRIDGE, {WHEN_OPENED: answer}))
    assert [candidate.question for candidate in found] == [WHEN_OPENED] * kept


def test_the_work_is_bounded_and_can_be_called_off() -> None:
    reader = Reader(BRIDGE, {WHEN_OPENED: (OPENED, "1931", 0.9), WHEN_CLOSED: (CLOSED, "1987", 0.9)})
    assert len(suggest(BRIDGE, reader, most=1)) == 1
    assert len(reader.asked) == 1
    assert suggest(BRIDGE, reader, tries=0) == suggest(BRIDGE, reader, wanted=lambda: False) == ()
    assert len(reader.asked) == 1
