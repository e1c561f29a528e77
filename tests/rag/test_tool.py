"""Asking as a part of LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableLambda

from rag.tool import as_message, as_runnable, as_tool
from rag.types import Turn
from tests.ui.fakes import ANSWERS, BRIDGE, FERRY, ScriptedAsker, cite, found

QUOTED = ANSWERS["Who is quoted?"]


def call(question: str) -> dict[str, object]:
    return {"type": "tool_call", "id": "1", "name": "ask_article", "args": {"question": question}}


def test_the_tool_gives_the_model_quotes_and_the_program_the_answer() -> None:
    tool = as_tool(ScriptedAsker())
    assert tool.name == "ask_article"
    assert "exact words" in tool.description
    assert set(tool.args) == {"question"}
    reply = tool.invoke(call("Who is quoted?"))
    assert isinstance(reply, ToolMessage)
    assert reply.artifact == QUOTED
    for note in QUOTED.citations:
        assert note.quote in reply.text
        assert f"characters {note.start}-{note.end}" in reply.text


def test_what_is_not_said_and_what_cannot_be_asked_is_told_to_the_model() -> None:
    tool = as_tool(ScriptedAsker())
    unsaid = tool.invoke(call("Who designed the bridge?"))
    assert "does not say" in unsaid.text
    assert "no answer" in unsaid.text
    empty = tool.invoke(call("  "))
    assert "The question is empty" in empty.text
    assert empty.artifact is None


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


def test_markers_side_by_side_share_their_words_and_other_brackets_are_none() -> None:
    answer = found("Q?", "It is so [7]. [1][2] Yes. [1]", cite(BRIDGE, "Salt"), cite(FERRY, "Oban", 2))
    block: Any = as_message(answer).content_blocks[0]
    words = [answer.answer[note["start_index"] : note["end_index"]] for note in block["annotations"]]
    assert words == ["It is so [7]. [1]", "It is so [7]. [1][2]", "Yes. [1]"]
    assert "url" not in block["annotations"][1]


async def test_the_runnable_takes_a_text_or_a_question_with_its_history() -> None:
    asker = ScriptedAsker()
    chain = as_runnable(asker) | RunnableLambda(lambda message: message.text)
    assert chain.invoke("Who is quoted?") == QUOTED.answer
    assert await chain.ainvoke("Who is quoted?") == QUOTED.answer
    history = [Turn("When?", "In May."), {"question": "Who?", "answer": "Okafor."}]
    chain.invoke({"question": "Where?", "history": history, "article": "bridge"})
    assert asker.asked[-1] == ("Where?", (Turn("When?", "In May."), Turn("Who?", "Okafor.")), "bridge")
    assert chain.batch(["Who is quoted?", "Which ferry comes?"])[1] == ANSWERS["Which ferry comes?"].answer
