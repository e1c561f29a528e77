"""A conversation with the article as a graph of LangGraph: `python examples/graph.py`, in the project's folder.

The graph keeps the messages of each thread, the history that a follow-up is understood by. It needs no model.
"""

from __future__ import annotations

from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph

from rag.assembly import open_chain
from rag.runnable import as_runnable
from rag.settings import Settings

article = as_runnable(open_chain(Settings.from_environment(), [Path("corpus")]))


def answer(state: MessagesState) -> MessagesState:
    """Answer the last message of the state."""
    return {"messages": [article.invoke(state)]}


def answered(state: MessagesState) -> str:
    """Tell which way to go on: what the article does not say may be for somebody else."""
    return END if state["messages"][-1].response_metadata["answered"] else "elsewhere"


def elsewhere(state: MessagesState) -> MessagesState:
    """Stand for a web search or a colleague."""
    return {"messages": [("ai", f"Passed on: {state['messages'][-2].text}")]}


builder = StateGraph(MessagesState)
builder.add_node("article", answer)
builder.add_node("elsewhere", elsewhere)
builder.add_edge(START, "article")
builder.add_conditional_edges("article", answered, [END, "elsewhere"])
graph = builder.compile(checkpointer=InMemorySaver())

thread = {"configurable": {"thread_id": "1"}}
for question in ("How many people attended the seminar?", "And where was it held?", "Who won the football?"):
    state = graph.invoke({"messages": [("user", question)]}, thread)
    print(f"{question} {state['messages'][-1].text}")
