from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from rag.documents.typeset import BREAK, Line, typeset_parts

FULL = "A line of the body which reaches as far as the margin does"


def lines(*texts: str, page: int = 0, top: float = 700, size: float = 11, left: float = 72) -> list[Line]:
    return [Line(text, page, left, left + 5 * len(text), top - 14 * number, size) for number, text in enumerate(texts)]


def parts(given: Sequence[Line]) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in typeset_parts(given)]


def test_lines_are_joined_and_gaps_part_paragraphs() -> None:
    page = [*lines(FULL, "and ends."), *lines(FULL, "and ends too.", top=650)]
    assert parts(page) == [("paragraph", f"{FULL} and ends."), ("paragraph", f"{FULL} and ends too.")]


def test_an_indent_or_a_short_last_line_parts_paragraphs_without_a_gap() -> None:
    page = [
        *lines(FULL, "and ends."),
        *lines(FULL, top=672),
        *lines(f"{FULL}.", top=658),
        *lines(FULL, top=644, left=90),
    ]
    assert parts(page) == [("paragraph", f"{FULL} and ends."), ("paragraph", f"{FULL} {FULL}."), ("paragraph", FULL)]


def test_large_type_and_lines_alone_are_headings() -> None:
    page = [
        *lines("The title is", "on two lines", size=20, top=740),
        *lines(FULL, FULL, "end."),
        *lines("Costs", top=630),
        *lines(FULL, FULL, "end.", top=600),
        *lines("Larger", size=14, top=540),
        *lines(f"{FULL}.", top=500),
    ]
    made = typeset_parts(page)
    assert [(part.text, part.level) for part in made if part.kind == "heading"] == [
        ("The title is on two lines", 1),
        ("Costs", 0),
        ("Larger", 2),
    ]


def test_items() -> None:
    page = [
        *lines(FULL, "end:"),
        *lines("• One thing", "and more", "• Two", top=640),
        *lines("1. Three", "2. Four", top=550),
    ]
    assert [(part.kind, part.text, part.joined) for part in typeset_parts(page)[1:]] == [
        ("item", "One thing and more", False),
        ("item", "Two", True),
        ("item", "1. Three", True),
        ("item", "2. Four", True),
    ]


def test_running_heads_and_page_numbers_go() -> None:
    pages: list[Line] = []
    for number in range(4):
        pages += lines("Daily News", page=number, top=780)
        pages += lines(f"{'abcd'[number]} body of the page, which is a sentence.", page=number, top=700)
        pages += lines(f"Page {number + 1} of 4", page=number, top=30)
    assert [text for _, text in parts(pages)] == [
        f"{letter} body of the page, which is a sentence." for letter in "abcd"
    ]


def test_pages_that_are_all_alike_are_kept() -> None:
    assert parts([*lines("The same.", page=0), *lines("The same.", page=1)]) != []


def test_a_paragraph_goes_on_over_the_page() -> None:
    page = [*lines(FULL, FULL), *lines("goes on here.", page=1), *lines("Next one.", page=1, top=600)]
    assert parts(page) == [("paragraph", f"{FULL} {FULL} goes on here."), ("paragraph", "Next one.")]


def test_broken_words_are_mended_as_they_are_spelt_elsewhere() -> None:
    text = parts(
        lines(
            "They want self-reliant states and",
            f"a self{BREAK}",
            f"reliant sector in coop{BREAK}",
            "eration with the South Korea-",
            f"Malaysia group, non{BREAK}",
            "stop - so it is cross-",
            "border and cooperation, crossborder.",
        )
    )[0][1]
    assert text == (
        "They want self-reliant states and a self-reliant sector in cooperation with the South Korea-Malaysia group, "
        "nonstop - so it is crossborder and cooperation, crossborder."
    )


@given(
    st.lists(
        st.builds(
            Line,
            st.sampled_from(["One", "two.", "• x", "1. y", f"bro{BREAK}", "ken", "Z" * 70, " "]),
            st.integers(0, 3),
            st.floats(0, 500),
            st.floats(0, 600),
            st.floats(0, 800),
            st.floats(0, 40),
        ),
        max_size=20,
    )
)
def test_any_lines_are_put_together(given_lines: list[Line]) -> None:
    made = typeset_parts(sorted(given_lines, key=lambda line: line.page))
    assert all(part.text and BREAK not in part.text for part in made)
    assert bool(made) == any(line.text.strip() for line in given_lines)
