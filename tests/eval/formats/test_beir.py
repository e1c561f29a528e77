from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.finding import RANKS, Finder, Ranking
from eval.formats.beir import chunk_id, files
from eval.report import summarise, write
from eval.running import run
from rag.types import Span
from tests.eval.scripted import ScriptedAsker, answered, document, gold, item

CHUNKS = [Span("bridge", 0, 50), Span("bridge", 51, 88), Span("bridge", 90, 125)]
NAME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def read(folder: Path) -> tuple[dict[str, dict[str, int]], dict[str, list[str]], dict[str, str], dict[str, str]]:
    """Judgements, rankings by their scores, texts and queries, as the tools read them."""
    judged: dict[str, dict[str, int]] = {}
    head, *lines = (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    assert head == "query-id\tcorpus-id\tscore"
    for line in lines:
        query, chunk, grade = line.split("\t")
        judged.setdefault(query, {})[chunk] = int(grade)
    scored: dict[str, list[tuple[float, str]]] = {}
    for line in (folder / "run.trec").read_text(encoding="utf-8").split("\n")[:-1]:
        query, zero, chunk, _, score, _ = line.split()
        assert zero == "Q0"
        scored.setdefault(query, []).append((-float(score), chunk))
    ranked = {query: [chunk for _, chunk in sorted(pairs)] for query, pairs in scored.items()}
    texts, queries = (
        {
            one["_id"]: one["text"]
            for one in map(json.loads, (folder / name).read_text(encoding="utf-8").split("\n")[:-1])
        }
        for name in ("corpus.jsonl", "queries.jsonl")
    )
    return judged, ranked, texts, queries


def test_the_files_give_the_numbers_of_the_report(tmp_path: Path) -> None:
    quotes = {"Who?": "Ines Okafor chairs the harbour board.", "When?": "The bridge will close", "Why?": "Repairs cost"}
    items = [item(f"q {n}", question, "x", evidence=(quote,)) for n, (question, quote) in enumerate(quotes.items())]
    orders = {"Who?": (1, 0, 2), "When?": (2, 1, 0), "Why?": (0, 1)}
    finder = Finder(lambda question, depth: [CHUNKS[place] for place in orders[question]][:depth], CHUNKS)
    asker = ScriptedAsker({question: answered("x") for question in quotes})
    done = run(gold(*items), asker, [document()], finder=finder)
    write(done, tmp_path)

    judged, ranked, texts, queries = read(tmp_path / "beir")
    assert queries == {"q%200": "Who?", "q%201": "When?", "q%202": "Why?"}
    assert texts["bridge:51-88"] == quotes["Who?"]
    assert set(texts) == {chunk_id(span) for span in CHUNKS}
    reciprocal, gain = [], []
    for query, grades in judged.items():
        places = [rank for rank, chunk in enumerate(ranked[query], 1) if chunk in grades]
        reciprocal.append(1 / places[0] if places else 0.0)
        ideal = sum(1 / math.log2(rank + 1) for rank in range(1, len(grades) + 1))
        gain.append(sum(1 / math.log2(rank + 1) for rank in places) / ideal)
    values = summarise(done).values
    assert values["mrr@10"].value == sum(reciprocal) / 3 == (1 + 1 / 3 + 0) / 3
    assert math.isclose(values["ndcg@10"].value or 0, sum(gain) / 3)


def test_a_run_without_retrieval_has_no_such_files(tmp_path: Path) -> None:
    write(run(gold(item("q1", "Who?", "x")), ScriptedAsker({"Who?": answered("x")}), [document()]), tmp_path)
    assert not (tmp_path / "beir").exists()


@given(
    st.dictionaries(NAME, st.permutations(range(4)), min_size=1, max_size=3),
    st.lists(NAME, min_size=4, max_size=4, unique=True),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_any_names_and_texts_come_back(
    tmp_path_factory: pytest.TempPathFactory, orders: dict[str, list[int]], documents: list[str], text: str
) -> None:
    folder = tmp_path_factory.mktemp("beir")
    spans = [Span(name, place, place + 5) for place, name in enumerate(documents)]
    rankings = {
        id: Ranking(text, tuple(spans[place] for place in order)[:RANKS], (spans[0],), ())
        for id, order in orders.items()
    }
    for name, written in files(rankings, dict.fromkeys(spans, text)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(written.encode())
    judged, ranked, texts, queries = read(folder)
    assert len(judged) == len(ranked) == len(queries) == len(orders)
    assert set(texts.values()) == {text}
    assert list(ranked.values()) == [[chunk_id(spans[place]) for place in order] for order in orders.values()]
    assert all(grades == {chunk_id(spans[0]): 1} for grades in judged.values())
