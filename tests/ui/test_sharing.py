from dataclasses import replace
from urllib.parse import parse_qs

from hypothesis import given
from markdown_it import MarkdownIt

from tests.ui.fakes import ANSWERS, BRIDGE, absent, cite, found
from tests.ui.reading import TEXTS
from ui.exchanges import Exchange, Notice
from ui.sharing import as_markdown, as_text, link

QUOTED = ANSWERS["Who is quoted?"]


def words(markdown: str) -> list[str]:
    """The text of Markdown's blocks; markup and HTML would show as tokens of other kinds."""
    lines = []
    for token in MarkdownIt().parse(markdown):
        if token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"text", "em_open", "em_close"}
            lines.append("".join(child.content for child in token.children or ()))
        else:
            assert token.type in {
                "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open",
                "bullet_list_close", "list_item_open", "list_item_close",
            }  # fmt: skip
    return lines


def test_an_answer_as_text_has_its_footnotes_below() -> None:
    first, second = QUOTED.citations
    assert as_text(QUOTED) == (
        f"{QUOTED.answer}\n\n[1] “{first.quote}”\n    {BRIDGE.title}, https://example.org/bridge, characters "
        f"{first.start}-{first.end}\n\n[2] “{second.quote}”\n    {BRIDGE.title}, https://example.org/bridge, "
        f"characters {second.start}-{second.end}"
    )


def test_a_conversation_is_headings_answers_and_footnotes() -> None:
    absence = replace(
        absent("And who built it?", cite(BRIDGE, "The bridge opened in 1931")), standalone_question="Who?"
    )
    markdown = as_markdown(
        [
            Exchange(QUOTED.question, QUOTED),
            Exchange(absence.question, absence),
            Exchange("When?", Notice("Stopped.")),
        ]
    )
    lines = words(markdown)
    assert lines[:3] == ["A conversation with Footnote", "Who is quoted?", f"{QUOTED.citations[0].quote}[^1-1] "
                         f"{QUOTED.citations[1].quote}[^1-2]"]  # fmt: skip
    assert lines[3].startswith(f"[^1-1]: “{QUOTED.citations[0].quote}” {BRIDGE.title}")
    assert lines[5:] == [
        "And who built it?", "Understood as: Who?", "The article does not say.", "Closest passages (not an answer):",
        "“The bridge opened in 1931”", "When?", "Stopped.",
    ]  # fmt: skip


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_makes_markup(question: str, text: str, quote: str) -> None:
    citation = replace(cite(BRIDGE, "1931"), quote=quote, title=text)
    answer = replace(found(question, f"{text} [1]", citation), standalone_question=quote)
    words(as_markdown([Exchange(question, answer), Exchange(text, Notice(quote))]))


@given(TEXTS)
def test_a_link_holds_the_question_as_it_stands_alone(question: str) -> None:
    answer = replace(found("And?", "Yes."), standalone_question=question)
    address = link(Exchange("And?", answer, "bridge"))
    assert address is not None
    assert parse_qs(address[1:], keep_blank_values=True) == {"q": [question], "article": ["bridge"]}


def test_what_nobody_else_can_open_has_no_link() -> None:
    assert link(Exchange("Q?", found("Q?", "Yes."), "mine", private=True)) is None
    assert link(Exchange("Q?", Notice("Stopped."))) == "?q=Q%3F"
