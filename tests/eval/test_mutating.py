from __future__ import annotations

import pytest

from eval.mutating import Asked, mutations
from tests.eval.scripted import document

QUOTE = "The bridge opened in 1931."


def mutated(text: str, question: str, answer: str = "x") -> dict[str, str]:
    found = mutations(document(text), [Asked(question, answer, QUOTE)])
    assert all(one.near == QUOTE for one in found)
    return {one.question: one.type for one in found}


@pytest.mark.parametrize(
    ("question", "mutation", "kind"),
    [
        ("When did the bridge open?", "When did the bridge close?", "wrong_premise"),
        ("Who opened it in 1931?", "Who opened it in 1932?", "other_time"),
        ("Who spoke on Monday?", "Who spoke on Tuesday?", "other_time"),
        ("How many people were hurt?", "How many people were hurt the year before?", "other_time"),
        ("How many boats?", "How many boats in 2010?", "other_time"),
        ("Who is the mayor?", "Who is the deputy mayor?", "same_role"),
        ("Who is the mining minister?", "Who is the tourism minister?", "same_role"),
        ("Who is Ines Okafor?", "How old is Ines Okafor?", "missing_detail"),
        ("What did Ines Okafor promise?", "What did Hugo Lindqvist promise?", "wrong_entity"),
    ],
)
def test_a_question_is_changed_into_one_without_an_answer(question: str, mutation: str, kind: str) -> None:
    text = "Ines Okafor promised a bridge on Monday. A letter came for Hugo Lindqvist."
    assert mutated(text, question)[mutation] == kind


@pytest.mark.parametrize(
    ("text", "question", "mutation"),
    [
        ("It will close in March.", "When did the bridge open?", "When did the bridge close?"),
        ("In 1932 it was painted.", "Who opened it in 1931?", "Who opened it in 1932?"),
        ("The deputy was there.", "Who is the mayor?", "Who is the deputy mayor?"),
        ("Ines Okafor, 54, spoke.", "Who is Ines Okafor?", "How old is Ines Okafor?"),
        ("Ines Okafor was born in Lagos.", "Who is Ines Okafor?", "Where was Ines Okafor born?"),
        ("Hugo Lindqvist promised much.", "What did Ines Okafor promise?", "What did Hugo Lindqvist promise?"),
        ("More than the year before.", "How many came? They were", "How many came the year before?"),
    ],
)
def test_what_the_article_speaks_of_is_not_asked(text: str, question: str, mutation: str) -> None:
    assert mutation not in mutated(text, question)


def test_rules_take_turns_and_no_question_comes_twice() -> None:
    asked = [Asked(f"Who is the {role}?", "Ines Okafor", QUOTE) for role in ("mayor", "judge", "mayor")]
    found = mutations(document("Nothing else."), asked)
    assert [one.type for one in found[:2]] == ["same_role", "missing_detail"]
    assert len({one.question for one in found}) == len(found)
