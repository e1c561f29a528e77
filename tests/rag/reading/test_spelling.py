"""Misspelt words of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.spelling import Speller
from rag.reading.words import WORD

TEXT = (
    "The men of the match sat with the committee. The committee of Kesterwell Shipping meets in Lisbon; "
    "Rear Adm. Anwar Ostrowski chairs it. The seats were sold."
)


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.shipped()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("how offen does the comittee meet", "how often does the committee meet"),
        ("who chairs kestrewell shippng", "who chairs Kesterwell Shipping"),
        ("Where does Ostrovski sit?", "Where does Ostrowski sit?"),
        ("wich frist thing was decided", "which first thing was decided"),
        ("how meny seets were sold", "how many seats were sold"),
        # What grammar wants comes before what the article says: not "with", "men" or "match".
        ("in wich city does it meet", "in which city does it meet"),
        ("how menny seats were sold and wen", "how many seats were sold and when"),
        ("Wat did teh committee sell?", "What did the committee sell?"),
        ("were is the committee", "where is the committee"),
        ("how may seats wil be sold", "how many seats will be sold"),
        ("hwo chairs the committee", "who chairs the committee"),
        ("hwo many seats were sold", "how many seats were sold"),
        # Most words are odd, but not once the grammar is set right.
        ("wich seets did the comittee anounce", "which seats did the committee announce"),
        ("what temprature is it", "what temperature is it"),
    ],
)
def test_sets_right(speller: Speller, written: str, meant: str) -> None:
    assert speller.corrected(written, [TEXT]) == meant


@pytest.mark.parametrize(
    "question",
    [
        # Words that are known, inflected, rare but right, names of others, numbers, another language.
        "Who leads the committees?",
        "Were the lorries chipped or repaid in the navies' rebate?",
        "Does Mombasa sell seats?",
        "When did flight 7714x land?",
        "Wat Arun was built when?",
        "When was wen born?",
        "Were the seats sold?",
        "How may I sit?",
        "How May won the vote is not said.",
        "how may",
        "What caused the outage?",
        "Who was suing?",
        "Berapa ramai peserta menghadiri seminar pertahanan itu?",
        "",
    ],
)
def test_leaves_alone(speller: Speller, question: str) -> None:
    assert speller.corrected(question, [TEXT]) == question


def test_what_the_article_says_is_no_slip(speller: Speller) -> None:
    assert speller.corrected("wen sat where", ["Minister Wen sat in Lisbon."]) == "wen sat where"


def test_words_of_grammar_alone(speller: Speller) -> None:
    assert speller.grammatical("and wen did teh comittee meet") == "and when did the comittee meet"
    assert speller.grammatical("Who met Wen?") == "Who met Wen?"


def test_needs_the_article_for_its_names(speller: Speller) -> None:
    assert speller.corrected("who chairs kestrewell", ["Nothing of the kind."]) == "who chairs kestrewell"


@given(st.text(max_size=80), st.text(max_size=200))
def test_changes_words_alone(question: str, text: str) -> None:
    corrected = Speller.shipped().corrected(question, [text])
    assert WORD.sub("", corrected) == WORD.sub("", question)
