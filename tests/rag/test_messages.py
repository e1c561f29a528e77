"""Answers as messages of LangChain, and its messages as history."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from langchain_core.load import dumps, loads
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from rag.errors import BadQuestion
from rag.messages import as_chunk, as_last_chunk, as_message, asked_last, turns
from rag.types import Turn
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY, cite, found

QUOTED = ANSWERS["Who is quoted?"]


def revived(message: BaseMessage) -> Any:
    """The message after being written and read by LangChain."""
    with warnings.catch_warnings():
        # LangChain's reader announces that it may change.
        warnings.simplefilter("ignore")
        return loads(dumps(message), allowed_objects="messages")


def test_a_message_carries_standard_citations_over_the_words_they_support() -> None:
    message = as_message(QUOTED)
    block: Any = message.content_blocks[0]
    assert block["type"] == "text"
    assert block["text"] == QUOTED.answer
    for note, annotation in zip(QUOTED.citations, block["annotations"], strict=True):
        assert annotation["type"] == "citation"
        words = block["text"][annotation["start_index"] : annotation["end_index"]]
        assert words == f"{note.quote} [{note.marker}]"
        assert annotation["cited_text"] == note.quote
        assert annotation["url"] == note.url
        assert annotation["extras"] == {"document": note.document, "start": note.start, "end": note.end}
        assert BRIDGE.text[note.start : note.end] == note.quote
    assert message.response_metadata["answered"] is True


def test_a_message_outlives_being_written_and_read() -> None:
    for answer in ANSWERS.values():
        message = as_message(answer)
        again = revived(message)
        assert again == message
        assert again.content_blocks == message.content_blocks
        assert again.response_metadata == message.response_metadata


def test_pieces_added_up_are_the_message() -> None:
    middle = QUOTED.answer.index(" [1]") + 4
    whole = as_chunk(QUOTED.answer[:middle]) + as_last_chunk(QUOTED, QUOTED.answer[middle:])
    message = as_message(QUOTED)
    blocks: Any = whole.content
    expected: Any = message.content_blocks
    assert (blocks[0]["text"], blocks[0]["annotations"]) == (expected[0]["text"], expected[0]["annotations"])
    assert (len(blocks), whole.response_metadata) == (1, message.response_metadata)


def test_markers_side_by_side_share_their_words_and_other_brackets_are_none() -> None:
    answer = found("Q?", "It is so [7]. [1][2] Yes. [1]", cite(BRIDGE, "Salt"), cite(FERRY, "Oban", 2))
    block: Any = as_message(answer).content_blocks[0]
    words = [answer.answer[note["start_index"] : note["end_index"]] for note in block["annotations"]]
    assert words == ["It is so [7]. [1]", "It is so [7]. [1][2]", "Yes. [1]"]
    assert "url" not in block["annotations"][1]


@pytest.mark.parametrize(
    "history",
    [
        [Turn("When?", "In May."), {"question": "Who?", "answer": "Okafor."}],
        [HumanMessage("When?"), AIMessage("In May."), HumanMessage("Who?"), AIMessage("Okafor.")],
        [("user", "When?"), ("ai", "In May."), {"role": "user", "content": "Who?"}, ("assistant", "Okafor.")],
        [
            SystemMessage("Be brief."),
            HumanMessage("When?"),
            # An agent's way to its answer, of which the last text counts.
            AIMessage("", tool_calls=[{"name": "ask_article", "args": {}, "id": "1"}]),
            ToolMessage("In May, it says.", tool_call_id="1"),
            AIMessage([{"type": "text", "text": "In May."}]),
            HumanMessage("Never answered?"),
            HumanMessage("Who?"),
            AIMessage("Let me look."),
            AIMessage("Okafor."),
        ],
    ],
    ids=["turns", "messages", "pairs", "agent"],
)
def test_history_is_taken_in_every_form(history: list[Any]) -> None:
    assert turns(history) == (Turn("When?", "In May."), Turn("Who?", "Okafor."))


def test_a_conversation_ends_with_its_question() -> None:
    said = [HumanMessage("When?"), AIMessage("In May."), HumanMessage("Where?"), SystemMessage("Be brief.")]
    assert asked_last(said) == ("Where?", (Turn("When?", "In May."),))


@pytest.mark.parametrize("history", [[3], [{"answer": "In May."}], [("captain", "When?")], [None]])
def test_what_is_no_history_is_told(history: list[Any]) -> None:
    with pytest.raises(BadQuestion, match="no turn and no message"):
        turns(history)


def test_a_conversation_without_a_question_is_told() -> None:
    for said in ([], [AIMessage("In May.")]):
        with pytest.raises(BadQuestion, match="no question"):
            asked_last(said)
