"""Question sets are read, narrowed and made unanswerable without losing track of the answer."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import load
from training.check_news import FOLDERS, TEST, check_report, reports_in
from training.examples import Example, around, news, place, squad, standing, windows, within
from training.negatives import cut, hardest, names, swapped

CONTEXT = (
    "The bridge closed in 2019. Ines Okafor opened it again in May. Ferries carried walkers in between. "
    "The board thanked Tom Reyes for the boats. It cost 14 million pounds."
)
ANSWER = (CONTEXT.index("Ines Okafor"), CONTEXT.index("Ines Okafor") + len("Ines Okafor"))
EXAMPLE = Example("Who opened the bridge first after 2019?", CONTEXT, (ANSWER,), "test", "bridge")


def report(folder: Path, text: str, *questions: dict[str, object]) -> None:
    (folder / "a.md").write_text(f"---\ntitle: A\n---\n{text}\n", encoding="utf-8")
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")


def chance() -> random.Random:
    return random.Random(7)


def test_squad_files_are_read_with_their_offsets(tmp_path: Path) -> None:
    answer = {"text": "Ines Okafor", "answer_start": ANSWER[0]}
    questions = [
        {"id": "1", "question": "Who opened it?", "answers": [answer, answer]},
        {"id": "2", "question": "Who sank it?", "answers": [], "is_impossible": True},
        {"id": "3", "question": "Who?", "answers": [{"text": "Ines Okafor", "answer_start": 3}]},
    ]
    data = {"data": [{"title": "a", "paragraphs": [{"context": CONTEXT, "qas": questions}]}]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    read = list(squad(path, "test"))
    # The third marks another place than it quotes, and is left out.
    assert [(one.question, one.spans) for one in read] == [("Who opened it?", (ANSWER,)), ("Who sank it?", ())]
    assert list(squad(path, "test", frozenset({"b"}))) == []
    assert len(list(squad(path, "test", frozenset({"b"}), out=True))) == 2


def test_of_several_places_the_one_that_the_question_points_at_counts() -> None:
    text = "Ada sold 30 boats. Bo rented out 30 canoes in 2030."
    assert place("How many canoes were rented out?", "30", text) == (33, 35)
    assert place("How many boats were sold?", "30", text) == (9, 11)
    assert place("How many?", "3", text) is None


def test_line_breaks_in_the_text_do_not_hide_words() -> None:
    assert place("Who?", "Ines Okafor", "by Ines\nOkafor") == (3, 14)


def test_no_words_are_nowhere() -> None:
    assert place("Who?", " ", CONTEXT) is None


def test_a_stretch_keeps_the_answer_it_holds() -> None:
    part = within(EXAMPLE, 27, 63)
    assert [part.context[a:b] for a, b in part.spans] == ["Ines Okafor"]
    assert within(EXAMPLE, 64, len(CONTEXT)).spans == ()


def test_narrowing_keeps_the_answer() -> None:
    long = " ".join(f"Filler sentence number {number} says nothing." for number in range(60))
    context = f"{long} {CONTEXT} {long}"
    start = context.index("Ines Okafor")
    example = Example("Who?", context, ((start, start + 11),), "test", "a")
    for seed in range(20):
        part = around(example, random.Random(seed), 40)
        assert len(part.context.split()) < 90
        assert [part.context[a:b] for a, b in part.spans] == ["Ines Okafor"]


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["One is here. ", "Two were there! ", "Three?\n", "And so on "]), max_size=40),
    st.integers(1, 30),
)
def test_windows_cover_every_sentence(parts: list[str], words: int) -> None:
    text = "".join(parts)
    covered = set[int]()
    for start, end in windows(text, words):
        covered |= set(range(start, end))
    assert all(position in covered for position, character in enumerate(text) if not character.isspace())


def test_cutting_takes_the_answer_out() -> None:
    made = cut(EXAMPLE)
    assert made is not None
    assert made.spans == ()
    assert "Ines Okafor" not in made.context
    assert "Ferries carried walkers" in made.context


def test_nothing_is_cut_where_the_answer_stands_twice() -> None:
    context = f"{CONTEXT} Ines Okafor is 51."
    assert cut(Example("Who?", context, (ANSWER,), "test", "a")) is None


def test_a_swap_asks_something_else() -> None:
    questions = {swapped(EXAMPLE, ["Tom Reyes"], random.Random(seed)).question for seed in range(30)}  # type: ignore[union-attr]
    assert EXAMPLE.question not in questions
    assert len(questions) >= 2


def test_names_of_an_article() -> None:
    assert "Tom Reyes" in names([EXAMPLE])


def test_the_hardest_other_stretch_does_not_hold_the_answer() -> None:
    other = Example(
        "Who built the bridge?", "The bridge was built by Omar Said. It is long.", ((24, 33),), "test", "bridge"
    )
    made = list(hardest([EXAMPLE, other]))
    assert [one.context for one in made] == [other.context, EXAMPLE.context]
    assert all(one.spans == () for one in made)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_news_set_holds_together(folder: Path) -> None:
    assert [fault for report in reports_in([folder]) for fault in check_report(report)] == []


def test_the_splits_share_no_report_and_are_large_enough() -> None:
    reports = {folder: {path.stem for path in folder.glob("*.md")} for folder in FOLDERS}
    assert sum(map(len, reports.values())) == len(set().union(*reports.values())) >= 120
    tested = list(news(TEST))
    assert len(reports[TEST]) >= 25
    assert len(tested) >= 500
    assert sum(not one.spans for one in tested) / len(tested) > 0.3


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_answer_of_the_news_set_is_found_in_its_report(folder: Path) -> None:
    lines = [
        line
        for path in sorted(folder.glob("*.md"))
        for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for line, example in zip(lines, news(folder), strict=True):
        answers = [example.context[start:end] for start, end in example.spans]
        assert answers == json.loads(line)["answers"][:1], example.question


def test_an_answer_is_found_whole_in_its_quote(tmp_path: Path) -> None:
    text = "Some 178,000 pupils sat, one of them 17 years old."
    report(tmp_path, text, {"question": "How old?", "answers": ["17"], "evidence": [text]})
    (example,) = news(tmp_path)
    assert example.spans == ((text.index("17 years"), text.index(" years")),)


@pytest.mark.parametrize("name", ["", "none"])
def test_a_folder_without_reports_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError, match=f"no reports in {tmp_path / name}"):
        list(news(tmp_path / name))


def test_every_report_is_an_article_that_footnote_reads() -> None:
    for folder in FOLDERS:
        for path in folder.glob("*.md"):
            assert load(path).title


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        ("In 1314 he came.\nHe had ", "3", " sons and 13 horses."),
        ("Kublai ruled. The court feared ", "Kublai", "."),
        ("", "Kublai", " ruled. Kublai died."),
        ("It cost ($", "3 million", ")  in\nall, not 3 million of the other."),
        ("It rained.\n\n", "It rained.", ""),
    ],
)
def test_an_answer_is_found_in_its_place_though_its_words_stand_elsewhere(before: str, answer: str, after: str) -> None:
    context = before + answer + after
    text = "A title\n\n" + "\n".join(" ".join(line.split()) for line in context.splitlines())
    (found,) = standing(context, (len(before), len(before) + len(answer)), text)
    assert text[slice(*found)] == answer
    assert text[: found[0]].split() == ["A", "title", *before.split()]
