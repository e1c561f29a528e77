from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gold import GoldSet, read_gold
from rag.errors import BadGold
from tests.eval.scripted import written

CONTEXT = "Dr. Okafor chairs the board. It closes in March. Okafor said so!\nNine weeks, she said."


def question(id: str, *answers: tuple[str, int], **more: object) -> dict[str, object]:
    return {
        "id": id,
        "question": f"What about {id}?",
        "answers": [{"text": text, "answer_start": start} for text, start in answers],
    } | more


def squad(*qas: dict[str, object]) -> dict[str, object]:
    first = {"context": CONTEXT, "qas": list(qas)}
    second = {"context": "Another paragraph.", "qas": []}
    return {"version": "v2.0", "data": [{"title": "Harbour_Bridge", "paragraphs": [first, second]}]}


def read(folder: Path, value: object) -> GoldSet:
    return read_gold(written(folder / "squad.json", json.dumps(value)))


def test_an_entry_is_an_article_of_paragraphs_joined_by_blank_lines(tmp_path: Path) -> None:
    gold = read(tmp_path, squad(question("q1", ("March", 42))))
    (article,) = gold.articles
    assert (article.id, article.title) == ("Harbour_Bridge", "Harbour Bridge")
    assert article.text == f"{CONTEXT}\n\nAnother paragraph."
    assert gold.items == article.items
    assert gold.items[0].article == "Harbour_Bridge"
    assert (gold.items[0].type, gold.items[0].answers) == ("answerable", ("March",))


def test_answers_are_listed_once_and_impossible_questions_have_none(tmp_path: Path) -> None:
    gold = read(
        tmp_path,
        squad(
            question("q1", ("March", 42), ("in March", 39), ("March", 42)),
            question("q2", ("March", 42), is_impossible=True),
            question("q3"),
            {"id": "q4", "question": "Why?", "is_impossible": True},
        ),
    )
    assert [item.answers for item in gold.items] == [("March", "in March"), (), (), ()]
    assert [item.type for item in gold.items] == ["answerable", *["unanswerable"] * 3]
    assert all(not item.evidence for item in gold.items[1:])


def test_the_evidence_is_the_sentence_around_each_answer(tmp_path: Path) -> None:
    gold = read(
        tmp_path,
        squad(
            question("q1", ("March", 42)),
            question("q2", ("Okafor", CONTEXT.rindex("Okafor"))),
            question("q3", ("Nine weeks", CONTEXT.index("Nine")), ("so!\nNine", CONTEXT.index("so!"))),
        ),
    )
    assert [item.evidence for item in gold.items] == [
        ("It closes in March.",),
        ("Okafor said so!",),
        ("Nine weeks, she said.", "Okafor said so!\nNine weeks, she said."),
    ]
    text = gold.articles[0].text
    assert text is not None
    assert all(quote in text for item in gold.items for quote in item.evidence)


@pytest.mark.parametrize("start", [-3, 41, 10_000])
def test_a_wrong_start_is_mended(tmp_path: Path, start: int) -> None:
    assert read(tmp_path, squad(question("q1", ("March", start)))).items[0].evidence == ("It closes in March.",)


def test_the_nearest_place_counts_where_the_start_is_off(tmp_path: Path) -> None:
    start = CONTEXT.rindex("Okafor") + 1
    assert read(tmp_path, squad(question("q1", ("Okafor", start)))).items[0].evidence == ("Okafor said so!",)


def test_an_answer_that_stands_nowhere_is_kept_without_evidence(tmp_path: Path) -> None:
    (item,) = read(tmp_path, squad(question("q1", ("yes", 0)))).items
    assert (item.answers, item.evidence) == (("yes",), ())


def test_articles_of_one_title_are_told_apart(tmp_path: Path) -> None:
    entries = [
        {"title": title, "paragraphs": [{"context": CONTEXT, "qas": [question(f"q{number}")]}]}
        for number, title in enumerate(["A", "A", "A-2", ""])
    ]
    gold = read(tmp_path, {"data": entries})
    assert [article.id for article in gold.articles] == ["A", "A-2", "A-2-2", "article-4"]
    assert [item.article for item in gold.items] == ["A", "A-2", "A-2-2", "article-4"]


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"version": "v2.0"}, '"data" is missing'),
        ({"data": {}}, '"data" is {}, not a list'),
        ({"data": []}, "holds no questions"),
        ({"data": [3]}, "data[0]: 3 is not a JSON object"),
        ({"data": [{"title": "A\ud800", "paragraphs": []}]}, 'data[0]: "title" holds half of a surrogate pair'),
        ({"data": [{"title": "A"}]}, 'data[0]: "paragraphs" is missing'),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, 'data[0].paragraphs[0]: "context" is missing'),
        ({"data": [{"paragraphs": [{"context": "x"}]}]}, 'data[0].paragraphs[0]: "qas" is missing'),
        (squad({"id": "q1", "answers": []}), 'qas[0]: "question" is missing'),
        (squad({"id": "q1", "question": "Why?"}), 'qas[0]: "answers" is missing'),
        (squad({"id": 1, "question": "Why?", "answers": []}), 'qas[0]: "id" is 1, not a string'),
        (squad({"id": "q1", "question": "Why?", "answers": [{}]}), 'answers[0]: "text" is null'),
        (squad({"id": "q1", "question": "Why?", "answers": ["x"]}), 'answers[0]: "x" is not a JSON object'),
        (squad(question("q1"), question("q1")), 'qas[1]: the id "q1" was used at data[0].paragraphs[0].qas[0]'),
        ([1, 2], "item 1: 1 is not a JSON object"),
    ],
)
def test_faults_are_named_with_their_place(tmp_path: Path, value: object, wrong: str) -> None:
    with pytest.raises(BadGold) as raised:
        read(tmp_path, value)
    assert wrong in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_breaks_off_is_named_with_its_line(tmp_path: Path) -> None:
    text = json.dumps(squad(question("q1")), indent=1)
    with pytest.raises(BadGold, match=r"squad\.json, line \d+: not JSON"):
        read_gold(written(tmp_path / "squad.json", text[: len(text) // 2]))
