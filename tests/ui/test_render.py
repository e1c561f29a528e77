from dataclasses import replace

import pytest
from hypothesis import given

from rag.types import Answer, Citation, Draft, Stage
from tests.ui.fakes import ANSWERS, BRIDGE, absent, cite, found
from tests.ui.reading import TEXTS, Reader, shape
from ui import render
from ui.escaping import text_html
from ui.exchanges import Exchange, Notice

ALLOWED = {
    "button", "cite", "div", "h2", "i", "li", "ol", "p", "q", "section", "span", "sup", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "data-ask", "data-copy", "data-doc", "data-edit", "data-end", "data-link",
    "data-marker", "data-number", "data-peek", "data-short-end", "data-short-start", "data-start", "dir", "role",
    "title", "type",
}  # fmt: skip


def shown(answer: Answer) -> str:
    return render.exchange_html(Exchange(answer.question, answer))


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_text_makes_a_tag_or_an_attribute(question: str, text: str, quote: str, other: str) -> None:
    citation = Citation(1, other, text, None, quote, 0, 1, "", "")
    outcomes = (
        Answer(question, other, True, text, quote, 0.5, (citation,), other, 1.0),
        Answer(question, other, False, text, None, 0.5, (), other, 1.0, (citation,)),
        Notice(text),
    )
    exchanges = [Exchange(question, outcome, other) for outcome in outcomes]
    html = render.conversation(exchanges, pending=render.Pending(other))
    assert len(html.split("\n\n")) == 5
    assert "\n" not in html.replace("\n\n", "")
    for tag, attributes in Reader(html + render.chips([question, other])).tags:
        assert tag in ALLOWED
        assert set(attributes) <= ATTRIBUTES
    assert question in Reader(html, "question").text


@given(TEXTS)
def test_the_shape_does_not_depend_on_the_text(text: str) -> None:
    plain = render.exchange_html(Exchange("question", Notice("message")))
    assert shape(render.exchange_html(Exchange(text, Notice(text)))) == shape(plain)


@given(TEXTS)
def test_text_reads_back_as_the_same_characters(text: str) -> None:
    html = text_html(text)
    assert Reader(html).text == text
    assert not set("<>\"'\n\t\r%") & set(html)


def test_a_marker_with_a_citation_becomes_a_button_and_others_stay() -> None:
    quote = "The harbour bridge will close on April 2"
    html = shown(found("Q?", "It closes [1]. See [2] and [sic].", cite(BRIDGE, quote)))
    buttons = [attributes for tag, attributes in Reader(html).tags if tag == "button" and attributes["class"] == "fn"]
    start = BRIDGE.text.index(quote)
    assert buttons == [
        {"type": "button", "class": "fn", "data-doc": "bridge", "data-start": str(start), "data-end": str(start + 40),
         "data-marker": "1", "data-peek": quote, "aria-label": "Footnote 1: show in the article"}
    ]  # fmt: skip
    assert Reader(html, "words").text == "It closes1. See [2] and [sic]."


def test_the_short_answer_is_found_inside_its_quote_as_whole_words() -> None:
    quote = "Salt has eaten into 31 of its 48 hangers"
    html = shown(found("Q?", f"{quote}. [1]", cite(BRIDGE, quote), short="48"))
    target = next(attributes for tag, attributes in Reader(html).tags if attributes.get("class") == "fn")
    start, end = int(target["data-short-start"] or ""), int(target["data-short-end"] or "")
    assert BRIDGE.text[start:end] == "48"
    for short in ("4", "hanger", None):
        assert "data-short-start" not in shown(found("Q?", f"{quote}. [1]", cite(BRIDGE, quote), short=short))


def test_footnotes_are_listed_with_quote_and_title() -> None:
    html = shown(ANSWERS["Who is quoted?"])
    assert html.count('class="note"') == 2
    assert "We cannot wait another winter" in Reader(html, "notes").text
    assert BRIDGE.title in Reader(html, "notes").text


