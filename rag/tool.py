"""Asking and searching as tools for an agent of LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool

from rag.errors import FootnoteError
from rag.serialising import answer_to_json, answer_to_text
from rag.types import Asker


def as_tool(asker: Asker, *, name: str = "ask_article", description: str = "") -> BaseTool:
    """Return a tool that answers a question: the model reads text with the quotes, the program the answer's fields.

    The artifact is the answer as `answer_to_json` writes it: plain values, which outlive a checkpoint. What is wrong
    with a question is told to the model, so that it can ask another.
    """

    def ask(question: str) -> tuple[str, dict[str, Any] | None]:
        """Answer a question about the article with the exact words it stands on, or say that it does not say."""
        try:
            answer = asker.ask(question)
        except FootnoteError as error:
            return str(error), None
        return answer_to_text(answer), answer_to_json(answer)

    return StructuredTool.from_function(
        ask, name=name, description=description or ask.__doc__, response_format="content_and_artifact"
    )


def as_search_tool(retriever: BaseRetriever, *, name: str = "search_article", description: str = "") -> BaseTool:
    """Return a tool that finds passages: the model reads their exact words with offsets, the artifact is documents.

    It takes any retriever; offsets are told where its documents have `start` and `end` among their metadata.
    """

    def search(query: str) -> tuple[str, list[Document]]:
        """Find the passages of the article that are nearest to a query, word for word."""
        found = retriever.invoke(query)
        passages = (f"[{number}] {_passage(document)}" for number, document in enumerate(found, start=1))
        return "\n\n".join(passages) or "Nothing was found.", found

    return StructuredTool.from_function(
        search, name=name, description=description or search.__doc__, response_format="content_and_artifact"
    )


def _passage(document: Document) -> str:
    known = document.metadata
    where = f" {known['title']}" if "title" in known else ""
    if "start" in known and "end" in known:
        where += f", characters {known['start']}-{known['end']}"
    return f"“{document.page_content}”{where}"
