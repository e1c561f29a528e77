"""Asks the article as a part of LangChain: `python examples/langchain_agent.py [QUESTION]`, in the project's folder."""

from __future__ import annotations

import sys
from pathlib import Path

from langchain_core.runnables import RunnableLambda

from rag.assembly import open_chain
from rag.settings import Settings
from rag.tool import as_runnable, as_tool

chain = open_chain(Settings.from_environment(), [Path("corpus")])
question = sys.argv[1] if len(sys.argv) > 1 else "How many people attended the seminar?"

# A Runnable, composed with another one.
asked = as_runnable(chain) | RunnableLambda(lambda message: message.content_blocks[0])
block = asked.invoke(question)
print(block["text"])
for note in block["annotations"]:
    print(f"  {block['text'][note['start_index'] : note['end_index']]} {note['cited_text']}")

# A tool, as an agent calls it: text for the model, the answer for the program. With a chat model of your own:
# `langchain.agents.create_agent(model, tools=[as_tool(chain)])`.
call = {"type": "tool_call", "id": "1", "name": "ask_article", "args": {"question": "Who confirmed it?"}}
reply = as_tool(chain).invoke(call)
print(reply.content)
print(reply.artifact.answered)
