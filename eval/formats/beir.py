"""What retrieval found, in the files of BEIR (Thakur et al. 2021) and TREC, for the tools that read these.

`corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` are a BEIR dataset; `run.trec` is the ranking, a line a chunk:
`query Q0 chunk rank score tag` (trec_eval). Ids hold no white space: `document:start-end` for a chunk, and what else a
name has in it as in a URL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from eval.finding import Ranking
from rag.types import Span

TAG = "footnote"


def files(rankings: Mapping[str, Ranking], chunks: Mapping[Span, str]) -> dict[str, str]:
    """The files by their path in the dataset's folder.

    Args:
        rankings: by item id, what was found for it.
        chunks: all chunks of the corpus with their texts.
    """
    return {
        "corpus.jsonl": "".join(
            _line({"_id": chunk_id(span), "title": "", "text": text}) for span, text in chunks.items()
        ),
        "queries.jsonl": "".join(
            _line({"_id": _plain(id), "text": ranking.question}) for id, ranking in rankings.items()
        ),
        "qrels/test.tsv": "query-id\tcorpus-id\tscore\n" + "".join(_judgements(rankings)),
        "run.trec": "".join(_places(rankings)),
    }


def chunk_id(span: Span) -> str:
    """A chunk's id: its document and offsets."""
    return f"{_plain(span.document)}:{span.start}-{span.end}"


def _judgements(rankings: Mapping[str, Ranking]) -> Iterator[str]:
    for id, ranking in rankings.items():
        for span in ranking.relevant:
            yield f"{_plain(id)}\t{chunk_id(span)}\t1\n"


def _places(rankings: Mapping[str, Ranking]) -> Iterator[str]:
    # Tools rank by the score alone: one that falls by rank keeps the order as it was found.
    for id, ranking in rankings.items():
        for rank, span in enumerate(ranking.chunks, 1):
            yield f"{_plain(id)} Q0 {chunk_id(span)} {rank} {1 / rank:.6f} {TAG}\n"


def _plain(name: str) -> str:
    return quote(name, safe="")


def _line(fields: Mapping[str, str]) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"