def test_an_answer_that_was_not_found_has_its_own_look_and_lists_what_is_close() -> None:
    html = shown(absent("Who?", cite(BRIDGE, "The bridge opened in 1931")))
    assert 'class="reply absent"' in html
    assert "Closest passages (not an answer)" in html
    assert "The bridge opened in 1931" in html
    assert 'class="sure"' not in html
    assert "Closest passages" not in shown(absent("Who?"))


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1, "Very sure"), (0.9, "Very sure"), (0.8, "Sure"), (0.6, "Fairly sure"), (0.2, "Unsure"), (0, "Unsure")],
)
def test_confidence_is_said_in_words_and_its_number_is_at_hand(confidence: float, words: str) -> None:
    html = shown(found("Q?", "Yes.", confidence=confidence))
    assert f'data-peek="Confidence {confidence:.2f} of 1">{words}</button>' in html


def test_what_became_of_a_draft_is_at_hand() -> None:
    draft = Draft(kept=3, removed=1, input_tokens=812, output_tokens=57, cost=0.00123)
    written = shown(replace(found("Q?", "Yes."), mode="writer:ollama:<b>", draft=draft))
    assert (
        'data-peek="Written by ollama:&lt;b&gt;; 3 of 4 sentences passed the check; 812 tokens read, 57 written; '
        'cost 0.00123">Written</button>'
    ) in written
    fault = Draft(kept=0, removed=2, fault="the model took more than 30 s")
    assert (
        'data-peek="The draft was not used; the model took more than 30 s; 0 of 2 sentences passed the check">Quoted<'
    ) in shown(replace(found("Q?", "Yes."), draft=fault))
    assert 'class="draft"' not in shown(found("Q?", "Yes."))


def test_a_follow_up_shows_how_it_was_understood_and_can_be_put_right() -> None:
    for answer in (found("And where?", "There."), absent("And where?")):
        assert "Understood as" not in shown(answer)
        html = shown(replace(answer, standalone_question="Where is it?"))
        assert Reader(html, "understood").text == "Understood as: Where is it? Edit"
        assert 'data-edit="Where is it?"' in html


def test_an_answer_can_be_taken_along_and_its_question_shared() -> None:
    answer = ANSWERS["Which ferry comes?"]
    html = render.exchange_html(Exchange(answer.question, answer, "ferry"))
    attributes = [attributes for _tag, attributes in Reader(html).tags]
    assert [each["data-link"] for each in attributes if "data-link" in each] == [
        "?q=Which+ferry+comes%3F&article=ferry"
    ]
    assert [each["data-copy"] for each in attributes if "data-copy" in each] == [
        f"{answer.answer}\n\n[1] “{answer.citations[0].quote}”\n    {answer.citations[0].title}, characters "
        f"{answer.citations[0].start}-{answer.citations[0].end}"
    ]
    assert "data-link" not in render.exchange_html(Exchange(answer.question, answer, "mine", private=True))


def test_what_failed_can_be_tried_again() -> None:
    html = render.exchange_html(Exchange("Where?", Notice("Too many questions are waiting.")))
    assert 'data-ask="Where?">Try again</button>' in html


@pytest.mark.parametrize(
    ("stage", "words"), [(None, "Waiting for a turn"), ("searching", "Searching"), ("reading", "Reading")]
)
def test_it_is_said_what_is_being_done(stage: Stage | None, words: str) -> None:
    html = render.conversation((), render.Pending("Q?", stage))
    assert words in Reader(html, "working").text
    assert 'role="status"' in html


def test_questions_to_ask_are_buttons() -> None:
    assert Reader(render.chips(["One?", "Two?"])).text == "One?Two?"
    assert render.chips([]) == ""


def test_earlier_exchanges_stay_as_they_were() -> None:
    past = [Exchange(answer.question, answer) for answer in ANSWERS.values()]
    before, after = render.conversation(past[:2]), render.conversation(past[:3])
    pending = render.conversation(past[:2], pending=render.Pending("Q?"))
    blocks = before.split("\n\n")
    assert after.split("\n\n")[:2] == pending.split("\n\n")[:2] == blocks[:2]
    assert after.split("\n\n")[-1] == blocks[-1]
