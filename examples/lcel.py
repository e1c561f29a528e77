"""Asks the article in chains of LangChain: `python examples/lcel.py [QUESTION]`, in the project's folder."""

from __future__ import annotations

import sys
from pathlib import Path

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda

from rag.assembly import open_chain
from rag.runnable import as_runnable
from rag.settings import Settings

article = as_runnable(open_chain(Settings.from_environment(), [Path("corpus")]))
question = sys.argv[1] if len(sys.argv) > 1 else "How many people attended the seminar?"

# The answer is a message, whose text carries standard citations.
asked = article | RunnableLambda(lambda message: message.content_blocks[0])
block = asked.invoke(question)
print(block["text"])
for note in block["annotations"]:
    where = note["extras"]
    print(f"  {note['title']}, characters {where['start']}-{where['end']}: {note['cited_text']}")

# A conversation, as a prompt template makes it.
talk = ChatPromptTemplate([("user", question), ("ai", "{answer}"), ("user", "And where was it held?")]) | article
print(talk.invoke({"answer": block["text"]}).text)

# Several questions at once; one by one, a written answer comes sentence by sentence.
for message in article.batch([question, "Who won the football?"]):
    print(message.response_metadata["answered"])
for piece in article.stream(question):
    print(piece.text, end="", flush=True)
print()
