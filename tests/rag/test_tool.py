"""Asking and searching as tools of LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import ToolMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from rag.chunking import chunk
from rag.index import CorpusIndex
from rag.retrieval import HybridRetriever
from rag.serialising import answer_to_json
from rag.tool import as_search_tool, as_tool
from tests.fakes import HashingEmbeddings
from tests.rag.test_messages import revived
from tests.ui.fakes import ANSWERS, BRIDGE, ScriptedAsker

QUOTED = ANSWERS["Who is quoted?"]


def call(name: str, **arguments: str) -> dict[str, object]:
    return {"type": "tool_call", "id": "1", "name": name, "args": arguments}


def test_the_tool_gives_the_model_quotes_and_the_program_the_answer() -> None:
    tool = as_tool(ScriptedAsker())
    assert tool.name == "ask_article"
    assert "exact words" in tool.description
    assert set(tool.args) == {"question"}
    reply = tool.invoke(call("ask_article", question="Who is quoted?"))
    assert isinstance(reply, ToolMessage)
    assert reply.artifact == answer_to_json(QUOTED)
    for note in QUOTED.citations:
        assert note.quote in reply.text
        assert f"characters {note.start}-{note.end}" in reply.text


def test_what_a_tool_gives_outlives_being_written_and_read() -> None:
    reply = as_tool(ScriptedAsker()).invoke(call("ask_article", question="Who is quoted?"))
    assert revived(reply) == reply
    checkpoints = JsonPlusSerializer()
    assert checkpoints.loads_typed(checkpoints.dumps_typed(reply)) == reply


def test_what_is_not_said_and_what_cannot_be_asked_is_told_to_the_model() -> None:
    tool = as_tool(ScriptedAsker())
    unsaid = tool.invoke(call("ask_article", question="Who designed the bridge?"))
    assert "does not say" in unsaid.text
    assert "no answer" in unsaid.text
    empty = tool.invoke(call("ask_article", question="  "))
    assert "The question is empty" in empty.text
    assert empty.artifact is None


async def test_the_search_tool_gives_exact_words_and_where_they_stand() -> None:
    index = CorpusIndex.build([BRIDGE], chunk(BRIDGE), HashingEmbeddings())
    tool = as_search_tool(HybridRetriever(corpus=index, k=2))
    assert (tool.name, set(tool.args)) == ("search_article", {"query"})
    reply = tool.invoke(call("search_article", query="Why does the bridge close?"))
    assert reply.artifact
    for document in reply.artifact:
        start, end = document.metadata["start"], document.metadata["end"]
        assert f"“{BRIDGE.text[start:end]}” {BRIDGE.title}, characters {start}-{end}" in reply.text
    again = await tool.ainvoke(call("search_article", query="Why does the bridge close?"))
    assert again == reply
    nothing: Any = as_search_tool(HybridRetriever(corpus=index, filter={"document": "none"}))
    assert nothing.invoke("ferries") == "Nothing was found."
