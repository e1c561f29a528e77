"""Has an agent ask the article: `python examples/agent.py PROVIDER:MODEL [QUESTION]`, in the project's folder.

The model must be able to call tools; the provider's package must be installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.messages import ToolMessage

from rag.assembly import build_chain, build_index, open_embeddings, open_reader
from rag.documents import load_corpus
from rag.retrieval import HybridRetriever
from rag.settings import Settings
from rag.tool import as_search_tool, as_tool

settings = Settings.from_environment()
embeddings = open_embeddings(settings)
index = build_index(load_corpus([Path("corpus")]), embeddings)
chain = build_chain(index, embeddings, settings, open_reader(embeddings, settings))

agent = create_agent(
    init_chat_model(sys.argv[1]),
    tools=[as_tool(chain), as_search_tool(HybridRetriever(corpus=index))],
    system_prompt="Answer from the tools alone, and give their quotes.",
)
question = sys.argv[2] if len(sys.argv) > 2 else "Who confirmed the memorandum?"
state = agent.invoke({"messages": [("user", question)]})
for message in state["messages"]:
    if isinstance(message, ToolMessage) and message.name == "ask_article":
        # The program has the answer's fields, whatever the model makes of its text.
        print("tool:", message.artifact["short_answer"], [note["quote"] for note in message.artifact["citations"]])
print("agent:", state["messages"][-1].text)
